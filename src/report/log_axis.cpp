#include "report/log_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace ohmsweep {
namespace {

constexpr std::array<double, 8> ends{1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0};
constexpr double rounding = 1e-9;

double decade_of(double value) { return std::pow(10.0, std::floor(std::log10(value) + rounding)); }

/// The first of `ends` above the value's leading digits; never the first of all.
const double* end_after(double value) {
  return std::upper_bound(ends.begin() + 1, ends.end() - 1, value / decade_of(value) * (1.0 + rounding));
}

}  // namespace

double axis_end_below(double value) { return decade_of(value) * *std::prev(end_after(value)); }

double axis_end_above(double value) { return decade_of(value) * *end_after(value); }

std::vector<double> axis_tics(double from, double to) {
  std::vector<double> tics;
  double decade = decade_of(from);
  while (decade <= to) {
    for (const double times : {1.0, 2.0, 5.0}) {
      const double tic = times * decade;
      if (tic >= from * (1.0 - rounding) && tic <= to * (1.0 + rounding)) tics.push_back(tic);
    }
    decade *= 10.0;
  }
  return tics;
}

}  // namespace ohmsweep
