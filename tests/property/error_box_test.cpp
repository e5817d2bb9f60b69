/// Laws that every calibration obeys, whatever the rig.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "calibration/least_squares.h"
#include "calibration/synthetic_rig.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

/// Uniform in [from, to], in steps of a millionth.
double real_in(double from, double to) { return from + (to - from) * 1e-6 * *rc::gen::inRange(0, 1000001); }

Complex within_disc(double radius) { return std::polar(real_in(0.0, radius), real_in(0.0, 2.0 * M_PI)); }

/// m = (aΓ + b)/(cΓ + 1) of a rig that can be inverted: far from singular (a - b c) and finite on the unit
/// disc.
ErrorTerms random_box() { return {1.0 + within_disc(0.5), within_disc(1.0), within_disc(0.3)}; }

/// Three to six reflections, the first three well apart.
std::vector<Complex> random_standards() {
  std::vector<Complex> gammas{1.0 - within_disc(0.2), -1.0 + within_disc(0.2), within_disc(0.3)};
  const int more = *rc::gen::inRange(0, 4);
  for (int i = 0; i < more; ++i) gammas.push_back(within_disc(1.0));
  return gammas;
}

/// Solves from ratios that `measure` gives for each standard.
template <typename Measure>
ErrorTerms solved(const std::vector<Complex>& gammas, Measure measure) {
  std::vector<StandardPoint> points;
  points.reserve(gammas.size());
  for (const Complex& gamma : gammas) points.push_back({gamma, measure(gamma), 1e-8, 1e-10});
  return solve_point(points).terms;
}

RC_GTEST_PROP(ErrorBox, RecoversWhatIsEmbeddedInIt, ()) {
  const ErrorTerms box = random_box();
  const ErrorTerms terms = solved(random_standards(), [&](Complex gamma) { return embed(box, gamma); });
  const Complex device = within_disc(1.0);
  RC_ASSERT(std::abs(correct(terms, embed(box, device)) - device) < 1e-10);
}

RC_GTEST_PROP(ErrorBox, KeepsPassiveDevicesPassive, ()) {
  const ErrorTerms box = random_box();
  const ErrorTerms terms = solved(random_standards(), [&](Complex gamma) { return embed(box, gamma); });
  RC_ASSERT(std::abs(correct(terms, embed(box, within_disc(1.0)))) < 1.0 + 1e-10);
}

RC_GTEST_PROP(ErrorBox, SwappedChannelsInvertEveryRatioAndCancel, ()) {
  ErrorTerms box = random_box();
  box.b = 1.5 + within_disc(0.3);  // no device that is tried gives a ratio of zero
  box.a = 0.5 + within_disc(0.4);
  RC_PRE(std::abs(box.a - box.b * box.c) > 0.05);
  const auto swapped_ratio = [&](Complex gamma) { return 1.0 / embed(box, gamma); };
  const ErrorTerms terms = solved(random_standards(), swapped_ratio);
  const Complex device = within_disc(0.9);
  RC_ASSERT(std::abs(correct(terms, swapped_ratio(device)) - device) < 1e-10);
}

RC_GTEST_PROP(ErrorBox, AFactorOnOneChannelCancels, ()) {
  const ErrorTerms box = random_box();
  const Complex factor = std::polar(real_in(0.1, 10.0), real_in(0.0, 6.0));
  const auto scaled = [&](Complex gamma) { return factor * embed(box, gamma); };
  const ErrorTerms terms = solved(random_standards(), scaled);
  const Complex device = within_disc(1.0);
  RC_ASSERT(std::abs(correct(terms, scaled(device)) - device) < 1e-10);
}

/// A bench of random components.
SyntheticRig random_rig() {
  SyntheticRig rig;
  rig.source_ohm = real_in(0.1, 120.0);
  rig.lead_ohm = real_in(1e-3, 1.0);
  rig.lead_henry = real_in(0.0, 2e-6);
  rig.dut_input_ohm = std::pow(10.0, real_in(4.0, 6.0));
  rig.source_input_ohm = std::pow(10.0, real_in(4.0, 6.0));
  rig.dut_input_farad = real_in(0.0, 1e-9);
  rig.dut_gain = std::polar(real_in(0.5, 2.0), real_in(-0.05, 0.05));
  rig.source_gain = 1.0;
  rig.dut_high_pass_hz = real_in(0.3, 5.0);
  rig.skew_s = real_in(-1e-6, 1e-6);
  rig.crosstalk = real_in(0.0, 1e-3);
  return rig;
}

RC_GTEST_PROP(CalibratedBench, MeasuresAnyPassiveDevice, ()) {
  SyntheticBench bench(random_rig(), 0.0);
  const FrequencyGrid grid({20.0, 250.0, 500.0, 1000.0, 1500.0, 1900.0, 20e3});
  const Calibration calibration = solve({{default_open(), bench.take(nothing_connected(), "open", grid)},
                                         {default_short(), bench.take(resistor(0.0), "short", grid)},
                                         {declared_load(100.0), bench.take(resistor(100.0), "load", grid)}},
                                        {});
  const double ohm = std::pow(10.0, real_in(0.0, 3.0));
  const Device device =
      voice_coil(ohm, ohm * real_in(0.0, 5.0), real_in(30.0, 5000.0), real_in(0.5, 5.0), real_in(0.0, 1e-3));
  const ImpedanceCurve curve = headphone_impedance(bench.take(device, "left", grid), calibration);
  RC_ASSERT(curve.findings.empty());
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Complex truth = device(grid[i]);
    RC_ASSERT(std::abs(curve.impedance_ohm[i] - truth) < 1e-9 * std::abs(truth));
    RC_ASSERT(curve.impedance_ohm[i].real() > 0.0);
  }
}

}  // namespace
}  // namespace ohmsweep
