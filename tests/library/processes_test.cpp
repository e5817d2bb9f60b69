#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include "library/samples.h"

namespace ohmsweep {
namespace {

using samples::Folder;
using ::testing::ElementsAre;

/// A process that stores curves as fast as it can and acknowledges each with one byte.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& folder) {
    EXPECT_EQ(pipe(ends_.data()), 0);
    child_ = fork();
    if (child_ == 0) store_forever(folder);
    close(ends_[1]);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { close(ends_[0]); }

  void wait_for_first() {
    std::array<char, 1> byte{};
    acknowledged_ += static_cast<int>(read(ends_[0], byte.data(), 1));
  }

  /// Ends the process at once and returns how many curves it had acknowledged.
  int kill_and_count() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    std::array<char, 1> byte{};
    while (read(ends_[0], byte.data(), 1) == 1) ++acknowledged_;
    return acknowledged_;
  }

 private:
  [[noreturn]] void store_forever(const std::filesystem::path& folder) {
    Library library(folder);
    const ImpedanceCurve curve = samples::plain_curve(300);
    for (;;) {
      library.add(CurveKind::headphone, "HD600", "left", curve, samples::provenance());
      if (write(ends_[1], "!", 1) != 1) _exit(1);
    }
  }

  std::array<int, 2> ends_{};
  pid_t child_ = 0;
  int acknowledged_ = 0;
};

TEST(KilledWriter, LosesNothingThatWasAcknowledged) {
  const Folder folder;
  std::mt19937 random(20);
  int stored = 0;
  for (int round = 0; round < 20; ++round) {
    Writer writer(folder.path());
    writer.wait_for_first();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
    const int acknowledged = writer.kill_and_count();
    ASSERT_GT(acknowledged, 0);
    const Library library(folder.path());
    const int newest = library.curve(CurveKind::headphone, "HD600", "left").version;
    EXPECT_GE(newest, stored + acknowledged);
    EXPECT_LE(newest, stored + acknowledged + 1);  // at most the one between storing and acknowledging
    EXPECT_THAT(library.check(), ElementsAre());
    stored = newest;
  }
}

TEST(KilledWriter, MayDieWhileItMakesTheLibrary) {
  std::mt19937 random(21);
  for (int round = 0; round < 10; ++round) {
    const Folder folder;
    Writer writer(folder.path());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 4000));
    const int acknowledged = writer.kill_and_count();
    const Library library(folder.path());
    EXPECT_THAT(library.check(), ElementsAre());
    EXPECT_GE(library.list_curves(CurveKind::headphone).size(), acknowledged > 0 ? 1U : 0U);
  }
}

TEST(SeveralProcesses, StoreSideBySideWithoutLosingAVersion) {
  const Folder folder;
  constexpr int each = 20;
  std::array<pid_t, 3> children{};
  for (pid_t& child : children) {
    child = fork();
    if (child != 0) continue;
    try {
      Library library(folder.path());
      for (int i = 0; i < each; ++i)
        library.add(CurveKind::amplifier, "O2", "front", samples::plain_curve(0.5), {});
      _exit(0);
    } catch (const Error&) {
      _exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  const Library library(folder.path());
  EXPECT_EQ(library.curve(CurveKind::amplifier, "O2", "front").version, 3 * each);
  EXPECT_THAT(library.check(), ElementsAre());
}

TEST(SeveralProcesses, OneReadsWhatAnotherJustStored) {
  const Folder folder;
  const Library reader(folder.path());
  EXPECT_EQ(samples::contents(reader), "");
  Library writer(folder.path());
  writer.add(CurveKind::headphone, "HD600", "left", samples::plain_curve(300), {});
  EXPECT_EQ(samples::contents(reader), "HD600.left@1 300\n");
}

}  // namespace
}  // namespace ohmsweep
