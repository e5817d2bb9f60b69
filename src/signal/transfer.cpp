#include "ohmsweep/signal/transfer.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

/// The stimulus as an ideal converter would have recorded it: shifted, and silent before and after.
std::vector<double> delayed(const std::vector<double>& stimulus, std::size_t delay, std::size_t length) {
  std::vector<double> samples(length, 0.0);
  const std::size_t count = delay < length ? std::min(stimulus.size(), length - delay) : 0;
  std::copy_n(stimulus.begin(), count, samples.begin() + static_cast<std::ptrdiff_t>(delay));
  return samples;
}

Recording against(const std::vector<double>& played, const Recording& take,
                  const std::vector<double>& channel, const char* which) {
  Recording recording = take;
  recording.source = played;
  recording.source_as_played = true;
  recording.dut = channel;
  recording.hash = take.hash.empty() ? std::string() : take.hash + which;
  return recording;
}

void add_new(Findings& findings, const Findings& more) {
  for (const Finding& finding : more) {
    if (!has(findings, finding.code)) findings.push_back(finding);
  }
}

}  // namespace

ChannelTransfers channel_transfers(const RatioEstimator& estimator, const Recording& take) {
  const RatioCurve whole = estimator.estimate(take);
  const double delay = std::round(whole.quality.delay_s * take.sample_rate);
  ChannelTransfers transfers;
  transfers.delay = delay > 0.0 ? static_cast<std::size_t>(delay) : 0;
  const std::vector<double> played =
      delayed(estimator.stimulus().samples, transfers.delay, take.source.size());
  transfers.source = estimator.estimate(against(played, take, take.source, ":source"));
  transfers.dut = estimator.estimate(against(played, take, take.dut, ":dut"));
  add_new(transfers.source.findings, whole.findings);
  transfers.source.quality = whole.quality;
  return transfers;
}

}  // namespace ohmsweep
