#include "ohmsweep/rating/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/divider_square.h"
#include "rating/joint_points.h"
#include "rating/rated_curve.h"
#include "rating/worst_ratio.h"

namespace ohmsweep {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Where both curves have the same points over all of their overlap; nullopt where their points differ.
std::optional<Facing> facing_points(const RatedCurve& headphone, const RatedCurve& output) {
  if (headphone.hz.empty() || output.hz.empty()) return std::nullopt;
  const double from = std::max(headphone.hz.front(), output.hz.front()) * (1.0 - same_frequency);
  const double to = std::min(headphone.hz.back(), output.hz.back()) * (1.0 + same_frequency);
  const auto range = [&](const RatedCurve& c) {
    const auto first = std::lower_bound(c.hz.begin(), c.hz.end(), from);
    return std::pair(first, std::upper_bound(first, c.hz.end(), to));
  };
  const auto [h, h_end] = range(headphone);
  const auto [o, o_end] = range(output);
  if (h == h_end || !std::equal(h, h_end, o, o_end, same_hz)) return std::nullopt;
  return Facing{&headphone, &output, static_cast<std::size_t>(h - headphone.hz.begin()),
                static_cast<std::size_t>(o - output.hz.begin()), static_cast<std::size_t>(h_end - h)};
}

/// 20 lg |Z/(Z + Zo)|, from its square.
double level_db(double square) { return 10.0 * std::log10(square); }

/// Over the facing points.
DividerSquare extremes_of(const Facing& facing) {
  DividerSquare extremes{HUGE_VAL, 0.0};
  const Complex* z = facing.headphone->impedance_ohm.data() + facing.headphone_first;
  const Complex* zo = facing.output->impedance_ohm.data() + facing.output_first;
  const bool bounded = facing.output->bounded_somewhere;
  for (std::size_t i = 0; i < facing.count; ++i) {
    const DividerSquare square =
        divider_square(z[i], zo[i], bounded && facing.output->upper_bound[facing.output_first + i]);
    extremes.smallest = std::min(extremes.smallest, square.smallest);
    extremes.largest = std::max(extremes.largest, square.largest);
  }
  return extremes;
}

bool is_bounded(const Facing& facing) {
  const auto first = facing.output->upper_bound.begin() + static_cast<std::ptrdiff_t>(facing.output_first);
  return facing.output->bounded_somewhere &&
         std::find(first, first + static_cast<std::ptrdiff_t>(facing.count), true) !=
             first + static_cast<std::ptrdiff_t>(facing.count);
}

void set_deviation(Pairing& pairing, const Facing& facing) {
  const auto [smallest, largest] = extremes_of(facing);
  pairing.deviation_upper_bound = is_bounded(facing);
  pairing.deviation_peak_to_peak_db = level_db(largest / smallest);
  const bool has_reference = facing.headphone->at_1khz && facing.output->at_1khz;
  const DividerSquare reference =
      has_reference
          ? divider_square(*facing.headphone->at_1khz, *facing.output->at_1khz, facing.output->bound_at_1khz)
          : DividerSquare{unknown, unknown};
  pairing.deviation_min_db = level_db(smallest / reference.largest);
  pairing.deviation_max_db = level_db(largest / reference.smallest);
}

void set_smallest_impedance(Pairing& pairing, const Facing& facing) {
  const auto begin =
      facing.headphone->magnitude_ohm.begin() + static_cast<std::ptrdiff_t>(facing.headphone_first);
  const auto smallest = std::min_element(begin, begin + static_cast<std::ptrdiff_t>(facing.count));
  pairing.min_impedance_ohm = *smallest;
  pairing.min_impedance_hz =
      facing.headphone->hz[static_cast<std::size_t>(smallest - facing.headphone->magnitude_ohm.begin())];
  pairing.nominal_impedance_ohm = facing.headphone->at_1khz ? std::abs(*facing.headphone->at_1khz) : unknown;
}

Verdict verdict_of(const WorstRatio& worst, double rule) {
  if (worst.lower95 >= rule) return Verdict::pass;
  return worst.upper95 < rule ? Verdict::fail : Verdict::undecided;
}

void set_worst_ratio(Pairing& pairing, const Facing& facing) {
  const WorstRatio worst = worst_ratio(facing, pairing.rule);
  pairing.worst_ratio = worst.ratio;
  pairing.worst_ratio_hz = facing.headphone->hz[facing.headphone_first + worst.point];
  pairing.upper_bound = worst.upper_bound;
  pairing.damping_factor_min = worst.ratio;
  pairing.output_impedance_ohm = facing.output->magnitude_ohm[facing.output_first + worst.point];
  const bool facing_below = worst.ratio >= pairing.rule;
  const double half_width = facing_below ? worst.ratio - worst.lower95 : worst.upper95 - worst.ratio;
  const bool known = !has(facing.headphone->findings, FindingCode::uncertainty_unknown) &&
                     !has(facing.output->findings, FindingCode::uncertainty_unknown);
  pairing.worst_ratio_u95 = worst.upper_bound ? 0.0 : known ? half_width : unknown;
  pairing.verdict = verdict_of(worst, pairing.rule);
}

void add_findings(Pairing& pairing, const Facing& facing, const Rule& rule) {
  for (const Finding& f : facing.headphone->findings) {
    pairing.findings.push_back({f.severity, f.code, "headphone: " + f.detail});
  }
  for (const Finding& f : facing.output->findings) {
    pairing.findings.push_back({f.severity, f.code, "output: " + f.detail});
  }
  if (has_blocking(pairing.findings)) pairing.verdict.reset();
  const double from = facing.headphone->hz[facing.headphone_first];
  const double to = facing.headphone->hz[facing.headphone_first + facing.count - 1];
  // A grid's first point may lie up to 1/48 octave inside its band.
  constexpr double grid_step = 1.015;
  if (from <= rule.from.value() * grid_step && to >= rule.to.value() / grid_step) return;
  pairing.findings.push_back(
      {Severity::warning, FindingCode::band_limited,
       fmt::format("rated from {} to {} only, where both curves have values, not {} to {}", format_hz(from),
                   format_hz(to), format_hz(rule.from.value()), format_hz(rule.to.value()))});
}

Pairing rate_facing(const Facing& facing, const Rule& rule) {
  Pairing pairing;
  pairing.rule = rule.ratio;
  set_smallest_impedance(pairing, facing);
  set_worst_ratio(pairing, facing);
  set_deviation(pairing, facing);
  add_findings(pairing, facing, rule);
  return pairing;
}

Pairing rate_resampled(const ImpedanceCurve& headphone, const ImpedanceCurve& output, const Rule& rule) {
  const std::vector<double> hz = joint_points(headphone, output, rule.from, rule.to);
  const RatedCurve h = prepare_at(headphone, hz);
  const RatedCurve o = prepare_at(output, hz);
  return rate_facing({&h, &o, 0, 0, hz.size()}, rule);
}

/// Of two curves that share nothing: no value, and why.
Pairing without_values(const Rule& rule, const std::string& why) {
  Pairing pairing;
  pairing.rule = rule.ratio;
  for (double* value : {&pairing.min_impedance_ohm, &pairing.min_impedance_hz, &pairing.nominal_impedance_ohm,
                        &pairing.output_impedance_ohm, &pairing.worst_ratio, &pairing.worst_ratio_u95,
                        &pairing.worst_ratio_hz, &pairing.deviation_min_db, &pairing.deviation_max_db,
                        &pairing.deviation_peak_to_peak_db, &pairing.damping_factor_min}) {
    *value = unknown;
  }
  pairing.findings = {{Severity::blocking, FindingCode::band_limited, why}};
  return pairing;
}

Pairing rated_or_blocked(const ImpedanceCurve& headphone, const ImpedanceCurve& output, const Rule& rule) {
  try {
    return rate_resampled(headphone, output, rule);
  } catch (const Error& error) {
    return without_values(rule, error.what());
  }
}

/// Where a headphone and an output face one another: as the last output did, where that had the same points.
std::optional<Facing> facing_next(std::optional<Facing> last, const RatedCurve& headphone,
                                  const RatedCurve& output, bool same_points) {
  if (!same_points) return facing_points(headphone, output);
  if (last) last->output = &output;
  return last;
}

}  // namespace

