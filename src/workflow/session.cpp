#include "ohmsweep/workflow/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <future>

#include "workflow/guided_capture.h"

namespace ohmsweep {
namespace {

/// Takes whose ratio is being derived at any one time, besides the one being recorded.
constexpr std::size_t analysed_at_once = 2;

/// Which take of its average each step is: an average is `average` steps of one state in a row.
std::vector<Step> with_averages(std::vector<Step> steps, int average) {
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const Step& before = steps[i - 1];
    const bool goes_on =
        !steps[i].tones && !before.tones && steps[i].stated == before.stated && before.repeat + 1 < average;
    steps[i].repeat = goes_on ? before.repeat + 1 : 0;
  }
  return steps;
}

/// Derives ratios beside the recording, in the order given, and reports both as one fraction.
class Capture {
 public:
  Capture(Session& session, std::size_t total) : session_(session), total_(total) {}

  void record(const Step& step) {
    const std::string what = "recording " + name_of(step);
    Recording take = play(session_, step,
                          [&](double fraction) { report(what, static_cast<double>(recorded_) + fraction); });
    ++recorded_;
    while (pending_.size() >= analysed_at_once) finish_oldest();
    pending_.push_back({step, std::async(std::launch::async, [this, step, recording = std::move(take)] {
                          if (!session_.takes_folder.empty())
                            (void)keep_take(session_.takes_folder, recording);
                          return analyse(session_, step, recording);
                        })});
  }

  std::vector<CapturedTake> finish() {
    while (!pending_.empty()) finish_oldest();
    return std::move(done_);
  }

 private:
  struct Analysis {
    Step step;
    std::future<CapturedTake> take;
  };

  void finish_oldest() {
    report(fmt::format("analysing {}", pending_.front().step.stated), static_cast<double>(recorded_));
    Analysis oldest = std::move(pending_.front());
    pending_.pop_front();
    done_.push_back(oldest.take.get());
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

std::vector<CapturedTake> capture(Session& session, const std::vector<Step>& stated) {
  const std::vector<Step> steps = with_averages(stated, session.average);
  if (!session.takes_folder.empty() && !session.programme) {
    keep_stimulus(session.takes_folder, session.estimator.stimulus(), session.estimator.stimulus_hash());
  }
  Capture captured(session, steps.size());
  std::size_t unattended = 0;
  while (unattended < steps.size() && !session.device.attended()) captured.record(steps[unattended++]);
  std::vector<CapturedTake> takes = captured.finish();
  if (unattended == steps.size()) return takes;
  return capture_guided(session, steps, std::move(takes));
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

std::vector<CapturedTake> combine_averages(std::vector<CapturedTake> takes) {
  std::vector<CapturedTake> combined;
  std::vector<RatioCurve> repeats;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    repeats.push_back(std::move(takes[i].ratio));
    const bool goes_on = i + 1 < takes.size() && takes[i + 1].step.repeat > 0;
    if (goes_on) continue;
    combined.push_back(
        {takes[i].step, repeats.size() == 1 ? std::move(repeats.front()) : combine_repeats(repeats)});
    repeats.clear();
  }
  return combined;
}

namespace {

/// Of the whole take: a channel compared with what was played has "HASH:source".
std::string whole_hash(const std::string& hash) { return hash.substr(0, hash.find(':')); }

}  // namespace

Provenance provenance(const Session& session, const std::vector<CapturedTake>& takes,
                      const std::string& calibration) {
  Provenance origin;
  for (const CapturedTake& take : takes) {
    origin.takes.push_back({take.step.stated, take.ratio.take_name, whole_hash(take.ratio.take_hash)});
  }
  origin.stimulus = to_metadata(session.estimator.stimulus().sweep);
  origin.stimulus_hash = session.estimator.stimulus_hash();
  origin.rig = session.rig_text;
  origin.device = session.device.name();
  origin.calibration = calibration;
  origin.kit = session.kit_text;
  origin.temperature_c = session.temperature_c;
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
