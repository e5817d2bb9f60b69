#include <fmt/format.h>

#include <utility>

#include "cli/command.h"
#include "cli/spice_text.h"
#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/curve_csv.h"
#include "ohmsweep/formats/curve_json.h"
#include "ohmsweep/formats/impedance_file.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::cli {
namespace {

CurveKind kind_from(const std::string& text) {
  if (text == "headphone") return CurveKind::headphone;
  if (text == "amplifier") return CurveKind::amplifier;
  throw usage_error(fmt::format(
      "'export {}' does not exist; write export headphone NAME or export amplifier NAME.", shown(text)));
}

ImpedanceFormat format_of(const Arguments& arguments) {
  const std::string text = arguments.value("format").value_or(arguments.flag("json") ? "json" : "csv");
  if (const std::optional<ImpedanceFormat> format = parse_impedance_format(text)) return *format;
  throw usage_error(fmt::format(
      "--format '{}' does not exist; write csv, json, zma, rew, touchstone or spice.", shown(text)));
}

/// The part that --channel or --output names; the other one does not fit the kind.
std::optional<std::string> part_of(const Arguments& arguments, CurveKind kind) {
  const bool headphone = kind == CurveKind::headphone;
  if (arguments.value(headphone ? "output" : "channel")) {
    throw usage_error(headphone ? "A headphone has channels and no --output; write --channel left."
                                : "An amplifier has outputs and no --channel; write --output OUTPUT.");
  }
  return arguments.value(headphone ? "channel" : "output");
}

StoredCurve curve_of(const Library& library, CurveKind kind, const std::string& name,
                     const std::optional<std::string>& part) {
  if (part) return library.curve(kind, name, *part);
  std::vector<StoredCurve> curves = library.curves(kind, name);
  if (curves.size() == 1) return std::move(curves.front());
  std::vector<std::string> parts;
  parts.reserve(curves.size());
  for (const StoredCurve& curve : curves) parts.push_back(shown(curve.part));
  throw usage_error(fmt::format("'{}' has {}: say which with {}.", shown(name), fmt::join(parts, " and "),
                                kind == CurveKind::headphone ? "--channel" : "--output"));
}

CurveDocument document_of(const StoredCurve& stored, CurveKind kind) {
  const Provenance& origin = stored.provenance;
  CurveDocument document{kind == CurveKind::headphone ? "headphone" : "amplifier",
                         stored.name,
                         stored.part,
                         stored.version,
                         stored.curve,
                         {},
                         origin.stimulus,
                         origin.stimulus_hash,
                         origin.rig,
                         origin.device,
                         origin.calibration,
                         origin.software,
                         origin.recorded_at,
                         stored.traits,
                         origin.kit,
                         origin.request,
                         origin.mounting,
                         origin.imported_from,
                         origin.temperature_c};
  for (const TakeRecord& take : origin.takes) document.takes.push_back({take.state, take.name, take.hash});
  return document;
}

std::string csv_of(const StoredCurve& stored, CurveKind kind) {
  return kind == CurveKind::amplifier ? output_csv(stored.curve) : curve_csv(stored.curve);
}

std::string with_newline(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

/// What stands above the numbers of a text.
std::string title_of(const StoredCurve& stored) {
  return fmt::format("{} {}, version {}, {}", shown(stored.name), shown(stored.part), stored.version,
                     stored.provenance.recorded_at);
}

std::string text_of(const StoredCurve& stored, CurveKind kind, ImpedanceFormat format) {
  switch (format) {
    case ImpedanceFormat::json:
      return with_newline(curve_json(document_of(stored, kind)));
    case ImpedanceFormat::zma:
      return zma_text(stored.curve, title_of(stored));
    case ImpedanceFormat::rew:
      return rew_text(stored.curve, title_of(stored));
    case ImpedanceFormat::touchstone:
      return touchstone_text(stored.curve, title_of(stored));
    case ImpedanceFormat::csv:
      break;
  }
  return csv_of(stored, kind);
}

/// The circuit, how near it comes, and a word where that is not near.
std::string spice_of(const Invocation& invocation, const StoredCurve& stored, CurveKind kind) {
  SpiceText spice = spice_text(stored, kind, title_of(stored));
  invocation.terminal.say(spice.nearness + ".");
  if (!spice.good) {
    invocation.terminal.complain(
        "That is a poor fit: the network does not stand for the curve; use it with care, or export the curve "
        "itself.");
  }
  return std::move(spice.text);
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const CurveKind kind = kind_from(invocation.operands[0]);
  const std::string& name = invocation.operands[1];
  const bool spice = arguments.value("format") == "spice";
  const ImpedanceFormat format = spice ? ImpedanceFormat::csv : format_of(arguments);
  const std::optional<std::string> part = part_of(arguments, kind);
  const Library library(library_folder(arguments));
  const StoredCurve stored = curve_of(library, kind, name, part);
  const std::string text = spice ? spice_of(invocation, stored, kind) : text_of(stored, kind, format);
  if (const std::optional<std::string> file = arguments.value("out")) {
    write_text_file(*file, text);
    invocation.terminal.say(
        fmt::format("Wrote {} {} to '{}'.", shown(stored.name), shown(stored.part), shown(*file)));
  } else {
    invocation.terminal.print(text);
  }
  return done;
}

}  // namespace

Command export_command() {
  return {"export",
          "headphone|amplifier NAME",
          2,
          2,
          "Writes a curve as a file, or on stdout.",
          "ohmsweep export headphone HD600 --channel left --format csv -o hd600-left.csv",
          {{"channel", "left|right", "which channel of the headphone"},
           {"output", "OUTPUT", "which output of the amplifier"},
           {"format", "csv|json|zma|rew|touchstone|spice", "how to write it (default csv)"},
           {"out", "FILE", "where to write it", 'o'}},
          run};
}

}  // namespace ohmsweep::cli
