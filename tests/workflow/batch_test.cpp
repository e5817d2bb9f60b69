#include "ohmsweep/workflow/batch.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CollectionItem item(const std::string& name, std::vector<std::string> channels = {"left", "right"}) {
  return {{name}, std::move(channels), "free air"};
}

class Batching : public Sitting {
 protected:
  Batching() {
    for (const auto& [name, ohm] : {std::pair{"A", 32.0}, {"B", 64.0}, {"C", 300.0}}) {
      bench_.connect(std::string(name) + ".left", ohm);
      bench_.connect(std::string(name) + ".right", 1.02 * ohm);
    }
    hands_.tell = [this](const BatchNews& news) {
      told_.push_back(name_of(news.place) + (news.entry.outcome == BatchOutcome::measured ? "" : " not"));
    };
  }

  static BatchRequest shelf() {
    BatchRequest request;
    request.collection = "shelf";
    request.queue = queue_of({item("A"), item("B"), item("C")});
    return request;
  }

  BatchReport run(const BatchRequest& request) { return run_batch(session_, request, hands_); }
  BatchReport run() { return run(shelf()); }

  BatchHands hands_;
  std::vector<std::string> told_;
};

TEST_F(Batching, MeasuresEveryChannelInTheOrderOfTheCollection) {
  calibrate_as("desk");
  const BatchReport report = run();
  EXPECT_TRUE(report.complete());
  EXPECT_THAT(told_, ElementsAre("A left", "A right", "B left", "B right", "C left", "C right"));
  const StoredCurve stored = library_.curve(CurveKind::headphone, "C", "right");
  EXPECT_NEAR(std::abs(at(stored.curve, Hertz(1e3)).impedance_ohm), 306.0, 0.3);
  EXPECT_EQ(stored.provenance.calibration, "desk@1");
  EXPECT_EQ(stored.provenance.mounting, "free air");
  EXPECT_TRUE(library_.newest_batch("shelf").value().ended_at);
}

TEST_F(Batching, TellsOnlyWhatIsStored) {
  calibrate_as("desk");
  hands_.tell = [this](const BatchNews& news) {
    EXPECT_EQ(Library(folder_).curve(CurveKind::headphone, news.place.facts.name, news.place.channel).version,
              news.entry.version.value());
  };
  (void)run();
}

TEST_F(Batching, GoesOnWhereItWasEnded) {
  calibrate_as("desk");
  hands_.prepare = [](const QueuePlace& place, bool, const std::function<void()>&) {
    return place.facts.name == "B" && place.channel == "right" ? BatchStep::quit : BatchStep::go;
  };
  EXPECT_THROW((void)run(), Stopped);
  EXPECT_THAT(told_, ElementsAre("A left", "A right", "B left"));
  hands_.prepare = {};
  told_.clear();
  const BatchReport report = run();
  EXPECT_TRUE(report.resumed);
  EXPECT_TRUE(report.complete());
  EXPECT_THAT(told_, ElementsAre("B right", "C left", "C right"));
  for (const CurveSummary& curve : library_.list_curves(CurveKind::headphone)) EXPECT_EQ(curve.version, 1);
}

TEST_F(Batching, StoresTheTakeThatWasRecordedBeforeAFault) {
  calibrate_as("desk");
  hands_.prepare = [](const QueuePlace& place, bool, const std::function<void()>&) -> BatchStep {
    if (place.facts.name == "B") throw failure("the lamp fell over");
    return BatchStep::go;
  };
  EXPECT_THROW((void)run(), Error);
  EXPECT_THAT(told_, ElementsAre("A left", "A right"));
}

TEST_F(Batching, LeavesOutWhatIsSkippedAndComesBackToItOnceAllIsHandled) {
  calibrate_as("desk");
  hands_.prepare = [](const QueuePlace& place, bool, const std::function<void()>&) {
    return place.facts.name == "A" ? BatchStep::skip : BatchStep::go;
  };
  EXPECT_FALSE(run().complete());
  EXPECT_THAT(told_, ElementsAre("A left not", "A right not", "B left", "B right", "C left", "C right"));
  told_.clear();
  hands_.prepare = {};
  EXPECT_TRUE(run().complete());
  EXPECT_THAT(told_, ElementsAre("A left", "A right"));
}

TEST_F(Batching, DoesTheLastOneAgainWhenAsked) {
  calibrate_as("desk");
  int asked = 0;
  hands_.prepare = [&](const QueuePlace&, bool has_last, const std::function<void()>&) {
    return has_last && ++asked == 1 ? BatchStep::redo_last : BatchStep::go;
  };
  EXPECT_TRUE(run().complete());
  EXPECT_THAT(told_, ElementsAre("A left", "A left", "A right", "B left", "B right", "C left", "C right"));
  EXPECT_EQ(library_.curve(CurveKind::headphone, "A", "left").version, 2);
  EXPECT_THAT(library_.newest_batch("shelf").value().entries, SizeIs(6));
}

TEST_F(Batching, DoesNothingWhereEverythingIsMeasuredAndEverythingOnANewRun) {
  calibrate_as("desk");
  (void)run();
  told_.clear();
  EXPECT_TRUE(run().complete());
  EXPECT_THAT(told_, IsEmpty());
  BatchRequest again = shelf();
  again.restart = true;
  EXPECT_TRUE(run(again).complete());
  EXPECT_THAT(told_, SizeIs(6));
}

TEST_F(Batching, RedoesWhatIsNamedAlone) {
  calibrate_as("desk");
  (void)run();
  told_.clear();
  BatchRequest again = shelf();
  again.redo = {"B.right", "C"};
  (void)run(again);
  EXPECT_THAT(told_, ElementsAre("B right", "C left", "C right"));
  again.redo = {"D"};
  EXPECT_THROW((void)run(again), Error);
}

