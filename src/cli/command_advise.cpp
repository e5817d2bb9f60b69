#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/rating_options.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/pairing_text.h"
#include "ohmsweep/report/advice_text.h"
#include "ohmsweep/report/pairing_table.h"
#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {
namespace {

/// Of the channels that have a curve in the band; the others' pairings say that they have none.
std::vector<ChannelAdvice> allowed_by(const Library& library, const RateRequest& request) {
  std::vector<ChannelAdvice> channels;
  for (const StoredCurve& stored : library.curves(CurveKind::headphone, request.headphone)) {
    if (const auto allowed = allowed_within(stored.curve, request.rule)) {
      channels.push_back({stored.name, stored.part, *allowed});
    }
  }
  return channels;
}

std::string allowed_json(const ChannelAdvice& one) {
  return json_object({{"headphone", json_string(one.headphone)},
                      {"channel", json_string(one.channel)},
                      {"rule", json_number(one.allowed.rule)},
                      {"output_impedance_ohm", json_number(one.allowed.ohm)},
                      {"lower95_ohm", json_number(one.allowed.lower95_ohm)},
                      {"upper95_ohm", json_number(one.allowed.upper95_ohm)},
                      {"frequency_hz", json_number(one.allowed.hz)}});
}

std::string service_json(const OutputService& one) {
  const auto number = [](std::size_t n) { return json_number(static_cast<double>(n)); };
  return json_object({{"amplifier", json_string(one.amplifier)},
                      {"output", json_string(one.output)},
                      {"pass", number(one.passes)},
                      {"undecided", number(one.undecided)},
                      {"fail", number(one.fails)},
                      {"no_verdict", number(one.without_verdict)},
                      {"largest_deviation_db", json_number(one.largest_deviation_db)}});
}

/// As 'rate' prints it.
std::string ranked_table(const std::vector<RatedPairing>& pairings, OutputFormat format) {
  return format == OutputFormat::csv ? pairings_csv(pairings) : pairing_table(pairings, table_format(format));
}

/// For one headphone: what it allows, and the outputs best first.
std::string for_headphone(const Library& library, const RateRequest& request,
                          const std::vector<RatedPairing>& pairings, OutputFormat format) {
  const std::vector<ChannelAdvice> channels = allowed_by(library, request);
  if (format != OutputFormat::json) {
    const std::string allowed = written_below(allowed_lines(channels), table_format(format));
    const std::string ranked = ranked_table(pairings, format);
    return format == OutputFormat::table ? allowed + "\n" + ranked : ranked + allowed;
  }
  return json_object(
             {{"allowed_output", array_of(channels, allowed_json)}, {"ranked", pairings_json(pairings)}}) +
         "\n";
}

/// For one output: the headphones best first.
std::string for_output(const std::vector<RatedPairing>& pairings, OutputFormat format) {
  return format == OutputFormat::json ? json_object({{"ranked", pairings_json(pairings)}}) + "\n"
                                      : ranked_table(pairings, format);
}

std::string for_collection(const Library& library, const RateRequest& request,
                           const std::vector<RatedPairing>& pairings, OutputFormat format) {
  const std::vector<OutputService> services = service_of_outputs(pairings);
  const std::vector<ChannelAdvice> channels = allowed_by(library, request);
  if (format != OutputFormat::json) {
    const std::string gap = format == OutputFormat::table ? "\n" : "";
    return service_table(services, table_format(format)) + gap +
           written_below(allowed_lines(channels), table_format(format));
  }
  return json_object({{"outputs", array_of(services, service_json)},
                      {"allowed_output", array_of(channels, allowed_json)}}) +
         "\n";
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const RatingChoice choice = rating_choice(arguments);
  if (choice.ratios.size() > 1) {
    throw usage_error("advise ranks by one rule; give --rule once, or compare rules with 'ohmsweep rate'.");
  }
  RateRequest request{arguments.value("headphone"),
                      arguments.value("amplifier"),
                      {choice.ratios.front(), choice.from, choice.to}};
  request.adapter = choice.adapter;
  const OutputFormat format = output_format(arguments);
  const Library library(library_folder(arguments));
  const std::vector<RatedPairing> pairings = ranked(rate_library(library, request));
  invocation.terminal.print(request.headphone   ? for_headphone(library, request, pairings, format)
                            : request.amplifier ? for_output(pairings, format)
                                                : for_collection(library, request, pairings, format));
  return done;
}

}  // namespace

Command advise_command() {
  Command command{
      "advise",
      "",
      0,
      0,
      "Ranks outputs for a headphone, headphones for an output, or finds the output that serves most.",
      "ohmsweep advise --headphone HD600",
      {{"headphone", "NAME", "which outputs suit it, and the largest output impedance it allows"},
       {"amplifier", "NAME", "which headphones suit it"}},
      run};
  for (const OptionSpec& option : rating_options()) command.options.push_back(option);
  command.options.push_back(format_option());
  return command;
}

}  // namespace ohmsweep::cli
