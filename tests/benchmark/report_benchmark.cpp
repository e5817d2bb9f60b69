// The HTML report of 200 headphones with two channels against 50 outputs, which this builds: how long writing
// it takes, and how large it is. The floor is reading the same curves and rating them. Where the environment
// names a file in OHMSWEEP_BENCHMARK_REPORT the page is left there, for tests/browser/opening_time.py.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ohmsweep/workflow/describe.h"
#include "ohmsweep/workflow/gather_report.h"
#include "ohmsweep/workflow/rate.h"
#include "rating/analytic_curves.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr int headphones = 200;
constexpr int outputs = 50;
constexpr int bounded_outputs = 10;
constexpr double relative_u95 = 0.003;

/// 2 V, 30 mA of peak, and 5 µV of noise.
OutputLevel measured_level() {
  OutputLevel level;
  level.clean = {{"unloaded", 0.0, {{2.0, 0.01}}, "The harmonics exceed 1 % above it."},
                 {"33ohm", 33.0, {{0.7, 0.005}}, "The current ends above it.", 0.03}};
  level.noise = OutputNoise{{{6e-6, 1e-7}}, {{5e-6, 1e-7}}};
  return level;
}

/// Built once, and removed at the end: headphones of 8 to 600 ohm, outputs of 10 milliohm to 120 ohm, with
/// all that is told of how loud they get.
class Collection {
 public:
  Collection()
      : folder_(std::filesystem::temp_directory_path() / ("ohmsweep_report_" + std::to_string(::getpid()))) {
    Library library(folder_);
    Provenance origin;
    origin.recorded_at = "2026-01-01T00:00:00Z";
    for (int i = 0; i < headphones; ++i) {
      const double ohm = 8.0 * std::pow(75.0, static_cast<double>(i) / headphones);
      for (const char* side : {"left", "right"}) {
        const double factor = *side == 'l' ? 1.0 : 1.02;
        const testing_support::Resonance shape{factor * ohm, (1.1 + 0.01 * i) * ohm, 60.0 + i, 1.5};
        library.add(CurveKind::headphone, "Headphone " + std::to_string(i), side,
                    testing_support::resonant(shape, relative_u95), origin);
      }
      (void)keep_facts(library, {"Headphone " + std::to_string(i), std::round(ohm),
                                 Sensitivity{90.0 + 0.1 * i, SensitivityPer::milliwatt, 1000.0}});
    }
    for (int i = 0; i < outputs; ++i) {
      const double ohm = 0.01 * std::pow(12e3, static_cast<double>(i) / outputs);
      library.add(CurveKind::amplifier, "Amplifier " + std::to_string(i), "phones",
                  i < bounded_outputs ? testing_support::bounded(ohm, 2.0 * ohm)
                                      : testing_support::flat(ohm, relative_u95),
                  origin);
      library.add("Amplifier " + std::to_string(i), "phones", measured_level(), origin);
    }
  }
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;
  ~Collection() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

const std::filesystem::path& collection() {
  static const Collection library;
  return library.folder();
}

void rate_it(benchmark::State& state) {
  collection();
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(collection());
    benchmark::DoNotOptimize(rate_library(library, {}));
  }
}

void write_it(benchmark::State& state) {
  collection();
  std::string page;
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(collection());
    page = html_report(gather_report(library, {{}, {}, {}, "ohmsweep"}));
  }
  constexpr double bytes_in_mb = 1e6;
  state.counters["MB"] = static_cast<double>(page.size()) / bytes_in_mb;
  if (const char* file = std::getenv("OHMSWEEP_BENCHMARK_REPORT")) std::ofstream(file) << page;
}

BENCHMARK(rate_it)->Name("floor of a report of 200 x 2 against 50")->Unit(benchmark::kMillisecond);
BENCHMARK(write_it)->Name("report of 200 x 2 against 50")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
