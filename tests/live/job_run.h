#pragma once
/// A person's job at a real-time bench, and how far its curves are from what the bench's parts are.

#include <functional>
#include <string>
#include <vector>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep::live {

/// One row of an exported curve.
struct CurveRow {
  double frequency_hz = 0.0;
  double impedance_ohm = 0.0;
  double u95_ohm = 0.0;
};

/// How far a curve is from the truth between 20 Hz and 20 kHz.
struct Distance {
  double largest_ohm = 0.0;
  double largest_relative = 0.0;
  double share_within = 0.0;  ///< of rows whose interval holds the truth
};

[[nodiscard]] Distance distance(const std::vector<CurveRow>& rows,
                                const std::function<Complex(Hertz)>& truth);

/// The words of one command, without the program's name.
using Command = std::vector<std::string>;

/// One rig and two libraries: for what is measured live, and for the same demo bench as a file.
class JobRun {
 public:
  /// `interface`: the keys of the rig's table of this name.
  explicit JobRun(const std::string& interface = "device = \"JACK: VirtualInterface\"");

  [[nodiscard]] std::vector<std::string> live_words(const Command& command) const;
  /// Runs a command live; for each prompt, what the person connects. Ends the program where it does
  /// not ask.
  [[nodiscard]] Ending live(SoundWorld& world, const Command& command,
                            const std::vector<std::string>& connections) const;
  /// The same command on the bench as it is without time.
  [[nodiscard]] Ending from_file(const Command& command) const;
  /// `library`: "live" or "file".
  [[nodiscard]] std::vector<CurveRow> exported(const std::string& library, const Command& what) const;
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
};

/// Beyond what any step of a job takes.
inline constexpr double job_patience_s = 60.0;

}  // namespace ohmsweep::live
