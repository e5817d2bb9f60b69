#include "live/loop_run.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep::live {
namespace {

Stimulus sweep_of(const LoopKind& kind) {
  ExponentialSweep sweep;
  sweep.sample_rate = kind.rate;
  sweep.duration = Seconds(kind.sweep_s);
  sweep.to = highest_sweep_frequency(kind.rate);
  return render(sweep);
}

std::size_t first_sound(const std::vector<double>& samples) {
  const auto found =
      std::find_if(samples.begin(), samples.end(), [](double sample) { return sample != 0.0; });
  return static_cast<std::size_t>(found - samples.begin());
}

void compare(const std::vector<double>& played, const Recording& take, LoopOutcome& outcome) {
  const std::size_t sent = first_sound(played);
  const std::size_t received = first_sound(take.source);
  if (received == take.source.size() || received < sent) return;
  outcome.lag = static_cast<long>(received - sent);
  outcome.differences = 0;
  for (const auto* channel : {&take.source, &take.dut}) {
    for (std::size_t i = sent; i < played.size(); ++i) {
      const std::size_t at = i + received - sent;
      const double heard = at < channel->size() ? (*channel)[at] : 0.0;
      if (heard != played[i]) ++outcome.differences;
    }
  }
}

}  // namespace

void PrintTo(const LoopKind& kind, std::ostream* out) {
  *out << kind.device << ", " << kind.rate << " Hz, period " << kind.period << ", block " << kind.block;
}

WorldSettings world_of(const LoopKind& kind) {
  WorldSettings settings;
  settings.rate = kind.rate;
  settings.period = kind.period;
  settings.freewheel = kind.freewheel;
  return settings;
}

LoopOutcome run_loop(const SoundWorld& world, const LoopKind& kind, bool judged) {
  const BorrowedEnvironment environment(world.environment());
  const Stimulus stimulus = sweep_of(kind);
  AudioFormat format;
  format.sample_rate = kind.rate;
  LoopOutcome outcome;
  const auto begin = std::chrono::steady_clock::now();
  try {
    const auto device = make_live_audio({kind.device, {}, kind.block, {OHMSWEEP_PROGRAM}});
    const Recording take = device->play_and_record(stimulus, format, {"open", "", "", 0}, {});
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    outcome.flagged = take.flags.any();
    compare(stimulus.samples, take, outcome);
    if (judged)
      outcome.reported = has(RatioEstimator(stimulus).estimate(take).findings, FindingCode::dropout);
  } catch (const Error& error) {
    outcome.error = error.what();
  }
  return outcome;
}

BorrowedEnvironment::BorrowedEnvironment(const Environment& environment) {
  for (const auto& [name, value] : environment) {
    const char* const before = std::getenv(name.c_str());
    before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
    ::setenv(name.c_str(), value.c_str(), 1);
  }
}

BorrowedEnvironment::~BorrowedEnvironment() {
  for (const auto& [name, value] : before_) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }
}

}  // namespace ohmsweep::live
