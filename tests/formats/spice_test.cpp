#include "ohmsweep/formats/spice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SpiceSubcircuit, HasALineForEachElementInPlainNumbers) {
  const Netlist netlist{{resistor("R1", "+", "n1", Ohms(1.5e6)), inductor("L1", "n1", "-", Henries(2.5e-3)),
                         capacitor("C1", "n1", "-", Farads(1e-6))}};
  EXPECT_EQ(
      spice_subcircuit(netlist, "HD600_left", {"made up"}),
      "* made up\n.subckt HD600_left plus minus\nR1 plus n1 1.50000000e+06\nL1 n1 minus 2.50000000e-03\n"
      "C1 n1 minus 1.00000000e-06\n.ends HD600_left\n");
}

TEST(SpiceSubcircuit, TakesAnyNameWithoutLettingItBecomeALine) {
  EXPECT_EQ(spice_name("HD 600 (2019)"), "HD_600__2019_");
  EXPECT_EQ(spice_name("600"), "X600");
  EXPECT_EQ(spice_name(""), "X");
  EXPECT_THAT(spice_subcircuit({}, "a", {"b\n.include /etc/passwd"}), Not(HasSubstr("\n.include")));
}

TEST(SpiceSubcircuit, RefusesWhatSpiceDoesNotHave) {
  EXPECT_THROW((void)spice_subcircuit({{semi_inductor("K1", "+", "-", 1.0, 0.5)}}, "a", {}), Error);
}

}  // namespace
}  // namespace ohmsweep
