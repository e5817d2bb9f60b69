#pragma once
/// What the readers of curves promise for any bytes, beside tests/fuzz/harness.h.

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/harness.h"
#include "ohmsweep/formats/curve_json.h"
#include "ohmsweep/formats/impedance_file.h"
#include "ohmsweep/measurement/minimum_phase.h"

namespace ohmsweep::fuzz {

inline bool is_finite(Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

inline void check_read_curve(const ReadImpedance& read) {
  const std::size_t points = read.frequency_hz.size();
  promise(points >= 2 && points <= most_impedance_rows,
          "a curve has two points at least, and a bounded number");
  promise(read.impedance_ohm.size() == points, "every frequency has an impedance");
  promise(read.magnitude_u95.empty() || read.magnitude_u95.size() == points,
          "every point has an interval or none");
  promise(read.phase_u95_deg.empty() || read.phase_u95_deg.size() == points, "phases too");
  double before = 0.0;
  for (std::size_t i = 0; i < points; ++i) {
    promise(std::isfinite(read.frequency_hz[i]) && read.frequency_hz[i] > before,
            "frequencies ascend from zero");
    before = read.frequency_hz[i];
    promise(is_finite(read.impedance_ohm[i]), "impedances are finite");
    const bool real = read.impedance_ohm[i].imag() == 0.0 && read.impedance_ohm[i].real() >= 0.0;
    promise(read.has_phase || real, "without a phase, impedances are magnitudes");
  }
  for (const double u95 : read.magnitude_u95)
    promise(std::isfinite(u95) && u95 >= 0.0, "intervals are not negative");
  for (const double u95 : read.phase_u95_deg)
    promise(std::isfinite(u95) && u95 >= 0.0, "intervals are not negative");
}

/// The phase of a magnitude that was read is finite; zeros have none.
inline void check_minimum_phase(const ReadImpedance& read) {
  constexpr std::size_t enough = 200;
  if (read.has_phase || read.frequency_hz.size() > enough) return;
  std::vector<double> magnitude;
  for (const Complex& z : read.impedance_ohm) {
    if (z.real() <= 0.0) return;
    magnitude.push_back(z.real());
  }
  for (const double phase : minimum_phase_rad(read.frequency_hz, magnitude)) {
    promise(std::isfinite(phase), "a reconstructed phase is finite");
  }
}

/// Far enough from an open, a short and -50 ohm, where scattering parameters lose digits.
inline bool suits_scattering(const ImpedanceCurve& curve) {
  return std::all_of(curve.impedance_ohm.begin(), curve.impedance_ohm.end(), [](Complex z) {
    return std::abs(z) > 1e-3 && std::abs(z) < 1e6 && std::abs(z + 50.0) > 1e-3;
  });
}

/// What was read can be written as any format, and read again as the same.
inline void check_written_again(const ReadImpedance& read) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(read.frequency_hz);
  curve.impedance_ohm = read.impedance_ohm;
  std::vector<std::pair<ImpedanceFormat, std::string>> texts{
      {ImpedanceFormat::zma, zma_text(curve, "a title\nof two lines")},
      {ImpedanceFormat::rew, rew_text(curve, "a title")}};
  if (suits_scattering(curve))
    texts.emplace_back(ImpedanceFormat::touchstone, touchstone_text(curve, "a title"));
  for (const auto& [format, text] : texts) {
    const ReadImpedance again = read_impedance(text, "again", format);
    promise(again.frequency_hz.size() <= curve.grid.size(), "writing adds no point");
    if (again.frequency_hz.size() != curve.grid.size())
      continue;  // points that nine digits do not tell apart
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      const double scale = std::abs(curve.impedance_ohm[i]);
      promise(std::abs(again.impedance_ohm[i] - curve.impedance_ohm[i]) <= 1e-7 * scale,
              "what is written reads back");
    }
  }
}

inline void check_curve(const std::string& text, const std::string& name,
                        std::optional<ImpedanceFormat> format) {
  read_or_refuse([&] {
    const ReadImpedance read = read_impedance(text, name, format);
    check_read_curve(read);
    check_minimum_phase(read);
    if (!read.document) check_written_again(read);
  });
}

/// As any name would have it detected.
inline void foreign_curve(const std::string& text) {
  for (const char* name : {"a", "a.csv", "a.zma", "a.s1p"}) check_curve(text, name, std::nullopt);
}

inline void curve_columns(const std::string& text) { check_curve(text, "a", ImpedanceFormat::csv); }
inline void touchstone(const std::string& text) { check_curve(text, "a", ImpedanceFormat::touchstone); }

/// What is read is written and read again, to the last bit.
inline void curve_document(const std::string& text) {
  check_curve(text, "a", ImpedanceFormat::json);
  read_or_refuse([&] {
    const CurveDocument document = parse_curve_json(text, "a.json");
    promise(document.kind == "headphone" || document.kind == "amplifier", "a curve is of one of two kinds");
    promise(document.curve.covariance.size() == document.curve.grid.size(), "every point has a covariance");
    const std::string written = curve_json(document);
    promise(curve_json(parse_curve_json(written, "b.json")) == written, "JSON comes back bit for bit");
  });
}

}  // namespace ohmsweep::fuzz
