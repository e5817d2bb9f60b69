// Many sweeps through the loop and many faults, counted in the tables of docs/live.md.
//   live_study LOOPS FAULTS [FAULT]     so many runs of each kind; only of the fault with this name
//   live_study two-devices              a job on two clocks, at every rate; also where loops are run

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "live/fault_run.h"
#include "live/loop_run.h"
#include "live/two_device_job.h"

namespace {

using namespace ohmsweep::live;

constexpr const char* jack = "JACK: VirtualInterface";
constexpr const char* alsa = "ALSA: VirtualAlsa";
constexpr const char* dongle = "JACK: Dongle";
constexpr const char* alsa24 = "ALSA: VirtualAlsa24";

const std::vector<LoopKind>& loop_kinds() {
  static const std::vector<LoopKind> kinds{
      {jack, 44100, 256, 64, 20.0, true},    {jack, 48000, 1024, 0, 20.0, true},
      {jack, 96000, 4096, 1000, 20.0, true}, {jack, 192000, 512, 4096, 20.0, true},
      {jack, 44100, 1024, 64, 5.0, false},   {jack, 48000, 256, 0, 5.0, false},
      {jack, 96000, 1024, 256, 5.0, false},  {jack, 192000, 4096, 4096, 5.0, false},
      {alsa, 48000, 1024, 0, 5.0, false},    {alsa, 96000, 1024, 256, 5.0, false},
      {alsa24, 48000, 1024, 0, 5.0, false}};
  return kinds;
}

/// One line of the second table: the fault comes at moments spread from `first_s` to `last_s`.
struct FaultKind {
  FaultPlan plan;
  const char* when;
  double first_s;
  double last_s;
};

const std::vector<FaultKind>& fault_kinds() {
  using enum Fault;
  static const std::vector<FaultKind> kinds{{{stalled_callback, jack}, "while playing", 0.0, 0.0},
                                            {{stalled_callback, alsa}, "while playing", 0.0, 0.0},
                                            {{dropped_period, jack}, "while playing", 0.0, 0.0},
                                            {{server_stopped_1s, jack}, "while playing", 0.9, 2.0},
                                            {{server_stopped_1s, alsa}, "while playing", 0.9, 2.0},
                                            {{server_stopped, jack}, "while opening", 0.02, 0.6},
                                            {{server_stopped, alsa}, "while opening", 0.02, 0.6},
                                            {{server_stopped, jack}, "while playing", 0.9, 2.2},
                                            {{server_stopped, alsa}, "while playing", 0.9, 2.2},
                                            {{server_killed, jack}, "while opening", 0.02, 0.6},
                                            {{server_killed, alsa}, "while opening", 0.02, 0.6},
                                            {{server_killed, jack}, "while playing", 0.9, 2.2},
                                            {{server_killed, alsa}, "while playing", 0.9, 2.2},
                                            {{server_killed, jack}, "while closing", 2.6, 3.3},
                                            {{server_killed, alsa}, "while closing", 2.6, 3.3},
                                            {{interface_killed, jack}, "while playing", 0.9, 2.2},
                                            {{dongle_gone, dongle}, "while playing", 0.9, 2.2},
                                            {{server_killed, dongle}, "while playing", 0.9, 2.2}};
  return kinds;
}

void study_loop(const LoopKind& kind, int runs) {
  int exact = 0;
  int flagged = 0;
  int reported = 0;
  long shortest = -1;
  long longest = -1;
  for (int run = 0; run < runs; ++run) {
    const SoundWorld world(world_of(kind));
    const LoopOutcome outcome = run_loop(world, kind, true);
    exact += outcome.exact() ? 1 : 0;
    flagged += outcome.flagged ? 1 : 0;
    reported += outcome.reported ? 1 : 0;
    shortest = run == 0 ? outcome.lag : std::min(shortest, outcome.lag);
    longest = std::max(longest, outcome.lag);
    if (!outcome.exact()) {
      fmt::print(stderr, "{} {}: {} differences, '{}'\n", kind.device, kind.rate, outcome.differences,
                 outcome.error);
    }
  }
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {}–{} |\n", kind.device, kind.rate, kind.period,
             kind.block == 0 ? std::string("free") : std::to_string(kind.block),
             kind.freewheel ? "20 s, freewheel" : "5 s", runs, exact, reported, flagged, shortest, longest);
  std::fflush(stdout);
}

