#pragma once
/// A JACK server without hardware, one at a time on this machine.

#include <filesystem>
#include <set>
#include <string>

#include "audio/temporary_folder.h"
#include "live/child_process.h"

namespace ohmsweep::live {

/// Held by whoever uses sound, across processes: tests that ctest runs side by side take turns.
class SoundLock {
 public:
  /// Waits for its turn. Throws std::runtime_error when it has not come within five minutes.
  SoundLock();
  ~SoundLock();
  SoundLock(const SoundLock&) = delete;
  SoundLock& operator=(const SoundLock&) = delete;

 private:
  int file_ = -1;
};

struct ServerSettings {
  int rate = 48000;
  int period = 1024;
};

/// jackd with its dummy driver, synchronous and without real-time priority: data stay intact however busy
/// the machine is. It and its shared memory are gone when this object is.
class JackServer {
 public:
  /// Starts it and waits until clients can connect. Throws std::runtime_error with its log when they cannot.
  explicit JackServer(const ServerSettings& settings = {});
  ~JackServer();
  JackServer(const JackServer&) = delete;
  JackServer& operator=(const JackServer&) = delete;

  /// What a client needs to find this server, and what ALSA needs to find the PCMs below; both as they
  /// would be on a person's machine, with no server started behind one's back.
  [[nodiscard]] Environment environment() const;
  /// The same without those PCMs, each of which costs whoever lists devices a connection to this server.
  [[nodiscard]] Environment environment_without_alsa() const;
  [[nodiscard]] bool running() { return process_.running(); }
  [[nodiscard]] pid_t pid() const { return process_.pid(); }
  [[nodiscard]] const ServerSettings& settings() const { return settings_; }

  /// Freezes it (SIGSTOP), as a wedged driver would; and lets it go on.
  void stop();
  void resume();
  /// Whether it was ever frozen.
  [[nodiscard]] bool stood_still() const { return stood_still_; }
  /// Kills it (SIGKILL) as a crash would. Its files are cleared away.
  void kill();
  /// Ends it if it runs, and starts it anew.
  void restart(const ServerSettings& settings);

  /// What it has written.
  [[nodiscard]] std::string log() const;
  /// Files of this server in shared memory; what servers share, their registry, is not among them.
  [[nodiscard]] std::set<std::filesystem::path> shared_files() const;

 private:
  void start();
  void wait_until_ready();
  void note_segments();
  void clear_away();

  SoundLock lock_;
  ServerSettings settings_;
  TemporaryFolder folder_;
  std::set<std::filesystem::path> segments_;  ///< whose names do not tell the server
  ChildProcess process_;
  bool stood_still_ = false;
};

/// JACK client that ALSA's PCMs stand for.
inline constexpr const char* interface_name = "VirtualInterface";

}  // namespace ohmsweep::live
