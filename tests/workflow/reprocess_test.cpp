#include "ohmsweep/workflow/reprocess.h"

#include <gmock/gmock.h>

#include <fstream>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/kit_file.h"
#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/take_state.h"
#include "ohmsweep/workflow/takes_upkeep.h"
#include "workflow/keeping_sitting.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Reprocessing : public KeepingSitting {
 protected:
  std::vector<Reprocessed> again(ReprocessRequest request = {}) {
    request.software = "ohmsweep later";
    return reprocess(library_, request, {});
  }
};

auto outcomes(const std::vector<Reprocessed>& all) {
  std::vector<ReprocessOutcome> each;
  each.reserve(all.size());
  for (const Reprocessed& one : all) each.push_back(one.outcome);
  return each;
}

TEST_F(Reprocessing, ChangesNoBitWhereNothingHasChanged) {
  calibrate_as("desk");
  measure();
  session_.average = 2;
  (void)measure_headphone(session_, {"HD", {"left", "left"}, {}, 3});
  session_.average = 1;
  (void)measure_amplifier(session_, {"O2", "front", output_sequence({"33ohm+-0.1%"}, 1)});
  ReprocessRequest request;
  request.calibrations = true;
  const std::vector<Reprocessed> all = again(request);
  EXPECT_THAT(all, SizeIs(4));
  EXPECT_THAT(outcomes(all), Each(ReprocessOutcome::unchanged));
  EXPECT_EQ(library_.curve(CurveKind::headphone, "HD", "left").version, 2);
}

TEST_F(Reprocessing, GivesTheSameWithAnyNumberOfThreads) {
  calibrate_as("desk");
  for (const char* name : {"A", "B", "C"}) {
    bench_.connect(std::string(name) + ".left", 50.0);
    (void)measure_headphone(session_, {name, {"left"}, {}});
  }
  calibrate_as("other", "2026-02-01T00:00:00Z");
  ReprocessRequest request;
  request.calibration.own = false;
  request.dry_run = true;
  const std::vector<Reprocessed> one_by_one = again(request);
  request.threads = 4;
  const std::vector<Reprocessed> at_once = again(request);
  ASSERT_EQ(at_once.size(), one_by_one.size());
  for (std::size_t i = 0; i < at_once.size(); ++i) {
    EXPECT_EQ(at_once[i].name, one_by_one[i].name);
    EXPECT_EQ(at_once[i].difference, one_by_one[i].difference);
  }
}

TEST_F(Reprocessing, CorrectsWithTheNewestCalibrationWhereAsked) {
  calibrate_as("desk");
  measure();
  calibrate_as("desk", "2026-02-01T00:00:00Z");
  EXPECT_THAT(outcomes(again()), Each(ReprocessOutcome::unchanged));
  ReprocessRequest request;
  request.calibration.own = false;
  const std::vector<Reprocessed> all = again(request);
  EXPECT_THAT(outcomes(all), Each(ReprocessOutcome::changed));
  EXPECT_GT(all.front().difference, 0.0);
  EXPECT_LT(all.front().difference_in_u95, 1.0);
  const StoredCurve now = library_.curve(CurveKind::headphone, "HD", "left");
  EXPECT_EQ(now.version, 2);
  EXPECT_EQ(now.provenance.calibration, "desk@2");
  EXPECT_EQ(now.provenance.software, "ohmsweep later");
  EXPECT_EQ(now.provenance.recorded_at, "2026-01-01T00:00:00Z");
}

TEST_F(Reprocessing, OnADryRunStoresNothing) {
  calibrate_as("desk");
  measure();
  calibrate_as("desk", "2026-02-01T00:00:00Z");
  ReprocessRequest request;
  request.calibration.own = false;
  request.dry_run = true;
  const std::vector<Reprocessed> all = again(request);
  EXPECT_THAT(outcomes(all), Each(ReprocessOutcome::changed));
  EXPECT_FALSE(all.front().new_version);
  EXPECT_EQ(library_.curve(CurveKind::headphone, "HD", "left").version, 1);
}

