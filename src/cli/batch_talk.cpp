#include "cli/batch_talk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "cli/outcome.h"
#include "cli/surroundings.h"
#include "cli/wiring_drawings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/measurement/plug_watch.h"

namespace ohmsweep::cli {
namespace {

std::string impedance_text(const ImpedanceCurve& curve) {
  constexpr Hertz reference{1000.0};
  if (curve.grid.empty() || curve.grid.lowest() > reference || curve.grid.highest() < reference) return "";
  const ImpedancePoint point = at(curve, reference);
  const double ohm = std::abs(point.impedance_ohm);
  return fmt::format(
      ", {} at 1 kHz",
      ohms_with_interval(ohm, magnitude_u95(point.impedance_ohm, point.covariance), ohm_unit(ohm)));
}

std::string stored_lines(const BatchNews& news) {
  std::string lines =
      fmt::format("Stored {} as version {}{}.\n", name_of(news.place), news.entry.version.value_or(1),
                  news.curve ? impedance_text(*news.curve) : "");
  if (!news.curve) return lines;
  Findings warnings;
  for (const Finding& finding : news.curve->findings) {
    if (finding.severity != Severity::note) warnings.push_back(finding);
  }
  return lines + finding_lines(warnings);
}

std::string check_lines(const DriftNews& news) {
  const Verification& check = news.verification;
  const std::string how_far =
      fmt::format("{:+.3f} % at {}, {:.2f} of its 95 % interval", 100.0 * check.deviation,
                  format_hz(check.deviation_hz), check.normalised_error);
  if (check.agrees) return fmt::format("The bench holds: {} is off by {}.\n", shown(check.standard), how_far);
  const std::string doubts =
      news.in_doubt.empty() ? "" : fmt::format(" In doubt: {}.", fmt::join(news.in_doubt, ", "));
  return fmt::format(
      "The bench has changed since it was calibrated: {} is off by {}.{} Calibrate again, then repeat these "
      "with "
      "--redo.\n",
      shown(check.standard), how_far, doubts);
}

class Talk {
 public:
  Talk(const Invocation& invocation, const Session& session)
      : terminal_(invocation.terminal),
        labels_{session.rig.source_channel, session.rig.dut_channel, {}, {}},
        level_dbfs_(amplitude_to_decibels(session.estimator.stimulus().sweep.amplitude).value()) {}

  void tell(const BatchNews& news) {
    ++told_;
    switch (news.entry.outcome) {
      case BatchOutcome::measured:
        terminal_.tell(stored_lines(news));
        return;
      case BatchOutcome::rejected:
        terminal_.alert(fmt::format("Not stored: {}: {}\n", name_of(news.place), news.entry.remark));
        return;
      case BatchOutcome::skipped:
        terminal_.tell(fmt::format("Skipped {}.\n", name_of(news.place)));
    }
  }

  void tell_check(const DriftNews& news) {
    ++told_;
    if (news.verification.agrees) {
      terminal_.tell(check_lines(news));
    } else {
      terminal_.alert(check_lines(news));
    }
  }

  BatchStep prepare(const QueuePlace& place, bool has_last, const std::function<void()>& meanwhile) {
    warn();
    terminal_.tell(fmt::format("\n{} of {}: plug in {}{}.\n{}", place.number, place.total, name_of(place),
                               place.mounting.empty() ? "" : fmt::format(", {}", shown(place.mounting)),
                               drawing(place)));
    return answer(fmt::format("{}: Enter to record, {}s to skip, q to stop", name_of(place),
                              has_last ? "r to repeat the last, " : ""),
                  has_last, meanwhile);
  }

  BatchStep prepare_check(const std::string& stated) {
    warn();
    terminal_.tell(
        fmt::format("\nA check of the bench: {}.\n",
                    stated == "open" ? "unplug everything" : fmt::format("plug in {}", shown(stated))));
    return answer(fmt::format("{}: Enter to record, s to leave the check out, q to stop", shown(stated)),
                  false, {});
  }

  BatchStep end(const BatchNews& last) {
    if (last.entry.outcome != BatchOutcome::rejected || terminal_.assuming()) return BatchStep::go;
    return answer(fmt::format("{}: Enter to leave it, r to repeat it", name_of(last.place)), true, {});
  }