void study_fault(const FaultKind& kind, int runs) {
  int right = 0;
  int answered = 0;
  int whole = 0;
  double slowest = 0.0;
  for (int run = 0; run < runs; ++run) {
    FaultPlan plan = kind.plan;
    plan.after_s = kind.first_s + (kind.last_s - kind.first_s) * run / std::max(1, runs - 1);
    const FaultOutcome outcome = run_fault(plan);
    const std::vector<std::string> wrong = complaints(plan, outcome);
    right += wrong.empty() ? 1 : 0;
    whole += outcome.exit_code == 0 ? 1 : 0;
    answered += outcome.exit_code == 1 ? 1 : 0;
    if (outcome.exit_code != 0) slowest = std::max(slowest, outcome.answer_s);
    for (const std::string& complaint : wrong) {
      fmt::print(stderr, "{} {} after {:.2f} s: {}: {}\n", name_of(plan.fault), plan.device, plan.after_s,
                 complaint, outcome.said);
    }
  }
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name_of(kind.plan.fault), kind.when,
             kind.plan.device, runs, right, whole, answered,
             answered == 0 ? std::string("–") : fmt::format("{:.1f} s", slowest));
  std::fflush(stdout);
}

void print_clock(int rate, const TwoDeviceOutcome& outcome) {
  if (!outcome.complaint.empty()) fmt::print(stderr, "{} {}: {}\n", rate, outcome.set_ppm, outcome.complaint);
  const bool noted = outcome.u95_ppm > 0.0;
  fmt::print("| {} | {} | {} | {} | {:.4f} % | {:.4f} % | {:.0f} % |\n", rate, outcome.set_ppm,
             noted ? fmt::format("{:.1f}", outcome.found_ppm) : "no note",
             noted ? fmt::format("{:.1f}", outcome.u95_ppm) : "–", 100.0 * outcome.from_first,
             100.0 * outcome.largest_relative, 100.0 * outcome.share_within);
  std::fflush(stdout);
}

void study_two_devices() {
  fmt::print(
      "\n| rate | ppm set | ppm found | ± | \\|Z\\|: largest difference from 0 ppm | largest error of "
      "\\|Z\\| | within the interval |\n"
      "|---|---|---|---|---|---|---|\n");
  for (const int rate : {44100, 48000, 96000}) {
    for (const TwoDeviceOutcome& outcome : run_two_device_job(rate, {0.0, 100.0, -100.0, 300.0, -300.0})) {
      print_clock(rate, outcome);
    }
  }
}

int runs_from(const char* text) { return std::max(0, std::atoi(text)); }

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count == 2 && std::string_view(arguments[1]) == "two-devices") {
    study_two_devices();
    return 0;
  }
  if (argument_count != 3 && argument_count != 4) {
    fmt::print(stderr, "usage: live_study LOOPS FAULTS [FAULT] | two-devices\n");
    return 2;
  }
  fmt::print(
      "| device | rate | period | block | sweep | runs | exact | called broken | flagged | lag |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  for (const LoopKind& kind : loop_kinds()) {
    if (runs_from(arguments[1]) > 0) study_loop(kind, runs_from(arguments[1]));
  }
  if (runs_from(arguments[1]) > 0) study_two_devices();
  fmt::print(
      "\n| fault | when | device | runs | as it has to be | whole takes | sentences | slowest answer |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const FaultKind& kind : fault_kinds()) {
    if (argument_count == 4 && name_of(kind.plan.fault) != arguments[3]) continue;
    study_fault(kind, runs_from(arguments[2]));
  }
  return 0;
}
