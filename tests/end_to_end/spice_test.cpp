#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "end_to_end/workplace.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::HasSubstr;

/// What ngspice makes of a subcircuit: |Z| and phase at each frequency, by a current of 1 A.
class Spice : public Workplace {
 protected:
  static bool is_there() { return std::system("command -v ngspice >/dev/null 2>&1") == 0; }

  /// Largest |ΔZ|/|Z| between what ngspice computes and the stored curve.
  double worst(const std::string& headphone, const std::string& channel) const {
    const auto netlist = place(headphone + ".cir");
    (void)expect_done({"export", "headphone", headphone, "--channel", channel, "--format", "spice", "-o",
                       netlist.string()});
    const auto table = place(headphone + ".txt");
    std::ofstream deck(place("deck.cir"));
    deck << "* one ampere into the device\n.include " << netlist.string() << "\nI1 0 a AC 1\nXdut a 0 " << headphone
         << "_" << channel << "\n.control\nac dec 48 20 20000\nset wr_singlescale\nset wr_vecnames\noption numdgt=12\n"
         << "wrdata " << table.string() << " v(a)\nquit\n.endc\n.end\n";
    deck.close();
    const std::string command = "ngspice -b " + place("deck.cir").string() + " >/dev/null 2>&1";
    (void)std::system(command.c_str());
    return worst_in(text_of(table), Library(library()).curve(CurveKind::headphone, headphone, channel).curve);
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
      if (!(numbers >> hz >> re >> im) || hz < curve.grid.lowest().value() || hz > 20e3) continue;
      const Complex z = at(curve, Hertz(hz)).impedance_ohm;
      off = std::max(off, std::abs(Complex(re, im) - z) / std::abs(z));
      ++points;
    }
    EXPECT_GT(points, 100);
    return off;
  }
};

TEST_F(Spice, ReproducesTheShippedDynamicInEarAndPlanarWithinAPercent) {
  ASSERT_TRUE(is_there()) << "install ngspice: scripts/setup --develop";
  const std::string bench = fmt::format("bench:{}/calibration/benches/demo.toml", OHMSWEEP_SOURCE_DIR);
  (void)expect_done({"calibrate", "desk", "--audio", bench});
  for (const auto& [headphone, limit] :
       {std::pair{"dynamic300", 0.01}, {"inear8", 0.01}, {"planar32", 0.01}, {"armature10", 0.05}}) {
    (void)expect_done({"measure", "headphone", headphone, "--channel", "left", "--audio", bench});
    EXPECT_LT(worst(headphone, "left"), limit) << headphone;
  }
}

TEST_F(Spice, SaysWhereTheFitIsPoor) {
  std::string text;
  for (double f = 20.0; f < 20e3; f *= 1.05) {
    text += fmt::format("{} {} {}\n", f, 30.0 + 25.0 * std::sin(9.0 * std::log(f)), 80.0 * std::sin(5.0 * std::log(f)));
  }
  (void)expect_done({"import", "headphone", "odd", write("odd.zma", text).string(), "--channel", "left"});
  const Outcome outcome = ohmsweep({"export", "headphone", "odd", "--format", "spice"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("poor fit"));
  EXPECT_THAT(outcome.out, HasSubstr("* A POOR FIT"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
