#include "ohmsweep/audio/bench_hands.h"

#include <cmath>
#include <optional>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr double patience_s = 20.0;
constexpr double unplugged_after_s = 0.5;
constexpr double plugged_after_s = 1.0;

TakeState state_of(const BenchState& plug, int index) {
  return {plug.state, plug.device, plug.output, index};
}

class BenchHands final : public AudioDevice {
 public:
  explicit BenchHands(std::unique_ptr<VirtualBench> bench) : bench_(std::move(bench)) {}

  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    listened_s_ = 0.0;
    played_ = true;
    return bench_->play_and_record(stimulus, format, state_of(plugged_, state.index), progress);
  }

  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    bool going_on = true;
    while (going_on) {
      const std::optional<BenchHand> next = next_hand(state);
      const double until_s = next ? next->after_s : patience_s;
      const auto hear = [&](const std::vector<double>& source, const std::vector<double>& dut) {
        listened_s_ += static_cast<double>(source.size()) / format.sample_rate;
        going_on = listener(source, dut);
        return going_on && listened_s_ < until_s - 1e-9;
      };
      bench_->listen(loop, format, state_of(plugged_, state.index), hear);
      if (going_on) change(next);
    }
  }

  [[nodiscard]] std::string name() const override { return bench_->name(); }

 private:
  /// What is to be plugged in after what is there; nothing: it stays.
  [[nodiscard]] std::optional<BenchHand> next_hand(const TakeState& wanted) const {
    const std::vector<BenchHand>& script = bench_->bench().hands;
    if (!script.empty()) return at_ < script.size() ? std::optional(script[at_]) : std::nullopt;
    if (plugged_ != nothing_)
      return played_ ? std::optional(BenchHand{nothing_, unplugged_after_s}) : std::nullopt;
    return BenchHand{{wanted.state, wanted.device, wanted.output}, plugged_after_s};
  }

  void change(const std::optional<BenchHand>& next) {
    if (!next) {
      throw failure(
          "Nobody at the bench plugs anything in any more: give its file another [[hand]], or leave them all "
          "out.");
    }
    plugged_ = next->plug;
    played_ = false;
    listened_s_ = 0.0;
    ++at_;
  }

  const BenchState nothing_{"open", "", ""};
  std::unique_ptr<VirtualBench> bench_;
  BenchState plugged_ = nothing_;
  bool played_ = false;  ///< a take was made of what is plugged in
  double listened_s_ = 0.0;
  std::size_t at_ = 0;  ///< the next hand of the script
};

}  // namespace

std::unique_ptr<AudioDevice> make_bench_hands(std::unique_ptr<VirtualBench> bench) {
  return std::make_unique<BenchHands>(std::move(bench));
}

}  // namespace ohmsweep
