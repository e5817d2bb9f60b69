// ohmsweep_study [--reduced] [accuracy] [standards] [gains] [coverage] [variance] [faults] [clocks] [outputs]
// [players]: exit code 1 when a figure misses its limit.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "study/studies.h"

int main(int argc, char** argv) {
  using namespace ohmsweep::study;
  Extent extent;
  std::vector<std::string> wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--reduced") {
      extent.seeds = 24;
    } else {
      wanted.push_back(argument);
    }
  }
  extent.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const std::vector<std::string> known{"accuracy", "standards", "gains",   "coverage", "variance",
                                       "faults",   "clocks",    "outputs", "players"};
  if (wanted.empty()) wanted = known;
  bool all_within = true;
  try {
    for (const std::string& name : wanted) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        std::fprintf(stderr, "ohmsweep_study: there is no study '%s'\n", name.c_str());
        return 2;
      }
      if (name == "accuracy") all_within = accuracy(extent) && all_within;
      if (name == "standards") all_within = standards(extent) && all_within;
      if (name == "gains") all_within = gains(extent) && all_within;
      if (name == "coverage") all_within = coverage(extent) && all_within;
      if (name == "variance") all_within = variance(extent) && all_within;
      if (name == "faults") all_within = faults(extent) && all_within;
      if (name == "players") all_within = players(extent) && all_within;
      if (name == "clocks") all_within = clocks(extent) && all_within;
      if (name == "outputs") all_within = outputs(extent) && all_within;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ohmsweep_study: %s\n", error.what());
    return 1;
  }
  std::printf("\n%s\n",
              all_within ? "All figures are within their limits." : "A figure is outside its limit.");
  return all_within ? 0 : 1;
}
