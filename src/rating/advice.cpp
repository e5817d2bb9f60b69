#include "ohmsweep/rating/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/rated_curve.h"
#include "rating/worst_ratio.h"

namespace ohmsweep {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// An output of exactly 1 ohm at these points.
RatedCurve one_ohm(const RatedCurve& like) {
  RatedCurve output;
  output.hz = like.hz;
  output.impedance_ohm.assign(like.hz.size(), Complex(1.0));
  output.magnitude_ohm.assign(like.hz.size(), 1.0);
  output.inverse_magnitude.assign(like.hz.size(), 1.0);
  output.relative_u95.assign(like.hz.size(), 0.0);
  output.upper_bound.assign(like.hz.size(), false);
  return output;
}

int rank_of(const std::optional<Verdict>& verdict) {
  if (!verdict) return 3;
  switch (*verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::undecided:
      return 1;
    case Verdict::fail:
      break;
  }
  return 2;
}

void count(OutputService& service, const Pairing& pairing) {
  if (!pairing.verdict) {
    ++service.without_verdict;
    return;
  }
  service.passes += pairing.verdict == Verdict::pass ? 1 : 0;
  service.undecided += pairing.verdict == Verdict::undecided ? 1 : 0;
  service.fails += pairing.verdict == Verdict::fail ? 1 : 0;
  service.largest_deviation_db = std::max(service.largest_deviation_db, pairing.deviation_peak_to_peak_db);
}

}  // namespace

std::optional<AllowedOutput> allowed_within(const ImpedanceCurve& headphone, const Rule& rule) {
  const RatedCurve curve = prepare(headphone, rule.from, rule.to);
  if (curve.hz.empty()) return std::nullopt;
  const RatedCurve output = one_ohm(curve);
  const WorstRatio smallest = worst_ratio({&curve, &output, 0, 0, curve.hz.size()}, rule.ratio);
  const bool known = has_uncertainty(headphone);
  return AllowedOutput{rule.ratio, smallest.ratio / rule.ratio,
                       known ? smallest.lower95 / rule.ratio : unknown,
                       known ? smallest.upper95 / rule.ratio : unknown, curve.hz[smallest.point]};
}

AllowedOutput allowed_output(const ImpedanceCurve& headphone, const Rule& rule) {
  if (const auto allowed = allowed_within(headphone, rule)) return *allowed;
  throw failure(fmt::format("the headphone's curve has nothing between {} and {}; rate it over another band",
                            format_hz(rule.from.value()), format_hz(rule.to.value())));
}

std::vector<RatedPairing> ranked(std::vector<RatedPairing> pairings) {
  std::stable_sort(pairings.begin(), pairings.end(), [](const RatedPairing& a, const RatedPairing& b) {
    const auto key = [](const RatedPairing& rated) {
      const double deviation = rated.pairing.deviation_peak_to_peak_db;
      return std::pair(rank_of(rated.pairing.verdict), std::isfinite(deviation) ? deviation : HUGE_VAL);
    };
    return key(a) < key(b);
  });
  return pairings;
}

std::vector<OutputService> service_of_outputs(const std::vector<RatedPairing>& pairings) {
  std::map<std::pair<std::string, std::string>, OutputService> by_output;
  for (const RatedPairing& rated : pairings) {
    OutputService& service = by_output[{rated.amplifier, rated.output}];
    service.amplifier = rated.amplifier;
    service.output = rated.output;
    count(service, rated.pairing);
  }
  std::vector<OutputService> services;
  services.reserve(by_output.size());
  for (const auto& [name, service] : by_output) services.push_back(service);
  std::stable_sort(services.begin(), services.end(), [](const OutputService& a, const OutputService& b) {
    const auto key = [](const OutputService& s) {
      return std::tuple(-static_cast<std::ptrdiff_t>(s.passes), s.fails, s.largest_deviation_db);
    };
    return key(a) < key(b);
  });
  return services;
}

}  // namespace ohmsweep
