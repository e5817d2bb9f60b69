#pragma once
/// One sitting at the ResistorBench with a library of its own, removed afterwards.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ohmsweep/workflow/session.h"
#include "workflow/resistor_bench.h"

namespace ohmsweep {

/// Short, and still wide enough for the rating band.
[[nodiscard]] Stimulus short_sweep();

class Sitting : public ::testing::Test {
 public:
  Sitting(const Sitting&) = delete;
  Sitting& operator=(const Sitting&) = delete;

 protected:
  Sitting();
  ~Sitting() override;

  /// Calibrates as `name` at the given time with open, short and 100 ohm.
  int calibrate_as(const std::string& name, const std::string& at = "2026-01-01T00:00:00Z");

  std::filesystem::path folder_;
  ResistorBench bench_{{{"HD.left", 300.0}, {"HD.right", 310.0}, {"O2/front", 2.0}}};
  RatioEstimator estimator_;
  Library library_;
  std::vector<std::string> messages_;
  std::vector<double> fractions_;
  Session session_;
};

}  // namespace ohmsweep
