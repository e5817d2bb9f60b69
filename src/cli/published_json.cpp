#include "cli/published_json.h"

#include "cli/json_text.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

std::string text_or_null(const std::string& text) { return text.empty() ? "null" : json_string(shown(text)); }

std::string number_or_null(const std::optional<double>& number) {
  return number ? json_number(*number) : "null";
}

std::string range_json(const std::optional<ImpedanceRange>& range) {
  if (!range) return "null";
  return json_object(
      {{"lowest_ohm", json_number(range->lowest_ohm)}, {"highest_ohm", number_or_null(range->highest_ohm)}});
}

std::string figure_json(const PublishedFigure& figure) {
  return json_object({{"kind", json_string(std::string(to_string(figure.kind)))},
                      {"name", json_string(shown(figure.name))},
                      {"output", text_or_null(figure.output)},
                      {"impedance", range_json(figure.impedance)},
                      {"stated", text_or_null(figure.stated)},
                      {"source", text_or_null(figure.source)},
                      {"date", text_or_null(figure.date)},
                      {"verified", json_bool(figure.verified)},
                      {"note", text_or_null(figure.note)}});
}

std::string rating_json(const NamedPublishedRating& named) {
  const PublishedRating& r = named.rating;
  return json_object({{"headphone", text_or_null(named.headphone)},
                      {"channel", text_or_null(named.channel)},
                      {"amplifier", text_or_null(named.amplifier)},
                      {"output", text_or_null(named.output)},
                      {"rule", json_number(r.rule)},
                      {"verdict", json_string(std::string(to_string(r.verdict)))},
                      {"headphone_measured", json_bool(r.headphone_measured)},
                      {"output_measured", json_bool(r.output_measured)},
                      {"smallest_impedance", range_json(r.headphone_ohm)},
                      {"output_impedance", range_json(r.output_ohm)},
                      {"lowest_ratio", number_or_null(r.lowest_ratio)},
                      {"highest_ratio", number_or_null(r.highest_ratio)},
                      {"because", json_string(r.because)},
                      {"deciding", array_of(r.deciding, json_string)},
                      {"differences", array_of(r.differences, json_string)}});
}

}  // namespace

std::string catalog_json(const std::vector<PublishedFigure>& figures) {
  return array_of(figures, figure_json) + "\n";
}

std::string published_json(const std::vector<NamedPublishedRating>& ratings) {
  return array_of(ratings, rating_json) + "\n";
}

}  // namespace ohmsweep::cli
