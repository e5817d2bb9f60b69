#include "live/interface/partitioned_convolver.h"

#include <algorithm>
#include <stdexcept>

namespace ohmsweep::live {
namespace {

/// sums += a · b, bin by bin.
void add_products(double* __restrict sum_re, double* __restrict sum_im, const double* a_re,
                  const double* a_im, const double* b_re, const double* b_im, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    sum_re[k] += a_re[k] * b_re[k] - a_im[k] * b_im[k];
    sum_im[k] += a_re[k] * b_im[k] + a_im[k] * b_re[k];
  }
}

SplitSpectrum silence(std::size_t bins) { return {std::vector<double>(bins), std::vector<double>(bins)}; }

fftw_iodim dimension(std::size_t size) { return {static_cast<int>(size), 1, 1}; }

}  // namespace

PartitionedConvolver::PartitionedConvolver(std::size_t block, std::size_t partitions)
    : block_(block),
      partitions_(partitions),
      input_(2 * block),
      past_samples_(block * (partitions + 1)),
      past_(silence((block + 1) * partitions)) {
  for (std::size_t c = 0; c < convolved_outputs; ++c) {
    sums_[c] = silence(bins());
    output_[c].resize(2 * block_);
  }
  const fftw_iodim size = dimension(2 * block_);
  SplitSpectrum& scratch = sums_[0];
  forward_plan_.reset(fftw_plan_guru_split_dft_r2c(1, &size, 0, nullptr, input_.data(), scratch.re.data(),
                                                   scratch.im.data(),
                                                   FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_PRESERVE_INPUT));
  inverse_plan_.reset(fftw_plan_guru_split_dft_c2r(1, &size, 0, nullptr, scratch.re.data(), scratch.im.data(),
                                                   output_[0].data(), FFTW_ESTIMATE | FFTW_UNALIGNED));
}

void PartitionedConvolver::forward(double* samples, double* re, double* im) const {
  fftw_execute_split_dft_r2c(forward_plan_.get(), samples, re, im);
}

std::unique_ptr<const ConvolverFilter> PartitionedConvolver::prepare(
    const std::array<ImpulseResponse, convolved_outputs>& responses) const {
  auto filter = std::make_unique<ConvolverFilter>();
  std::vector<double> piece(2 * block_);
  const double scale = 0.5 / static_cast<double>(block_);  // the transforms are not normalised
  for (std::size_t c = 0; c < convolved_outputs; ++c) {
    const ImpulseResponse& response = responses[c];
    if (response.taps.size() > taps() || response.tail.size() > most_modes) {
      throw std::invalid_argument("the response is too long");
    }
    filter->partitions[c] = silence(bins() * partitions_);
    filter->tails[c] = response.tail;
    for (std::size_t p = 0; p < partitions_; ++p) {
      std::ranges::fill(piece, 0.0);
      const std::size_t begin = std::min(p * block_, response.taps.size());
      const std::size_t end = std::min(begin + block_, response.taps.size());
      for (std::size_t i = begin; i < end; ++i) piece[i - begin] = scale * response.taps[i];
      forward(piece.data(), filter->partitions[c].re.data() + p * bins(),
              filter->partitions[c].im.data() + p * bins());
    }
  }
  return filter;
}

void PartitionedConvolver::use(const ConvolverFilter* filter) {
  next_filter_ = filter;
  if (filled_ == 0) take_next_filter();
}

void PartitionedConvolver::process(const double* input, const std::array<double*, convolved_outputs>& outputs,
                                   std::size_t frames) {
  for (std::size_t done = 0; done < frames;) {
    const std::size_t count = std::min(frames - done, block_ - filled_);
    std::copy_n(input + done, count, input_.data() + block_ + filled_);
    for (std::size_t c = 0; c < convolved_outputs; ++c) {
      std::copy_n(output_[c].data() + block_ + filled_, count, outputs[c] + done);
    }
    filled_ += count;
    done += count;
    advance_sums();
    if (filled_ == block_) finish_block();
  }
}

void PartitionedConvolver::add_partition(std::size_t back) {
  const std::size_t slot = (blocks_ + partitions_ - back % partitions_) % partitions_;
  const double* re = past_.re.data() + slot * bins();
  const double* im = past_.im.data() + slot * bins();
  for (std::size_t c = 0; c < convolved_outputs; ++c) {
    const SplitSpectrum& partition = filter_->partitions[c];
    add_products(sums_[c].re.data(), sums_[c].im.data(), re, im, partition.re.data() + back * bins(),
                 partition.im.data() + back * bins(), bins());
  }
}

void PartitionedConvolver::advance_sums() {
  if (filter_ == nullptr) return;
  const std::size_t due = 1 + (partitions_ - 1) * filled_ / block_;
  while (summed_ < due) add_partition(summed_++);
}

void PartitionedConvolver::finish_block() {
  const std::size_t slot = blocks_ % partitions_;
  forward(input_.data(), past_.re.data() + slot * bins(), past_.im.data() + slot * bins());
  const std::size_t sample_slot = blocks_ % (partitions_ + 1);
  std::copy_n(input_.data() + block_, block_, past_samples_.data() + sample_slot * block_);
  if (filter_ != nullptr) {
    add_partition(0);
    for (std::size_t c = 0; c < convolved_outputs; ++c) {
      fftw_execute_split_dft_c2r(inverse_plan_.get(), sums_[c].re.data(), sums_[c].im.data(),
                                 output_[c].data());
      std::ranges::fill(sums_[c].re, 0.0);
      std::ranges::fill(sums_[c].im, 0.0);
    }
    add_tails();
  }
  std::copy_n(input_.data() + block_, block_, input_.data());
  ++blocks_;
  filled_ = 0;
  summed_ = 1;
  take_next_filter();
}

void PartitionedConvolver::add_tails() {
  // The ring has one block more than there are partitions: the next slot holds the input of that long ago.
  const double* early = past_samples_.data() + (blocks_ + 1) % (partitions_ + 1) * block_;
  for (std::size_t c = 0; c < convolved_outputs; ++c) {
    double* out = output_[c].data() + block_;
    for (std::size_t j = 0; j < filter_->tails[c].size(); ++j) {
      const TailMode& mode = filter_->tails[c][j];
      std::complex<double> state = modes_[c][j];
      const double p = mode.pole.real();
      const double q = mode.pole.imag();
      for (std::size_t i = 0; i < block_; ++i) {
        state = {p * state.real() - q * state.imag() + early[i], p * state.imag() + q * state.real()};
        out[i] += mode.amplitude.real() * state.real() - mode.amplitude.imag() * state.imag();
      }
      constexpr double nothing = 1e-200;  // before the numbers become subnormal and slow
      modes_[c][j] = std::norm(state) < nothing ? std::complex<double>{} : state;
    }
  }
}

void PartitionedConvolver::take_next_filter() {
  if (next_filter_ == filter_) return;
  filter_ = next_filter_;
  modes_ = {};
  if (filter_ != nullptr) return;
  for (std::vector<double>& samples : output_) std::ranges::fill(samples, 0.0);
}

}  // namespace ohmsweep::live
