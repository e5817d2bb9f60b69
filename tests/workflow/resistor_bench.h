#pragma once
/// A device for tests: an ideal divider with a resistor under test, gain mismatch, noise and nothing else.

#include <map>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

class ResistorBench : public AudioDevice {
 public:
  static constexpr double reference_ohm = 100.0;
  static constexpr double dut_gain = 0.97;

  /// Resistance of each state; "open" and "short" and what a state like "100ohm" says are known without.
  explicit ResistorBench(std::map<std::string, double> ohms = {}) : ohms_(std::move(ohms)) {}

  [[nodiscard]] Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                          const TakeState& state, const Progress& progress) override;
  [[nodiscard]] std::string name() const override { return name_; }

  void rename(const std::string& name) { name_ = name; }
  void connect(const std::string& state, double ohm) { ohms_[state] = ohm; }
  [[nodiscard]] const std::vector<TakeState>& played() const { return played_; }

 private:
  [[nodiscard]] double ratio(const TakeState& state) const;
  std::map<std::string, double> ohms_;
  std::string name_ = "resistors";
  std::vector<TakeState> played_;
};

}  // namespace ohmsweep
