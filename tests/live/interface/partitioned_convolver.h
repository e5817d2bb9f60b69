#pragma once
/// One input through two long responses, block by block, as a sound card's callback needs it.

#include <fftw3.h>

#include <array>
#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

#include "live/interface/impulse_response.h"

namespace ohmsweep::live {

inline constexpr std::size_t convolved_outputs = 2;

/// Real and imaginary parts of the bins of one block, or of several in a row.
struct SplitSpectrum {
  std::vector<double> re;
  std::vector<double> im;
};

/// Responses made ready for a convolver, for as long as it uses them.
struct ConvolverFilter {
  std::array<SplitSpectrum, convolved_outputs> partitions;
  std::array<std::vector<TailMode>, convolved_outputs> tails;
};

/// Uniformly partitioned overlap-save in double precision. Source: T. Stockham, "High-speed convolution and
/// correlation", AFIPS 1966; its partitioned form: B. Kulp, AES Convention 85, 1988. The output is late by
/// one block. The sum over past blocks is spread over the calls during a block, so that no call takes long.
/// The modes of the tails are first-order recursions on the input of that much earlier.
/// Thread rule: the constructor and prepare() on one thread, use() and process() on another: these two take
/// no memory and no lock.
class PartitionedConvolver {
 public:
  PartitionedConvolver(std::size_t block, std::size_t partitions);

  [[nodiscard]] std::size_t block() const { return block_; }
  /// How many taps a response has.
  [[nodiscard]] std::size_t taps() const { return block_ * partitions_; }
  /// Throws std::invalid_argument when the taps are more than taps() or the modes more than eight.
  [[nodiscard]] std::unique_ptr<const ConvolverFilter> prepare(
      const std::array<ImpulseResponse, convolved_outputs>& responses) const;

  /// Another filter, from the next block on. What was played before goes on into it; the tails begin anew.
  /// nullptr: silence.
  void use(const ConvolverFilter* filter);
  /// Any number of frames; silence before the first filter and for one block.
  void process(const double* input, const std::array<double*, convolved_outputs>& outputs,
               std::size_t frames);

 private:
  static constexpr std::size_t most_modes = 8;
  struct DestroyPlan {
    void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
  };
  using Plan = std::unique_ptr<fftw_plan_s, DestroyPlan>;

  [[nodiscard]] std::size_t bins() const { return block_ + 1; }
  void forward(double* samples, double* re, double* im) const;
  /// Adds input block `back` blocks ago times that partition of the filter.
  void add_partition(std::size_t back);
  void advance_sums();
  void finish_block();
  void add_tails();
  void take_next_filter();

  std::size_t block_;
  std::size_t partitions_;
  Plan forward_plan_;
  Plan inverse_plan_;
  const ConvolverFilter* filter_ = nullptr;
  const ConvolverFilter* next_filter_ = nullptr;
  std::vector<double> input_;         ///< the block before, then the one being filled
  std::size_t filled_ = 0;            ///< frames of the latter
  std::vector<double> past_samples_;  ///< a ring of partitions_ + 1 input blocks
  SplitSpectrum past_;                ///< a ring of partitions_ input spectra
  std::size_t blocks_ = 0;            ///< finished
  std::size_t summed_ = 1;            ///< partitions that are in sums_
  std::array<SplitSpectrum, convolved_outputs> sums_;
  std::array<std::vector<double>, convolved_outputs> output_;  ///< the latter half is given out
  std::array<std::array<std::complex<double>, most_modes>, convolved_outputs> modes_{};
};

}  // namespace ohmsweep::live
