#include "workflow/result_difference.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

namespace ohmsweep {
namespace {

/// Bits, so that what is no number equals itself.
bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
bool same_bits(const Complex& a, const Complex& b) {
  return same_bits(a.real(), b.real()) && same_bits(a.imag(), b.imag());
}
bool same_bits(const Covariance& a, const Covariance& b) {
  return same_bits(a.re_re, b.re_re) && same_bits(a.re_im, b.re_im) && same_bits(a.im_im, b.im_im);
}
bool same_bits(const ErrorTerms& a, const ErrorTerms& b) {
  return same_bits(a.a, b.a) && same_bits(a.b, b.b) && same_bits(a.c, b.c);
}
bool same_bits(const TermInfluence& a, const TermInfluence& b);
bool same_bits(const StandardResidual& a, const StandardResidual& b);
template <typename Element, std::size_t size>
bool same_bits(const std::array<Element, size>& a, const std::array<Element, size>& b) {
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](const Element& x, const Element& y) { return same_bits(x, y); });
}
template <typename Element>
bool same_bits(const std::vector<Element>& a, const std::vector<Element>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Element& x, const Element& y) { return same_bits(x, y); });
}
bool same_bits(const TermInfluence& a, const TermInfluence& b) {
  return a.parameter == b.parameter && same_bits(a.terms, b.terms);
}
bool same_bits(const StandardResidual& a, const StandardResidual& b) {
  return a.name == b.name && a.take_hash == b.take_hash && same_bits(a.gamma, b.gamma) &&
         same_bits(a.worst_in_sigma, b.worst_in_sigma) && same_bits(a.worst_at_hz, b.worst_at_hz);
}

bool same_bits(const ImpedanceCurve& a, const ImpedanceCurve& b) {
  return same_bits(a.grid.hz(), b.grid.hz()) && same_bits(a.impedance_ohm, b.impedance_ohm) &&
         same_bits(a.covariance, b.covariance) && same_bits(a.common, b.common) &&
         same_bits(a.snr_db, b.snr_db) && a.upper_bound == b.upper_bound && a.calibrated == b.calibrated &&
         a.findings == b.findings;
}

bool same_legs(const std::optional<BalancedLegs>& a, const std::optional<BalancedLegs>& b) {
  if (a.has_value() != b.has_value()) return false;
  const auto same = [](const ImpedanceCurve& x, const ImpedanceCurve& y) {
    return same_bits(x.grid.hz(), y.grid.hz()) && same_bits(x.impedance_ohm, y.impedance_ohm) &&
           same_bits(x.covariance, y.covariance);
  };
  return !a || (same(a->hot, b->hot) && same(a->cold, b->cold));
}

bool same_traits(const OutputTraits& a, const OutputTraits& b) {
  return a.contact == b.contact && a.drift == b.drift && a.model == b.model && a.ground == b.ground &&
         a.clock_offset_ppm == b.clock_offset_ppm && same_legs(a.legs, b.legs);
}

bool is_of_identity(FindingCode code) {
  return code == FindingCode::same_device || code == FindingCode::sides_swapped ||
         code == FindingCode::other_headphone;
}

}  // namespace

ResultDifference difference_of(const ImpedanceCurve& stored, const OutputTraits& stored_traits,
                               const ImpedanceCurve& now, const OutputTraits& traits) {
  ResultDifference difference;
  difference.identical = same_bits(stored, now) && same_traits(stored_traits, traits);
  if (difference.identical || now.grid.empty()) return difference;
  for (std::size_t i = 0; i < stored.grid.size(); ++i) {
    const Hertz frequency{stored.grid[i]};
    if (frequency < now.grid.lowest() || frequency > now.grid.highest()) continue;
    const Complex z = stored.impedance_ohm[i];
    const double moved = std::abs(at(now, frequency).impedance_ohm - z);
    if (!(moved / std::abs(z) > difference.relative)) continue;
    difference.relative = moved / std::abs(z);
    difference.at_hz = frequency.value();
    const double u95 = i < stored.covariance.size() ? magnitude_u95(z, stored.covariance[i]) : 0.0;
    difference.in_u95 = u95 > 0.0 ? moved / u95 : 0.0;
  }
  return difference;
}

ResultDifference difference_of(const Calibration& stored, const Calibration& now) {
  ResultDifference difference;
  difference.identical =
      same_bits(stored.grid.hz(), now.grid.hz()) && same_bits(stored.reference_ohm, now.reference_ohm) &&
      stored.sample_rate == now.sample_rate && stored.stimulus_hash == now.stimulus_hash &&
      same_bits(stored.terms, now.terms) && same_bits(stored.noise, now.noise) &&
      same_bits(stored.influences, now.influences) && same_bits(stored.residuals, now.residuals) &&
      same_bits(stored.contact_ohm, now.contact_ohm) && stored.drive == now.drive &&
      stored.findings == now.findings;
  if (difference.identical || stored.grid.hz() != now.grid.hz()) return difference;
  for (std::size_t i = 0; i < stored.grid.size(); ++i) {
    // Γ = 0 gives m = b; to first order dZ/Z = 2 dΓ there.
    const double moved = 2.0 * std::abs(correct(now.terms[i], stored.terms[i].b));
    if (moved <= difference.relative) continue;
    difference.relative = moved;
    difference.at_hz = stored.grid[i];
  }
  return difference;
}

void keep_identity_findings(const Findings& stored, Findings& now) {
  std::copy_if(stored.begin(), stored.end(), std::back_inserter(now),
               [](const Finding& finding) { return is_of_identity(finding.code); });
}

}  // namespace ohmsweep