TEST_F(Reprocessing, LeavesACurveAsItIsWhoseTakeIsGone) {
  calibrate_as("desk");
  measure();
  fs::remove(take_file("left"));
  const std::vector<Reprocessed> all = again();
  EXPECT_THAT(outcomes(all), ElementsAre(ReprocessOutcome::impossible, ReprocessOutcome::unchanged));
  EXPECT_THAT(all.front().reason, HasSubstr("is not kept"));
}

TEST_F(Reprocessing, LeavesACurveAsItIsWhoseTakeIsAnotherOne) {
  calibrate_as("desk");
  measure();
  fs::copy_file(take_file("right"), take_file("left"), fs::copy_options::overwrite_existing);
  EXPECT_THAT(again().front().reason, HasSubstr("has been altered"));
}

TEST_F(Reprocessing, LeavesACurveAsItIsThatWasMeasuredBeforeTakesWereKept) {
  session_.takes_folder.clear();
  calibrate_as("desk");
  measure();
  EXPECT_THAT(outcomes(again()), Each(ReprocessOutcome::impossible));
}

TEST_F(Reprocessing, DoesOnlyWhatIsNamed) {
  calibrate_as("desk");
  measure();
  (void)measure_amplifier(session_, {"O2", "front", output_sequence({"33ohm+-0.1%"}, 1)});
  ReprocessRequest request;
  request.amplifier = "O2";
  EXPECT_THAT(again(request), ElementsAre(Field(&Reprocessed::kind, "amplifier")));
  request.amplifier = "nobody";
  EXPECT_THROW((void)again(request), Error);
}

