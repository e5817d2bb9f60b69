#include "ohmsweep/core/median.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace ohmsweep {

double median(std::vector<double> values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace ohmsweep
