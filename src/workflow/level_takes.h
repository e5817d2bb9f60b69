#pragma once
/// Takes of one sitting: recorded, or given as files; kept where a person had to connect something.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/workflow/measure_level.h"

namespace ohmsweep {

/// Steps in their order, with those that need nobody left out of the count.
class LevelTakes {
 public:
  LevelTakes(LevelSitting& sitting, const LevelRequest& request);

  /// The next take that was given for this stage; nothing where none is left.
  [[nodiscard]] std::optional<Recording> given(LevelStage stage);
  [[nodiscard]] bool can_record() const { return sitting_.device != nullptr; }

  /// Has it connected; whether to go on with this step. Throws Stopped.
  [[nodiscard]] bool connected(LevelStage stage, const std::string& load = {});
  /// Plays and records; `doing` is told meanwhile.
  [[nodiscard]] Recording record(const Stimulus& stimulus, LevelStage stage, const std::string& load,
                                 const std::string& doing);
  /// Given, or connected and recorded; nothing where the person leaves it out. Noted and kept.
  [[nodiscard]] std::optional<Recording> take(const Stimulus& stimulus, LevelStage stage,
                                              const std::string& doing);
  /// Throws the fault unless somebody connects it better and tries again.
  void insist(const std::string& fault) const;
  /// Whether somebody does.
  [[nodiscard]] bool tries_again(const std::string& fault) const;
  void tell(const std::string& sentence) const;

  void count(std::size_t steps) { total_ = steps; }
  [[nodiscard]] const std::vector<TakeRecord>& records() const { return records_; }

 private:
  void note(LevelStage stage, const Recording& recording);
  /// What the device is asked for. A virtual bench turns the volume by the output's settings full, middle and
  /// low.
  [[nodiscard]] TakeState state_of(LevelStage stage, const std::string& load) const;

  LevelSitting& sitting_;
  const LevelRequest& request_;
  std::vector<bool> used_;
  std::vector<TakeRecord> records_;
  std::size_t number_ = 0;
  std::size_t total_ = 0;
  int index_ = 0;
  bool sounded_ = false;
};

}  // namespace ohmsweep
