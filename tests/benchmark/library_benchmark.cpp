// A library of 10,000 curves and 1,000 outputs, which this builds: what `list`, `show` and `rate --headphone`
// take of it. The floor of rating is the same rating of curves that are in memory; of the others, opening the
// library.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ohmsweep/workflow/match_sides.h"
#include "ohmsweep/workflow/rate.h"
#include "rating/analytic_curves.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr int headphones = 5000;
constexpr int outputs = 1000;
constexpr double relative_u95 = 0.01;
const std::string one_of_them = "headphone 2500";

ImpedanceCurve complete(ImpedanceCurve curve) {
  curve.common = curve.covariance;
  curve.snr_db.assign(curve.grid.size(), 90.0);
  curve.findings = {{Severity::note, FindingCode::mains_lines, "5 stationary lines removed"}};
  return curve;
}

/// Built once, and removed at the end.
class LargeLibrary {
 public:
  LargeLibrary()
      : folder_(std::filesystem::temp_directory_path() /
                ("ohmsweep_benchmark_" + std::to_string(::getpid()))) {
    Library library(folder_);
    Provenance origin;
    origin.recorded_at = "2026-01-01T00:00:00Z";
    origin.takes = {{"left", "left.wav", std::string(64, '0')}};
    const ImpedanceCurve curve = complete(testing_support::resonant({32.0, 60.0, 95.0, 1.5}, relative_u95));
    for (int i = 0; i < headphones; ++i) {
      for (const char* side : {"left", "right"}) {
        library.add(CurveKind::headphone, "headphone " + std::to_string(i), side, curve, origin);
      }
    }
    const ImpedanceCurve output = complete(testing_support::flat(2.0, relative_u95));
    for (int i = 0; i < outputs; ++i) {
      library.add(CurveKind::amplifier, "amplifier " + std::to_string(i), "phones", output, origin);
    }
  }
  LargeLibrary(const LargeLibrary&) = delete;
  LargeLibrary& operator=(const LargeLibrary&) = delete;
  ~LargeLibrary() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

const std::filesystem::path& large_library() {
  static const LargeLibrary library;
  return library.folder();
}

void open_it(benchmark::State& state) {
  large_library();
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(large_library());
    benchmark::DoNotOptimize(library.holds(one_of_them));
  }
}

void list_it(benchmark::State& state) {
  large_library();
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(large_library());
    benchmark::DoNotOptimize(library.list_curves(CurveKind::headphone));
    benchmark::DoNotOptimize(library.list_curves(CurveKind::amplifier));
    benchmark::DoNotOptimize(library.levels());
    benchmark::DoNotOptimize(library.list_calibrations());
  }
}

void show_one(benchmark::State& state) {
  large_library();
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(large_library());
    benchmark::DoNotOptimize(library.holds(one_of_them));
    benchmark::DoNotOptimize(library.curves(CurveKind::headphone, one_of_them));
    benchmark::DoNotOptimize(match_sides(library, one_of_them));
  }
}

void rate_one(benchmark::State& state) {
  large_library();
  for ([[maybe_unused]] auto iteration : state) {
    const Library library(large_library());
    benchmark::DoNotOptimize(rate_library(library, {one_of_them, {}, {}}));
  }
}

void rate_in_memory(benchmark::State& state) {
  const std::vector<ImpedanceCurve> rows(2, testing_support::resonant({32.0, 60.0, 95.0, 1.5}, relative_u95));
  const std::vector<ImpedanceCurve> columns(outputs, testing_support::flat(2.0, relative_u95));
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(rate_all(rows, columns, {}));
}

BENCHMARK(open_it)->Name("floor of a large library")->Unit(benchmark::kMillisecond);
BENCHMARK(list_it)->Name("list of 11,000 curves")->Unit(benchmark::kMillisecond);
BENCHMARK(show_one)->Name("show of one among them")->Unit(benchmark::kMillisecond);
BENCHMARK(rate_one)->Name("rate of one against 1,000")->Unit(benchmark::kMillisecond);
BENCHMARK(rate_in_memory)->Name("floor of rating one")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
