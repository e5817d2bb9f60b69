#pragma once
/// What a measuring command works with, put together from the command line: the device (recorded takes or a
/// virtual bench), the stimulus, the rig and the library.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/calibration/standard.h"
#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/library/takes_lock.h"
#include "ohmsweep/workflow/session.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {

/// --take, --step, --guided and those of the stimulus.
[[nodiscard]] std::vector<OptionSpec> take_options(const std::string& states);
/// --tones.
[[nodiscard]] OptionSpec tones_option();
/// The steady tones that are there as files. Throws Error(usage) for a state without one.
[[nodiscard]] std::vector<TakeArgument> recorded_tones(const Arguments& arguments);
/// --kit.
[[nodiscard]] OptionSpec kit_option();
/// The standards of --kit, none without it.
[[nodiscard]] std::vector<Standard> kit_of(const Arguments& arguments);

/// The takes as the command line states them, in order; empty: the command's own steps. Those with a file
/// come first. Throws Error(usage) when they do not, and when there is no device for the others.
[[nodiscard]] std::vector<TakeArgument> stated_takes(const Arguments& arguments);

/// --rig FILE, or a rig that states nothing. Throws what the reader throws.
[[nodiscard]] Rig rig_of(const Arguments& arguments);

/// The virtual bench that --audio names; nothing where it names another device. Throws what the readers
/// throw.
[[nodiscard]] std::optional<Bench> bench_of(const Arguments& arguments);

/// What --audio names. Throws Error(usage) for what is not offered, else what the device throws.
[[nodiscard]] std::unique_ptr<AudioDevice> make_device(const Arguments& arguments, const Rig& rig);

class Equipment {
 public:
  /// Reads rig, stimulus and takes before it opens the library. `default_states` are recorded on a device
  /// when the command line states none; `kit` holds the standards that a state may name. Throws Error(usage)
  /// when there is nothing to record from, else what the readers throw.
  Equipment(const Invocation& invocation, const std::vector<std::string>& default_states,
            const std::vector<Standard>& kit = {});

  /// The same with a device that takes need not be stated for.
  Equipment(const Invocation& invocation, std::unique_ptr<AudioDevice> device,
            const std::vector<Standard>& kit);

  /// As stated, in the order to be recorded; as often as they are averaged.
  [[nodiscard]] const std::vector<std::string>& states() const { return states_; }
  [[nodiscard]] Session& session() { return *session_; }
  /// Whether a person wires any of the states, the first ones perhaps being there as files.
  [[nodiscard]] bool attended() const { return attended_; }

 private:
  void read_rig_file(const Arguments& arguments);
  void open_session(const Invocation& invocation, const std::vector<Standard>& kit, int average);

  Rig rig_;
  std::string rig_text_;
  std::vector<std::string> states_;
  bool attended_ = false;
  std::optional<RatioEstimator> estimator_;
  std::unique_ptr<AudioDevice> device_;
  std::optional<Library> library_;
  std::optional<TakesLock> takes_lock_;
  std::optional<Session> session_;
};

}  // namespace ohmsweep::cli
