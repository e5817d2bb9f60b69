#include "ohmsweep/workflow/hands_free.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "ohmsweep/audio/bench_hands.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/workflow/calibrate.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* bench_text = R"(
[converters]
noise = "-104dBFS"
bits = 24
[wiring]
output_resistance = "10ohm"
[[headphone]]
name = "A"
left = ["R + - 32ohm"]
right = ["R + - 33ohm"]
[[headphone]]
name = "B"
left = ["R + - 300ohm"]
right = ["R + - 310ohm"]
)";

/// Whose takes of these numbers, counted from 0, fall silent halfway.
class Faulty final : public AudioDevice {
 public:
  Faulty(std::unique_ptr<AudioDevice> device, std::set<int> broken)
      : device_(std::move(device)), broken_(std::move(broken)) {}
  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    Recording take = device_->play_and_record(stimulus, format, state, progress);
    if (!broken_.contains(takes_++)) return take;
    for (auto* channel : {&take.source, &take.dut}) {
      std::fill(channel->begin() + static_cast<std::ptrdiff_t>(channel->size() / 2), channel->end(), 0.0);
    }
    take.hash = content_hash(take);
    return take;
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    device_->listen(loop, format, state, listener);
  }
  [[nodiscard]] std::string name() const override { return device_->name(); }

 private:
  std::unique_ptr<AudioDevice> device_;
  std::set<int> broken_;
  int takes_ = 0;
};

