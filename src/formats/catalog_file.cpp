#include "ohmsweep/formats/catalog_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/toml/checked_table.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

/// Made by the build (cmake/EmbedText.cmake).
std::string_view catalog_text();

namespace {

Error not_a_range(std::string_view text) {
  return usage_error(
      fmt::format("'{}' is no impedance or range of one: write 300ohm, < 1ohm, > 10ohm or 1ohm to 10ohm.",
                  shown(std::string(text))));
}

std::string_view without_spaces_before(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

/// Takes one of the words off the front; whether one was there.
bool take(std::string_view& text, std::string_view sign, std::string_view word) {
  text = without_spaces_before(text);
  for (const std::string_view each : {sign, word}) {
    if (!text.starts_with(each)) continue;
    text.remove_prefix(each.size());
    return true;
  }
  return false;
}

/// What cannot be read is told as the whole text, with all that could stand there.
double ohms_above_zero(std::string_view text, std::string_view whole) {
  double ohms = 0.0;
  try {
    ohms = parse_resistance(without_spaces_before(text)).value();
  } catch (const Error&) {
    throw not_a_range(whole);
  }
  if (ohms <= 0.0) throw not_a_range(whole);
  return ohms;
}

/// "below 1ohm to over 3ohm": what is said of both ends leaves both open.
ImpedanceRange two_ends(std::string_view first, std::string_view second, std::string_view whole) {
  const bool below = take(first, "<", "below");
  const bool over = take(second, ">", "over");
  const double lowest = ohms_above_zero(first, whole);
  const double highest = ohms_above_zero(second, whole);
  if (lowest > highest) throw not_a_range(whole);
  ImpedanceRange range{below ? 0.0 : lowest, highest};
  if (over) range.highest_ohm.reset();
  return range;
}

std::string known_name(const CheckedTable& table) {
  std::string name = table.required_text("name");
  try {
    check_name(name, "entry");
  } catch (const Error& error) {
    throw table.fault("name", std::string("has a wrong value: ") + error.what());
  }
  return name;
}

PublishedKind kind_of(const CheckedTable& table) {
  (void)table.required_text("kind");
  return table
      .choice<PublishedKind>("kind", {{"source", PublishedKind::source},
                                      {"class", PublishedKind::source_class},
                                      {"headphone", PublishedKind::headphone},
                                      {"wireless", PublishedKind::wireless},
                                      {"link", PublishedKind::link}})
      .value_or(PublishedKind::source);
}

std::string output_of(const CheckedTable& table, PublishedKind kind) {
  if (kind != PublishedKind::source) {
    if (table.has("output")) throw table.fault("output", "is a source's alone; leave it out");
    return {};
  }
  const std::string output = table.required_text("output");
  return table.choice<std::string>("output", {{"single-ended", "single-ended"}, {"balanced", "balanced"}})
      .value_or(output);
}

void check_explained(const CheckedTable& table, const PublishedFigure& figure) {
  const bool without = figure.kind == PublishedKind::wireless || figure.kind == PublishedKind::link;
  if (without && figure.impedance) {
    throw table.fault("impedance", "is of no use: what has its amplifier inside, or no wire, has none");
  }
  if (!figure.impedance && figure.note.empty()) {
    throw table.fault(without ? "the entry needs a note that says why the rule does not apply"
                              : "the entry needs an impedance, or a note that says why there is none");
  }
}

PublishedFigure read_entry(const CheckedTable& table) {
  table.allow({"kind", "name", "output", "impedance", "source", "date", "verified", "note"});
  PublishedFigure figure;
  figure.kind = kind_of(table);
  figure.name = known_name(table);
  figure.output = output_of(table, figure.kind);
  figure.impedance = table.quantity("impedance", parse_impedance_range);
  figure.stated = table.text("impedance").value_or("");
  figure.source = table.required_text("source");
  figure.date = table.required_text("date");
  figure.verified = table.flag("verified").value_or(false);
  figure.note = table.text("note").value_or("");
  check_explained(table, figure);
  return figure;
}

bool same_place(const PublishedFigure& a, const PublishedFigure& b) {
  return a.name == b.name && a.output == b.output;
}

}  // namespace

ImpedanceRange parse_impedance_range(std::string_view text) {
  constexpr std::string_view between = " to ";
  if (const std::size_t at = text.find(between); at != std::string_view::npos) {
    return two_ends(text.substr(0, at), text.substr(at + between.size()), text);
  }
  std::string_view rest = text;
  if (take(rest, "<", "below")) return {0.0, ohms_above_zero(rest, text)};
  if (take(rest, ">", "over")) return {ohms_above_zero(rest, text), std::nullopt};
  const double ohms = ohms_above_zero(rest, text);
  return {ohms, ohms};
}

std::vector<PublishedFigure> read_catalog(const std::string& text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(text, file_name);
  file.allow({"entry"});
  std::vector<PublishedFigure> figures;
  for (const CheckedTable& table : file.tables("entry")) {
    PublishedFigure figure = read_entry(table);
    const auto same = [&](const PublishedFigure& other) { return same_place(other, figure); };
    if (std::ranges::any_of(figures, same)) {
      throw table.fault("name",
                        fmt::format("'{}' stands here twice{}; leave one out", shown(figure.name),
                                    figure.output.empty() ? "" : " with the output " + figure.output));
    }
    figures.push_back(std::move(figure));
  }
  if (figures.empty()) throw file.fault("the catalogue is empty; describe each figure under [[entry]]");
  return figures;
}

std::vector<PublishedFigure> shipped_catalog() {
  return read_catalog(std::string(catalog_text()), "the catalogue of the program");
}

std::vector<PublishedFigure> extended_catalog(std::vector<PublishedFigure> base,
                                              const std::vector<PublishedFigure>& more) {
  for (const PublishedFigure& figure : more) {
    const auto same = [&](const PublishedFigure& other) { return same_place(other, figure); };
    if (const auto found = std::ranges::find_if(base, same); found != base.end()) {
      *found = figure;
    } else {
      base.push_back(figure);
    }
  }
  return base;
}

}  // namespace ohmsweep
