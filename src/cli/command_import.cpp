#include <fmt/format.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/facts_options.h"
#include "cli/outcome.h"
#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "cli/version.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/describe.h"
#include "ohmsweep/workflow/import_curve.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

constexpr std::size_t largest_import = std::size_t{64} << 20;

CurveKind kind_from(const std::string& text) {
  if (text == "headphone") return CurveKind::headphone;
  if (text == "amplifier") return CurveKind::amplifier;
  throw usage_error(
      fmt::format("'import {}' does not exist; write import headphone NAME FILE or import amplifier "
                  "NAME FILE.",
                  shown(text)));
}

std::string part_of(const Arguments& arguments, CurveKind kind) {
  if (kind == CurveKind::headphone) {
    if (arguments.value("output")) {
      throw usage_error("A headphone has channels and no --output; write --channel left.");
    }
    return parse_channel(arguments.value("channel").value_or("left"));
  }
  if (arguments.value("channel")) {
    throw usage_error("An amplifier has outputs and no --channel; write --output OUTPUT.");
  }
  if (arguments.value("mounting")) throw usage_error("Only a headphone is mounted; leave --mounting out.");
  if (arguments.value("nominal") || arguments.value("sensitivity")) {
    throw usage_error("--nominal and --sensitivity are a headphone's; leave them out.");
  }
  const std::optional<std::string> output = arguments.value("output");
  if (!output)
    throw usage_error(
        "'import amplifier' needs --output OUTPUT: the name of the socket, like --output front.");
  check_name(*output, "output");
  return *output;
}

std::optional<ImpedanceFormat> format_of(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("format");
  if (!text) return std::nullopt;
  if (const std::optional<ImpedanceFormat> format = parse_impedance_format(*text)) return format;
  throw usage_error(
      fmt::format("--format '{}' does not exist; write csv, json, zma, rew or touchstone.", shown(*text)));
}

std::optional<double> uncertainty_of(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("uncertainty");
  if (!text) return std::nullopt;
  const double fraction = parse_fraction(*text);
  if (fraction > 0.0 && fraction < 1.0) return fraction;
  throw usage_error(
      fmt::format("--uncertainty '{}' is none: write what |Z| is known to at 95 %, like 1%.", shown(*text)));
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::filesystem::path file = invocation.operands[2];
  ImportRequest request;
  request.kind = kind_from(invocation.operands[0]);
  request.name = invocation.operands[1];
  request.part = part_of(arguments, request.kind);
  request.format = format_of(arguments);
  const HeadphoneFacts facts = stated_facts(arguments, request.name);
  request.relative_u95 = uncertainty_of(arguments);
  request.mounting = arguments.value("mounting").value_or("");
  request.text = read_text_file(file, "curve", largest_import);
  request.file_name = file.filename().string();
  request.recorded_at = current_time();
  request.software = std::string(software);
  Library library(library_folder(arguments));
  const MeasuredCurve imported = import_curve(library, request);
  if (states_anything(facts)) (void)keep_facts(library, facts);
  return tell_curves(invocation, library, {imported});
}

}  // namespace

Command import_command() {
  std::vector<OptionSpec> options{
      {"channel", "left|right", "which channel of the headphone (default left)"},
      {"output", "OUTPUT", "which output of the amplifier"},
      {"format", "csv|json|zma|rew|touchstone", "how the file is written (default: as it looks)"},
      {"uncertainty", "PERCENT", "what |Z| is known to at 95 %; without it as the file states, or unknown"},
      {"mounting", "TEXT", "how the headphone was worn, like \"on a coupler\""}};
  for (OptionSpec& option : facts_options()) options.push_back(std::move(option));
  return {"import",
          "headphone|amplifier NAME FILE",
          3,
          3,
          "Reads a curve of another program: ZMA, REW text, CSV, Touchstone, or exported JSON.",
          "ohmsweep import headphone HD600 hd600.zma --channel left --uncertainty 1%",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
