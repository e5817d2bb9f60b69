#pragma once
// Runs one piece of work per seed on a few threads.

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

#include "study/studies.h"

namespace ohmsweep::study {

/// Calls work(thread, first seed, one past the last) on each thread; seeds are split evenly.
inline void over_seeds(const Extent& extent, const std::function<void(int, int, int)>& work) {
  std::vector<std::thread> threads;
  for (int t = 0; t < extent.threads; ++t) {
    const int from = extent.seeds * t / extent.threads;
    const int to = extent.seeds * (t + 1) / extent.threads;
    threads.emplace_back(work, t, from, to);
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace ohmsweep::study
