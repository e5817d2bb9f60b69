/// An audio interface without hardware: the JACK client "VirtualInterface". What is played into it, or into
/// the client "Dongle" with a clock of its own, comes back through a loop or a bench, with the faults that it
/// is told to have.
///
///   virtual_interface [--played N] [--recorded N] [--freewheel] ["LINE" ...]
///
/// Obeys the lines of its command line (live/interface/interface_controls.h has them), says "ready", then
/// obeys those on stdin and answers each with "ok ..." or "error ...". Three more are its own:
///
///   status   "ok frames=N heard=N faults=N missing=N xruns=N late_us=N loudest=N sound_us=N": frames so
///            far, and those with sound in them; faults that have struck; frames that the dongle failed to
///            bring; the callback's longest time; the largest sample played, in millionths of full scale;
///            when the first sound came, on the monotonic clock, 0: never
///   forget   the next sound is the first
///   quit     ends it, as the end of stdin does
///
/// --freewheel lets the server run as fast as it can from before "ready" to the end.

#include <fmt/format.h>
#include <jack/jack.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "live/interface/clock_bridge.h"
#include "live/interface/dongle_client.h"
#include "live/interface/interface_controls.h"
#include "live/interface/sound_path.h"

namespace ohmsweep::live {
namespace {

struct CommandLine {
  std::size_t played = 2;
  std::size_t recorded = 2;
  bool freewheel = false;
  std::vector<std::string> lines;
};

CommandLine parse(const std::vector<std::string>& arguments) {
  CommandLine line;
  const auto channels = [](const std::string& text) { return std::min(most_channels, std::stoul(text)); };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--played" && i + 1 < arguments.size()) {
      line.played = channels(arguments[++i]);
    } else if (arguments[i] == "--recorded" && i + 1 < arguments.size()) {
      line.recorded = channels(arguments[++i]);
    } else if (arguments[i] == "--freewheel") {
      line.freewheel = true;
    } else {
      line.lines.push_back(arguments[i]);
    }
  }
  return line;
}

/// A word from the main thread to the callback, taken whole.
struct Order {
  InterfaceSettings settings;
  TimeFault fault;
};

class VirtualInterface {
 public:
  explicit VirtualInterface(const CommandLine& line) : freewheel_(line.freewheel) {
    client_ = jack_client_open("VirtualInterface", JackNoStartServer, nullptr);
    if (client_ == nullptr) throw std::runtime_error("there is no server");
    const auto rate = static_cast<int>(jack_get_sample_rate(client_));
    const std::size_t period = jack_get_buffer_size(client_);
    path_ = std::make_unique<SoundPath>(rate, line.played, line.recorded);
    controls_ =
        std::make_unique<InterfaceControls>(path_->convolver(), rate, period, line.played, line.recorded);
    bridge_ = std::make_unique<ClockBridge>(rate, line.played, period);
    from_dongle_.assign(line.played, std::vector<float>(period));
    for (std::size_t p = 0; p < line.played; ++p) {
      played_.push_back(port("playback", p, JackPortIsInput));
    }
    for (std::size_t c = 0; c < line.recorded; ++c) {
      recorded_.push_back(port("capture", c, JackPortIsOutput));
    }
    for (const std::string& each : line.lines) give_order(each);
    if (!order_) order(std::nullopt);
    start();
  }
  ~VirtualInterface() {
    if (freewheel_ && alive_) jack_set_freewheel(client_, 0);
    if (alive_) jack_client_close(client_);
  }
  VirtualInterface(const VirtualInterface&) = delete;
  VirtualInterface& operator=(const VirtualInterface&) = delete;

  /// What is answered to a line.
  std::string obey(const std::string& line) {
    if (line == "status") {
      return fmt::format(
          "ok frames={} heard={} faults={} missing={} xruns={} late_us={} loudest={} sound_us={}",
          frames_.load(), heard_.load(), faults_.load(), bridge_->missing(), xruns_.load(),
          longest_us_.load(), std::llround(1e6 * loudest_.load()), sound_us_.load());
    }
    if (line == "forget") {
      sound_us_ = 0;
      return "ok";
    }
    try {
      const std::string note = give_order(line);
      return note.empty() ? "ok" : "ok " + note;
    } catch (const std::exception& error) {
      return fmt::format("error {}", error.what());
    }
  }

 private:
  jack_port_t* port(const std::string& name, std::size_t index, unsigned long direction) {
    const std::string full = fmt::format("{}_{}", name, index + 1);
    return jack_port_register(client_, full.c_str(), JACK_DEFAULT_AUDIO_TYPE, direction | JackPortIsTerminal,
                              0);
  }

  void start() {
    jack_set_process_callback(client_, &VirtualInterface::on_process, this);
    jack_set_xrun_callback(client_, &VirtualInterface::on_xrun, this);
    jack_on_shutdown(client_, &VirtualInterface::on_shutdown, this);
    if (jack_activate(client_) != 0) throw std::runtime_error("the server does not let it play");
    if (freewheel_ && jack_set_freewheel(client_, 1) != 0) throw std::runtime_error("no freewheel");
  }

