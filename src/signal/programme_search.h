#pragma once
// Where the repeats of a player's programme lie in a recording, from the likeness of its markers and sweeps.

#include <optional>
#include <vector>

#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// What was heard of one repeat, at the player's own speed give or take a thousandth.
struct HeardRepeat {
  double marker_s = 0.0;         ///< in the recording
  std::vector<double> sweeps_s;  ///< where each passage's sweep begins; of those heard from the first on
  bool whole = false;            ///< all of them
  bool other_programme = false;  ///< its passages are not those of the programme
  bool cut_off = false;          ///< the recording ends before the last one does
};

/// Both of the programme's kinds of pattern in both channels of a recording.
class ProgrammeSearch {
 public:
  ProgrammeSearch(const Recording& recording, const PlayerProgramme& programme);

  /// Every marker that is heard, with the passages that follow it. In the order heard.
  [[nodiscard]] std::vector<HeardRepeat> repeats() const;
  /// Where sweeps like the programme's begin, whether or not a marker belongs to them.
  [[nodiscard]] std::vector<double> sweeps() const;

 private:
  struct Channel;
  [[nodiscard]] std::optional<double> sweep_at(double expected_s, double reach_s) const;
  [[nodiscard]] bool deaf(PassageKind kind, double first_s) const;
  [[nodiscard]] bool like_the_kind(PassageKind kind, double first_s, double sweep_s) const;
  [[nodiscard]] HeardRepeat repeat_at(double marker_s) const;

  PlayerProgramme programme_;
  double length_s_;
  std::vector<Channel> channels_;

 public:
  ~ProgrammeSearch();
  ProgrammeSearch(const ProgrammeSearch&) = delete;
  ProgrammeSearch& operator=(const ProgrammeSearch&) = delete;
};

}  // namespace ohmsweep
