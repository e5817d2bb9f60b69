#pragma once
/// The frequencies at which every curve is kept.

#include <cstddef>
#include <optional>
#include <vector>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// The rating band: 20 Hz to 20 kHz.
inline constexpr Hertz audible_from{20.0};
inline constexpr Hertz audible_to{20e3};

/// Strictly ascending positive frequencies. Immutable; cheap to share by const reference.
class FrequencyGrid {
 public:
  FrequencyGrid() = default;
  /// Throws Error(failed) unless the frequencies are finite, positive and strictly ascending.
  explicit FrequencyGrid(std::vector<double> frequency_hz);

  /// The agreed grid: 1000·2^(k/48) Hz inside [from, to], and 20 Hz and 20 kHz themselves where they lie
  /// inside. Two grids made this way share their points bit for bit wherever their bands overlap.
  static FrequencyGrid standard(Hertz from, Hertz to);

  [[nodiscard]] std::size_t size() const { return hz_.size(); }
  [[nodiscard]] bool empty() const { return hz_.empty(); }
  [[nodiscard]] double operator[](std::size_t i) const { return hz_[i]; }
  [[nodiscard]] const std::vector<double>& hz() const { return hz_; }
  [[nodiscard]] Hertz lowest() const { return Hertz(hz_.front()); }
  [[nodiscard]] Hertz highest() const { return Hertz(hz_.back()); }
  [[nodiscard]] auto begin() const { return hz_.begin(); }
  [[nodiscard]] auto end() const { return hz_.end(); }
  /// Index of this exact frequency (relative tolerance 1e-9), if it is on the grid.
  [[nodiscard]] std::optional<std::size_t> find(double hz) const;
  /// The points within [from, to], inclusive to a relative 1e-9.
  [[nodiscard]] FrequencyGrid within(Hertz from, Hertz to) const;
  friend bool operator==(const FrequencyGrid&, const FrequencyGrid&) = default;

 private:
  std::vector<double> hz_;
};

/// Points present in both, to a relative 1e-9, with the values of `a`.
[[nodiscard]] FrequencyGrid common_points(const FrequencyGrid& a, const FrequencyGrid& b);

}  // namespace ohmsweep