class HandsFree : public ::testing::Test {
 protected:
  HandsFree()
      : folder_(std::filesystem::temp_directory_path() /
                ("hands_free_" + std::to_string(::getpid()) + "_" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())),
        estimator_(short_sweep()) {
    std::filesystem::remove_all(folder_);
    library_.emplace(folder_);
  }
  ~HandsFree() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  /// Runs A and B with these hands at the bench; none: as the queue asks.
  BatchReport run(const std::string& hands, const BatchHands& beside = {}) {
    const Bench bench = parse_bench(bench_text + hands, "bench.toml");
    const auto calibrated = make_virtual_bench(bench, "desk");
    Session at_desk{*calibrated, *library_, estimator_, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
    (void)calibrate(at_desk, {"desk", {"open", "short", "100ohm"}, {}});
    Faulty device(make_bench_hands(make_virtual_bench(bench, "desk")), broken_);
    Session session{device, *library_, estimator_, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
    BatchRequest request;
    request.collection = "shelf";
    request.queue = queue_of({{{"A"}, {"left", "right"}, ""}, {{"B"}, {"left", "right"}, ""}});
    request.drift_check = check_;
    HandsFreeOptions options;
    options.tell = [this](HandsFreeEvent event, const QueuePlace&, double) { events_.push_back(event); };
    options.typed = [this]() -> std::optional<BatchStep> { return typed_ ? typed_() : std::nullopt; };
    return run_batch(session, request, hands_free(session, {}, beside, options));
  }

  std::filesystem::path folder_;
  RatioEstimator estimator_;
  std::optional<Library> library_;
  std::optional<DriftCheck> check_;
  std::set<int> broken_;
  std::vector<HandsFreeEvent> events_;
  std::function<std::optional<BatchStep>()> typed_;
};

double ohm_of(const Library& library, const char* name, const char* channel) {
  return std::abs(at(library.curve(CurveKind::headphone, name, channel).curve, Hertz(1e3)).impedance_ohm);
}

TEST_F(HandsFree, MeasuresWhatIsPluggedInOneAfterAnother) {
  EXPECT_TRUE(run("").complete());
  EXPECT_NEAR(ohm_of(*library_, "A", "left"), 32.0, 0.1);
  EXPECT_NEAR(ohm_of(*library_, "B", "right"), 310.0, 1.0);
  EXPECT_EQ(std::count(events_.begin(), events_.end(), HandsFreeEvent::connected), 4);
}

TEST_F(HandsFree, WaitsThroughAPlugThatBouncesAndIsHalfIn) {
  const BatchReport report = run(R"(
[[hand]]
plug = "short"
after = "1s"
[[hand]]
plug = "A.right"
after = "0.2s"
[[hand]]
plug = "open"
after = "0.3s"
[[hand]]
plug = "A.left"
after = "0.2s"
[[hand]]
plug = "open"
[[hand]]
plug = "short"
[[hand]]
plug = "A.right"
[[hand]]
plug = "open"
[[hand]]
plug = "B.left"
[[hand]]
plug = "open"
[[hand]]
plug = "B.right"
)");
  EXPECT_TRUE(report.complete());
  EXPECT_NEAR(ohm_of(*library_, "A", "left"), 32.0, 0.1);
  EXPECT_THAT(events_, Contains(HandsFreeEvent::shorted));
}

TEST_F(HandsFree, DoesNotMeasureTheLastHeadphoneTwiceWhereItStaysPluggedIn) {
  const std::string change = "[[hand]]\nplug = \"open\"\nafter = \"10s\"\n[[hand]]\nplug = \"";
  EXPECT_TRUE(run("[[hand]]\nplug = \"A.left\"\n" + change + "A.right\"\n" + change + "B.left\"\n" + change +
                  "B.right\"\n")
                  .complete());
  EXPECT_THAT(events_, Contains(HandsFreeEvent::still_there));
  EXPECT_EQ(std::count(events_.begin(), events_.end(), HandsFreeEvent::connected), 4);
}

TEST_F(HandsFree, TakesAnotherHeadphoneThatWasExchangedTooQuicklyToBeSeenAway) {
  EXPECT_TRUE(run("[[hand]]\nplug = \"A.left\"\n[[hand]]\nplug = \"B.left\"\n[[hand]]\nplug = \"A.right\"\n"
                  "[[hand]]\nplug = \"B.right\"\n")
                  .complete());
  EXPECT_NEAR(ohm_of(*library_, "A", "right"), 300.0, 1.0);  // in the order in which they came
}

TEST_F(HandsFree, MeasuresABadTakeAgainBeforeItIsUnplugged) {
  broken_ = {1};
  EXPECT_TRUE(run("").complete());
  EXPECT_EQ(std::count(events_.begin(), events_.end(), HandsFreeEvent::bad_take), 1);
  EXPECT_EQ(std::count(events_.begin(), events_.end(), HandsFreeEvent::connected), 4);
  EXPECT_NEAR(ohm_of(*library_, "A", "right"), 33.0, 0.1);
}

TEST_F(HandsFree, MeasuresTheLastPlaceAgainToo) {
  broken_ = {3};
  EXPECT_TRUE(run("").complete());
}

TEST_F(HandsFree, LeavesAPlaceRejectedThatStaysBad) {
  broken_ = {0, 1};
  const BatchReport report = run("");
  ASSERT_TRUE(report.entries[0].has_value());
  EXPECT_EQ(report.entries[0]->outcome, BatchOutcome::rejected);
  EXPECT_EQ(report.entries[1].value().outcome, BatchOutcome::measured);
}

TEST_F(HandsFree, ChecksTheBenchWhileNothingIsPluggedIn) {
  check_ = DriftCheck{1, "open", {}};
  const BatchReport report = run("");
  EXPECT_TRUE(report.complete());
  ASSERT_EQ(report.checks.size(), 3U);
  for (const Verification& check : report.checks) EXPECT_TRUE(check.agrees) << check.normalised_error;
}

TEST_F(HandsFree, EndsWhenTold) {
  int blocks = 0;
  typed_ = [&]() -> std::optional<BatchStep> {
    return ++blocks > 60 ? std::optional(BatchStep::quit) : std::nullopt;
  };
  EXPECT_THROW((void)run(""), Stopped);
}

TEST_F(HandsFree, SaysWhereNobodyPlugsAnythingInAnyMore) {
  try {
    (void)run("[[hand]]\nplug = \"A.left\"\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("[[hand]]"));
  }
  EXPECT_NEAR(ohm_of(*library_, "A", "left"), 32.0, 0.1);  // what was measured is stored
}

}  // namespace
}  // namespace ohmsweep
