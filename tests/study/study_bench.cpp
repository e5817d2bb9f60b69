#include "study/study_bench.h"

#include "calibration/exact_standard.h"

namespace ohmsweep::study {

Bench quiet_bench() {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  bench.converters = Converters{};
  bench.converters.latency_s = 0.035;
  bench.converters.source_peak = 0.5;
  bench.wiring = Wiring{};
  bench.wiring.output_resistance_ohm = 75.0;
  bench.wiring.source_input = {100e3, 150e-12};
  bench.wiring.dut_input = {100e3, 150e-12};
  bench.reference = ReferenceResistor{};
  bench.standards.clear();
  for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = Harmonics{};
  return bench;
}

Table::Table(const Bench& bench, const RatioEstimator& estimator)
    : estimator_(estimator), bench_(make_virtual_bench(bench, "study")) {}

RatioCurve Table::ratio(const std::string& state, const std::string& device, int index) const {
  AudioFormat format;
  format.sample_rate = estimator_.stimulus().sweep.sample_rate;
  const TakeState connected{state, device, "", index};
  return estimator_.estimate(
      bench_->play_and_record(estimator_.stimulus(), format, connected, [](double) {}));
}

Calibration Table::ideal_calibration() const {
  CalibrationOptions options;
  options.contact = Ohms(0.0);
  return solve({{exact_standard("open", StandardKind::open, 0.0), ratio("open")},
                {exact_standard("short", StandardKind::short_circuit, 0.0), ratio("short")},
                {exact_standard("100ohm", StandardKind::load, 100.0), ratio("100ohm")}},
               options);
}

std::vector<Complex> truth(const Bench& bench, const std::string& device, const FrequencyGrid& grid) {
  std::vector<Complex> impedance;
  for (const double hz : grid) impedance.push_back(true_impedance(bench, device, "left", Hertz(hz)));
  return impedance;
}

}  // namespace ohmsweep::study
