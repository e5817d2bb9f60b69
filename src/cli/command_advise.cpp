#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/rating_options.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/pairing_text.h"
#include "ohmsweep/report/advice_text.h"
#include "ohmsweep/report/pairing_table.h"
#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {
namespace {

std::vector<ChannelAdvice> allowed_by(const Library& library, const RateRequest& request) {
  std::vector<ChannelAdvice> channels;
  for (const StoredCurve& stored : library.curves(CurveKind::headphone, request.headphone)) {
    channels.push_back({stored.name, stored.part, allowed_output(stored.curve, request.rule)});
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

/// For one headphone: what it allows, and the outputs best first.
std::string for_headphone(const Library& library, const RateRequest& request,
                          const std::vector<RatedPairing>& pairings, bool json) {
  const std::vector<ChannelAdvice> channels = allowed_by(library, request);
  if (!json) return allowed_lines(channels) + "\n" + pairing_table(pairings);
  return json_object(
             {{"allowed_output", array_of(channels, allowed_json)}, {"ranked", pairings_json(pairings)}}) +
         "\n";
}

/// For one output: the headphones best first.
std::string for_output(const std::vector<RatedPairing>& pairings, bool json) {
  return json ? json_object({{"ranked", pairings_json(pairings)}}) + "\n" : pairing_table(pairings);
}

std::string for_collection(const Library& library, const RateRequest& request,
                           const std::vector<RatedPairing>& pairings, bool json) {
  const std::vector<OutputService> services = service_of_outputs(pairings);
  const std::vector<ChannelAdvice> channels = allowed_by(library, request);
  if (!json) return service_table(services) + "\n" + allowed_lines(channels);
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
  const Library library(library_folder(arguments));
  const std::vector<RatedPairing> pairings = ranked(rate_library(library, request));
  const bool json = invocation.json();
  invocation.terminal.print(request.headphone   ? for_headphone(library, request, pairings, json)
                            : request.amplifier ? for_output(pairings, json)
                                                : for_collection(library, request, pairings, json));
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
  return command;
}

}  // namespace ohmsweep::cli
