#include "workflow/sitting.h"

#include <fmt/format.h>
#include <unistd.h>

#include "ohmsweep/workflow/calibrate.h"

namespace ohmsweep {
namespace {

std::filesystem::path own_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::filesystem::path(::testing::TempDir()) /
         fmt::format("ohmsweep_{}_{}_{}", test->test_suite_name(), test->name(), ::getpid());
}

}  // namespace

Stimulus short_sweep() {
  ExponentialSweep sweep;
  sweep.from = Hertz(10.0);
  sweep.duration = Seconds(1.0);
  sweep.lead_in = Seconds(0.2);
  sweep.lead_out = Seconds(0.3);
  return render(sweep);
}

Sitting::Sitting()
    : folder_(own_folder()),
      estimator_(short_sweep()),
      library_(folder_),
      session_{bench_,
               library_,
               estimator_,
               {},
               "",
               "2026-01-01T00:00:00Z",
               "ohmsweep test",
               {[this](const std::string& sentence) { messages_.push_back(sentence); },
                [this](const std::string&, double fraction) { fractions_.push_back(fraction); }}} {}

Sitting::~Sitting() { std::filesystem::remove_all(folder_); }

int Sitting::calibrate_as(const std::string& name, const std::string& at) {
  session_.recorded_at = at;
  return calibrate(session_, {name, {"open", "short", "100ohm+-0.01%"}, {}}).version;
}

}  // namespace ohmsweep
