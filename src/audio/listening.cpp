#include "ohmsweep/audio/listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// A player's clock, and a person's hand on its button: the sound may last this much longer than the
/// stimulus.
constexpr double at_most_longer = 1.5;

bool is_loud(const std::vector<double>& block, double threshold) {
  return std::any_of(block.begin(), block.end(), [&](double x) { return std::abs(x) > threshold; });
}

/// What has been heard so far, and whether it is all.
class Hearing {
 public:
  Hearing(const ListeningOptions& options, double expected_s, int sample_rate)
      : options_(options), expected_s_(expected_s), rate_(sample_rate) {}

  /// Whether to go on.
  bool add(const std::vector<double>& source, const std::vector<double>& dut) {
    source_.insert(source_.end(), source.begin(), source.end());
    dut_.insert(dut_.end(), dut.begin(), dut.end());
    if (is_loud(source, options_.loud) || is_loud(dut, options_.loud)) {
      if (!began_s_) began_s_ = now_s();
      last_loud_s_ = now_s();
    }
    return !began_s_ ? now_s() < options_.wait.value() : !is_over();
  }

  [[nodiscard]] bool heard() const { return began_s_.has_value(); }
  [[nodiscard]] double fraction() const {
    return began_s_ ? std::min(1.0, (now_s() - *began_s_) / (expected_s_ + options_.silence.value())) : 0.0;
  }
  [[nodiscard]] std::vector<double> source() const { return source_; }
  [[nodiscard]] std::vector<double> dut() const { return dut_; }

 private:
  [[nodiscard]] double now_s() const { return static_cast<double>(source_.size()) / rate_; }
  /// The stimulus's own silence at its end counts as sound.
  [[nodiscard]] bool is_over() const {
    const double since_began = now_s() - *began_s_;
    const bool whole = since_began >= expected_s_ && now_s() - last_loud_s_ >= options_.silence.value();
    return whole || since_began >= at_most_longer * expected_s_ + options_.silence.value();
  }

  ListeningOptions options_;
  double expected_s_;
  int rate_;
  std::vector<double> source_;
  std::vector<double> dut_;
  std::optional<double> began_s_;
  double last_loud_s_ = 0.0;
};

class Listening : public AudioDevice {
 public:
  Listening(std::unique_ptr<AudioDevice> live, const ListeningOptions& options)
      : live_(std::move(live)), options_(options) {}

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    const double expected_s = static_cast<double>(stimulus.samples.size()) / stimulus.sweep.sample_rate;
    Hearing hearing(options_, expected_s, format.sample_rate);
    live_->listen({}, format, state, [&](const std::vector<double>& source, const std::vector<double>& dut) {
      const bool going_on = hearing.add(source, dut);
      if (progress) progress(hearing.fraction());
      return going_on;
    });
    if (!hearing.heard()) {
      throw failure(
          fmt::format("Nothing was heard of the player in {:g} s: start its file within that time, and check "
                      "its volume, the cables "
                      "and the channels of the rig.",
                      options_.wait.value()));
    }
    if (progress) progress(1.0);
    Recording take;
    take.sample_rate = format.sample_rate;
    take.source = hearing.source();
    take.dut = hearing.dut();
    take.name = fmt::format("{} {} #{}", live_->name(), state.state, state.index);
    take.hash = content_hash(take);
    return take;
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    live_->listen(loop, format, state, listener);
  }
  [[nodiscard]] bool attended() const override { return live_->attended(); }
  [[nodiscard]] std::string name() const override { return live_->name(); }

 private:
  std::unique_ptr<AudioDevice> live_;
  ListeningOptions options_;
};

}  // namespace

std::unique_ptr<AudioDevice> make_listening(std::unique_ptr<AudioDevice> live,
                                            const ListeningOptions& options) {
  return std::make_unique<Listening>(std::move(live), options);
}

}  // namespace ohmsweep
