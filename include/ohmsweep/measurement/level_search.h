#pragma once
/// From a low level up in small steps, to the highest at which both inputs stay clean.
/// Thread rule: values; no function here fails.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/level_limits.h"
#include "ohmsweep/measurement/level_probe.h"

namespace ohmsweep {

struct SearchOptions {
  Decibels start{-50.0};            ///< or the bound, where that is lower
  Decibels step{3.0};               ///< never more
  Decibels fine_step{1.0};          ///< near full scale, or once an input distorts a little
  Decibels margin{3.0};             ///< below the highest clean level, and below full scale
  double most_distortion = 0.01;    ///< harmonics relative to a tone
  Decibels most_compression{0.05};  ///< a tone against the step, beyond what noise may do
};

/// One level that was played.
struct LevelStep {
  Decibels level{0.0};
  ProbeReading reading;
};

enum class StoppedBy {
  clipping,     ///< an input was cut off
  distortion,   ///< harmonics above most_distortion, or rising much faster than the tone
  compression,  ///< a tone did not follow the step
  bound,        ///< the limits allow no more
  silence       ///< the source channel hears nothing
};
/// The text of JSON: "clipping", "distortion", "compression", "bound", "silence".
[[nodiscard]] std::string_view to_string(StoppedBy stopped);

struct LevelVerdict {
  StoppedBy stopped_by = StoppedBy::bound;
  std::optional<Decibels> level;  ///< to use, in whole tenths of a decibel; nothing where no level is clean
  std::optional<Decibels> highest_clean;
  std::string reason;  ///< a sentence
};

/// What is wrong with a step, if anything.
struct StepFault {
  StoppedBy kind = StoppedBy::clipping;
  std::string reason;  ///< a sentence
};
/// Judges a step by itself and against the earlier ones, which were clean.
[[nodiscard]] std::optional<StepFault> fault_of(const LevelStep& step, const std::vector<LevelStep>& earlier,
                                                const SearchOptions& options);

/// Judges a step as fault_of does, by a rule of its own.
using StepJudge =
    std::function<std::optional<StepFault>(const LevelStep& step, const std::vector<LevelStep>& earlier)>;

/// The largest harmonics relative to their tone on one input, and on either, for display and for the next
/// step; tones that hardly stand out of the noise do not count.
[[nodiscard]] double largest_distortion(const ProbedInput& input);
[[nodiscard]] double largest_distortion(const ProbeReading& reading);

/// Play what next() says, add() what came back, until next() has nothing more. The first step that is not
/// clean is the last. No level is above the limits, and none more than a step above the one before.
class LevelSearch {
 public:
  /// Without a judge it is fault_of that judges.
  explicit LevelSearch(LevelLimits limits, SearchOptions options = {}, StepJudge judge = {});

  [[nodiscard]] std::optional<Decibels> next() const;
  /// The probe of level next().
  void add(const ProbeReading& reading);
  /// Once next() has nothing more.
  [[nodiscard]] LevelVerdict verdict() const;
  [[nodiscard]] const std::vector<LevelStep>& clean_steps() const { return clean_; }
  /// What was wrong with the last step; nothing where a limit ended the search, or nothing has yet.
  [[nodiscard]] const std::optional<StepFault>& fault() const { return fault_; }
  [[nodiscard]] const LevelBound& bound() const { return bound_; }

 private:
  [[nodiscard]] Decibels step_from(const LevelStep& current) const;
  [[nodiscard]] Decibels usable(Decibels highest) const;

  LevelLimits limits_;
  SearchOptions options_;
  StepJudge judge_;
  LevelBound bound_;
  std::vector<LevelStep> clean_;
  std::optional<Decibels> next_;
  std::optional<StepFault> fault_;
};

}  // namespace ohmsweep
