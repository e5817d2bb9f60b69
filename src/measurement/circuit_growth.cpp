#include "measurement/circuit_growth.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {
namespace {

constexpr std::size_t most_elements = 40;
constexpr std::size_t most_branches = 5;
constexpr int few_steps = 5;
constexpr int enough_steps = 60;
/// By which a criterion must fall for the change to be made.
constexpr double worth = 1.0;

using Circuits = std::vector<EquivalentCircuit>;

struct Judged {
  EquivalentCircuit circuit;
  double cost = HUGE_VAL;
};

Judged judged(const FittedPoints& points, const EquivalentCircuit& circuit, int steps) {
  Judged fitted{refined(points, circuit, steps)};
  fitted.cost = criterion(points, fitted.circuit);
  return fitted;
}

/// The best of many: a few steps with each, and all of them with those that came out first.
Judged best_of(const FittedPoints& points, const Circuits& proposals) {
  constexpr std::size_t finalists = 3;
  std::vector<Judged> all;
  all.reserve(proposals.size());
  for (const EquivalentCircuit& proposal : proposals) all.push_back(judged(points, proposal, few_steps));
  std::stable_sort(all.begin(), all.end(), [](const Judged& a, const Judged& b) { return a.cost < b.cost; });
  Judged best;
  for (std::size_t i = 0; i < std::min(finalists, all.size()); ++i) {
    Judged last = judged(points, all[i].circuit, enough_steps);
    if (last.cost < best.cost) best = std::move(last);
  }
  return best;
}

/// Where the residual stands out most: the largest, and others at least an octave away from those before.
std::vector<std::size_t> outstanding_points(const FittedPoints& points, const EquivalentCircuit& circuit) {
  constexpr std::size_t wanted = 3;
  std::vector<std::size_t> order(points.s.size());
  std::vector<double> rest(points.s.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    rest[i] = std::abs(impedance_at(circuit, points.s[i]) / points.impedance_ohm[i] - 1.0) / points.sigma[i];
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
  std::vector<std::size_t> found;
  for (const std::size_t i : order) {
    const bool apart = std::all_of(found.begin(), found.end(), [&](std::size_t other) {
      return std::abs(std::log2(points.s[i].imag() / points.s[other].imag())) > 1.0;
    });
    if (apart) found.push_back(i);
    if (found.size() == wanted) break;
  }
  return found;
}

/// Sections of branch `b` that could explain the residual at one point.
void propose_sections(const FittedPoints& points, const EquivalentCircuit& circuit, std::size_t b,
                      std::size_t i, Circuits& proposals) {
  const double omega = points.s[i].imag();
  const Complex whole = impedance_at(circuit, points.s[i]);
  const double own = std::abs(impedance_at(circuit.branches[b], points.s[i]));
  const double by = own / std::abs(whole);  // a change in a branch is seen weakened by its square
  const double missing = std::abs(points.impedance_ohm[i] - whole) * by * by;
  const double g = 1.0 / std::clamp(missing, 0.02 * own, 10.0 * own);
  const auto propose = [&](const CircuitSection& section) {
    proposals.push_back(circuit);
    proposals.back().branches[b].sections.push_back(section);
  };
  for (const double quality : {0.5, 2.0, 8.0}) propose({g, quality * g * omega, quality * g / omega});
  propose({g, omega * g, 0.0});
  propose({g, 0.0, g / omega});
}

/// Branches that could explain the residual at one point.
void propose_branches(const FittedPoints& points, const EquivalentCircuit& circuit, std::size_t i,
                      Circuits& proposals) {
  if (circuit.branches.size() >= most_branches) return;
  const double omega = points.s[i].imag();
  const Complex whole = impedance_at(circuit, points.s[i]);
  const double missing = std::abs(1.0 / points.impedance_ohm[i] - 1.0 / whole);
  const double r = 1.0 / std::clamp(missing, 0.02 / std::abs(whole), 10.0 / std::abs(whole));
  const auto propose = [&](const CircuitBranch& branch) {
    proposals.push_back(circuit);
    proposals.back().branches.push_back(branch);
  };
  for (const double quality : {0.5, 2.0}) propose({r, quality * r / omega, quality * r * omega});
  propose({r, r / omega, 0.0});
  propose({r, 0.0, r * omega});
}

/// Elements that a row lacks.
void propose_elements(const FittedPoints& points, const EquivalentCircuit& circuit, std::size_t b,
                      Circuits& proposals) {
  constexpr double little = 0.05;
  const auto add = [&](double CircuitBranch::*element, double value) {
    if (circuit.branches[b].*element > 0.0) return;
    proposals.push_back(circuit);
    proposals.back().branches[b].*element = value;
  };
  const Complex low = points.s.front();
  const Complex high = points.s.back();
  const double at_low = little * std::abs(impedance_at(circuit.branches[b], low));
  const double at_high = little * std::abs(impedance_at(circuit.branches[b], high));
  add(&CircuitBranch::r, std::min(at_low, at_high));
  add(&CircuitBranch::l, at_high / high.imag());
  add(&CircuitBranch::e, at_low * low.imag());
}

void propose_leads(const FittedPoints& points, const EquivalentCircuit& circuit, Circuits& proposals) {
  if (circuit.branches.size() < 2) return;
  constexpr double little = 0.05;
  double least = HUGE_VAL;
  for (const Complex& z : points.impedance_ohm) least = std::min(least, std::abs(z));
  if (circuit.lead_ohm <= 0.0) {
    proposals.push_back(circuit);
    proposals.back().lead_ohm = little * least;
  }
  if (circuit.lead_henry <= 0.0) {
    proposals.push_back(circuit);
    proposals.back().lead_henry = little * std::abs(points.impedance_ohm.back()) / points.s.back().imag();
  }
}

Circuits additions(const FittedPoints& points, const EquivalentCircuit& circuit, CircuitForm form) {
  Circuits proposals;
  const std::vector<std::size_t> outstanding = outstanding_points(points, circuit);
  const double high = points.s.back().imag();
  for (std::size_t b = 0; b < circuit.branches.size(); ++b) {
    propose_elements(points, circuit, b, proposals);
    if (form == CircuitForm::ladder) continue;
    for (const std::size_t i : outstanding) propose_sections(points, circuit, b, i, proposals);
    // A coil with eddy losses whose corner lies beyond the band.
    const double g = 1.0 / std::abs(impedance_at(circuit.branches[b], points.s.back()));
    proposals.push_back(circuit);
    proposals.back().branches[b].sections.push_back({g, 3.0 * high * g, 0.0});
  }
  if (form == CircuitForm::row) return proposals;
  for (const std::size_t i : outstanding) propose_branches(points, circuit, i, proposals);
  propose_leads(points, circuit, proposals);
  return proposals;
}

/// Sections of one element are elements of the row; a lone branch needs no lead.
void tidy(EquivalentCircuit& circuit) {
  std::erase_if(circuit.branches, [](const CircuitBranch& branch) {
    return branch.r <= 0.0 && branch.l <= 0.0 && branch.e <= 0.0 && branch.sections.empty();
  });
  for (CircuitBranch& branch : circuit.branches) {
    std::erase_if(branch.sections, [&](const CircuitSection& section) {
      if (section.p <= 0.0 && section.q <= 0.0 && section.g > 0.0) branch.r += 1.0 / section.g;
      if (section.g <= 0.0 && section.q <= 0.0 && section.p > 0.0) branch.l += 1.0 / section.p;
      if (section.g <= 0.0 && section.p <= 0.0 && section.q > 0.0) branch.e += 1.0 / section.q;
      return (section.g > 0.0) + (section.p > 0.0) + (section.q > 0.0) < 2;
    });
  }
  if (circuit.branches.size() != 1) return;
  circuit.branches.front().r += circuit.lead_ohm;
  circuit.branches.front().l += circuit.lead_henry;
  circuit.lead_ohm = 0.0;
  circuit.lead_henry = 0.0;
}

/// With one element, section or branch less.
Circuits removals(const EquivalentCircuit& circuit) {
  Circuits proposals;
  const auto propose = [&](EquivalentCircuit smaller) {
    tidy(smaller);
    if (!smaller.branches.empty()) proposals.push_back(std::move(smaller));
  };
  EquivalentCircuit counted = circuit;
  for (std::size_t k = 0; k < elements_of(counted).size(); ++k) {
    EquivalentCircuit smaller = circuit;
    *elements_of(smaller)[k] = 0.0;
    propose(std::move(smaller));
  }
  for (std::size_t b = 0; b < circuit.branches.size(); ++b) {
    EquivalentCircuit without = circuit;
    without.branches.erase(without.branches.begin() + static_cast<std::ptrdiff_t>(b));
    propose(std::move(without));
    for (std::size_t k = 0; k < circuit.branches[b].sections.size(); ++k) {
      EquivalentCircuit smaller = circuit;
      std::vector<CircuitSection>& sections = smaller.branches[b].sections;
      sections.erase(sections.begin() + static_cast<std::ptrdiff_t>(k));
      propose(std::move(smaller));
    }
  }
  return proposals;
}

/// As long as something is not missed.
bool prune(const FittedPoints& points, Judged& now) {
  bool pruned = false;
  while (element_count(now.circuit) > 1) {
    Judged smaller = best_of(points, removals(now.circuit));
    if (!(smaller.cost < now.cost)) break;
    now = std::move(smaller);
    pruned = true;
  }
  return pruned;
}

bool grow(const FittedPoints& points, CircuitForm form, Judged& now) {
  bool any = false;
  while (element_count(now.circuit) + 3 <= most_elements) {
    Judged larger = best_of(points, additions(points, now.circuit, form));
    if (!(larger.cost < now.cost - worth)) break;
    now = std::move(larger);
    any = true;
  }
  return any;
}

}  // namespace

EquivalentCircuit grown(const FittedPoints& points, CircuitForm form) {
  constexpr int rounds = 3;
  double ohm = HUGE_VAL;
  for (const Complex& z : points.impedance_ohm) ohm = std::min(ohm, std::abs(z));
  Judged now = judged(points, {0.0, 0.0, {CircuitBranch{ohm}}}, enough_steps);
  for (int round = 0; round < rounds; ++round) {
    const bool larger = grow(points, form, now);
    const bool smaller = prune(points, now);
    if (!smaller || !larger) break;
  }
  return now.circuit;
}

}  // namespace ohmsweep
