#pragma once
/// A server and an interface to play through, for one test.

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "live/conversation.h"
#include "live/jack_server.h"

namespace ohmsweep::live {

struct WorldSettings {
  int rate = 48000;
  int period = 1024;
  /// As fast as it can, not as fast as time passes: must be so before the application opens its stream.
  bool freewheel = false;
  bool with_interface = true;
  /// What the interface is told before anybody plays (live/interface/interface_controls.h).
  std::vector<std::string> lines;
  int played = 2;    ///< channels into the interface
  int recorded = 2;  ///< channels from it
};

/// Waits for its turn among all live tests of the machine. Nothing of it is left when it is gone. Processes
/// that the test's programs abandoned are killed too, and the test fails, unless it ended them by
/// end_strays().
class SoundWorld {
 public:
  /// Throws std::runtime_error with what the server or the interface said when they do not start.
  explicit SoundWorld(const WorldSettings& settings = {});
  ~SoundWorld();
  SoundWorld(const SoundWorld&) = delete;
  SoundWorld& operator=(const SoundWorld&) = delete;

  /// For the programs that play here.
  [[nodiscard]] Environment environment() const { return server_.environment(); }
  [[nodiscard]] Environment environment_without_alsa() const { return server_.environment_without_alsa(); }
  [[nodiscard]] JackServer& server() { return server_; }

  /// Tells the interface something and returns its answer: "ok", or a text of what is wrong.
  std::string tell(const std::string& line);
  /// One of the numbers of its status: frames, heard, faults, xruns, late_us, loudest, sound_us.
  [[nodiscard]] long status(const std::string& key);
  /// Waits until so many more frames with sound have been played to the interface. False: not within so many
  /// seconds.
  [[nodiscard]] bool wait_for_sound(long frames, double seconds);
  /// Takes the interface away as a crash would (SIGKILL), freezes it and lets it go on.
  void kill_interface();
  void stop_interface() { interface_->signal(SIGSTOP); }
  void resume_interface() { interface_->signal(SIGCONT); }
  /// A new one, with the same settings and lines.
  void start_interface();

  /// Processes that live tests have left behind at this moment, by name; the server and the interface are
  /// none of them.
  [[nodiscard]] std::vector<std::string> strays();
  /// Kills those, and says which they were.
  std::vector<std::string> end_strays();
  /// What the server and the interface have said.
  [[nodiscard]] std::string account() const;

 private:
  [[nodiscard]] std::vector<pid_t> stray_processes();

  WorldSettings settings_;
  JackServer server_;
  std::unique_ptr<Conversation> interface_;
};

}  // namespace ohmsweep::live
