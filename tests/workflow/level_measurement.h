#pragma once
/// A level measured on the device for tests, with volts known on both inputs.

#include <gtest/gtest.h>

#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/measure_level.h"
#include "workflow/output_device.h"

namespace ohmsweep {

/// Fundamental over rail of a sine that is cut off to 1 % of harmonics 2 to 5, Vrms: 1.0282/√2, found by
/// summing a cut-off sine over a cycle and halving.
inline constexpr double clean_of_rail = 1.0282 / std::numbers::sqrt2;

class MeasureLevel : public ::testing::Test {
 protected:
  MeasureLevel() {
    rig_.source_full_scale_vrms = device_.source_full_scale_v / std::numbers::sqrt2;
    rig_.dut_full_scale_vrms = device_.dut_full_scale_v / std::numbers::sqrt2;
    rig_.full_scale_tolerance = 0.001;
    request_.amplifier = "amp";
    request_.output = "out";
  }

  MeasuredLevel measure() {
    LevelSitting sitting{
        &device_, level_format(rig_, 48000, request_.wiring), rig_, narrator(), hands_, folder_, {}};
    MeasuredLevel measured = measure_level(sitting, request_);
    kept_ = sitting.kept;
    return measured;
  }

  Narrator narrator() {
    return {[this](const std::string& sentence) { told_ += sentence + "\n"; }, {}};
  }

  std::string refusal(ErrorKind kind) {
    try {
      (void)measure();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    return "accepted";
  }

  OutputDevice device_;
  Rig rig_;
  LevelRequest request_;
  LevelHands hands_;
  std::filesystem::path folder_;
  std::vector<KeptTake> kept_;
  std::string told_;
};

}  // namespace ohmsweep
