#pragma once
/// What the reader of a catalogue promises: see harness.h.

#include <algorithm>
#include <cmath>
#include <string>

#include "fuzz/harness.h"
#include "ohmsweep/formats/catalog_file.h"

namespace ohmsweep::fuzz {

inline void check_range(const ImpedanceRange& range) {
  promise(std::isfinite(range.lowest_ohm) && range.lowest_ohm >= 0.0, "a range begins at zero or above");
  if (!range.highest_ohm) return;
  promise(std::isfinite(*range.highest_ohm) && *range.highest_ohm > 0.0, "it ends above zero");
  promise(range.lowest_ohm <= *range.highest_ohm, "its ends are in order");
}

inline void catalog(const std::string& text) {
  read_or_refuse([&] {
    const std::vector<PublishedFigure> figures = read_catalog(text, "catalog.toml");
    promise(!figures.empty(), "a catalogue has an entry");
    for (const PublishedFigure& figure : figures) {
      promise(!figure.name.empty(), "an entry has a name");
      promise(figure.impedance || !figure.note.empty(), "what has no impedance says why");
      promise(figure.output.empty() == (figure.kind != PublishedKind::source), "sources alone have outputs");
      if (figure.impedance) check_range(*figure.impedance);
      promise(stated_impedance(figure).empty() != figure.impedance.has_value(), "what is known can be shown");
      const auto same = [&](const PublishedFigure& other) {
        return other.name == figure.name && other.output == figure.output;
      };
      promise(std::count_if(figures.begin(), figures.end(), same) == 1, "entries occur once");
    }
    promise(extended_catalog(figures, figures) == figures, "a catalogue extended by itself is itself");
  });
  read_or_refuse([&] { check_range(parse_impedance_range(text)); });
}

}  // namespace ohmsweep::fuzz
