#pragma once
/// The person at the bench, as a recording step sees them: asked before a take, told after it. Plain
/// callbacks, called from the thread that runs the step; either may be empty, which means to go on. They may
/// throw: the step then ends, and takes that were kept stay kept.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/measurement/take_verdict.h"

namespace ohmsweep {

/// One take to record: what the device is asked for, and how the person stated it ("100ohm+-0.1%").
struct Step {
  TakeState state;
  std::string stated;
  int repeat = 0;      ///< the how manieth take of an average it is; 0 begins another
  bool tones = false;  ///< the session's steady tones in place of its sweep, in the connection before
  std::optional<Decibels> level{};  ///< its peak where it is not the stimulus's own
};

/// Where in the sequence a person is asked. One place is one connection, with all the takes of its average.
struct StepPlace {
  Step step;
  std::size_t number = 1;  ///< from 1
  std::size_t total = 1;
  std::size_t takes = 1;     ///< to be recorded here, one after another
  bool tones = false;        ///< the last of them is of steady tones
  bool first_sound = false;  ///< nothing was played yet
  bool has_takes = false;    ///< recorded before: to skip it is to keep them
  bool has_last = false;     ///< there is an earlier place that can be repeated
  bool last = false;         ///< judge(): nothing comes after this take
  bool replugged = false;    ///< the place before had the same load: it is pulled out and put in again
  std::string foreseen{};    ///< prepare(): a sentence to be known before anything is connected, or empty
};

/// go: record. skip: leave this state out, or keep what it has. repeat_last: back to the place before.
/// quit: end here.
enum class Preparation { go, skip, repeat_last, quit };
enum class Judgement { accept, repeat, quit };

struct Guide {
  std::function<Preparation(const StepPlace& place)> prepare;
  std::function<Judgement(const StepPlace& place, const TakeVerdict& verdict)> judge;
  /// What a load of unstated rating stands, W, told the sentence on what it would take; nothing: not known.
  std::function<std::optional<double>(const std::string& sentence)> rating{};
  /// Has everything taken off an output for a quiet probe, before the load that `place` is about goes on:
  /// `unloaded` is how it is wired then. Returns once it is; throws Stopped where the person ends.
  std::function<void(const Step& unloaded, const StepPlace& place)> unload{};
};

/// The person chose to end. Not an Error: nothing went wrong.
struct Stopped {};

}  // namespace ohmsweep
