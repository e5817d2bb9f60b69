#include "ohmsweep/rating/rule_verdicts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "rating/curve_reading.h"

namespace ohmsweep {
namespace {

constexpr double iec_share = 0.8;  ///< IEC 60268-7: the smallest |Z| over nominal
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// |Z| and its 95 % half-width, ohm.
struct Magnitude {
  double ohm = 0.0;
  double u95 = 0.0;
};

Magnitude magnitude_of(const ImpedancePoint& point) {
  return {std::abs(point.impedance_ohm), magnitude_u95(point.impedance_ohm, point.covariance)};
}

/// 95 % ends of |Z|/|Zo| by way of s = |Zo|/|Z|, whose error is nearly normal (see worst_ratio.h).
struct Ratio {
  double value = 0.0;
  double lower95 = 0.0;
  double upper95 = 0.0;
  bool upper_bound = false;
};

Ratio ratio_of(const Magnitude& z, const Magnitude& zo, bool upper_bound) {
  if (upper_bound) {
    const double bound = zo.ohm + zo.u95;
    return {z.ohm / bound, std::max(0.0, z.ohm - z.u95) / bound, HUGE_VAL, true};
  }
  const double share = zo.ohm / z.ohm;
  const double u95 = share * std::hypot(z.u95 / z.ohm, zo.u95 / zo.ohm);
  return {1.0 / share, 1.0 / (share + u95), share > u95 ? 1.0 / (share - u95) : HUGE_VAL, false};
}

RuleVerdict verdict_on(RatedOn on, double rule, const Magnitude& z, const ImpedancePoint& output, bool known,
                       bool suppressed) {
  const Ratio ratio = ratio_of(z, magnitude_of(output), output.upper_bound);
  RuleVerdict verdict{rule, on, z.ohm, ratio.value, 0.0, ratio.upper_bound, std::nullopt};
  const double half = ratio.value >= rule ? ratio.value - ratio.lower95 : ratio.upper95 - ratio.value;
  verdict.ratio_u95 = ratio.upper_bound ? 0.0 : known ? half : unknown;
  if (suppressed) return verdict;
  verdict.verdict = ratio.lower95 >= rule  ? Verdict::pass
                    : ratio.upper95 < rule ? Verdict::fail
                                           : Verdict::undecided;
  return verdict;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::undecided:
      break;
  }
  return "undecided";
}

std::string_view to_string(RatedOn on) {
  switch (on) {
    case RatedOn::minimum:
      return "minimum";
    case RatedOn::at_1khz:
      return "at_1khz";
    case RatedOn::nominal:
      return "nominal";
    case RatedOn::nominal_80:
      break;
  }
  return "nominal_80";
}

std::vector<RuleVerdict> rule_verdicts(const Pairing& pairing, const ImpedanceCurve& headphone,
                                       const ImpedanceCurve& output, std::optional<double> nominal_ohm) {
  std::vector<RuleVerdict> verdicts{{pairing.rule, RatedOn::minimum, pairing.min_impedance_ohm,
                                     pairing.worst_ratio, pairing.worst_ratio_u95, pairing.upper_bound,
                                     pairing.verdict}};
  if (!covers(output, reference_hz)) return verdicts;
  const ImpedancePoint source = at(output, Hertz(reference_hz));
  const bool suppressed = !pairing.verdict;
  const bool output_known = has_uncertainty(output);
  const auto add = [&](RatedOn on, const Magnitude& z, bool known) {
    verdicts.push_back(verdict_on(on, pairing.rule, z, source, known, suppressed));
  };
  if (covers(headphone, reference_hz)) {
    add(RatedOn::at_1khz, magnitude_of(at(headphone, Hertz(reference_hz))),
        output_known && has_uncertainty(headphone));
  }
  if (nominal_ohm) {
    add(RatedOn::nominal, {*nominal_ohm, 0.0}, output_known);
    add(RatedOn::nominal_80, {iec_share * *nominal_ohm, 0.0}, output_known);
  }
  return verdicts;
}

bool disagree(const std::vector<RuleVerdict>& verdicts) {
  const auto first = std::find_if(verdicts.begin(), verdicts.end(),
                                  [](const RuleVerdict& one) { return one.verdict.has_value(); });
  return std::any_of(first, verdicts.end(),
                     [&](const RuleVerdict& one) { return one.verdict && one.verdict != first->verdict; });
}

std::optional<DecidingMeasurement> what_would_decide(const Pairing& pairing, const ImpedanceCurve& headphone,
                                                     const ImpedanceCurve& output) {
  if (pairing.verdict != Verdict::undecided || !has_uncertainty(headphone) || !has_uncertainty(output)) {
    return std::nullopt;
  }
  const Magnitude z = magnitude_of(at(headphone, Hertz(pairing.worst_ratio_hz)));
  const Magnitude zo = magnitude_of(at(output, Hertz(pairing.worst_ratio_hz)));
  // Relative to s = |Zo|/|Z|, the rule lies so far away; both half-widths have to fit into it.
  const double distance = std::abs(z.ohm / (pairing.rule * zo.ohm) - 1.0);
  if (!(distance > 0.0)) return std::nullopt;
  const double of_z = z.u95 / z.ohm;
  const double of_zo = zo.u95 / zo.ohm;
  const auto left = [&](double other) {
    return std::sqrt(std::max(0.0, distance * distance - other * other));
  };
  if (of_zo >= of_z && of_z < distance) {
    return DecidingMeasurement{Deciding::output, pairing.worst_ratio_hz, left(of_z) * zo.ohm, z.u95};
  }
  if (of_z > of_zo && of_zo < distance) {
    return DecidingMeasurement{Deciding::headphone, pairing.worst_ratio_hz, zo.u95, left(of_zo) * z.ohm};
  }
  const double each = distance / std::numbers::sqrt2;
  return DecidingMeasurement{Deciding::both, pairing.worst_ratio_hz, each * zo.ohm, each * z.ohm};
}

}  // namespace ohmsweep