void rate_each(const std::vector<ImpedanceCurve>& headphones, const std::vector<ImpedanceCurve>& outputs,
               const Rule& rule, const std::function<void(Pairing pairing)>& take) {
  std::vector<RatedCurve> prepared;
  prepared.reserve(outputs.size());
  for (const ImpedanceCurve& output : outputs) prepared.push_back(prepare(output, rule.from, rule.to));
  std::vector<bool> same_points(outputs.size(), false);
  for (std::size_t o = 1; o < outputs.size(); ++o) same_points[o] = prepared[o].hz == prepared[o - 1].hz;
  for (const ImpedanceCurve& headphone : headphones) {
    const RatedCurve h = prepare(headphone, rule.from, rule.to);
    std::optional<Facing> facing;
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      facing = facing_next(facing, h, prepared[o], same_points[o]);
      take(facing ? rate_facing(*facing, rule) : rated_or_blocked(headphone, outputs[o], rule));
    }
  }
}

std::vector<Pairing> rate_all(const std::vector<ImpedanceCurve>& headphones,
                              const std::vector<ImpedanceCurve>& outputs, const Rule& rule) {
  std::vector<Pairing> pairings;
  pairings.reserve(headphones.size() * outputs.size());
  rate_each(headphones, outputs, rule, [&](Pairing pairing) { pairings.push_back(std::move(pairing)); });
  return pairings;
}

Pairing rate(const ImpedanceCurve& headphone, const ImpedanceCurve& output, const Rule& rule) {
  const RatedCurve h = prepare(headphone, rule.from, rule.to);
  const RatedCurve o = prepare(output, rule.from, rule.to);
  const std::optional<Facing> facing = facing_points(h, o);
  return facing ? rate_facing(*facing, rule) : rate_resampled(headphone, output, rule);
}

Ohms largest_output_impedance(Ohms smallest_impedance, const Rule& rule) {
  return smallest_impedance / rule.ratio;
}

}  // namespace ohmsweep
