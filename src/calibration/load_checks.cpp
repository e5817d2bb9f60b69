#include "calibration/load_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibration/take_checks.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// A load and what it looks like: R f/(1 - f) with f = m/g, less what the short looks like.
struct SeenLoad {
  const SeenStandard* standard;
  Complex apparent;
  double tolerance;       ///< relative, against the reference
  double pair_tolerance;  ///< relative, its own share against another load

  [[nodiscard]] double declared() const { return standard->declared_ohm; }
  /// |apparent/declared - 1|; infinite for a load that looks open.
  [[nodiscard]] double deviation() const { return std::abs(apparent / declared() - 1.0); }
  [[nodiscard]] bool fits() const { return deviation() <= tolerance; }
};

/// Everything that a load is compared with.
struct Scene {
  const SeenStandard* open = nullptr;  ///< the gain's source where there is one
  const SeenStandard* shorted = nullptr;
  Complex gain;
  double reference = 0.0;
  std::vector<SeenLoad> loads;
};

Complex apparent_impedance(const Scene& scene, Complex ratio) {
  const Complex leads = scene.shorted == nullptr
                            ? Complex{}
                            : divider_impedance(scene.shorted->ratio / scene.gain, scene.reference) -
                                  scene.shorted->declared_ohm;
  return divider_impedance(ratio / scene.gain, scene.reference) - leads;
}

Scene look(const std::vector<SeenStandard>& seen, const CalibrationOptions& options,
           const PlausibilityLimits& limits) {
  Scene scene;
  scene.reference = options.reference.value();
  const SeenStandard* highest = nullptr;
  for (const SeenStandard& s : seen) {
    if (s.is(StandardKind::open)) scene.open = &s;
    if (s.is(StandardKind::short_circuit)) scene.shorted = &s;
    if (s.is(StandardKind::load)) highest = &s;
  }
  if (scene.open != nullptr) {
    scene.gain = scene.open->ratio;
  } else if (highest != nullptr) {
    // The largest load tells the gain best: its divider depends least on its value.
    scene.gain = highest->ratio / divider(highest->declared_ohm, scene.reference);
  }
  for (const SeenStandard& s : seen) {
    if (!s.is(StandardKind::load)) continue;
    const double stated = 3.0 * s.take->standard.resistance_ohm.standard_uncertainty / s.declared_ohm;
    const double leads = scene.shorted == nullptr ? limits.short_ohm / s.declared_ohm : 0.0;
    const double drift = limits.drift * (1.0 + s.declared_ohm / scene.reference);
    const double tolerance = limits.load_relative + scene.reference / limits.input_ohm + stated + leads +
                             drift + 2.0 * options.reference_relative_uncertainty;
    scene.loads.push_back({&s, apparent_impedance(scene, s.ratio), tolerance, stated + leads + drift});
  }
  return scene;
}

/// "100ohm, take 100.wav", for brackets.
std::string source(const StandardTake& take) {
  return fmt::format("{}, take {}", take.standard.name, take.ratio.take_name);
}

std::string seen_as(const SeenLoad& load) {
  return fmt::format("the load declared {:.4g} ohm ({}) looks like {}", load.declared(),
                     source(*load.standard->take), looks_like(load.apparent));
}

Error contradiction(const Scene& scene, const SeenLoad& wrong, const SeenLoad& right) {
  return rejection(fmt::format(
      "the loads contradict one another: {}, while the one declared {:.4g} ohm ({}) looks like {} "
      "against the {:.4g} ohm reference resistor; measure the resistors and declare their values",
      seen_as(wrong), right.declared(), source(*right.standard->take), looks_like(right.apparent),
      scene.reference));
}