TEST_F(Reprocessing, KeepsAStimulusThatItsParametersDoNotGive) {
  Stimulus foreign = estimator_.stimulus();
  for (double& sample : foreign.samples) sample *= 0.99;
  const RatioEstimator estimator(foreign);
  Session session{bench_, library_, estimator, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
  session.takes_folder = folder_ / "takes";
  (void)measure_headphone(session, {"HD", {"left"}, {}});
  EXPECT_TRUE(kept_stimulus_file(folder_ / "takes", estimator.stimulus_hash()));
  EXPECT_THAT(outcomes(again()), Each(ReprocessOutcome::unchanged));
}

TEST_F(Reprocessing, OfEveryWiringOfAnOutputChangesNoBit) {
  Bench bench;
  bench.converters.noise_rms = 1e-5;
  bench.converters.bits = 24;
  BenchAmplifier amplifier{"amp", {}};
  for (const OutputKind kind : {OutputKind::looped, OutputKind::player, OutputKind::balanced}) {
    BenchOutput output;
    output.name = std::string(to_string(wiring_of(kind)));
    output.kind = kind;
    output.circuit.elements = {resistor("R", "source", "tip", Ohms(2.0))};
    if (kind == OutputKind::balanced)
      output.cold_circuit.elements = {resistor("R", "source", "tip", Ohms(2.1))};
    amplifier.outputs.push_back(output);
  }
  bench.amplifiers.push_back(amplifier);
  const auto device = make_virtual_bench(bench, "amps");
  PlayerProgramme programme;
  programme.sweep = estimator_.stimulus().sweep;
  programme.sweep.lead_in = Seconds(0.5);
  programme.sweep.lead_out = Seconds(1.0);
  for (const OutputWiring wiring : {OutputWiring::looped, OutputWiring::player, OutputWiring::balanced}) {
    const bool player = wiring == OutputWiring::player;
    const RatioEstimator estimator(
        player ? passage_stimulus(programme, PassageKind::both, programme.sweep.sample_rate)
               : estimator_.stimulus());
    Session session{*device, library_, estimator, {}, "", "2026-01-01T00:00:00Z", "ohmsweep test", {}};
    session.takes_folder = folder_ / "takes";
    if (player) session.programme = programme;
    (void)measure_amplifier(
        session, {"amp", std::string(to_string(wiring)), output_sequence({"33ohm+-0.1%"}, 1), wiring});
  }
  const std::vector<Reprocessed> all = again();
  EXPECT_THAT(all, SizeIs(3));
  for (const Reprocessed& one : all)
    EXPECT_EQ(one.outcome, ReprocessOutcome::unchanged) << one.part << one.reason;
}

TEST_F(Reprocessing, KnowsTheAirThatACalibrationWasMadeIn) {
  session_.kit_text =
      "[[standard]]\nname = \"warm\"\nkind = \"load\"\nresistance = \"100ohm+-0.01%\"\n"
      "temperature_coefficient = \"1000ppm/K\"\n";
  bench_.connect("warm", 100.0);
  session_.temperature_c = 33.0;
  (void)calibrate(session_, {"desk", {"open", "short", "warm"}, read_kit(session_.kit_text, "kit")});
  session_.temperature_c = 21.0;
  measure({"left"});
  ReprocessRequest request;
  request.calibrations = true;
  const std::vector<Reprocessed> all = again(request);
  EXPECT_THAT(all, SizeIs(2));
  EXPECT_THAT(outcomes(all), Each(ReprocessOutcome::unchanged));
}

TEST_F(Reprocessing, LoadsAnOutputWithTheCurveThatWasUsedThen) {
  calibrate_as("desk");
  measure({"left"});
  bench_.connect("O2.headphone:HD.left", 300.0);
  (void)measure_amplifier(session_, {"O2", "front", output_sequence({"headphone:HD.left"}, 1)});
  calibrate_as("desk", "2026-01-02T00:00:00Z");
  ReprocessRequest request;
  request.calibration.own = false;
  request.headphone = "HD";
  EXPECT_THAT(outcomes(again(request)), ElementsAre(ReprocessOutcome::changed));
  ReprocessRequest outputs;
  outputs.amplifier = "O2";
  EXPECT_THAT(outcomes(again(outputs)), ElementsAre(ReprocessOutcome::unchanged));
}

TEST_F(Reprocessing, NamesAnImportedCurveAndLeavesIt) {
  calibrate_as("desk");
  measure({"left"});
  StoredCurve imported = library_.curve(CurveKind::headphone, "HD", "left");
  imported.provenance.imported_from = "hd.zma";
  library_.add(CurveKind::headphone, "Foreign", "left", imported.curve, imported.provenance);
  const std::vector<Reprocessed> all = again();
  EXPECT_THAT(outcomes(all), ElementsAre(ReprocessOutcome::imported, ReprocessOutcome::unchanged));
  EXPECT_THAT(all.front().reason, HasSubstr("hd.zma"));
}

TEST_F(Reprocessing, NeverHidesWhatWasMeasuredMeanwhile) {
  calibrate_as("desk");
  measure({"left"});
  calibrate_as("desk", "2026-01-02T00:00:00Z");
  const StoredCurve first = library_.curve(CurveKind::headphone, "HD", "left");
  EXPECT_EQ(library_.add(CurveKind::headphone, "HD", "left", first.curve, first.provenance, 1), 2);
  EXPECT_THROW(library_.add(CurveKind::headphone, "HD", "left", first.curve, first.provenance, 1), Error);
  EXPECT_EQ(library_.curve(CurveKind::headphone, "HD", "left").version, 2);
}

TEST_F(Reprocessing, TellsProgressInOrder) {
  calibrate_as("desk");
  measure();
  std::vector<std::size_t> steps;
  (void)reprocess(library_, {}, [&](const Reprocessed&, std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 2U);
    steps.push_back(done);
  });
  EXPECT_THAT(steps, ElementsAre(1U, 2U));
}

TEST_F(Reprocessing, StoresNothingWhereATakeCannotBeKept) {
  calibrate_as("desk");
  fs::remove_all(folder_ / "takes");
  std::ofstream(folder_ / "takes") << "in the way";
  EXPECT_THROW(measure(), Error);
  EXPECT_THAT(library_.list_curves(CurveKind::headphone), IsEmpty());
}

}  // namespace
}  // namespace ohmsweep
