#include "workflow/guided_capture.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

/// A broken take is recorded again this often before the cause must be looked for.
constexpr int repeats_of_broken = 3;

/// One connection: the takes of one average that are still to be recorded, and those that are.
struct Place {
  std::vector<Step> steps;
  std::vector<CapturedTake> taken;
  std::vector<KeptTake> kept;
  bool skipped = false;
};

/// Tones belong to the connection of the sweep before them.
bool begins_place(const Step& step) { return step.repeat == 0 && !step.tones; }

std::vector<Place> places_of(const std::vector<Step>& steps, std::size_t first) {
  std::vector<Place> places;
  for (std::size_t i = first; i < steps.size(); ++i) {
    if (i == first || begins_place(steps[i])) places.emplace_back();
    places.back().steps.push_back(steps[i]);
  }
  return places;
}

/// Connections among these steps that are complete without a person.
std::size_t places_before(const std::vector<Step>& steps, std::size_t first) {
  std::size_t places = 0;
  for (std::size_t i = 0; i < first; ++i) {
    const bool complete = i + 1 >= steps.size() || begins_place(steps[i + 1]);
    if (complete) ++places;
  }
  return places;
}

std::size_t sweeps_in(const Place& place) { return place.steps.size() - (place.steps.back().tones ? 1 : 0); }

double playing_time_s(const Session& session, const Step& step) {
  if (step.tones) return playing_time(session.tones.value().parameters).value();
  if (session.programme) return plan_of(*session.programme).length_s;
  const Stimulus& stimulus = session.estimator.stimulus();
  return static_cast<double>(stimulus.samples.size()) / stimulus.sweep.sample_rate;
}

std::string flags_text(const StreamFlags& flags) {
  if (!flags.any()) return "";
  return fmt::format(" The driver reported {} lost and {} late blocks.",
                     flags.input_overflows + flags.output_overflows,
                     flags.input_underflows + flags.output_underflows);
}

/// The same stimulus with another peak.
Stimulus at_level(Stimulus stimulus, Decibels level) {
  const double amplitude = decibels_to_amplitude(level);
  for (auto* channel : {&stimulus.samples, &stimulus.reference_samples}) {
    for (double& sample : *channel) sample *= amplitude / stimulus.sweep.amplitude;
  }
  stimulus.sweep.amplitude = amplitude;
  return stimulus;
}

/// A programme as a stimulus of two channels: the right one carries the load.
Stimulus programme_stimulus(const PlayerProgramme& programme) {
  PlayerSamples samples = render_player(programme, programme.sweep.sample_rate);
  Stimulus stimulus;
  stimulus.sweep = programme.sweep;
  stimulus.samples = std::move(samples.right);
  if (programme.stereo) stimulus.reference_samples = std::move(samples.left);
  return stimulus;
}

Stimulus sound_of(const Session& session, const Step& step) {
  if (step.tones) return as_stimulus(session.tones.value());
  Stimulus stimulus =
      session.programme ? programme_stimulus(*session.programme) : session.estimator.stimulus();
  return step.level ? at_level(std::move(stimulus), *step.level) : stimulus;
}

std::string cause_of(const RatioCurve& ratio) {
  for (const Finding& finding : ratio.findings) {
    if (finding.severity == Severity::blocking) return finding.detail;
  }
  return {};
}

class GuidedCapture {
 public:
  GuidedCapture(Session& session, const std::vector<Step>& steps, std::vector<CapturedTake> earlier)
      : session_(session),
        places_(places_of(steps, earlier.size())),
        before_(places_before(steps, earlier.size())),
        earlier_(std::move(earlier)),
        already_kept_(session.takes.kept) {
    update_kept();
  }

