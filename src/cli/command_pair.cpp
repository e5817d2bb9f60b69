#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/pair_json.h"
#include "cli/rating_options.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/report/pair_rows.h"
#include "ohmsweep/report/pair_text.h"

namespace ohmsweep::cli {
namespace {

/// "0.5dB" or "0.5".
double threshold_of(const Arguments& arguments) {
  const std::string text = arguments.value("threshold").value_or("0.5dB");
  double db = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), db);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (problem == std::errc{} && (unit.empty() || unit == "dB" || unit == " dB") && db > 0.0 &&
      std::isfinite(db)) {
    return db;
  }
  throw usage_error(
      fmt::format("--threshold '{}' is no change in level above zero; write it like 0.5dB.", shown(text)));
}

ResponseReference reference_of(const Arguments& arguments) {
  const std::string text = arguments.value("relative-to").value_or("1kHz");
  if (text == "1kHz") return ResponseReference::at_1khz;
  if (text == "mean") return ResponseReference::band_mean;
  throw usage_error(fmt::format("--relative-to '{}' does not exist; write 1kHz or mean.", shown(text)));
}

std::string sentence_of(const LibraryPair& one, double threshold_db) {
  return one.pair.response ? response_sentence(*one.pair.response, threshold_db) : "";
}

std::string heading(const LibraryPair& one) {
  return fmt::format("{} {}{} on {} {}\n", shown(one.headphone), shown(one.channel),
                     one.mounting.empty() ? "" : fmt::format(" ({})", shown(one.mounting)),
                     shown(one.amplifier), shown(one.output));
}

std::string rows_of(const std::vector<LibraryPair>& pairs) {
  std::vector<NamedPair> named;
  named.reserve(pairs.size());
  for (const LibraryPair& one : pairs) {
    named.push_back({one.headphone, one.channel, one.amplifier, one.output, one.pair});
  }
  return pair_rows(named);
}

std::string words_of(const std::vector<LibraryPair>& pairs, double threshold_db, TableFormat format) {
  std::string text;
  for (const LibraryPair& one : pairs) {
    text += (text.empty() ? "" : "\n\n") + written_below(heading(one), format) + "\n" +
            pair_text(one.pair, threshold_db, format);
  }
  return text;
}

std::string printed(const std::vector<LibraryPair>& pairs, double threshold_db, OutputFormat format) {
  if (format == OutputFormat::csv) return rows_of(pairs);
  if (format != OutputFormat::json) return words_of(pairs, threshold_db, table_format(format));
  return array_of(pairs,
                  [&](const LibraryPair& one) { return pair_json(one, sentence_of(one, threshold_db)); }) +
         "\n";
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const double threshold_db = threshold_of(arguments);
  const RatingChoice choice = rating_choice(arguments);
  PairQuestion question{choice.ratios, choice.from, choice.to, reference_of(arguments), choice.adapter, {}};
  const OutputFormat format = output_format(arguments);
  const Library library(library_folder(arguments));
  const std::vector<LibraryPair> pairs =
      explain_pairs(library, invocation.operands[0], invocation.operands[1], question);
  invocation.terminal.print(printed(pairs, threshold_db, format));
  return done;
}

}  // namespace

Command pair_command() {
  Command command{"pair",
                  "HEADPHONE AMPLIFIER",
                  2,
                  2,
                  "Explains one pairing: verdicts, what is heard, damping, and what the headphone allows.",
                  "ohmsweep pair HD600 'Phone' --series 10ohm",
                  {},
                  run};
  for (const OptionSpec& option : rating_options()) command.options.push_back(option);
  command.options.push_back({"relative-to", "1kHz|mean", "what the response is relative to (default 1kHz)"});
  command.options.push_back(
      {"threshold", "LEVEL", "the smallest change that is told in words (default 0.5dB)"});
  command.options.push_back(format_option());
  return command;
}

}  // namespace ohmsweep::cli
