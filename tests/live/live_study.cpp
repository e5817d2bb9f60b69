// Many sweeps through the loop and many faults, counted in the tables of docs/live.md.
//   live_study LOOPS FAULTS [WORD ...]
// So many runs of each kind; with words only the rows whose beginning holds one of them, such as "ALSA", "| 5
// s", "server killed", "two devices" and "first sound". Runs in parallel need sound servers that do not see
// one another.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "live/fault_run.h"
#include "live/loop_run.h"
#include "live/start_run.h"
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
                                            {{interface_killed, jack, 0.0, 5.0}, "while playing", 0.9, 6.2},
                                            {{dongle_gone, dongle, 0.0, 5.0}, "while playing", 0.9, 6.2},
                                            {{server_killed, dongle}, "while playing", 0.9, 2.2}};
  return kinds;
}

std::string row_of(const LoopKind& kind) {
  return fmt::format("| {} | {} | {} | {} | {}", kind.device, kind.rate, kind.period,
                     kind.block == 0 ? std::string("free") : std::to_string(kind.block),
                     kind.freewheel ? "20 s, freewheel" : "5 s");
}

std::string row_of(const FaultKind& kind) {
  return fmt::format("| {} | {} | {}", name_of(kind.plan.fault), kind.when, kind.plan.device);
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
  fmt::print("{} | {} | {} | {} | {} | {}–{} |\n", row_of(kind), runs, exact, reported, flagged, shortest,
             longest);
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
  fmt::print("{} | {} | {} | {} | {} | {} |\n", row_of(kind), runs, right, whole, answered,
             answered == 0 ? std::string("–") : fmt::format("{:.1f} s", slowest));
  std::fflush(stdout);
}

void study_start(int runs) {
  fmt::print("\n| device | runs | quickest first sound | median | slowest |\n|---|---|---|---|---|\n");
  SoundWorld world;
  std::vector<double> seconds;
  for (int run = 0; run < runs; ++run) seconds.push_back(first_sound_s(world));
  std::sort(seconds.begin(), seconds.end());
  fmt::print("| {} | {} | {:.2f} s | {:.2f} s | {:.2f} s |\n", jack, runs, seconds.front(),
             seconds[seconds.size() / 2], seconds.back());
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

/// What is asked for on the command line.
struct Wanted {
  int loops = 0;
  int faults = 0;
  std::vector<std::string> words;

  /// Whether a row is: all rows are without words.
  [[nodiscard]] bool row(const std::string& begin) const {
    return words.empty() || std::ranges::any_of(words, [&](const std::string& word) {
             return begin.find(word) != std::string::npos;
           });
  }
};

void study_loops(const Wanted& wanted) {
  fmt::print(
      "| device | rate | period | block | sweep | runs | exact | called broken | flagged | lag |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  for (const LoopKind& kind : loop_kinds()) {
    if (wanted.row(row_of(kind))) study_loop(kind, wanted.loops);
  }
}

void study_faults(const Wanted& wanted) {
  fmt::print(
      "\n| fault | when | device | runs | as it has to be | whole takes | sentences | slowest answer |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const FaultKind& kind : fault_kinds()) {
    if (wanted.row(row_of(kind))) study_fault(kind, wanted.faults);
  }
}

Wanted read(int argument_count, char** arguments) {
  const auto runs = [](const char* text) { return std::max(0, std::atoi(text)); };
  return {runs(arguments[1]), runs(arguments[2]), {arguments + 3, arguments + argument_count}};
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    fmt::print(stderr, "usage: live_study LOOPS FAULTS [WORD ...]\n");
    return 2;
  }
  const Wanted wanted = read(argument_count, arguments);
  if (wanted.loops > 0) study_loops(wanted);
  if (wanted.loops > 0 && wanted.row("two devices")) study_two_devices();
  if (wanted.loops > 0 && wanted.row("first sound")) study_start(wanted.loops);
  if (wanted.faults > 0) study_faults(wanted);
  return 0;
}