/// Several loads: those that differ from what is declared by different factors contradict one another.
void check_pairs(const Scene& scene, const PlausibilityLimits& limits) {
  for (const SeenLoad& a : scene.loads) {
    for (const SeenLoad& b : scene.loads) {
      if (&a == &b || a.deviation() < b.deviation()) continue;
      const double tolerance = limits.pair_relative + a.pair_tolerance + b.pair_tolerance;
      const Complex factor = (a.apparent / a.declared()) / (b.apparent / b.declared());
      const bool apart = !(std::abs(factor - 1.0) <= tolerance && std::abs(1.0 / factor - 1.0) <= tolerance);
      if (apart) throw contradiction(scene, a, b);
    }
  }
}

/// The gain that a load of its declared value implies.
Complex gain_of(const SeenLoad& load, double reference) {
  return load.standard->ratio / divider(load.declared(), reference);
}

/// A load and the open disagree. Either may be wrong: the one whose being right implies the channel gains
/// that are closer to equal is believed.
bool open_is_at_fault(const Scene& scene, const SeenLoad& load) {
  const double if_open_is_right = std::abs(std::log(std::abs(scene.open->ratio)));
  const Complex gain = gain_of(load, scene.reference);
  const double if_load_is_right = std::abs(std::log(std::abs(gain)));
  const bool open_would_be_passive = std::abs(scene.open->ratio / gain) < 1.0;
  return open_would_be_passive && if_load_is_right < if_open_is_right;
}

Error disagreement_with_open(const Scene& scene, const SeenLoad& load) {
  const Complex open_looks =
      divider_impedance(scene.open->ratio / gain_of(load, scene.reference), scene.reference);
  if (open_is_at_fault(scene, load)) {
    return rejection(
        fmt::format("the open is not open: {} looks like {} beside the load declared {:.4g} ohm ({}), which "
                    "otherwise would look like {}; disconnect everything and record the open again",
                    label(*scene.open->take), looks_like(open_looks), load.declared(),
                    source(*load.standard->take), looks_like(load.apparent)));
  }
  return rejection(fmt::format(
      "{} against the {:.4g} ohm reference resistor; measure the resistor and declare its value, or "
      "correct the reference resistance of the rig",
      seen_as(load), scene.reference));
}

/// A resistor looks the same over the band. 40 Hz to 10 kHz: AC coupling and leads stay small.
void check_is_resistor(const Scene& scene, const SeenLoad& load, const PlausibilityLimits& limits) {
  if (scene.open == nullptr) return;
  const RatioCurve& curve = load.standard->take->ratio;
  const RatioCurve& open = scene.open->take->ratio;
  std::size_t points = 0;
  std::size_t off = 0;
  double worst = 0.0;
  double worst_hz = 0.0;
  for (const double hz : common_points(curve.grid, open.grid).within(Hertz(40.0), Hertz(10e3))) {
    const Complex f = curve.ratio[*curve.grid.find(hz)] / open.ratio[*open.grid.find(hz)];
    const double deviation = std::abs(divider_impedance(f, scene.reference) / load.apparent - 1.0);
    const double allowed = limits.variation + limits.short_ohm / load.declared();
    ++points;
    if (deviation > allowed) ++off;
    if (deviation <= worst) continue;
    worst = deviation;
    worst_hz = hz;
  }
  if (10 * off <= points) return;
  throw rejection(fmt::format(
      "{} at mid-band but differs from that by {:.0f} % at {:.0f} Hz, which no resistor does; connect "
      "the resistor alone and record it again",
      seen_as(load), 100.0 * worst, worst_hz));
}

}  // namespace

void check_loads(const std::vector<SeenStandard>& seen, const CalibrationOptions& options,
                 const PlausibilityLimits& limits) {
  const Scene scene = look(seen, options, limits);
  const auto misfit =
      std::find_if(scene.loads.begin(), scene.loads.end(), [](const auto& l) { return !l.fits(); });
  const bool some_fit =
      std::any_of(scene.loads.begin(), scene.loads.end(), [](const auto& l) { return l.fits(); });
  if (scene.open != nullptr && misfit != scene.loads.end() && !some_fit)
    throw disagreement_with_open(scene, *misfit);
  check_pairs(scene, limits);
  for (const SeenLoad& load : scene.loads) check_is_resistor(scene, load, limits);
}

}  // namespace ohmsweep
