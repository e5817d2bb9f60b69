#include "ohmsweep/formats/spice.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "end_to_end/workplace.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What ngspice makes of a subcircuit: V at a current of 1 A, which is Z.
class Spice : public Workplace {
 protected:
  static std::string bench() {
    return fmt::format("bench:{}/calibration/benches/demo.toml", OHMSWEEP_SOURCE_DIR);
  }

  /// Largest |ΔZ|/|Z| between what ngspice computes and the stored curve; and that nothing was complained of.
  [[nodiscard]] double worst(CurveKind kind, const std::string& name, const std::string& part) const {
    const bool headphone = kind == CurveKind::headphone;
    const auto netlist = place("netlist.cir");
    (void)expect_done({"export", headphone ? "headphone" : "amplifier", name,
                       headphone ? "--channel" : "--output", part, "--format", "spice", "-o",
                       netlist.string()});
    const auto table = place("table.txt");
    std::filesystem::remove(table);
    std::ofstream deck(place("deck.cir"));
    // A resistance of 1 Gohm gives a series capacitor its operating point.
    deck << "* one ampere into the device\n.include " << netlist.string()
         << "\nI1 0 a AC 1\nR1 a 0 1e9\nXdut a 0 " << spice_name(name + "_" + part)
         << "\n.control\nac dec 48 20 20000\nset wr_singlescale\n"
         << "option numdgt=12\nwrdata " << table.string() << " v(a)\nquit\n.endc\n.end\n";
    deck.close();
    const auto said = place("said.txt");
    const std::string command =
        fmt::format("ngspice -b {} >{} 2>&1", place("deck.cir").string(), said.string());
    (void)std::system(command.c_str());
    for (const char* word : {"rror", "singular", "arning"}) EXPECT_THAT(text_of(said), Not(HasSubstr(word)));
    return worst_in(text_of(table), Library(library()).curve(kind, name, part).curve);
  }

 private:
  static double worst_in(const std::string& table, const ImpedanceCurve& curve) {
    std::istringstream lines(table);
    double off = 0.0;
    int points = 0;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream numbers(line);
      double hz = 0.0;
      double re = 0.0;
      double im = 0.0;
      if (!(numbers >> hz >> re >> im) || hz < curve.grid.lowest().value() ||
          hz > curve.grid.highest().value())
        continue;
      const Complex z = at(curve, Hertz(hz)).impedance_ohm;
      off = std::max(off, std::abs(Complex(re, im) - z) / std::abs(z));
      ++points;
    }
    EXPECT_GT(points, 100);
    return off;
  }
};

TEST_F(Spice, ReproducesEveryShippedHeadphoneWithinAPercent) {
  (void)expect_done({"calibrate", "desk", "--audio", bench()});
  for (const char* name : {"dynamic300", "inear8", "planar32", "armature10", "inear16", "vintage600"}) {
    (void)expect_done({"measure", "headphone", name, "--channel", "left", "--audio", bench()});
    EXPECT_LT(worst(CurveKind::headphone, name, "left"), 0.01) << name;
  }
}

TEST_F(Spice, ReproducesAnOutputWithinAPercent) {
  for (const auto& [name, output] : {std::pair{"receiver", "front"}, {"portable", "phones"}}) {
    (void)expect_done(
        {"measure", "amplifier", name, "--output", output, "--audio", bench(), "--ground", "grounded"});
    EXPECT_LT(worst(CurveKind::amplifier, name, output), 0.01) << name;
  }
}

#ifdef OHMSWEEP_REFERENCE_CURVES
/// Curves that are not in this repository: measured, traced by hand, and computed.
TEST_F(Spice, ComesNearCurvesOfOthers) {
  const std::filesystem::path curves(OHMSWEEP_REFERENCE_CURVES);
  for (const auto& [file, limit] : {std::pair{"L16RNX_0g_242_27mV.zma", 0.015},
                                    {"Project_Resonator_4BA_composite.zma", 0.01},
                                    {"Knowles_HODVTEC-31618.zma", 0.03}}) {
    (void)expect_done({"import", "headphone", "other", (curves / file).string(), "--channel", "left"});
    EXPECT_LT(worst(CurveKind::headphone, "other", "left"), limit) << file;
  }
}
#endif

TEST_F(Spice, SaysWhereTheFitIsPoor) {
  std::string text;
  for (double f = 20.0; f < 20e3; f *= 1.05) {
    text += fmt::format("{} {} {}\n", f, 30.0 + 25.0 * std::sin(9.0 * std::log(f)),
                        80.0 * std::sin(5.0 * std::log(f)));
  }
  (void)expect_done({"import", "headphone", "odd", write("odd.zma", text).string(), "--channel", "left"});
  const Outcome outcome = ohmsweep({"export", "headphone", "odd", "--format", "spice"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("poor fit"));
  EXPECT_THAT(outcome.out, HasSubstr("* A POOR FIT"));
  EXPECT_THAT(outcome.out, HasSubstr(".subckt odd_left plus minus"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
