#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/equipment.h"
#include "cli/guidance.h"
#include "cli/json_text.h"
#include "cli/outcome.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/verify.h"

namespace ohmsweep::cli {
namespace {

bool holds(const VerifiedStandard& standard) {
  return standard.agreement.agrees && !has_blocking(standard.findings);
}

std::string summary(const VerifiedStandard& standard) {
  const Agreement& agreement = standard.agreement;
  return fmt::format(
             "{} {} with {}: stated {}, measured {} ± {} at 1 kHz\n"
             "  largest deviation {:+.3f} % at {}; {:.1f} % of the points within their 95 % interval\n"
             "  {} its interval: {} times as far as that at {}\n",
             shown(standard.standard), holds(standard) ? "agrees" : "disagrees", shown(standard.calibration),
             format_ohms(agreement.stated_1khz_ohm), format_ohms(agreement.measured_1khz_ohm),
             format_ohms(agreement.measured_1khz_u95_ohm), 100.0 * agreement.largest_deviation,
             format_hz(agreement.largest_deviation_hz), 100.0 * agreement.share_within,
             agreement.largest_normalised_error <= 1.0 ? "inside" : "outside",
             significant(std::max(agreement.largest_normalised_error, 1e-3), 2),
             format_hz(agreement.largest_normalised_error_hz)) +
         finding_lines(standard.findings);
}

std::string summary_json(const VerifiedStandard& standard) {
  const Agreement& agreement = standard.agreement;
  return json_object({{"standard", json_string(standard.standard)},
                      {"calibration", json_string(standard.calibration)},
                      {"agrees", json_bool(holds(standard))},
                      {"stated_1khz_ohm", json_number(agreement.stated_1khz_ohm)},
                      {"measured_1khz_ohm", json_number(agreement.measured_1khz_ohm)},
                      {"measured_1khz_u95_ohm", json_number(agreement.measured_1khz_u95_ohm)},
                      {"largest_deviation", json_number(agreement.largest_deviation)},
                      {"largest_deviation_hz", json_number(agreement.largest_deviation_hz)},
                      {"largest_normalised_error", json_number(agreement.largest_normalised_error)},
                      {"largest_normalised_error_hz", json_number(agreement.largest_normalised_error_hz)},
                      {"share_within", json_number(agreement.share_within)},
                      {"findings", json_findings(standard.findings)}});
}

int run(const Invocation& invocation) {
  const std::string chosen = invocation.arguments.value("calibration").value_or(invocation.operands.front());
  const VerifyRequest named{parse_calibration_choice(chosen), {}, kit_of(invocation.arguments)};
  Equipment equipment(invocation, {"33ohm"}, named.kit);
  Session& session = equipment.session();
  session.temperature_c = temperature_of(invocation.arguments);
  if (!equipment.attended()) session.takes_folder.clear();  // no result is derived from them
  const std::vector<VerifiedStandard> verified = keeping_takes(invocation, session, [&] {
    return verify(session, {named.calibration, equipment.states(), named.kit});
  });
  std::string text;
  std::vector<std::string> objects;
  for (const VerifiedStandard& standard : verified) {
    text += summary(standard);
    objects.push_back(summary_json(standard));
  }
  invocation.terminal.print(invocation.json() ? json_array(objects) + "\n" : text);
  return std::all_of(verified.begin(), verified.end(), holds) ? done : rejected;
}

}  // namespace

Command verify_command() {
  std::vector<OptionSpec> options = take_options("a resistance, 33ohm[+-0.1%], or a standard of the kit");
  options.push_back(kit_option());
  options.push_back(temperature_option());
  options.push_back({"calibration", "NAME[@VERSION]", "verify this one; NAME then only names the check"});
  return {"verify",
          "NAME[@VERSION]",
          1,
          1,
          "Measures a check standard with a calibration against its stated value; exit 3 if it disagrees.",
          "ohmsweep verify desk --stimulus sweep.wav --take 33ohm+-0.1%=check.wav",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
