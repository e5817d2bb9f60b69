#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/rating/response.h"
#include "ohmsweep/report/picture.h"
#include "report/picture/script.h"

namespace ohmsweep {
namespace {

/// Frequency, D and the ends of its band; of a bounded output frequency and ends alone.
struct Drawn {
  std::vector<picture::Row> line;
  std::vector<picture::Row> range;
};

void gap(std::vector<picture::Row>& rows) {
  if (!rows.empty() && !rows.back().empty()) rows.emplace_back();
}

constexpr double reference_hz = 1000.0;
constexpr double same_frequency = 1e-9;

bool covers_reference(const ImpedanceCurve& curve) {
  return !curve.grid.empty() && curve.grid.lowest().value() <= reference_hz &&
         reference_hz <= curve.grid.highest().value();
}

bool banded(const PicturedPairing& pairing) {
  return has_uncertainty(pairing.headphone.curve) && has_uncertainty(pairing.output.curve);
}

Drawn drawn(const PicturedPairing& pairing) {
  if (!covers_reference(pairing.headphone.curve) || !covers_reference(pairing.output.curve)) {
    throw failure(
        fmt::format("{} and {} do not both cover 1 kHz, to which the deviation is relative: measure "
                    "or import a curve that does.",
                    shown(picture::label_of(pairing.headphone)), shown(picture::label_of(pairing.output))));
  }
  Drawn rows;
  for (const ResponsePoint& point : response(pairing.headphone.curve, pairing.output.curve).points) {
    // At the reference itself the interval is nothing, which would cut the band in two.
    if (std::abs(point.hz / reference_hz - 1.0) < same_frequency) continue;
    if (std::isnan(point.deviation_db)) {
      gap(rows.line);
      rows.range.push_back({point.hz, point.lower95_db, point.upper95_db});
    } else {
      gap(rows.range);
      rows.line.push_back({point.hz, point.deviation_db, point.lower95_db, point.upper95_db});
    }
  }
  return rows;
}

/// A difference that nobody hears shall not fill the picture.
picture::Span span_of(const std::vector<Drawn>& all) {
  double low = -0.5;
  double high = 0.5;
  for (const Drawn& each : all) {
    for (const auto* rows : {&each.line, &each.range}) {
      for (const picture::Row& row : *rows) {
        for (std::size_t i = 1; i < row.size(); ++i) {
          low = std::min(low, row[i]);
          high = std::max(high, row[i]);
        }
      }
    }
  }
  return picture::round_span(low * 1.05, high * 1.05, 9);
}

bool one_headphone(const std::vector<PicturedPairing>& pairings) {
  return std::all_of(pairings.begin(), pairings.end(), [&](const PicturedPairing& each) {
    return picture::label_of(each.headphone) == picture::label_of(pairings.front().headphone);
  });
}

bool one_output(const std::vector<PicturedPairing>& pairings) {
  return std::all_of(pairings.begin(), pairings.end(), [&](const PicturedPairing& each) {
    return picture::label_of(each.output) == picture::label_of(pairings.front().output);
  });
}

/// What all of them share is in the title, and what tells them apart in the legend.
std::string label_of(const PicturedPairing& pairing, bool same_headphone, bool same_output) {
  constexpr std::size_t longest = 24;
  const std::string headphone = picture::cut(picture::label_of(pairing.headphone), longest);
  const std::string output = picture::cut(picture::label_of(pairing.output), longest);
  if (same_headphone) return "on " + output;
  return same_output ? headphone : headphone + " on " + output;
}

std::string title_of(const std::vector<PicturedPairing>& pairings) {
  const std::string what = "deviation of the response";
  if (one_headphone(pairings) && one_output(pairings)) {
    return label_of(pairings.front(), false, false) + ": " + what;
  }
  if (one_headphone(pairings)) return picture::label_of(pairings.front().headphone) + ": " + what;
  if (one_output(pairings)) return picture::label_of(pairings.front().output) + ": " + what;
  return "Deviation of the response";
}

/// The words of the legend for a line that has no band.
std::string remark(const PicturedPairing& pairing) { return banded(pairing) ? "" : " (± unknown)"; }

/// Bands first, so that lines stay on top.
std::string plot_of(const std::vector<PicturedPairing>& pairings, const std::vector<Drawn>& all,
                    const PictureSheet& sheet) {
  const bool same_headphone = one_headphone(pairings);
  const bool same_output = one_output(pairings) && !same_headphone;
  std::vector<std::string> elements{"0 with lines lc rgb '#777777' lw 1 notitle"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].line.empty() || !banded(pairings[i])) continue;
    elements.push_back(
        fmt::format("$d{} using 1:3:4 with filledcurves {} notitle", i, picture::fill_style(i)));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string label = label_of(pairings[i], same_headphone, same_output);
    if (!all[i].range.empty()) {
      elements.push_back(fmt::format("$r{} using 1:2:3 with filledcurves {} title {}", i,
                                     picture::fill_style(i), picture::quoted(label + ", within its bound")));
      for (const int column : {2, 3}) {
        elements.push_back(
            fmt::format("$r{} using 1:{} with lines {} notitle", i, column, picture::bound_style(i, sheet)));
      }
    }
    if (all[i].line.empty()) continue;
    elements.push_back(fmt::format("$d{} using 1:2 with lines {} title {}", i, picture::line_style(i, sheet),
                                   picture::quoted(label + remark(pairings[i]))));
  }
  return fmt::format("plot {}\n", fmt::join(elements, ", \\\n  "));
}

/// Entries of the legend.
std::size_t entries_of(const std::vector<Drawn>& all) {
  std::size_t entries = 0;
  for (const Drawn& each : all) entries += (each.line.empty() ? 0U : 1U) + (each.range.empty() ? 0U : 1U);
  return entries;
}

std::string note_of(const std::vector<PicturedPairing>& pairings, const std::vector<Drawn>& all) {
  bool bands = false;
  bool ranges = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bands = bands || (!all[i].line.empty() && banded(pairings[i]));
    ranges = ranges || !all[i].range.empty();
  }
  std::string note = "20 lg |Z / (Z + Zo)| relative to 1 kHz";
  if (bands) note += "; shaded: 95 % band, where wider than its line";
  if (ranges) note += fmt::format("{} any passive output within its bound", bands ? ", or" : "; shaded:");
  return note;
}

}  // namespace

std::string deviation_picture(const std::vector<PicturedPairing>& pairings, const PictureSheet& sheet) {
  std::vector<Drawn> all;
  std::vector<std::string> times;
  std::string text = picture::opening(sheet);
  for (const PicturedPairing& pairing : pairings) {
    const std::size_t i = all.size();
    all.push_back(drawn(pairing));
    text += picture::block(fmt::format("d{}", i), all[i].line);
    text += picture::block(fmt::format("r{}", i), all[i].range);
    times.push_back(pairing.headphone.measured_at);
    times.push_back(pairing.output.measured_at);
  }
  const std::size_t entries = entries_of(all);
  return text + picture::heading(sheet, title_of(pairings), days_text(times), note_of(pairings, all)) +
         picture::frequency_axis(true) + picture::legend(sheet, entries) +
         picture::linear_axis(span_of(all)) + picture::axis_label(sheet, "deviation, dB") +
         picture::margins(picture::whole_panel(sheet, entries), entries) + plot_of(pairings, all, sheet);
}

}  // namespace ohmsweep
