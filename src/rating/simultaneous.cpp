#include "rating/simultaneous.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

double simultaneous(std::size_t points) {
  const double log_inverse = std::log(static_cast<double>(points) / 0.025);
  const double z = std::sqrt(2.0 * log_inverse - std::log(4.0 * std::numbers::pi * log_inverse));
  return std::max(1.0, z / coverage_factor);
}

}  // namespace ohmsweep