  std::vector<CapturedTake> run() {
    std::size_t at = 0;
    while (at < places_.size()) {
      switch (prepare(at)) {
        case Preparation::quit:
          throw Stopped{};
        case Preparation::repeat_last:
          if (at > 0) --at;
          continue;
        case Preparation::skip:
          places_[at].skipped = places_[at].taken.empty();
          break;
        case Preparation::go:
          record_place(at);
          break;
      }
      update_kept();
      ++at;
    }
    return taken();
  }

 private:
  [[nodiscard]] StepPlace place_of(std::size_t at, const Step& step) const {
    StepPlace place{step, before_ + at + 1, before_ + places_.size(), places_[at].steps.size()};
    place.tones = places_[at].steps.back().tones;
    place.first_sound = !played_;
    place.has_takes = !places_[at].taken.empty();
    place.has_last = at > 0;
    const Step* before = step_before(at);
    place.replugged = before != nullptr && !step.state.output.empty() && step.state.state != "unloaded" &&
                      before->state.state == step.state.state;
    return place;
  }

  /// Of the connection before, be it there as a file; null at the very first.
  [[nodiscard]] const Step* step_before(std::size_t at) const {
    if (at > 0) return &places_[at - 1].steps.front();
    return earlier_.empty() ? nullptr : &earlier_.back().step;
  }

  [[nodiscard]] Preparation prepare(std::size_t at) const {
    const Step& step = places_[at].steps.front();
    StepPlace place = place_of(at, step);
    if (session_.foresee) place.foreseen = session_.foresee(place, so_far(at));
    return session_.guide.prepare ? session_.guide.prepare(place) : Preparation::go;
  }

  /// What the place held before stays until all of it is recorded anew.
  void record_place(std::size_t at) {
    const std::vector<Step> steps = places_[at].steps;
    std::vector<CapturedTake> taken;
    std::vector<KeptTake> kept;
    for (const Step& step : steps) {
      StepPlace place = place_of(at, step);
      place.last = at + 1 == places_.size() && &step == &steps.back();
      taken.push_back(record_accepted(place, kept, [&] { admit(step, at, taken); }));
      if (places_[at].taken.empty()) update_kept(at, kept);
    }
    places_[at].taken = std::move(taken);
    places_[at].kept = std::move(kept);
    places_[at].skipped = false;
  }

  /// Whether the take may be played, given what the places before and this one have so far.
  void admit(const Step& step, std::size_t at, const std::vector<CapturedTake>& here) const {
    if (!session_.admit) return;
    TakesSoFar takes = so_far(at);
    takes.insert(takes.end(), here.begin(), here.end());
    session_.admit(step, takes);
  }

  [[nodiscard]] TakesSoFar so_far(std::size_t at) const {
    TakesSoFar takes(earlier_.begin(), earlier_.end());
    for (std::size_t i = 0; i < at; ++i) {
      takes.insert(takes.end(), places_[i].taken.begin(), places_[i].taken.end());
    }
    return takes;
  }

  /// `admit` comes before each take that a person had time to change something before.
  template <typename Admit>
  CapturedTake record_accepted(const StepPlace& place, std::vector<KeptTake>& kept, const Admit& admit) {
    while (true) {
      admit();
      auto [recording, take] = record_unbroken(place.step);
      const Judgement judgement =
          session_.guide.judge ? session_.guide.judge(place, judge_take(take.ratio)) : Judgement::accept;
      if (judgement == Judgement::quit) throw Stopped{};
      if (judgement == Judgement::repeat) continue;
      if (!session_.takes_folder.empty()) {
        kept.push_back({place.step.stated, keep_take(session_.takes_folder, recording), place.step.tones});
      }
      return std::move(take);
    }
  }

