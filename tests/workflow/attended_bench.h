#pragma once
/// A ResistorBench that a person attends, with faults on request.

#include <functional>
#include <set>
#include <string>

#include "ohmsweep/audio/content_hash.h"
#include "workflow/resistor_bench.h"

namespace ohmsweep {

class AttendedBench : public AudioDevice {
 public:
  explicit AttendedBench(AudioDevice& bench) : bench_(bench) {}

  /// Plays, counted from 0, that lose 40 samples.
  void break_plays(std::set<int> plays) { broken_ = std::move(plays); }
  /// Called with the number of each play before it.
  void before_play(std::function<void(int)> before) { before_ = std::move(before); }
  [[nodiscard]] int plays() const { return plays_; }

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    if (before_) before_(plays_);
    Recording take = bench_.play_and_record(stimulus, format, state, progress);
    for (auto* channel : {&take.source, &take.dut}) {
      for (double& sample : *channel) sample = static_cast<double>(static_cast<float>(sample));
      if (!broken_.contains(plays_)) continue;
      const auto middle = channel->begin() + static_cast<std::ptrdiff_t>(channel->size() / 2);
      channel->erase(middle, middle + 40);
      channel->insert(channel->end(), 40, 0.0);
    }
    if (broken_.contains(plays_)) take.flags.input_overflows = 2;
    take.hash = content_hash(take);
    ++plays_;
    return take;
  }
  [[nodiscard]] bool attended() const override { return true; }
  [[nodiscard]] std::string name() const override { return "interface"; }

 private:
  AudioDevice& bench_;
  std::set<int> broken_;
  std::function<void(int)> before_;
  int plays_ = 0;
};

}  // namespace ohmsweep