  std::string give_order(const std::string& line) {
    std::string note = controls_->obey(line);
    order(controls_->fault());
    plug_dongle();
    return note;
  }

  /// PortAudio lists whichever clients there are.
  void plug_dongle() {
    const std::optional<Dongle>& dongle = controls_->settings().dongle;
    if (!dongle || !dongle->plugged_in) {
      dongle_.reset();
    } else if (!dongle_) {
      dongle_ = std::make_unique<DongleClient>(*bridge_, played_.size());
    }
  }

  /// Hands the settings to the callback, and waits until it has them if it runs.
  void order(const std::optional<TimeFault>& fault) {
    const bool pending = order_ && taken_.load() != order_.get();
    const TimeFault before = pending ? order_->fault : TimeFault{};
    auto next = std::make_unique<Order>(Order{controls_->settings(), fault.value_or(before)});
    wanted_.store(next.get());
    const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    const auto taken = [&] { return !playing_ || taken_.load() == next.get(); };
    while (!taken() && std::chrono::steady_clock::now() < last) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (taken()) old_orders_.clear();
    if (order_) old_orders_.push_back(std::move(order_));
    order_ = std::move(next);
  }

  static int on_process(jack_nframes_t frames, void* self) {
    static_cast<VirtualInterface*>(self)->process(frames);
    return 0;
  }
  static int on_xrun(void* self) {
    ++static_cast<VirtualInterface*>(self)->xruns_;
    return 0;
  }
  static void on_shutdown(void* self) { static_cast<VirtualInterface*>(self)->alive_ = false; }

  void process(jack_nframes_t frames) {
    const auto begun = std::chrono::steady_clock::now();
    playing_ = true;
    const Order* wanted = wanted_.load();
    if (wanted != taken_.load()) {
      path_->use(&wanted->settings);
      if (wanted->fault.kind != TimeFault::Kind::none) path_->arm(wanted->fault);
      taken_.store(wanted);
    }
    std::array<const float*, most_channels> in{};
    std::array<float*, most_channels> out{};
    for (std::size_t p = 0; p < played_.size(); ++p) {
      in[p] = static_cast<const float*>(jack_port_get_buffer(played_[p], frames));
    }
    if (wanted->settings.dongle) in = played_by(*wanted->settings.dongle, frames);
    for (std::size_t c = 0; c < recorded_.size(); ++c) {
      out[c] = static_cast<float*>(jack_port_get_buffer(recorded_[c], frames));
    }
    path_->process(in.data(), out.data(), frames);
    frames_ = path_->frames();
    if (sound_us_ == 0 && path_->heard() > heard_) {
      sound_us_ = std::chrono::duration_cast<std::chrono::microseconds>(begun.time_since_epoch()).count();
    }
    heard_ = path_->heard();
    loudest_ = path_->loudest();
    faults_ = path_->faults();
    const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begun;
    longest_us_ = std::max(longest_us_.load(), static_cast<long>(taken.count()));
  }

  [[nodiscard]] std::array<const float*, most_channels> played_by(const Dongle& dongle, std::size_t frames) {
    std::array<float*, most_channels> out{};
    for (std::size_t p = 0; p < from_dongle_.size(); ++p) out[p] = from_dongle_[p].data();
    bridge_->fetch(out.data(), std::min(frames, from_dongle_.front().size()), dongle.clock_offset);
    std::array<const float*, most_channels> in{};
    std::copy(out.begin(), out.end(), in.begin());
    return in;
  }

  bool freewheel_;
  jack_client_t* client_ = nullptr;
  std::vector<jack_port_t*> played_;
  std::vector<jack_port_t*> recorded_;
  std::unique_ptr<SoundPath> path_;
  std::unique_ptr<InterfaceControls> controls_;
  std::unique_ptr<ClockBridge> bridge_;
  std::vector<std::vector<float>> from_dongle_;
  std::unique_ptr<DongleClient> dongle_;
  std::unique_ptr<Order> order_;
  std::vector<std::unique_ptr<Order>> old_orders_;  ///< that the callback may not have left yet
  std::atomic<const Order*> wanted_{nullptr};
  std::atomic<const Order*> taken_{nullptr};
  std::atomic<bool> playing_{false};
  std::atomic<bool> alive_{true};
  std::atomic<std::uint64_t> frames_{0};
  std::atomic<std::uint64_t> heard_{0};
  std::atomic<double> loudest_{0.0};
  std::atomic<std::int64_t> sound_us_{0};
  std::atomic<std::size_t> faults_{0};
  std::atomic<int> xruns_{0};
  std::atomic<long> longest_us_{0};
};

int run(const std::vector<std::string>& arguments) {
  VirtualInterface interface(parse(arguments));
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    std::cout << interface.obey(line) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace ohmsweep::live

int main(int argc, char** argv) {
  try {
    return ohmsweep::live::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "virtual_interface: " << error.what() << '\n';
    return 1;
  }
}
