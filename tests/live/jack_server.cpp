#include "live/jack_server.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ohmsweep::live {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* server_name = "ohmsweep_live";
constexpr std::chrono::minutes longest_turn{5};
constexpr std::chrono::seconds longest_start{10};
constexpr double patience_s = 2.0;
constexpr std::size_t largest_file = std::size_t{512} << 20U;  // a wedged server may write without end

const fs::path& shared_memory() {
  static const fs::path folder = "/dev/shm";
  return folder;
}

/// The interface as ALSA devices: in floating point, and as a converter of 24 bits. Without a default,
/// PortAudio aborts.
constexpr const char* alsa_configuration = R"(
pcm.VirtualAlsa {
  type jack
  playback_ports { 0 VirtualInterface:playback_1 1 VirtualInterface:playback_2 }
  capture_ports { 0 VirtualInterface:capture_1 1 VirtualInterface:capture_2 }
  hint { show on description "virtual interface" }
}
pcm.VirtualAlsa24 {
  type linear
  slave {
    pcm { type lfloat slave { pcm VirtualAlsa format FLOAT_LE } }
    format S24_3LE
  }
  hint { show on description "virtual interface of 24 bits" }
}
pcm.default { type null }
ctl.default { type null }
)";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// "jack_NAME_0_0", "jack_sem.0_NAME_client".
bool names_this_server(const std::string& file) {
  const std::string user = std::to_string(::getuid());
  return file.starts_with(std::string("jack_") + server_name + "_" + user) ||
         file.starts_with("jack_sem." + user + "_" + server_name + "_");
}

/// What all servers share: the registry, and the sockets of clients. A dead server that nobody has reaped is
/// alive to JACK, and its name taken for ever: where no server runs, nobody needs the registry.
void clear_what_all_share() {
  if (!processes_called("jackd").empty()) return;
  std::vector<fs::path> shared;
  for (const auto& entry : fs::directory_iterator(shared_memory())) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("jack-") || name.starts_with("jack_")) shared.push_back(entry.path());
  }
  std::error_code ignored;
  for (const fs::path& file : shared) fs::remove_all(file, ignored);
}

}  // namespace

SoundLock::SoundLock() {
  const fs::path path = fs::temp_directory_path() / "ohmsweep-live.lock";
  file_ = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  if (file_ < 0) throw std::runtime_error("cannot open " + path.string());
  const auto last = Clock::now() + longest_turn;
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    if (Clock::now() > last) throw std::runtime_error("somebody has held " + path.string() + " for minutes");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

SoundLock::~SoundLock() { ::close(file_); }

JackServer::JackServer(const ServerSettings& settings) : settings_(settings) {
  folder_.file("alsa.conf", alsa_configuration);
  folder_.file("no_alsa.conf", "pcm.default { type null }\nctl.default { type null }\n");
  clear_away();  // of a server whose test was killed
  start();
}

JackServer::~JackServer() {
  process_.end(patience_s);
  clear_away();
}

Environment JackServer::environment() const {
  return {{"JACK_DEFAULT_SERVER", server_name},
          {"JACK_NO_AUDIO_RESERVATION", "1"},
          {"JACK_NO_START_SERVER", "1"},
          {"ALSA_CONFIG_PATH", (folder_ / "alsa.conf").string()}};
}

Environment JackServer::environment_without_alsa() const {
  Environment found = environment();
  found["ALSA_CONFIG_PATH"] = (folder_ / "no_alsa.conf").string();
  return found;
}

void JackServer::start() {
  const int log = ::open((folder_ / "jackd.log").c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0666);
  Launch launch{{"jackd", "-n", server_name, "-p", "128", "-r", "-S", "-d", "dummy", "-r",
                 std::to_string(settings_.rate), "-p", std::to_string(settings_.period)},
                environment()};
  launch.out = log;
  launch.err = log;
  launch.largest_file = largest_file;
  process_ = ChildProcess(launch);
  ::close(log);
  wait_until_ready();
  note_segments();
}

void JackServer::wait_until_ready() {
  const auto last = Clock::now() + longest_start;
  while (process_.running() && Clock::now() < last) {
    ChildProcess asks({{"jack_lsp"}, environment()});
    if (asks.wait(patience_s) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("jackd does not start; it says:\n" + log());
}

void JackServer::stop() {
  stood_still_ = true;
  process_.signal(SIGSTOP);
}
void JackServer::resume() { process_.signal(SIGCONT); }

void JackServer::kill() {
  note_segments();
  process_.signal(SIGKILL);
  process_.wait(patience_s);
  clear_away();
}

void JackServer::restart(const ServerSettings& settings) {
  note_segments();
  process_.end(patience_s);
  clear_away();
  settings_ = settings;
  start();
}

std::string JackServer::log() const { return text_of(folder_ / "jackd.log"); }

/// The samples are in segments "jack-UID-NUMBER" that any server may have: only its memory map tells whose.
void JackServer::note_segments() {
  std::istringstream map(text_of("/proc/" + std::to_string(process_.pid()) + "/maps"));
  const std::string begin = (shared_memory() / "jack-").string() + std::to_string(::getuid()) + "-";
  for (std::string line; std::getline(map, line);) {
    const std::size_t at = line.find(begin);
    if (at != std::string::npos) segments_.insert(line.substr(at, line.find(' ', at) - at));
  }
}

std::set<fs::path> JackServer::shared_files() const {
  std::set<fs::path> found;
  for (const auto& entry : fs::directory_iterator(shared_memory())) {
    if (names_this_server(entry.path().filename().string())) found.insert(entry.path());
  }
  for (const fs::path& segment : segments_) {
    if (fs::exists(segment)) found.insert(segment);
  }
  return found;
}

void JackServer::clear_away() {
  std::error_code ignored;
  for (const fs::path& file : shared_files()) fs::remove(file, ignored);
  segments_.clear();
  clear_what_all_share();
}

}  // namespace ohmsweep::live
