#include "cli/plot_subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/rule_option.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/calibration_history.h"
#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {
namespace {

/// So many have their phase beneath without being lost in it.
constexpr std::size_t most_with_phase = 3;

PictureSheet sheet_of(const PlotRequest& request) {
  return {request.format, request.size.value_or(PictureSize{})};
}

void refuse(const std::optional<std::string>& option, const char* name, const PlotRequest& request,
            const char* fits) {
  if (!option) return;
  throw usage_error(
      fmt::format("'plot {}' has no --{}, which is for {}; leave it out.", request.subject, name, fits));
}

void need_names(const PlotRequest& request, std::size_t fewest, std::size_t most) {
  if (request.names.size() < fewest) {
    throw usage_error(fmt::format("'plot {0}' needs a NAME: write plot {0} NAME.", request.subject));
  }
  if (request.names.size() > most) {
    throw usage_error(fmt::format("'plot {}' does not know what to do with '{}'; {}.", request.subject,
                                  shown(request.names[most]),
                                  most == 0 ? "choose with --headphone and --amplifier" : "give one name"));
  }
}

void check_count(std::size_t lines, const char* what, const char* remedy) {
  if (lines <= most_picture_lines) return;
  throw usage_error(fmt::format("{} {} are more than one picture tells apart ({}): {}.", lines, what,
                                most_picture_lines, remedy));
}

PicturedCurve pictured(const StoredCurve& stored) {
  return {stored.name, stored.part, stored.curve, stored.provenance.recorded_at};
}

/// One channel of each headphone: the one asked for, else the left, else what there is.
std::vector<StoredCurve> one_channel_each(std::vector<StoredCurve> curves,
                                          const std::optional<std::string>& channel) {
  std::vector<StoredCurve> chosen;
  for (StoredCurve& curve : curves) {
    if (channel && curve.part != *channel) continue;
    if (!chosen.empty() && chosen.back().name == curve.name) continue;  // ordered by name, left before right
    chosen.push_back(std::move(curve));
  }
  return chosen;
}

std::vector<StoredCurve> with_part(std::vector<StoredCurve> curves, const std::optional<std::string>& part) {
  if (part) std::erase_if(curves, [&](const StoredCurve& curve) { return curve.part != *part; });
  return curves;
}

/// Nothing is left of what was asked for.
Error no_such_part(const PlotRequest& request) {
  return request.channel
             ? failure(fmt::format("There is no channel '{}' of it in the library; 'ohmsweep list' "
                                   "shows what there is.",
                                   shown(*request.channel)))
             : failure(fmt::format("There is no output '{}' of it in the library; 'ohmsweep list' "
                                   "shows what there is.",
                                   shown(request.output.value_or(""))));
}

std::vector<PicturedCurve> curves_asked_for(const Library& library, const PlotRequest& request,
                                            CurveKind kind) {
  const bool headphone = kind == CurveKind::headphone;
  std::vector<PicturedCurve> curves;
  for (const std::string& name : request.names) {
    std::vector<StoredCurve> held = library.curves(kind, name);
    held = headphone && request.names.size() > 1
               ? one_channel_each(std::move(held), request.channel)
               : with_part(std::move(held), headphone ? request.channel : request.output);
    if (held.empty()) throw no_such_part(request);
    std::ranges::transform(held, std::back_inserter(curves), pictured);
  }
  return curves;
}

std::string title_of(const std::vector<PicturedCurve>& curves, const PlotRequest& request, CurveKind kind) {
  const bool headphone = kind == CurveKind::headphone;
  if (request.names.size() > 1)
    return headphone ? "Impedance of headphones" : "Output impedance of amplifiers";
  return curves.front().name + (headphone ? ": impedance" : ": output impedance");
}

PlotScript curves_script(const Library& library, const PlotRequest& request, CurveKind kind) {
  const bool headphone = kind == CurveKind::headphone;
  need_names(request, 1, most_picture_lines);
  refuse(request.headphone, "headphone", request, "pairing and matrix");
  refuse(request.amplifier, "amplifier", request, "pairing and matrix");
  refuse(request.rule, "rule", request, "matrix");
  if (headphone) {
    refuse(request.output, "output", request, "amplifiers");
  } else {
    refuse(request.channel, "channel", request, "headphones");
  }
  const std::vector<PicturedCurve> curves = curves_asked_for(library, request, kind);
  check_count(curves.size(), "curves", "name fewer");
  const PictureSheet sheet = sheet_of(request);
  const bool with_phase = request.names.size() == 1 && curves.size() <= most_with_phase;
  const std::string title = title_of(curves, request, kind);
  return {with_phase ? impedance_picture(curves, title, sheet) : overlay_picture(curves, title, sheet),
          sheet.size, fmt::format("{} curve{}", curves.size(), curves.size() == 1 ? "" : "s")};
}

PlotScript pairing_script(const Library& library, const PlotRequest& request) {
  need_names(request, 0, 0);
  refuse(request.rule, "rule", request, "matrix");
  const std::vector<StoredCurve> headphones =
      one_channel_each(library.curves(CurveKind::headphone, request.headphone), request.channel);
  const std::vector<StoredCurve> outputs =
      with_part(library.curves(CurveKind::amplifier, request.amplifier), request.output);
  if (headphones.empty() || outputs.empty()) {
    throw failure(
        fmt::format("There is no {} to pair: measure one, or choose another with --headphone, --channel, "
                    "--amplifier and --output.",
                    headphones.empty() ? "headphone" : "output"));
  }
  check_count(headphones.size() * outputs.size(), "pairings",
              "choose with --headphone, --amplifier and --output");
  std::vector<PicturedPairing> pairings;
  for (const StoredCurve& headphone : headphones) {
    for (const StoredCurve& output : outputs) pairings.push_back({pictured(headphone), pictured(output)});
  }
  const PictureSheet sheet = sheet_of(request);
  return {deviation_picture(pairings, sheet), sheet.size,
          fmt::format("{} pairing{}", pairings.size(), pairings.size() == 1 ? "" : "s")};
}

std::vector<std::string> times_of(const Library& library, const RateRequest& request) {
  std::vector<std::string> times;
  for (const auto& [kind, name] : {std::pair{CurveKind::headphone, request.headphone},
                                   std::pair{CurveKind::amplifier, request.amplifier}}) {
    for (const CurveSummary& curve : library.list_curves(kind)) {
      if (!name || curve.name == *name) times.push_back(curve.recorded_at);
    }
  }
  return times;
}

PlotScript matrix_script(const Library& library, const PlotRequest& request) {
  need_names(request, 0, 0);
  refuse(request.channel, "channel", request, "headphone and pairing");
  refuse(request.output, "output", request, "amplifier and pairing");
  RateRequest asked{request.headphone, request.amplifier, {}};
  if (request.rule) asked.rule.ratio = parse_rule(*request.rule);
  const std::vector<RatedPairing> pairings = rate_library(library, asked);
  constexpr int largest_side = 16000;
  const PictureSheet sheet{request.format, request.size.value_or(matrix_size(pairings))};
  if (sheet.size.width > largest_side || sheet.size.height > largest_side) {
    throw usage_error(
        fmt::format("A matrix of all of them takes {} by {} pixels: choose with --headphone and --amplifier, "
                    "or see 'rate'.",
                    sheet.size.width, sheet.size.height));
  }
  return {matrix_picture(pairings, days_text(times_of(library, asked)), sheet), sheet.size,
          fmt::format("a matrix of {} pairings", pairings.size())};
}

PlotScript calibration_script(const Library& library, const PlotRequest& request) {
  need_names(request, 1, 1);
  for (const auto& [option, name] :
       {std::pair{&request.channel, "channel"}, std::pair{&request.output, "output"}}) {
    refuse(*option, name, request, "curves");
  }
  refuse(request.headphone, "headphone", request, "pairing and matrix");
  refuse(request.amplifier, "amplifier", request, "pairing and matrix");
  refuse(request.rule, "rule", request, "matrix");
  const CalibrationChoice choice = parse_calibration_choice(request.names.front());
  const std::string name = choice.none ? request.names.front() : choice.name;
  const std::vector<CalibrationVersion> versions = calibration_history(library, name);
  const auto to = choice.version ? std::ranges::find(versions, *choice.version,
                                                     [](const auto& each) { return each.stored.version; })
                                 : versions.end() - 1;
  if (to == versions.end()) {
    throw failure(
        fmt::format("The calibration '{}' has no version {}; 'ohmsweep show calibration' lists them.",
                    shown(name), *choice.version));
  }
  if (!to->drift) {
    throw failure(
        fmt::format("Version {} of the calibration '{}' has none before it to be compared with; calibrate "
                    "again under the same name.",
                    to->stored.version, shown(name)));
  }
  const PictureSheet sheet = sheet_of(request);
  return {drift_picture(
              *to->drift,
              {name, (to - 1)->stored.version, to->stored.version, to->stored.provenance.recorded_at}, sheet),
          sheet.size, "the drift"};
}

}  // namespace

PlotScript plot_script(const Library& library, const PlotRequest& request) {
  if (request.subject == "headphone") return curves_script(library, request, CurveKind::headphone);
  if (request.subject == "amplifier") return curves_script(library, request, CurveKind::amplifier);
  if (request.subject == "pairing") return pairing_script(library, request);
  if (request.subject == "matrix") return matrix_script(library, request);
  if (request.subject == "calibration") return calibration_script(library, request);
  throw usage_error(
      fmt::format("'plot {}' does not exist; write plot headphone NAME, amplifier NAME, pairing, matrix or "
                  "calibration NAME.",
                  shown(request.subject)));
}

}  // namespace ohmsweep::cli
