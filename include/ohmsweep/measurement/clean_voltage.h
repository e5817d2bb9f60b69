#pragma once
/// The largest voltage that an output gives with at most 1 % of harmonic distortion.
///
/// Probes rise as in a LevelSearch, but only what the dut channel hears of the output ends them: harmonics of
/// the orders 2 to 5 above 1 % of a tone, or a tone that lags by 1 dB behind its step, as a limiter does.
/// From there the range between the last clean and the first unclean level is halved down to 0.1 dB, and the
/// crossing of 1 % interpolated. Where the interface gives way first (an input at full scale, the sound
/// itself distorted, a limit reached), what was reached is a lower bound. So it is where a tone comes back at
/// less than half of what it was in a quieter step: an output that switches off is not tried at any level
/// between, nor louder. Thread rule: values; a search
/// belongs to one thread.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/measurement/level_search.h"
#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

/// Of a tone's harmonics, relative to it (THD).
inline constexpr double clean_distortion = 0.01;

struct CleanVoltageOptions {
  Decibels highest{0.0};        ///< no level above it
  std::string highest_because;  ///< of `highest`, to follow "because"; empty: the interface plays no louder
  Uncertain full_scale_vrms;    ///< of the dut channel, a sine at 0 dBFS
  std::optional<double> most_vrms{};               ///< the output is not driven beyond it
  std::string most_because{};                      ///< to follow "because"
  std::optional<double> source_full_scale_vrms{};  ///< nothing: unknown, taken as the dut channel's
  std::string load{};                              ///< as stated; empty: unloaded
  double expected_gain_vrms = 0.0;                 ///< of the output at 0 dBFS as it was unloaded; 0: unknown
  bool source_is_output = false;  ///< the source channel hears the output's other channel or its hot contact
};

struct FoundVoltage {
  Bounded vrms;
  std::string ended_by;     ///< a sentence
  double gain_vrms = 0.0;   ///< of the output at 0 dBFS, if it went on as it began
  LevelStep loudest_clean;  ///< the last step of the ascent that was clean
  Findings findings;        ///< low_snr; loads_disagree or signal_lost where it switched off
};

class CleanVoltageSearch {
 public:
  explicit CleanVoltageSearch(CleanVoltageOptions options);
  // The judge refers to this search.
  CleanVoltageSearch(const CleanVoltageSearch&) = delete;
  CleanVoltageSearch& operator=(const CleanVoltageSearch&) = delete;

  /// The level of the probe to play next; nothing once the search has ended.
  [[nodiscard]] std::optional<Decibels> next() const;
  /// Whether add() would take this for unclean.
  [[nodiscard]] bool ends_with(const ProbeReading& reading) const;
  /// What came back of the probe of level next().
  void add(const ProbeReading& reading);
  /// Once next() has nothing more. Throws Error(rejected) where nothing is heard of the output, the first
  /// step is not clean already, or the source channel hears the output where it should hear its input.
  [[nodiscard]] FoundVoltage found() const;

 private:
  enum class Cause { output, interface, switched_off, wiring };
  /// What ends the ascent, and whose fault it is.
  struct Ending {
    StepFault fault;
    Cause cause = Cause::output;
    std::optional<Finding> finding{};
  };
  [[nodiscard]] std::optional<Ending> ending_of(const LevelStep& step,
                                                const std::vector<LevelStep>& earlier) const;
  [[nodiscard]] std::optional<Ending> collapse(const LevelStep& step,
                                               const std::vector<LevelStep>& earlier) const;
  [[nodiscard]] bool hears_output(const ProbeReading& reading) const;
  [[nodiscard]] static Ending wrongly_wired(const LevelStep& step, const std::vector<LevelStep>& earlier);
  [[nodiscard]] double volts_of(const ProbeReading& reading) const;
  [[nodiscard]] double gain_vrms() const;
  [[nodiscard]] bool beyond_most(Decibels level) const;
  [[nodiscard]] FoundVoltage crossing() const;
  [[nodiscard]] FoundVoltage lower_bound(const std::string& ended_by) const;

  CleanVoltageOptions options_;
  LevelSearch search_;
  std::optional<Ending> ending_;
  std::optional<LevelStep> clean_;    ///< nearest below the crossing
  std::optional<LevelStep> unclean_;  ///< nearest above it
};

/// The level at which an output that gave `gain_vrms` at 0 dBFS puts `power_w` into a load of `load_ohm`, a
/// hundredth of a decibel below it. Every load takes less than an ideal voltage would give it.
[[nodiscard]] Decibels level_of_power(double power_w, double load_ohm, double gain_vrms);

/// The peak current at which a load's clean voltage ends, where the current and not the voltage ends it: with
/// the gain that the load leaves, the unloaded clean voltage, or its lower bound, would put a quarter more
/// over the load. Nothing where the voltage ends it, or the search did not reach the output's end.
[[nodiscard]] std::optional<double> current_limit_a(const FoundVoltage& unloaded, const FoundVoltage& loaded,
                                                    double load_ohm);

}  // namespace ohmsweep
