#include "ohmsweep/workflow/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <future>

namespace ohmsweep {
namespace {

/// Takes whose ratio is being derived at any one time, besides the one being recorded.
constexpr std::size_t analysed_at_once = 2;

std::string doing(const Step& step) {
  if (step.state.device.empty()) return fmt::format("recording {}", step.stated);
  return fmt::format("recording {} of {}", step.stated, step.state.device);
}

/// Derives ratios beside the recording, in the order given, and reports both as one fraction.
class Capture {
 public:
  Capture(Session& session, std::size_t total) : session_(session), total_(total) {}

  void record(const Step& step) {
    TakeState state = step.state;
    state.index = session_.takes_so_far++;
    const std::string what = doing(step);
    const Progress progress = [&](double fraction) {
      report(what, static_cast<double>(recorded_) + fraction);
    };
    progress(0.0);
    const Stimulus& stimulus = session_.estimator.stimulus();
    Recording take = session_.device.play_and_record(
        stimulus, audio_format(session_.rig, stimulus.sweep.sample_rate), state, progress);
    ++recorded_;
    while (pending_.size() >= analysed_at_once) finish_oldest();
    pending_.push_back({step, std::async(std::launch::async, [this, recording = std::move(take)] {
                          return session_.estimator.estimate(recording);
                        })});
  }

  std::vector<CapturedTake> finish() {
    while (!pending_.empty()) finish_oldest();
    return std::move(done_);
  }

 private:
  struct Analysis {
    Step step;
    std::future<RatioCurve> ratio;
  };

  void finish_oldest() {
    report(fmt::format("analysing {}", pending_.front().step.stated), static_cast<double>(recorded_));
    Analysis oldest = std::move(pending_.front());
    pending_.pop_front();
    done_.push_back({std::move(oldest.step), oldest.ratio.get()});
    report(fmt::format("analysed {}", done_.back().step.stated), static_cast<double>(recorded_));
  }

  void report(const std::string& what, double recorded) const {
    if (!session_.narrator.progress) return;
    const double both = recorded + static_cast<double>(done_.size());
    session_.narrator.progress(what, std::min(1.0, both / (2.0 * static_cast<double>(total_))));
  }

  Session& session_;
  std::size_t total_;
  std::size_t recorded_ = 0;
  std::deque<Analysis> pending_;
  std::vector<CapturedTake> done_;
};

}  // namespace

std::vector<CapturedTake> capture(Session& session, const std::vector<Step>& steps) {
  Capture captured(session, steps.size());
  for (const Step& step : steps) captured.record(step);
  return captured.finish();
}

std::vector<CapturedTake> combine_states(std::vector<CapturedTake> takes) {
  std::vector<CapturedTake> combined;
  std::vector<std::vector<RatioCurve>> repeats;
  for (CapturedTake& take : takes) {
    const auto same = std::find_if(combined.begin(), combined.end(), [&](const CapturedTake& other) {
      return other.step.stated == take.step.stated;
    });
    const auto position = static_cast<std::size_t>(same - combined.begin());
    if (same == combined.end()) {
      combined.push_back({take.step, {}});
      repeats.emplace_back();
    }
    repeats[position].push_back(std::move(take.ratio));
  }
  for (std::size_t i = 0; i < combined.size(); ++i) {
    combined[i].ratio = repeats[i].size() == 1 ? std::move(repeats[i].front()) : combine_repeats(repeats[i]);
  }
  return combined;
}

Provenance provenance(const Session& session, const std::vector<CapturedTake>& takes,
                      const std::string& calibration) {
  Provenance origin;
  for (const CapturedTake& take : takes) {
    origin.takes.push_back({take.step.stated, take.ratio.take_name, take.ratio.take_hash});
  }
  origin.stimulus = to_metadata(session.estimator.stimulus().sweep);
  origin.stimulus_hash = session.estimator.stimulus_hash();
  origin.rig = session.rig_text;
  origin.device = session.device.name();
  origin.calibration = calibration;
  origin.software = session.software;
  origin.recorded_at = session.recorded_at;
  return origin;
}

CalibrationOptions calibration_options(const Rig& rig) {
  CalibrationOptions options;
  options.reference = Ohms(rig.reference_ohm.value);
  options.contact = Ohms(rig.contact_u95 / coverage_factor);
  return options;
}

DividerRig divider_rig(const Rig& rig) {
  DividerRig divider;
  divider.reference_ohm = rig.reference_ohm;
  divider.source_input_ohm = rig.source_input.resistance_ohm;
  divider.source_input_farad = rig.source_input.capacitance_f;
  divider.dut_input_ohm = rig.dut_input.resistance_ohm;
  divider.dut_input_farad = rig.dut_input.capacitance_f;
  divider.contact_ohm = rig.contact_u95 / coverage_factor;
  return divider;
}

OutputRig output_rig(const Rig& rig) {
  OutputRig output;
  output.dut_input_ohm = rig.dut_input.resistance_ohm;
  output.dut_input_farad = rig.dut_input.capacitance_f;
  output.contact_ohm = rig.contact_u95 / coverage_factor;
  output.drift_u95 = rig.drift_u95;
  return output;
}

AudioFormat audio_format(const Rig& rig, int sample_rate) {
  return {sample_rate, rig.output_channel, rig.source_channel, rig.dut_channel};
}

}  // namespace ohmsweep
