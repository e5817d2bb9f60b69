#include "ohmsweep/workflow/cable_check.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/measurement/take_verdict.h"

namespace ohmsweep {

namespace {

constexpr int sweeps_of_both = 3;
constexpr int most_repeats = 3;

/// What a device is asked for; a virtual bench connects it.
std::string state_of(CableEnd end, const AudioFormat& format) {
  if (end == CableEnd::both) return "cable-both";
  return fmt::format("cable-{}", end == CableEnd::source ? format.source_channel : format.dut_channel);
}

void add_flags(StreamFlags& all, const StreamFlags& more) {
  all.input_overflows += more.input_overflows;
  all.input_underflows += more.input_underflows;
  all.output_overflows += more.output_overflows;
  all.output_underflows += more.output_underflows;
}

ExponentialSweep sweep_for(const CableCheckRequest& request) {
  ExponentialSweep sweep;
  sweep.sample_rate = request.format.sample_rate;
  sweep.to = highest_sweep_frequency(sweep.sample_rate);
  sweep.amplitude = decibels_to_amplitude(request.level);
  return sweep;
}

class CableCheck {
 public:
  CableCheck(AudioDevice& device, const CableCheckRequest& request, const CableHands& hands,
             const Narrator& narrator)
      : device_(device),
        request_(request),
        hands_(hands),
        narrator_(narrator),
        estimator_(render(sweep_for(request))) {
    report_.sample_rate = request.format.sample_rate;
    report_.level_dbfs = request.level.value();
  }

  CableReport result() {
    climb();
    std::vector<RatioCurve> sweeps;
    for (int n = 1; n <= sweeps_of_both; ++n) {
      sweeps.push_back(sweep(CableEnd::both, fmt::format("sweep {} of {}, both inputs", n, sweeps_of_both)));
    }
    add_sweeps(report_, sweeps, estimator_.stimulus().sweep);
    listen();
    if (request_.crosstalk) {
      report_.to_dut = crosstalk(single(CableEnd::source));
      report_.to_source = crosstalk(single(CableEnd::dut));
    }
    report_.findings = judge_cable(report_);
    return std::move(report_);
  }

 private:
  Recording record(const Stimulus& stimulus, CableEnd end, const std::string& doing) {
    const Progress progress = [&](double fraction) {
      if (narrator_.progress) narrator_.progress(doing, fraction);
    };
    Recording take = device_.play_and_record(stimulus, request_.format,
                                             {state_of(end, request_.format), "", "", index_++}, progress);
    add_flags(report_.flags, take.flags);
    return take;
  }

  /// Whether to connect and record once more; throws the fault where nobody does.
  void insist(const std::string& fault) const {
    if (!hands_.try_again || !hands_.try_again(fault)) throw rejection(fault);
  }

  void climb() {
    const ToneLadder ladder = tone_ladder(request_.level, request_.format.sample_rate);
    while (true) {
      if (hands_.connect) hands_.connect(CableEnd::both);
      report_.ladder = read_ladder(record(ladder.stimulus, CableEnd::both, "silence and tones"), ladder);
      const auto fault =
          fault_of_ladder(report_.ladder, request_.format.source_channel, request_.format.dut_channel);
      if (!fault) return;
      insist(*fault);
    }
  }

  /// Recorded again where samples were lost.
  RatioCurve whole_sweep(CableEnd end, const std::string& doing) {
    for (int repeat = 0; repeat <= most_repeats; ++repeat) {
      Recording take = record(estimator_.stimulus(), end, doing);
      if (end == CableEnd::dut) take = swap_channels(std::move(take));
      RatioCurve curve = estimator_.estimate(take);
      if (!is_broken(curve.findings)) return curve;
      ++report_.broken_takes;
      tell_broken(curve);
    }
    throw rejection(fmt::format(
        "The sweep lost samples {} times in a row: try larger audio buffers, another USB socket, and "
        "end other programs.",
        most_repeats + 1));
  }

  void tell_broken(const RatioCurve& curve) const {
    if (!narrator_.message) return;
    narrator_.message(fmt::format("The sweep lost samples after {:.3f} s and is recorded again.",
                                  curve.quality.dropouts_s.front()));
  }

  RatioCurve sweep(CableEnd end, const std::string& doing) {
    RatioCurve curve = whole_sweep(end, doing);
    for (const Finding& finding : curve.findings) {
      if (finding.severity == Severity::blocking) {
        throw rejection(fmt::format("The {} cannot be used: {}.", doing, finding.detail));
      }
    }
    return curve;
  }

  void listen() {
    const SteadySound sound = steady_sound(request_.level, request_.duration, request_.format.sample_rate);
    const std::string doing = fmt::format("listening for gaps, {:g} s", request_.duration.value());
    report_.continuity = read_continuity(record(sound.stimulus, CableEnd::both, doing), sound);
    const Continuity& heard = report_.continuity;
    const bool finer = heard.clock_offset_u95_ppm > 0.0 &&
                       (heard.clock_offset_u95_ppm < report_.clock.u95_ppm || report_.clock.u95_ppm <= 0.0);
    if (finer) report_.clock = {heard.clock_offset_ppm, heard.clock_offset_u95_ppm};
  }

  /// The connected input as source channel.
  RatioCurve single(CableEnd end) {
    const bool to_source = end == CableEnd::source;
    const int channel = to_source ? request_.format.source_channel : request_.format.dut_channel;
    while (true) {
      if (hands_.connect) hands_.connect(end);
      const std::string doing = fmt::format("sweep, input {} alone", channel);
      Recording take = record(estimator_.stimulus(), end, doing);
      if (const auto fault = fault_of_single(take, report_.ladder, end, request_.format.source_channel,
                                             request_.format.dut_channel)) {
        insist(*fault);
        continue;
      }
      if (!to_source) take = swap_channels(std::move(take));
      RatioCurve curve = estimator_.estimate(take);
      if (!is_broken(curve.findings)) return curve;
      ++report_.broken_takes;
      tell_broken(curve);
      return whole_sweep(end, doing);
    }
  }

  AudioDevice& device_;
  const CableCheckRequest& request_;
  const CableHands& hands_;
  const Narrator& narrator_;
  RatioEstimator estimator_;
  CableReport report_;
  int index_ = 0;
};

}  // namespace

CableReport check_cable(AudioDevice& device, const CableCheckRequest& request, const CableHands& hands,
                        const Narrator& narrator) {
  return CableCheck(device, request, hands, narrator).result();
}

}  // namespace ohmsweep
