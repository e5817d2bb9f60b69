#include "ohmsweep/audio/recorded_takes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

void check_format(const Stimulus& stimulus, const AudioFormat& format) {
  if (format.sample_rate == stimulus.sweep.sample_rate) return;
  throw failure(
      fmt::format("cannot record at {} samples per second with a stimulus of {}; use one rate for both",
                  format.sample_rate, stimulus.sweep.sample_rate));
}

void check_fits(const Recording& take, const Stimulus& stimulus, TakeRate rate) {
  if (rate == TakeRate::of_stimulus && take.sample_rate != stimulus.sweep.sample_rate) {
    throw failure(fmt::format(
        "{} was recorded at {} samples per second but the stimulus has {}; record at the stimulus's rate",
        shown(take.name), take.sample_rate, stimulus.sweep.sample_rate));
  }
  const double seconds = static_cast<double>(take.source.size()) / take.sample_rate;
  if (seconds < stimulus.sweep.duration.value()) {
    throw failure(fmt::format("{} lasts {:.3f} s, less than the sweep's {:.3f} s; record the whole sweep",
                              shown(take.name), seconds, stimulus.sweep.duration.value()));
  }
}

class RecordedTakes : public AudioDevice {
 public:
  RecordedTakes(std::vector<RecordedTake> takes, TakeRate rate) : left_(std::move(takes)), rate_(rate) {}

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    check_format(stimulus, format);
    const auto next = std::find_if(left_.begin(), left_.end(),
                                   [&](const RecordedTake& take) { return take.state == state.state; });
    if (next == left_.end()) throw none_left(state.state);
    Recording take = read_take(next->file, format.source_channel, format.dut_channel);
    check_fits(take, stimulus, rate_);
    left_.erase(next);
    if (progress) progress(1.0);
    return take;
  }

  [[nodiscard]] std::string name() const override { return "takes"; }

 private:
  [[nodiscard]] Error none_left(const std::string& state) const {
    std::vector<std::string> states;
    for (const RecordedTake& take : left_) states.push_back(shown(take.state));
    const std::string rest =
        states.empty() ? "none is left" : fmt::format("those left are for {}", fmt::join(states, ", "));
    return failure(
        fmt::format("there is no take of '{}' ({}); add --take {}=FILE", shown(state), rest, shown(state)));
  }

  std::vector<RecordedTake> left_;  ///< not yet played
  TakeRate rate_;
};

}  // namespace

std::unique_ptr<AudioDevice> make_recorded_takes(std::vector<RecordedTake> takes, TakeRate rate) {
  return std::make_unique<RecordedTakes>(std::move(takes), rate);
}

}  // namespace ohmsweep
