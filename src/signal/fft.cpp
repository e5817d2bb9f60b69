#include "ohmsweep/signal/fft.h"

#include <fftw3.h>

#include <cassert>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace ohmsweep {

namespace {

enum class Transform { real_forward, real_inverse, complex_inverse };

struct DestroyPlan {
  void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
};
using Plan = std::unique_ptr<fftw_plan_s, DestroyPlan>;

// FFTW_UNALIGNED: the plan is made on scratch memory and executed on the caller's, whose alignment may
// differ.
constexpr unsigned plan_flags = FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_DESTROY_INPUT;

Plan make_plan(Transform transform, std::size_t size) {
  std::vector<double> real(size);
  std::vector<Complex> bins(size);
  std::vector<Complex> out(transform == Transform::complex_inverse ? size : 0);
  auto* in_bins = reinterpret_cast<fftw_complex*>(bins.data());
  const int n = static_cast<int>(size);
  switch (transform) {
    case Transform::real_forward:
      return Plan(fftw_plan_dft_r2c_1d(n, real.data(), in_bins,
                                       FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_PRESERVE_INPUT));
    case Transform::real_inverse:
      return Plan(fftw_plan_dft_c2r_1d(n, in_bins, real.data(), plan_flags));
    case Transform::complex_inverse:
      return Plan(fftw_plan_dft_1d(n, in_bins, reinterpret_cast<fftw_complex*>(out.data()), FFTW_BACKWARD,
                                   FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_PRESERVE_INPUT));
  }
  return nullptr;
}

/// Planning is not thread-safe in FFTW, execution is: only the look-up is locked.
fftw_plan shared_plan(Transform transform, std::size_t size) {
  static std::mutex lock;
  static std::map<std::pair<Transform, std::size_t>, Plan> plans;
  const std::scoped_lock guard(lock);
  Plan& plan = plans[{transform, size}];
  if (!plan) plan = make_plan(transform, size);
  return plan.get();
}

bool has_only_small_factors(std::size_t n) {
  for (const std::size_t prime : {2U, 3U, 5U, 7U}) {
    while (n % prime == 0) n /= prime;
  }
  return n == 1;
}

}  // namespace

std::vector<Complex> forward_real(const std::vector<double>& samples) {
  assert(!samples.empty());
  std::vector<Complex> bins(samples.size() / 2 + 1);
  // The plan preserves its input; FFTW's interface is merely not const.
  fftw_execute_dft_r2c(shared_plan(Transform::real_forward, samples.size()),
                       const_cast<double*>(samples.data()), reinterpret_cast<fftw_complex*>(bins.data()));
  return bins;
}

std::vector<double> inverse_real(std::vector<Complex> bins, std::size_t size) {
  assert(size > 0 && bins.size() == size / 2 + 1);
  std::vector<double> samples(size);
  fftw_execute_dft_c2r(shared_plan(Transform::real_inverse, size),
                       reinterpret_cast<fftw_complex*>(bins.data()), samples.data());
  const double scale = 1.0 / static_cast<double>(size);
  for (double& sample : samples) sample *= scale;
  return samples;
}

std::vector<Complex> inverse_complex(const std::vector<Complex>& bins) {
  assert(!bins.empty());
  std::vector<Complex> samples(bins.size());
  auto* in = reinterpret_cast<fftw_complex*>(const_cast<Complex*>(bins.data()));
  fftw_execute_dft(shared_plan(Transform::complex_inverse, bins.size()), in,
                   reinterpret_cast<fftw_complex*>(samples.data()));
  const double scale = 1.0 / static_cast<double>(bins.size());
  for (Complex& sample : samples) sample *= scale;
  return samples;
}

std::size_t fast_size(std::size_t at_least) {
  // A power of two holds most of the length: FFTW takes far longer to plan sizes of many odd factors.
  std::size_t unit = 2;
  while (at_least / unit >= 128) unit *= 2;
  std::size_t units = (at_least + unit - 1) / unit;
  while (!has_only_small_factors(units)) ++units;
  return units * unit;
}

}  // namespace ohmsweep
