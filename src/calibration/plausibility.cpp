#include "calibration/plausibility.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibration/load_checks.h"
#include "calibration/mid_band.h"
#include "calibration/take_checks.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// The largest ratio of the channels' gains that is still called a gain and not a wrong state.
constexpr double largest_gain_ratio = 3.3;

std::vector<SeenStandard> see(const std::vector<StandardTake>& takes, const PlausibilityLimits& limits) {
  std::vector<SeenStandard> seen;
  for (const StandardTake& take : takes) {
    SeenStandard standard{&take, mid_band_ratio(take.ratio, limits.from_hz, limits.to_hz)};
    if (!standard.is(StandardKind::open)) standard.declared_ohm = take.standard.resistance_ohm.value;
    seen.push_back(standard);
  }
  // By declared value, an open last.
  std::stable_sort(seen.begin(), seen.end(),
                   [](const auto& a, const auto& b) { return a.declared_ohm < b.declared_ohm; });
  return seen;
}

void check_distinct(const std::vector<SeenStandard>& seen, double reference,
                    const PlausibilityLimits& limits) {
  int distinct = 0;
  double last = -std::numeric_limits<double>::infinity();
  for (const SeenStandard& standard : seen) {
    const double gamma = 2.0 * divider(standard.declared_ohm, reference) - 1.0;
    if (gamma - last <= limits.distinct_gamma) continue;
    last = gamma;
    ++distinct;
  }
  if (distinct >= 3) return;
  throw rejection(fmt::format(
      "only {} of the {} standards differ and three are needed; record an open, a short and a load", distinct,
      seen.size()));
}

/// Behind exchanged channels the ratio is 1/m: it falls as Z rises, down to about 1 for an open.
void check_order(const std::vector<SeenStandard>& seen, double reference) {
  const SeenStandard& highest = seen.back();
  const double inverse_gain = std::abs(highest.ratio) * divider(highest.declared_ohm, reference);
  if (inverse_gain > largest_gain_ratio || inverse_gain < 1.0 / largest_gain_ratio) return;
  for (std::size_t i = 1; i < seen.size(); ++i) {
    const bool same_value = seen[i].declared_ohm <= 1.02 * seen[i - 1].declared_ohm;
    if (!same_value && std::abs(seen[i - 1].ratio) < 1.02 * std::abs(seen[i].ratio)) return;
  }
  const SeenStandard& lowest = seen.front();
  throw rejection(fmt::format(
      "the source and dut channels are swapped: the ratio falls from {:.3g} for {} to {:.3g} for {} "
      "and should rise; exchange the two inputs, or the channels in the rig",
      std::abs(lowest.ratio), label(*lowest.take), std::abs(highest.ratio), label(*highest.take)));
}

/// The gain that loads of their declared values would imply; nothing without a load.
std::optional<Complex> gain_from_loads(const std::vector<SeenStandard>& seen, double reference) {
  std::vector<Complex> gains;
  for (const SeenStandard& standard : seen) {
    if (standard.is(StandardKind::load))
      gains.push_back(standard.ratio / divider(standard.declared_ohm, reference));
  }
  if (gains.empty()) return std::nullopt;
  std::sort(gains.begin(), gains.end(), [](Complex a, Complex b) { return std::abs(a) < std::abs(b); });
  return gains[gains.size() / 2];
}

Error not_open(const SeenStandard& open, const SeenStandard& other, const std::vector<SeenStandard>& seen,
               double reference) {
  const Complex gain = gain_from_loads(seen, reference).value_or(1.0);
  return rejection(
      fmt::format("the open is not open: {} gives the ratio {:.3g} and {} gives {:.3g}, where the open must "
                  "give the larger; "
                  "beside the others it looks like {}; disconnect everything and record it again",
                  label(*open.take), std::abs(open.ratio), label(*other.take), std::abs(other.ratio),
                  looks_like(divider_impedance(open.ratio / gain, reference))));
}

/// No passive device gives more than the open. One that seems to either has its channels swapped or stands
/// beside an open that is none.
void check_open_is_largest(const SeenStandard& open, const std::vector<SeenStandard>& seen, double reference,
                           const PlausibilityLimits& limits) {
  for (const SeenStandard& standard : seen) {
    if (standard.is(StandardKind::open)) continue;
    if (std::abs(standard.ratio) <= limits.passive_ratio * std::abs(open.ratio)) continue;
    const double inverse = 1.0 / (std::abs(standard.ratio) * std::abs(open.ratio));
    const double expected = divider(standard.declared_ohm, reference);
    if (std::abs(inverse - expected) > 0.25 * expected + 0.02)
      throw not_open(open, standard, seen, reference);
    throw rejection(
        fmt::format("the source and dut channels are swapped in the take of {}: its ratio {:.3g} exceeds the "
                    "open's {:.3g}; exchange the two inputs and record it again",
                    label(*standard.take), std::abs(standard.ratio), std::abs(open.ratio)));
  }
}

void check_short(const SeenStandard& standard, Complex gain, double reference,
                 const PlausibilityLimits& limits) {
  const Uncertain& stated = standard.take->standard.resistance_ohm;
  const double limit = limits.short_ohm + stated.value + 3.0 * stated.standard_uncertainty;
  const Complex apparent = divider_impedance(standard.ratio / gain, reference);
  if (std::abs(apparent) <= limit) return;
  throw rejection(fmt::format(
      "the short is not short: {} looks like {} against the {:.4g} ohm reference resistor, more than "
      "{:.2g} ohm; bridge the jack's contacts directly and record it again",
      label(*standard.take), looks_like(apparent), reference, limit));
}

}  // namespace

void check_not_swapped(const std::vector<StandardTake>& takes, const CalibrationOptions& options,
                       const PlausibilityLimits& limits) {
  check_order(see(takes, limits), options.reference.value());
}

void check_plausible(const std::vector<StandardTake>& takes, const CalibrationOptions& options,
                     const PlausibilityLimits& limits) {
  const double reference = options.reference.value();
  const std::vector<SeenStandard> seen = see(takes, limits);
  check_distinct(seen, reference, limits);

  const SeenStandard* open = seen.back().is(StandardKind::open) ? &seen.back() : nullptr;
  if (open != nullptr) check_open_is_largest(*open, seen, reference, limits);
  const std::optional<Complex> gain = open != nullptr ? open->ratio : gain_from_loads(seen, reference);
  for (const SeenStandard& standard : seen) {
    if (standard.is(StandardKind::short_circuit))
      check_short(standard, gain.value_or(1.0), reference, limits);
  }
  check_loads(seen, options, limits);
}

}  // namespace ohmsweep
