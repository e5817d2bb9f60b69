#include "measurement/one_leg_load.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A leg moves beyond doubt from this many times its 95 % interval on.
constexpr double beyond_doubt = 2.0;
/// Legs are no further apart than this by design, 0.5 and 0.015 ohm; what is below stands still.
constexpr double no_design = 0.03;
/// A still leg that may have more than this share of the other is nothing to wonder about.
constexpr double no_wonder = 0.2;

/// One leg's resistance and its 95 % interval in the middle of the band's points.
struct Leg {
  const char* contact;
  double ohm = 0.0;
  double u95 = 0.0;
};

Leg leg_of(const char* contact, const ImpedanceCurve& curve) {
  std::vector<double> resistance;
  std::vector<double> u95;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    resistance.push_back(curve.impedance_ohm[i].real());
    u95.push_back(coverage_factor * std::sqrt(curve.covariance[i].re_re));
  }
  return {contact, median(std::move(resistance)), median(std::move(u95))};
}

Finding load_to_ground(const Leg& moving, const Leg& still) {
  const double most = std::abs(still.ohm) + still.u95;
  const std::string seen =
      fmt::format("with the load {} moves as behind {}, and {} stands still, as behind less than {}",
                  moving.contact, format_ohms(moving.ohm), still.contact, format_ohms(most));
  if (most < no_design * moving.ohm) {
    return {Severity::blocking, FindingCode::wrong_channel,
            fmt::format("{}: the load hangs between {} and ground, not between hot and cold; put it between "
                        "the two contacts",
                        seen, moving.contact)};
  }
  return {Severity::warning, FindingCode::wrong_channel,
          fmt::format("{}: either the load hangs between {} and ground, not between hot and cold, or the {} "
                      "leg has next to no impedance; look where the load is, or take more rounds",
                      seen, moving.contact, still.contact)};
}

}  // namespace

std::optional<Finding> one_leg_load(const BalancedLegs& legs) {
  Leg moving = leg_of("hot", legs.hot);
  Leg still = leg_of("cold", legs.cold);
  if (std::abs(still.ohm) > std::abs(moving.ohm)) std::swap(moving, still);
  const bool one_moves = moving.ohm > beyond_doubt * moving.u95 && std::abs(still.ohm) <= still.u95;
  if (!one_moves || std::abs(still.ohm) + still.u95 >= no_wonder * moving.ohm) return std::nullopt;
  return load_to_ground(moving, still);
}

}  // namespace ohmsweep
