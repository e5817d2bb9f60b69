// What the product's audio callback does while real sound runs: nothing that could make it wait.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audio/temporary_folder.h"
#include "live/loop_run.h"
#include "live/trapped_environment.h"

namespace ohmsweep::live {
namespace {

using ::testing::IsEmpty;

/// A take with the trap preloaded, and what the trap counted.
class TrappedTake {
 public:
  explicit TrappedTake(const std::string& deed = "") {
    const std::filesystem::path file = folder_ / "counts";
    environment_.emplace(trapped_environment(file, deed));
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    counts_ = static_cast<TrapCounts*>(
        ::mmap(nullptr, sizeof(TrapCounts), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0));
    ::close(descriptor);
  }
  TrappedTake(const TrappedTake&) = delete;
  TrappedTake& operator=(const TrappedTake&) = delete;
  ~TrappedTake() { ::munmap(counts_, sizeof(TrapCounts)); }

  [[nodiscard]] const TrapCounts& counts() const { return *counts_; }

 private:
  TemporaryFolder folder_;
  TrapCounts* counts_ = nullptr;
  std::optional<BorrowedEnvironment> environment_;
};

const LoopKind short_take{"JACK: VirtualInterface", 48000, 256, 0, 1.0, false};

TEST(TheCallback, NeitherAllocatesNorLocksNorCallsTheSystem) {
  for (const char* device : {"JACK: VirtualInterface", "ALSA: VirtualAlsa"}) {
    LoopKind kind = short_take;
    kind.device = device;
    SoundWorld world(world_of(kind));
    const TrappedTake take;
    const LoopOutcome outcome = run_loop(world, kind, false);
    EXPECT_TRUE(outcome.exact()) << outcome.error;
    EXPECT_GT(take.counts().callbacks.load(), 100U);
    EXPECT_EQ(take.counts().allocations.load(), 0U);
    EXPECT_EQ(take.counts().locks.load(), 0U);
    EXPECT_EQ(take.counts().calls.load(), 0U);
  }
}

TEST(TheCallback, IsSeenByTheTrapWhenItMisbehaves) {
  SoundWorld world(world_of(short_take));
  const TrappedTake take("misbehave");
  (void)run_loop(world, short_take, false);
  const std::uint64_t callbacks = take.counts().callbacks.load();
  EXPECT_GT(callbacks, 100U);
  EXPECT_EQ(take.counts().allocations.load(), 2 * callbacks);
  EXPECT_EQ(take.counts().locks.load(), callbacks);
  EXPECT_EQ(take.counts().calls.load(), callbacks);
}

TEST(TheCallback, StalledForAQuarterOfASecondLosesNothingOnJackAndIsNotCalledBroken) {
  SoundWorld world(world_of(short_take));
  const TrappedTake take("stall");
  const LoopOutcome outcome = run_loop(world, short_take, true);
  EXPECT_THAT(outcome.error, IsEmpty());
  EXPECT_EQ(outcome.differences, 0);
  EXPECT_TRUE(outcome.flagged);
  EXPECT_FALSE(outcome.reported);
}

}  // namespace
}  // namespace ohmsweep::live
