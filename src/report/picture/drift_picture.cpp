#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/picture.h"
#include "report/picture/script.h"

namespace ohmsweep {
namespace {

constexpr std::size_t entries = 2;

/// Two by two: which one this is.
struct Place {
  bool left = true;
  bool upper = true;
};
constexpr std::array<Place, 4> places{{{true, true}, {false, true}, {true, false}, {false, false}}};

picture::Panel panel_at(const Place& place, const PictureSheet& sheet) {
  constexpr double gap = 0.065;
  picture::Panel panel = picture::whole_panel(sheet, entries);
  const double width = 0.5 * (panel.right - panel.left - gap);
  const double height = 0.5 * (panel.top - panel.bottom - gap);
  (place.left ? panel.right : panel.left) = place.left ? panel.left + width : panel.right - width;
  (place.upper ? panel.bottom : panel.top) = place.upper ? panel.top - height : panel.bottom + height;
  return panel;
}

std::vector<picture::Row> rows_of(const CalibrationDrift& drift, std::size_t device) {
  std::vector<picture::Row> rows;
  rows.reserve(drift.points.size());
  for (const DriftPoint& point : drift.points) {
    rows.push_back({point.hz, 100.0 * point.change.at(device), 100.0 * point.u95.at(device)});
  }
  return rows;
}

double most_of(const CalibrationDrift& drift) {
  double most = 1e-6;
  for (const DriftPoint& point : drift.points) {
    most = std::max({most, *std::ranges::max_element(point.change), *std::ranges::max_element(point.u95)});
  }
  return 100.0 * most;
}

std::string panel_text(std::size_t device, const PictureSheet& sheet) {
  const Place& place = places.at(device);
  std::string text =
      picture::margins(panel_at(place, sheet), entries) + picture::frequency_axis(!place.upper);
  text += place.left ? picture::axis_label(sheet, "change, %") : "unset label 4\n";
  text += fmt::format("set label 9 {} at graph 0.025,0.9 left textcolor rgb '#000000'\n",
                      picture::quoted("of " + format_ohms(drift_devices_ohm.at(device))));
  return text + fmt::format(
                    "plot $c{0} using 1:(0):3 with filledcurves {1} {3}, \\\n"
                    "  $c{0} using 1:2 with lines {2} {4}\n",
                    device, picture::fill_style(1), picture::line_style(0, sheet),
                    device == 0 ? "title 'allowed, 95 %'" : "notitle",
                    device == 0 ? "title 'changed'" : "notitle");
}

}  // namespace

std::string drift_picture(const CalibrationDrift& drift, const PicturedVersions& versions,
                          const PictureSheet& sheet) {
  std::string text = picture::opening(sheet);
  for (std::size_t device = 0; device < drift_devices_ohm.size(); ++device) {
    text += picture::block(fmt::format("c{}", device), rows_of(drift, device));
  }
  text += picture::heading(
      sheet,
      fmt::format("calibration {}: version {} against {}", versions.calibration, versions.to, versions.from),
      days_text({versions.measured_at}),
      drift.agrees ? "agrees with the version before" : "has moved since the version before");
  text += "set multiplot\n" + picture::legend(sheet, entries) +
          picture::linear_axis(picture::round_span(0.0, most_of(drift) * 1.04, 4));
  for (std::size_t device = 0; device < drift_devices_ohm.size(); ++device) {
    text += panel_text(device, sheet);
    if (device == 0) text += "unset label 1\nunset label 2\nunset label 3\nunset key\n";
  }
  return text + "unset multiplot\n";
}

}  // namespace ohmsweep