 private:
  void warn() {
    if (std::exchange(warned_, true)) return;
    terminal_.complain(fmt::format(
        "Take the headphones off your ears: every take plays a sweep at {:g} dBFS.", level_dbfs_));
  }

  /// Once for each channel: the wiring is the same for every headphone.
  std::string drawing(const QueuePlace& place) {
    bool& drawn = place.channel == "left" ? drawn_left_ : drawn_right_;
    if (std::exchange(drawn, true)) return "";
    labels_.device = shown(place.facts.name);
    return "\n" +
           wiring_drawing(place.channel == "left" ? Connection::headphone_left : Connection::headphone_right,
                          labels_);
  }

  BatchStep answer(const std::string& question, bool has_last, const std::function<void()>& meanwhile) {
    if (terminal_.assuming()) return BatchStep::go;
    while (true) {
      const std::string typed = terminal_.ask(question, "", [&] {
        const int before = told_;
        if (meanwhile) meanwhile();
        return told_ != before;
      });
      if (typed.empty()) return BatchStep::go;
      if (typed == "s") return BatchStep::skip;
      if (typed == "q") return BatchStep::quit;
      if (typed == "r" && has_last) return BatchStep::redo_last;
      terminal_.complain(fmt::format("'{}' is none of these.", shown(typed)));
    }
  }

  Terminal& terminal_;
  WiringLabels labels_;
  double level_dbfs_;
  int told_ = 0;
  bool warned_ = false;
  bool drawn_left_ = false;
  bool drawn_right_ = false;
};

/// One line for whoever looks elsewhere; the bell says that it is there.
std::string event_line(HandsFreeEvent event, const QueuePlace& place, double impedance_ohm) {
  const bool check = place.channel.empty();
  const std::string name = check ? shown(place.facts.name) + ", a check of the bench" : name_of(place);
  switch (event) {
    case HandsFreeEvent::waiting:
      return fmt::format("Waiting for {}: {}.", name,
                         check && place.facts.name == "open" ? "unplug everything" : "plug it in");
    case HandsFreeEvent::connected:
      return fmt::format("{} is plugged in, {} at {}: recording.", name, format_ohms(impedance_ohm),
                         format_hz(probe_tone.value()));
    case HandsFreeEvent::shorted:
      return fmt::format("A short circuit in place of {}: push the plug all the way in.", name);
    case HandsFreeEvent::still_there:
      return fmt::format("Unplug it; {} is next.", name);
    case HandsFreeEvent::silent:
      return "The probe tone does not arrive: are output and source channel connected, and the volume up?";
    case HandsFreeEvent::bad_take:
      break;
  }
  return "That take was no good: leave it plugged in, it is recorded again.";
}

}  // namespace

BatchHands batch_hands(const Invocation& invocation, const Session& session, bool attended) {
  const auto talk = std::make_shared<Talk>(invocation, session);
  BatchHands hands;
  hands.tell = [talk](const BatchNews& news) { talk->tell(news); };
  hands.tell_check = [talk](const DriftNews& news) { talk->tell_check(news); };
  hands.now = current_time;
  if (!attended) return hands;
  hands.prepare = [talk](const QueuePlace& place, bool has_last, const std::function<void()>& meanwhile) {
    return talk->prepare(place, has_last, meanwhile);
  };
  hands.prepare_check = [talk](const std::string& stated) { return talk->prepare_check(stated); };
  hands.end = [talk](const BatchNews& last) { return talk->end(last); };
  return hands;
}

HandsFreeOptions hands_free_talk(const Invocation& invocation) {
  Terminal& terminal = invocation.terminal;
  HandsFreeOptions options;
  options.tell = [&terminal](HandsFreeEvent event, const QueuePlace& place, double impedance_ohm) {
    terminal.tell((terminal.draws() ? "\a" : "") + event_line(event, place, impedance_ohm) + "\n");
  };
  options.typed = [&terminal]() -> std::optional<BatchStep> {
    check_interrupt();
    const Typed typed = terminal.typed();
    if (typed.answer != Answer::line || typed.line.empty()) return std::nullopt;
    if (typed.line == "s") return BatchStep::skip;
    if (typed.line == "r") return BatchStep::redo_last;
    if (typed.line == "q") return BatchStep::quit;
    terminal.complain(
        fmt::format("'{}' is none of s (skip), r (repeat the last) and q (stop).", shown(typed.line)));
    return std::nullopt;
  };
  return options;
}

}  // namespace ohmsweep::cli
