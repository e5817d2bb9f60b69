#include "ohmsweep/report/published_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr const char* none = "none known";

bool has_impedance(PublishedKind kind) {
  return kind != PublishedKind::wireless && kind != PublishedKind::link;
}

std::string impedance_text(const PublishedFigure& figure) {
  if (!has_impedance(figure.kind)) return "does not apply";
  return figure.impedance ? stated_impedance(figure) : none;
}

std::string standing_text(const PublishedFigure& figure) {
  return figure.impedance ? std::string(standing_of(figure)) : "";
}

std::string ratio_text(const PublishedRating& rating) {
  if (rating.lowest_ratio && rating.highest_ratio) {
    return fmt::format("1:{} to 1:{}", rounded_down(*rating.lowest_ratio), rounded_up(*rating.highest_ratio));
  }
  if (rating.lowest_ratio) return "> 1:" + rounded_down(*rating.lowest_ratio);
  if (rating.highest_ratio) return "< 1:" + rounded_up(*rating.highest_ratio);
  return "";
}

/// What it rests on.
std::string basis_text(const PublishedRating& rating) {
  if (!rating.headphone_ohm || !rating.output_ohm) return "";
  if (rating.headphone_measured && rating.output_measured) return "both measured";
  if (rating.headphone_measured) return "headphone measured, output published";
  return rating.output_measured ? "headphone published, output measured" : "both published";
}

bool needs_words(PublishedVerdict verdict) {
  return verdict == PublishedVerdict::unknown || verdict == PublishedVerdict::does_not_apply;
}

std::string notes(const std::vector<NamedPublishedRating>& ratings) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& line) {
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
  };
  for (const NamedPublishedRating& named : ratings) {
    for (const std::string& difference : named.rating.differences) add(difference + "\n");
  }
  for (const NamedPublishedRating& named : ratings) {
    for (const std::string& sentence : named.rating.deciding) add("undecided: " + sentence + "\n");
    if (!needs_words(named.rating.verdict)) continue;
    add(fmt::format("{}: {}\n", to_string(named.rating.verdict), named.rating.because));
  }
  return fmt::format("{}", fmt::join(lines, ""));
}

std::string other_side(const std::string& name) { return name.empty() ? "any" : shown(name); }

std::string cell_or_empty(const std::optional<double>& number) { return number ? cell_of(*number) : ""; }

/// Both ends of a range, empty where it is open or not known.
std::vector<std::string> ends(const std::optional<ImpedanceRange>& range) {
  if (!range) return {"", ""};
  return {cell_of(range->lowest_ohm), cell_or_empty(range->highest_ohm)};
}

Table figures_for_programs(const std::vector<PublishedFigure>& figures) {
  Table table{
      {"kind", "name", "output", "lowest_ohm", "highest_ohm", "stated", "source", "date", "verified", "note"},
      {},
      {}};
  for (const PublishedFigure& figure : figures) {
    const std::vector<std::string> range = ends(figure.impedance);
    table.rows.push_back({std::string(to_string(figure.kind)), figure.name, figure.output, range[0], range[1],
                          figure.stated, figure.source, figure.date, cell_of(figure.verified), figure.note});
  }
  return table;
}

Table ratings_for_programs(const std::vector<NamedPublishedRating>& ratings) {
  Table table{{"headphone", "channel", "amplifier", "output", "rule", "verdict", "headphone_measured",
               "output_measured", "smallest_lowest_ohm", "smallest_highest_ohm", "output_lowest_ohm",
               "output_highest_ohm", "lowest_ratio", "highest_ratio", "because"},
              {},
              {}};
  for (const NamedPublishedRating& named : ratings) {
    const PublishedRating& r = named.rating;
    const std::vector<std::string> z = ends(r.headphone_ohm);
    const std::vector<std::string> zo = ends(r.output_ohm);
    table.rows.push_back({named.headphone, named.channel, named.amplifier, named.output, cell_of(r.rule),
                          std::string(to_string(r.verdict)), cell_of(r.headphone_measured),
                          cell_of(r.output_measured), z[0], z[1], zo[0], zo[1], cell_or_empty(r.lowest_ratio),
                          cell_or_empty(r.highest_ratio), r.because});
  }
  return table;
}

std::string written_rows(Rows rows, std::size_t optional_from, TableFormat format) {
  rows = without_empty_columns(std::move(rows), optional_from);
  return written({rows.front(), {rows.begin() + 1, rows.end()}, {}}, format);
}

}  // namespace

std::string catalog_table(const std::vector<PublishedFigure>& figures, TableFormat format) {
  if (format == TableFormat::csv) return written(figures_for_programs(figures), format);
  Rows rows{{"kind", "name", "output", "impedance", "standing"}};
  for (const PublishedFigure& figure : figures) {
    rows.push_back({std::string(to_string(figure.kind)), shown(figure.name), shown(figure.output),
                    impedance_text(figure), standing_text(figure)});
  }
  const std::size_t columns = rows.front().size();
  return written_rows(std::move(rows), columns, format);
}

std::string catalog_entries(const std::vector<PublishedFigure>& figures) {
  std::string text;
  for (const PublishedFigure& figure : figures) {
    text +=
        fmt::format("{}{} ({})\n  impedance  {}{}\n  source     {}\n  date       {}\n", shown(figure.name),
                    figure.output.empty() ? "" : ", " + shown(figure.output), to_string(figure.kind),
                    impedance_text(figure), figure.impedance ? fmt::format(" ({})", standing_of(figure)) : "",
                    shown(figure.source), shown(figure.date));
    if (!figure.note.empty()) text += fmt::format("  note       {}\n", shown(figure.note));
  }
  return text;
}

std::string published_table(const std::vector<NamedPublishedRating>& ratings, TableFormat format) {
  if (format == TableFormat::csv) return written(ratings_for_programs(ratings), format);
  Rows rows{
      {"headphone", "channel", "amplifier", "output", "|Z| down to", "output Z", "ratio", "verdict", "by"}};
  for (const NamedPublishedRating& named : ratings) {
    const PublishedRating& r = named.rating;
    rows.push_back({other_side(named.headphone), shown(named.channel), other_side(named.amplifier),
                    shown(named.output), r.headphone_ohm ? to_string(*r.headphone_ohm) : "",
                    r.output_ohm ? to_string(*r.output_ohm) : "", ratio_text(r),
                    std::string(to_string(r.verdict)), basis_text(r)});
  }
  return written_rows(std::move(rows), 1, format) +
         written_below(
             "Published figures are unverified unless the catalogue says otherwise, and no intervals of "
             "one's own device.\n" +
                 notes(ratings),
             format);
}

}  // namespace ohmsweep