  std::pair<Recording, CapturedTake> record_unbroken(const Step& step) {
    for (int repeat = 1;; ++repeat) {
      Recording recording = play(session_, step, [&](double fraction) { report(step, fraction); });
      played_ = true;
      if (session_.narrator.progress) session_.narrator.progress("judging " + name_of(step), 1.0);
      CapturedTake take = analyse(session_, step, recording);
      if (!is_broken(take.ratio.findings)) return {std::move(recording), std::move(take)};
      if (repeat > repeats_of_broken) {
        throw rejection(fmt::format(
            "The take of {} was broken {} times in a row: {}.{} Use larger audio buffers and close other "
            "programs, then record it again.",
            name_of(step), repeat, cause_of(take.ratio), flags_text(recording.flags)));
      }
      say(session_, fmt::format("The take of {} is not used: {}.{} Recording it again by itself, {} of {}.",
                                name_of(step), cause_of(take.ratio), flags_text(recording.flags), repeat,
                                repeats_of_broken));
    }
  }

  void report(const Step& step, double fraction) const {
    if (!session_.narrator.progress) return;
    const double seconds = playing_time_s(session_, step);
    session_.narrator.progress(
        fmt::format("recording {}, {:.0f} s left", name_of(step), std::ceil((1.0 - fraction) * seconds)),
        fraction);
  }

  /// Tells the session what is safe; `now` are takes of the place that is being recorded.
  void update_kept(std::size_t recording = SIZE_MAX, const std::vector<KeptTake>& now = {}) {
    KeptTakes takes{already_kept_, {}};
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const Place& place = places_[i];
      const std::vector<KeptTake>& kept = i == recording ? now : place.kept;
      takes.kept.insert(takes.kept.end(), kept.begin(), kept.end());
      if (!place.skipped && kept.size() < sweeps_in(place))
        takes.missing.push_back(place.steps.front().stated);
    }
    session_.takes = std::move(takes);
  }

  std::vector<CapturedTake> taken() {
    std::vector<CapturedTake> all = std::move(earlier_);
    const std::size_t from_files = all.size();
    for (Place& place : places_) {
      for (CapturedTake& take : place.taken) all.push_back(std::move(take));
    }
    if (all.size() == from_files) throw failure("Nothing was recorded, because every step was skipped.");
    return all;
  }

  Session& session_;
  std::vector<Place> places_;
  std::size_t before_;
  std::vector<CapturedTake> earlier_;  ///< from files, before the first place
  std::vector<KeptTake> already_kept_;
  bool played_ = false;
};

}  // namespace

std::string name_of(const Step& step) {
  const std::string tones = step.tones ? " (steady tones)" : "";
  if (step.state.device.empty()) return step.stated + tones;
  return fmt::format("{} of {}{}", step.stated, step.state.device, tones);
}

AudioFormat format_of(const Session& session) {
  AudioFormat format = audio_format(session.rig, session.estimator.stimulus().sweep.sample_rate);
  if (session.programme) {
    format.reference_output_channel = format.output_channel;
    ++format.output_channel;
  }
  return format;
}

CapturedTake analyse(const Session& session, const Step& step, const Recording& take) {
  if (step.tones) return {step, estimate_stepped(take, session.tones.value())};
  if (session.programme) {
    PlayerTake player = analyse_player_take(take, *session.programme);
    RatioCurve ratio = player.ratio;
    ratio.findings = player.findings;
    return {step, std::move(ratio), std::move(player)};
  }
  if (!session.against_stimulus) return {step, session.estimator.estimate(take)};
  ChannelTransfers transfers = channel_transfers(session.estimator, take);
  RatioCurve ratio = transfers.source;
  return {step, std::move(ratio), {}, std::move(transfers)};
}

Recording play(Session& session, const Step& step, const Progress& progress) {
  TakeState state = step.state;
  state.index = session.takes_so_far++;
  progress(0.0);
  return session.device.play_and_record(sound_of(session, step), format_of(session), state, progress);
}

std::vector<CapturedTake> capture_guided(Session& session, const std::vector<Step>& steps,
                                         std::vector<CapturedTake> earlier) {
  return GuidedCapture(session, steps, std::move(earlier)).run();
}

}  // namespace ohmsweep
