// Circuits fitted to outputs: how near the named capacitor or inductance comes, and whether its interval
// holds.
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "study/over_seeds.h"
#include "study/wirings.h"

namespace ohmsweep::study {

namespace {

struct CircuitRow {
  std::string name;
  Netlist circuit;
  double load_ohm = 33.0;
  double load_tolerance = 0.001;
  double farad = 0.0;  ///< of the capacitor that must be named; 0: an inductance
  double henry = 0.0;
};

std::vector<CircuitRow> circuit_rows() {
  const auto c = [](double farad) { return capacitor("C", "source", "a", Farads(farad)); };
  const auto r = [](double ohm) { return resistor("R", "a", "tip", Ohms(ohm)); };
  const auto l = [](double henry) { return inductor("L", "source", "a", Henries(henry), Ohms(0.0)); };
  return {{"38 Ω behind 100 µF", {{c(100e-6), r(38.0)}}, 33.0, 0.001, 100e-6},
          {"the same, a load of 5 %", {{c(100e-6), r(38.0)}}, 33.0, 0.05, 100e-6},
          {"0.5 Ω behind 220 µF", {{c(220e-6), r(0.5)}}, 16.0, 0.001, 220e-6},
          {"100 Ω behind 1 µF", {{c(1e-6), r(100.0)}}, 33.0, 0.001, 1e-6},
          {"10 Ω behind 220 µF, 1 kΩ across the output",
           {{c(220e-6), r(10.0), resistor("bleeder", "tip", "0", Ohms(1e3))}},
           33.0,
           0.001,
           220e-6},
          {"0.1 Ω + 2 µH", {{l(2e-6), r(0.1)}}, 16.0, 0.001, 0.0, 2e-6},
          {"0.1 Ω + 2 µH with 1 Ω across it",
           {{l(2e-6), r(0.1), resistor("across", "source", "a", Ohms(1.0))}},
           16.0,
           0.001,
           0.0,
           2e-6}};
}

/// What the measurements of a row came to.
struct Named {
  int measurements = 0;
  int named = 0;
  int held = 0;
  double error = 0.0;  ///< largest, relative
  double u95 = 0.0;    ///< largest, relative

  void add(const std::optional<Uncertain>& found, double truth) {
    ++measurements;
    if (!found) return;
    ++named;
    const double off = std::abs(found->value - truth);
    const double half_width = coverage_factor * found->standard_uncertainty;
    held += off <= half_width ? 1 : 0;
    error = std::max(error, off / truth);
    u95 = std::max(u95, half_width / truth);
  }
};

Named named_of(const CircuitRow& row, const Extent& extent, const RatioEstimator& estimator) {
  OutputRow output;
  output.circuit = row.circuit;
  output.load_ohm = row.load_ohm;
  output.conditions.load_tolerance = row.load_tolerance;
  output.conditions.rig.contact_ohm = 0.0;
  Named total;
  std::mutex lock;
  over_seeds(extent, [&](int, int from, int to) {
    for (int seed = from; seed < to; ++seed) {
      const auto measured = through_whole_takes(output, estimator, static_cast<std::uint64_t>(seed) + 1);
      const auto model = measured.traits.model.value_or(OutputModel{});
      const std::scoped_lock guard(lock);
      total.add(row.farad > 0.0 ? model.capacitance_f : model.inductance_h,
                row.farad > 0.0 ? row.farad : row.henry);
    }
  });
  return total;
}

}  // namespace

bool output_circuits(const Extent& extent, const RatioEstimator& estimator) {
  fmt::print(
      "\nCircuits: what is named of outputs, ULLU through whole takes, the load drawn within its tolerance; "
      "limits: named always, within 2 % beyond the load's tolerance\n\n| output | load | measured | named | "
      "largest error | U95 | held |\n|---|---|---|---|---|---|---|\n");
  const int seeds = extent.seeds >= 200 ? 20 : 2;
  bool all = true;
  for (const CircuitRow& row : circuit_rows()) {
    const Named named = named_of(row, {seeds, extent.threads}, estimator);
    const bool good = named.named == seeds && named.error <= 0.02 + row.load_tolerance;
    fmt::print("| {} | {:g} Ω ±{:g} % | {} | {} | {:.3f} % | {:.3f} % | {}{} |\n", row.name, row.load_ohm,
               100.0 * row.load_tolerance, seeds, named.named, 100.0 * named.error, 100.0 * named.u95,
               named.held, good ? "" : ": MISSED");
    all = good && all;
  }
  return all;
}

}  // namespace ohmsweep::study
