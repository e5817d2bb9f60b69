#include "ohmsweep/rating/explained_pair.h"

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

/// Re Zo at a frequency of the output's grid, or nearest to it: what damps. A bound as such.
double output_resistance_near(const ImpedanceCurve& output, double hz) {
  const double inside = std::clamp(hz, output.grid.lowest().value(), output.grid.highest().value());
  const ImpedancePoint point = at(output, Hertz(inside));
  if (!point.upper_bound) return std::max(0.0, point.impedance_ohm.real());
  return std::abs(point.impedance_ohm) + magnitude_u95(point.impedance_ohm, point.covariance);
}

void add_response(ExplainedPair& pair, const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                  const PairQuestion& question) {
  try {
    pair.response = response(headphone, output, {question.reference, question.from, question.to});
  } catch (const Error& error) {
    pair.why_no_response = error.what();
  }
}

void add_damping(ExplainedPair& pair, const ImpedanceCurve& headphone, const ImpedanceCurve& output) {
  pair.resonance = resonance_of(headphone);
  if (!pair.resonance) return;
  pair.damped = damped_by(*pair.resonance, Ohms(output_resistance_near(output, pair.resonance->hz)));
}

}  // namespace

ExplainedPair explain(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                      const PairQuestion& question) {
  const ImpedanceCurve seen = behind(output, question.adapter);
  ExplainedPair pair;
  for (const double ratio : question.rules) {
    const Rule rule{ratio, question.from, question.to};
    const Pairing pairing = rate(headphone, seen, rule);
    for (const RuleVerdict& one : rule_verdicts(pairing, headphone, seen, question.nominal_ohm)) {
      pair.verdicts.push_back(one);
    }
    pair.allowed.push_back(allowed_output(headphone, rule));
    if (ratio != question.rules.front()) continue;
    pair.pairing = pairing;
    pair.deciding = what_would_decide(pairing, headphone, seen);
  }
  add_response(pair, headphone, seen, question);
  add_damping(pair, headphone, seen);
  if (question.adapter.series || question.adapter.parallel) {
    pair.adapter_level_db = level_change_db(headphone, output, question.adapter);
  }
  return pair;
}

}  // namespace ohmsweep
