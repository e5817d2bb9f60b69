#include "ohmsweep/audio/attended.h"

#include <utility>

#include "ohmsweep/audio/content_hash.h"

namespace ohmsweep {

namespace {

void to_single_precision(std::vector<double>& channel) {
  for (double& sample : channel) sample = static_cast<double>(static_cast<float>(sample));
}

class Attended : public AudioDevice {
 public:
  explicit Attended(std::unique_ptr<AudioDevice> device) : device_(std::move(device)) {}

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    Recording take = device_->play_and_record(stimulus, format, state, progress);
    to_single_precision(take.source);
    to_single_precision(take.dut);
    take.hash = content_hash(take);
    return take;
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    device_->listen(loop, format, state, listener);
  }
  [[nodiscard]] bool attended() const override { return true; }
  [[nodiscard]] std::string name() const override { return device_->name(); }

 private:
  std::unique_ptr<AudioDevice> device_;
};

class RecordedThenLive : public AudioDevice {
 public:
  RecordedThenLive(std::vector<RecordedTake> takes, std::unique_ptr<AudioDevice> live)
      : left_(takes.size()), recorded_(make_recorded_takes(std::move(takes))), live_(std::move(live)) {}

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override {
    if (left_ == 0) return live_->play_and_record(stimulus, format, state, progress);
    AudioFormat of_file = format;
    of_file.source_channel = 1;
    of_file.dut_channel = 2;
    Recording take = recorded_->play_and_record(stimulus, of_file, state, progress);
    --left_;
    return take;
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    live_->listen(loop, format, state, listener);
  }
  [[nodiscard]] bool attended() const override { return left_ == 0 && live_->attended(); }
  [[nodiscard]] std::string name() const override { return live_->name(); }

 private:
  std::size_t left_;  ///< takes that still come from files
  std::unique_ptr<AudioDevice> recorded_;
  std::unique_ptr<AudioDevice> live_;
};

}  // namespace

std::unique_ptr<AudioDevice> make_attended(std::unique_ptr<AudioDevice> device) {
  return std::make_unique<Attended>(std::move(device));
}

std::unique_ptr<AudioDevice> make_recorded_then_live(std::vector<RecordedTake> takes,
                                                     std::unique_ptr<AudioDevice> live) {
  return std::make_unique<RecordedThenLive>(std::move(takes), std::move(live));
}

}  // namespace ohmsweep
