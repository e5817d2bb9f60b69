#include "ohmsweep/workflow/hands_free.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/measurement/plug_watch.h"
#include "ohmsweep/workflow/take_state.h"
#include "workflow/guided_capture.h"
#include "workflow/steady_sound.h"

namespace ohmsweep {
namespace {

/// |Z| from the ratio at the probe's frequency: by the calibration's terms nearest to it, else by the
/// divider.
std::function<Complex(Complex)> impedance_at(const std::optional<Calibration>& calibration,
                                             double reference_ohm, Hertz tone) {
  if (!calibration) return [reference_ohm](Complex m) { return reference_ohm * m / (1.0 - m); };
  const FrequencyGrid& grid = calibration->grid;
  const auto nearest = std::min_element(grid.begin(), grid.end(), [&](double a, double b) {
    return std::abs(std::log(a / tone.value())) < std::abs(std::log(b / tone.value()));
  });
  const ErrorTerms terms = calibration->terms[static_cast<std::size_t>(nearest - grid.begin())];
  const double reference = calibration->reference_ohm;
  return [terms, reference](Complex m) {
    const Complex gamma = correct(terms, m);
    return reference * (1.0 + gamma) / (1.0 - gamma);
  };
}

class Listening {
 public:
  Listening(Session& session, const std::optional<Calibration>& calibration, HandsFreeOptions options)
      : session_(session), options_(std::move(options)) {
    const int rate = format_of(session).sample_rate;
    loop_ = tone_loop(probe_tone, options_.probe_level, rate);
    watch_options_.sample_rate = rate;
    watch_options_.impedance = impedance_at(calibration, session.rig.reference_ohm.value, probe_tone);
    watch_options_.silent_peak = 1e-2 * decibels_to_amplitude(options_.probe_level);
  }

  BatchStep prepare(const QueuePlace& place, bool has_last, const std::function<void()>& meanwhile) {
    place_ = place;
    if (std::exchange(repeating_, false)) return BatchStep::go;  // it is plugged in still
    return listen(
        {place.channel, place.facts.name, "", session_.takes_so_far},
        [&] {
          meanwhile();
          if (wants_repeat(has_last)) step_ = BatchStep::redo_last;
        },
        [this](const SettledContact& news) { decide(news); });
  }

  /// An open, or the standard itself, before the bench is checked.
  BatchStep prepare_check(const std::string& stated) {
    place_ = {};
    place_.facts.name = stated;
    const std::string state = device_state(stated);
    const bool open = state == "open";
    return listen(
        {state, "", "", session_.takes_so_far}, [] {},
        [&](const SettledContact& news) {
          if (!open) return decide(news);
          if (news.contact != Contact::open) return;
          plugged_ = false;
          step_ = BatchStep::go;
        });
  }

  /// After the last place.
  BatchStep end() { return wants_repeat(true) ? BatchStep::redo_last : BatchStep::go; }

  /// The result of a take, which came while the next place was waited for.
  void hear_of(const BatchNews& news) {
    bad_ = news.entry.outcome == BatchOutcome::rejected && tries_ < options_.retries;
    if (!bad_) tries_ = 0;
  }

 private:
  /// Plays the tone until there is a step: typed, made `meanwhile`, or by what has settled.
  BatchStep listen(const TakeState& state, const std::function<void()>& meanwhile,
                   const std::function<void(const SettledContact&)>& decide) {
    step_.reset();
    told_.reset();
    PlugWatch watch(watch_options_);
    tell(plugged_ ? HandsFreeEvent::still_there : HandsFreeEvent::waiting, 0.0);
    const auto hear = [&](const std::vector<double>& source, const std::vector<double>& dut) {
      if (std::optional<BatchStep> typed = options_.typed ? options_.typed() : std::nullopt) step_ = typed;
      if (!step_) meanwhile();
      if (!step_) {
        if (const std::optional<SettledContact> news = watch.hear(source, dut)) decide(*news);
      }
      return !step_.has_value();
    };
    session_.device.listen(loop_, format_of(session_), state, hear);
    return *step_;
  }

  /// A bad take is repeated before it is unplugged.
  bool wants_repeat(bool has_last) {
    if (!std::exchange(bad_, false) || !has_last || !plugged_) return false;
    ++tries_;
    repeating_ = true;
    tell(HandsFreeEvent::bad_take, 0.0);
    return true;
  }

  void decide(const SettledContact& news) {
    switch (news.contact) {
      case Contact::open:
        plugged_ = false;
        tell(HandsFreeEvent::waiting, 0.0);
        return;
      case Contact::silent:
        tell(HandsFreeEvent::silent, 0.0);
        return;
      case Contact::shorted:
        if (!plugged_) tell(HandsFreeEvent::shorted, 0.0);
        return;
      case Contact::connected:
        break;
    }
    // Of what stays plugged in a new watch hears first that it is connected; another one shows by its
    // impedance.
    const bool other = std::abs(news.impedance_ohm / measured_ohm_ - 1.0) > 0.1;
    if (plugged_ && !other) return;
    plugged_ = true;
    measured_ohm_ = news.impedance_ohm;
    tell(HandsFreeEvent::connected, news.impedance_ohm);
    step_ = BatchStep::go;
  }

  void tell(HandsFreeEvent event, double impedance_ohm) {
    if (told_ == event) return;
    told_ = event;
    if (options_.tell) options_.tell(event, place_, impedance_ohm);
  }

  Session& session_;
  HandsFreeOptions options_;
  std::vector<double> loop_;
  PlugWatchOptions watch_options_;
  QueuePlace place_;
  std::optional<BatchStep> step_;
  std::optional<HandsFreeEvent> told_;
  bool plugged_ = false;  ///< what was measured last is there still
  bool bad_ = false;
  bool repeating_ = false;
  int tries_ = 0;
  double measured_ohm_ = 1.0;  ///< of what is plugged in
};

}  // namespace

BatchHands hands_free(Session& session, const CalibrationChoice& calibration, BatchHands hands,
                      HandsFreeOptions options) {
  const std::optional<StoredCalibration> stored =
      choose_calibration(session.library, calibration, session.estimator, session.device.name());
  std::optional<Calibration> terms;
  if (stored) terms = stored->calibration;
  const auto listening = std::make_shared<Listening>(session, terms, std::move(options));
  hands.prepare = [listening](const QueuePlace& place, bool has_last,
                              const std::function<void()>& meanwhile) {
    return listening->prepare(place, has_last, meanwhile);
  };
  hands.prepare_check = [listening](const std::string& stated) { return listening->prepare_check(stated); };
  hands.end = [listening, end = std::move(hands.end)](const BatchNews& last) {
    const BatchStep step = listening->end();
    return step == BatchStep::go && end ? end(last) : step;
  };
  hands.tell = [listening, tell = std::move(hands.tell)](const BatchNews& news) {
    if (tell) tell(news);
    listening->hear_of(news);
  };
  return hands;
}

}  // namespace ohmsweep
