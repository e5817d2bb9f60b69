#include "calibration/take_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Two recordings of one state differ by their noise: the median of |δm|/σ is √(ln 2) = 0.83 for circular
/// noise. A copy in another file format differs by rounding only. Noise stated 16 times too large would still
/// not reach this limit.
constexpr double copy_in_sigma = 0.05;

void check_usable(const StandardTake& take) {
  const auto blocking = std::find_if(take.ratio.findings.begin(), take.ratio.findings.end(),
                                     [](const Finding& f) { return f.severity == Severity::blocking; });
  if (blocking == take.ratio.findings.end()) return;
  const std::string_view remedy =
      blocking->code == FindingCode::clipping    ? "lower the level and record it again"
      : blocking->code == FindingCode::too_quiet ? "raise the level or check the wiring and record it again"
                                                 : "record it again";
  throw rejection(fmt::format("the take of {} cannot serve a calibration, {}: {}; {}", label(take),
                              to_string(blocking->code), blocking->detail, remedy));
}

void check_finite(const StandardTake& take) {
  const auto broken = std::find_if(take.ratio.ratio.begin(), take.ratio.ratio.end(), [](const Complex& m) {
    return !std::isfinite(m.real()) || !std::isfinite(m.imag());
  });
  if (broken == take.ratio.ratio.end()) return;
  const auto point = static_cast<std::size_t>(broken - take.ratio.ratio.begin());
  throw rejection(
      fmt::format("the take of {} has no finite ratio at {:.0f} Hz: its source channel is empty; "
                  "check the wiring and record it again",
                  label(take), take.ratio.grid[point]));
}

void check_same_session(const StandardTake& first, const StandardTake& other) {
  if (first.ratio.sample_rate != other.ratio.sample_rate) {
    throw rejection(
        fmt::format("the take of {} was recorded at {} Hz and that of {} at {} Hz; record all standards of a "
                    "calibration at one rate",
                    label(first), first.ratio.sample_rate, label(other), other.ratio.sample_rate));
  }
  if (first.ratio.stimulus_hash != other.ratio.stimulus_hash) {
    throw rejection(fmt::format(
        "the takes of {} and {} were made with different stimuli; record all standards of a calibration with "
        "the same sweep",
        label(first), label(other)));
  }
}

/// Median over the shared points of the difference in units of what noise makes it.
double median_difference_in_sigma(const RatioCurve& a, const RatioCurve& b) {
  std::vector<double> in_sigma;
  for (std::size_t i = 0; i < a.grid.size(); ++i) {
    const auto k = b.grid.find(a.grid[i]);
    if (!k) continue;
    const double difference = std::abs(a.ratio[i] - b.ratio[*k]);
    const double sigma = std::sqrt(a.noise_variance[i] + b.noise_variance[*k]);
    in_sigma.push_back(difference == 0.0 ? 0.0 : difference / sigma);
  }
  if (in_sigma.empty()) return std::numeric_limits<double>::infinity();
  const auto middle = in_sigma.begin() + static_cast<std::ptrdiff_t>(in_sigma.size() / 2);
  std::nth_element(in_sigma.begin(), middle, in_sigma.end());
  return *middle;
}

void check_not_a_copy(const StandardTake& a, const StandardTake& b) {
  if (!a.ratio.take_hash.empty() && a.ratio.take_hash == b.ratio.take_hash) {
    throw rejection(fmt::format("the same take serves as {} and as {}; record each standard on its own",
                                label(a), label(b)));
  }
  if (median_difference_in_sigma(a.ratio, b.ratio) <= copy_in_sigma) {
    throw rejection(fmt::format(
        "the takes of {} and {} are the same recording stored twice: they agree far more closely than "
        "their noise allows; record each standard on its own",
        label(a), label(b)));
  }
}

}  // namespace

std::string label(const StandardTake& take) {
  const std::string& name = take.ratio.take_name;
  if (name.empty() || name == take.standard.name) return take.standard.name;
  return fmt::format("{} (take {})", take.standard.name, name);
}

void check_one_session(const std::vector<StandardTake>& takes) {
  if (takes.size() < 3) {
    throw rejection(fmt::format(
        "a calibration needs three standards or more and {} {} given; record an open, a short and a "
        "load",
        takes.size(), takes.size() == 1 ? "was" : "were"));
  }
  for (const StandardTake& take : takes) check_finite(take);
  for (const StandardTake& take : takes) check_same_session(takes.front(), take);
}

void check_takes(const std::vector<StandardTake>& takes) {
  for (const StandardTake& take : takes) check_usable(take);
  for (auto a = takes.begin(); a != takes.end(); ++a) {
    for (auto b = std::next(a); b != takes.end(); ++b) check_not_a_copy(*a, *b);
  }
}

}  // namespace ohmsweep
