#pragma once
/// The virtual bench while it is listened to: one sound without end, computed a second at a time.

#include <cstddef>
#include <vector>

#include "audio/bench_converters.h"
#include "audio/bench_path.h"
#include "ohmsweep/audio/audio_device.h"

namespace ohmsweep {

/// Plays a loop from silence into one state of a bench. Every second is computed with what was played before
/// it, as long as the circuit remembers, so the seconds joined are what one long take would be. Dropouts, an
/// output's protection and noise, and what a player does to samples belong to takes and do not occur.
class BenchListening {
 public:
  /// `seed_key` says which draw of everything random. Throws Error(failed) for a state that the bench lacks.
  BenchListening(const Bench& bench, std::vector<double> loop, int sample_rate, const TakeState& state,
                 const TakeKey& seed_key);

  /// The next second.
  [[nodiscard]] ChannelPair next();

 private:
  /// The samples of one transform: what was played before, the second itself, and a little after it for what
  /// looks ahead.
  struct Window {
    std::size_t before;
    std::size_t kept;
    std::size_t all;
  };
  static Window window_for(double latency_s, int sample_rate);

  [[nodiscard]] double played(long position) const;
  [[nodiscard]] std::vector<double> played_window(long from) const;

  Bench bench_;
  std::vector<double> loop_;
  int sample_rate_;
  TakeKey key_;
  Window window_{};
  BenchPath path_;
  double peak_;  ///< of the loop
  double load_peak_ = 0.0;
  double gain_ = 1.0;
  InputDisturbance source_;
  InputDisturbance dut_;
  std::size_t seconds_ = 0;
};

}  // namespace ohmsweep