TEST_F(Batching, RejectsWhatIsNotConnectedAndGoesOn) {
  calibrate_as("desk");
  bench_.connect("B.left", 1e12);
  const BatchReport report = run();
  EXPECT_FALSE(report.complete());
  ASSERT_TRUE(report.entries[2].has_value());
  EXPECT_EQ(report.entries[2]->outcome, BatchOutcome::rejected);
  EXPECT_FALSE(report.entries[2]->remark.empty());
  EXPECT_THAT(library_.list_curves(CurveKind::headphone), SizeIs(5));
  bench_.connect("B.left", 64.0);
  EXPECT_TRUE(run().complete());
}

TEST_F(Batching, RejectsAStateThatTheDeviceCannotGiveAndGoesOn) {
  calibrate_as("desk");
  BatchRequest request = shelf();
  request.queue = queue_of({item("A"), item("unknown"), item("C")});
  const BatchReport report = run(request);
  EXPECT_EQ(report.entries[2].value().outcome, BatchOutcome::rejected);
  EXPECT_EQ(report.entries[5].value().outcome, BatchOutcome::measured);
}

TEST_F(Batching, SeesTheHeadphoneThatIsPluggedInStill) {
  calibrate_as("desk");
  bench_.connect("B.left", 1.02 * 32.0);
  (void)run();
  EXPECT_TRUE(
      has(library_.curve(CurveKind::headphone, "B", "left").curve.findings, FindingCode::same_device));
  EXPECT_FALSE(
      has(library_.curve(CurveKind::headphone, "C", "left").curve.findings, FindingCode::same_device));
}

TEST_F(Batching, SeesSidesThatAreNotAsTheyWereBefore) {
  calibrate_as("desk");
  (void)run();
  bench_.connect("C.left", 306.0);
  bench_.connect("C.right", 300.0);
  BatchRequest again = shelf();
  again.redo = {"C"};
  (void)run(again);
  for (const char* side : {"left", "right"}) {
    EXPECT_TRUE(
        has(library_.curve(CurveKind::headphone, "C", side).curve.findings, FindingCode::sides_swapped));
  }
}

TEST_F(Batching, SeesThatAnotherHeadphoneIsPluggedInThanThePublishedOne) {
  calibrate_as("desk");
  BatchRequest request = shelf();
  for (QueuePlace& place : request.queue) place.facts.nominal_ohm = 32.0;
  (void)run(request);
  const auto is_other = [&](const char* name) {
    return has(library_.curve(CurveKind::headphone, name, "left").curve.findings,
               FindingCode::other_headphone);
  };
  EXPECT_FALSE(is_other("A"));
  EXPECT_TRUE(is_other("C"));
}

TEST_F(Batching, ChecksTheBenchBeforeTheFirstOfEverySoManyAndAfterTheLast) {
  calibrate_as("desk");
  BatchRequest request = shelf();
  request.drift_check = DriftCheck{2, "open", {}};
  std::vector<std::size_t> told_before;
  hands_.tell_check = [&](const DriftNews& news) {
    EXPECT_TRUE(news.verification.agrees) << news.verification.normalised_error;
    told_before.push_back(told_.size());
  };
  const BatchReport report = run(request);
  EXPECT_THAT(told_before, ElementsAre(0U, 4U, 6U));
  EXPECT_THAT(library_.verifications("desk"), SizeIs(3));
  EXPECT_TRUE(report.complete());
}

TEST_F(Batching, DoubtsWhatWasMeasuredSinceTheLastGoodCheck) {
  calibrate_as("desk");
  BatchRequest request = shelf();
  request.drift_check = DriftCheck{1, "33ohm+-0.1%", {}};
  int checks = 0;
  hands_.prepare_check = [&](const std::string&) {
    if (++checks == 3) bench_.connect("33ohm", 34.0);
    return BatchStep::go;
  };
  std::vector<std::string> in_doubt;
  hands_.tell_check = [&](const DriftNews& news) {
    if (in_doubt.empty()) in_doubt = news.in_doubt;
  };
  EXPECT_FALSE(run(request).complete());
  EXPECT_THAT(in_doubt, ElementsAre("B left", "B right"));
  EXPECT_THAT(library_.newest_batch("shelf").value().entries[2].remark, HasSubstr("in doubt"));
  EXPECT_EQ(library_.newest_batch("shelf").value().entries[0].remark, "");
}

TEST_F(Batching, DoesNotRunTwiceAtOnceOnOneLibrary) {
  calibrate_as("desk");
  hands_.prepare = [&](const QueuePlace&, bool, const std::function<void()>&) {
    EXPECT_THROW((void)run_batch(session_, shelf(), {}), Error);
    return BatchStep::quit;
  };
  EXPECT_THROW((void)run(), Stopped);
}

TEST(BatchQueue, ComesBackToTheRejectedOnlyWhenNothingIsUntouched) {
  const std::vector<QueuePlace> queue = queue_of({item("A"), item("B", {"left"})});
  const BatchEntry bad{"A", "left", BatchOutcome::rejected, {}, "", ""};
  const BatchEntry good{"A", "right", BatchOutcome::measured, 1, "", ""};
  const BatchEntry skipped{"B", "left", BatchOutcome::skipped, {}, "", ""};
  EXPECT_THAT(still_to_do(queue, {}), SizeIs(3));
  EXPECT_THAT(still_to_do(queue, {bad, good}), SizeIs(1));
  EXPECT_THAT(still_to_do(queue, {bad, good, skipped}), SizeIs(2));
  EXPECT_EQ(still_to_do(queue, {bad, good, skipped}).front().channel, "left");
}

}  // namespace
}  // namespace ohmsweep
