#include "ohmsweep/workflow/import_curve.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/curve_csv.h"
#include "ohmsweep/workflow/measure_output.h"
#include "ohmsweep/workflow/rate.h"
#include "ohmsweep/workflow/takes_upkeep.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Importing : public Sitting {
 protected:
  MeasuredCurve import(const std::string& text, const std::string& file = "a.zma",
                       std::optional<double> relative_u95 = {}) {
    ImportRequest request;
    request.name = "HD600";
    request.part = "left";
    request.text = text;
    request.file_name = file;
    request.relative_u95 = relative_u95;
    request.mounting = "on a coupler";
    request.recorded_at = "2026-01-01T00:00:00Z";
    return import_curve(library_, request);
  }
};

CurveDocument two_points(const std::string& kind, const std::string& name, const std::string& part,
                         const std::vector<Complex>& impedance_ohm) {
  CurveDocument document;
  document.kind = kind;
  document.name = name;
  document.part = part;
  document.curve.grid = FrequencyGrid({20.0, 20000.0});
  document.curve.impedance_ohm = impedance_ohm;
  return document;
}

constexpr const char* with_phase = "20 300 10\n1000 310 5\n20000 320 20\n";

TEST_F(Importing, KeepsTheCurveWithTheFileThatItIsFrom) {
  (void)import(with_phase);
  const StoredCurve stored = library_.curve(CurveKind::headphone, "HD600", "left");
  EXPECT_EQ(stored.provenance.imported_from, "a.zma");
  EXPECT_EQ(stored.provenance.mounting, "on a coupler");
  EXPECT_EQ(stored.provenance.takes.back().hash.size(), 64U);
  EXPECT_TRUE(has(stored.curve.findings, FindingCode::imported));
  EXPECT_FALSE(has(stored.curve.findings, FindingCode::phase_reconstructed));
  EXPECT_THAT(library_.check(), IsEmpty());
  EXPECT_THAT(check_takes(library_, 1, {}).faults, IsEmpty());
}

TEST_F(Importing, SaysWhereNothingIsKnownOfTheUncertainty) {
  const MeasuredCurve imported = import(with_phase);
  EXPECT_FALSE(has_uncertainty(imported.curve));
  EXPECT_TRUE(std::isnan(library_.list_curves(CurveKind::headphone).front().impedance_1khz_u95_ohm));
  EXPECT_THAT(curve_csv(imported.curve), HasSubstr(",,,\n"));
}

TEST_F(Importing, TakesTheUncertaintyThatIsStated) {
  const ImpedanceCurve curve = import(with_phase, "a.zma", 0.02).curve;
  EXPECT_TRUE(has_uncertainty(curve));
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    EXPECT_NEAR(magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]),
                0.02 * std::abs(curve.impedance_ohm[i]), 1e-9);
  }
  const ImpedanceCurve of_file = import("Hz,ohm,deg,ohm_u95\n20,300,10,3\n1000,310,5,4\n", "a.csv").curve;
  EXPECT_NEAR(magnitude_u95(of_file.impedance_ohm[0], of_file.covariance[0]), 3.0, 1e-9);
}

TEST_F(Importing, GivesACurveWithoutPhaseThatOfMinimumPhaseAndSaysSo) {
  const ImpedanceCurve curve = import("20 1000\n200 100\n2000 10\n20000 1\n").curve;
  EXPECT_TRUE(has(curve.findings, FindingCode::phase_reconstructed));
  for (const Complex& impedance : curve.impedance_ohm) EXPECT_NEAR(phase_deg(impedance), -90.0, 0.1);
  EXPECT_THROW((void)import("20 0\n200 1\n"), Error);
}

TEST_F(Importing, KnowsAReconstructedPhaseToFiveDegreesAtBest) {
  const ImpedanceCurve curve = import("20 1000\n200 100\n2000 10\n20000 1\n", "a.zma", 0.01).curve;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    EXPECT_NEAR(phase_u95_deg(curve.impedance_ohm[i], curve.covariance[i]), 5.0, 1e-9);
    EXPECT_NEAR(magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]),
                0.01 * std::abs(curve.impedance_ohm[i]), 1e-9);
  }
}

TEST_F(Importing, NamesTheColumnsLeftBehindAndAnUncertaintyThatWasReplaced) {
  const ImpedanceCurve curve =
      import("Hz,ohm,deg,ohm_u95,temperature\n20,300,10,3,25\n1000,310,5,4,25\n", "a.csv", 0.02).curve;
  ASSERT_TRUE(has(curve.findings, FindingCode::imported));
  EXPECT_THAT(curve.findings.back().detail,
              testing::AllOf(HasSubstr("temperature"), HasSubstr("in place of the file's own")));
}

TEST_F(Importing, RefusesAnAmplifiersJsonAsAHeadphone) {
  const CurveDocument document = two_points("amplifier", "O2", "front", {1.0, 1.0});
  try {
    (void)import(curve_json(document), "o2.json");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("import amplifier"));
  }
}

TEST_F(Importing, GivesJsonOfUnknownUncertaintyTheOneThatIsStated) {
  const CurveDocument document = two_points("headphone", "HD", "left", {300.0, 310.0});
  const std::string text = curve_json(document);
  EXPECT_FALSE(has_uncertainty(import(text, "a.json").curve));
  const ImpedanceCurve stated = import(text, "a.json", 0.01).curve;
  EXPECT_TRUE(has_uncertainty(stated));
  EXPECT_NEAR(magnitude_u95(stated.impedance_ohm[0], stated.covariance[0]), 3.0, 1e-9);
}

TEST_F(Importing, IsRatedAsExactAndTheVerdictSaysSo) {
  calibrate_as("desk");
  (void)measure_amplifier(session_, {"O2", "front", {"unloaded", "33ohm+-0.1%", "33ohm+-0.1%", "unloaded"}});
  (void)import(with_phase);
  const std::vector<RatedPairing> rated = rate_library(library_, {});
  ASSERT_EQ(rated.size(), 1U);
  EXPECT_EQ(rated[0].pairing.verdict, Verdict::pass);
  EXPECT_TRUE(has(rated[0].pairing.findings, FindingCode::uncertainty_unknown));
}

TEST_F(Importing, OfWhatWasExportedGivesTheSameCurve) {
  calibrate_as("desk");
  (void)measure_headphone(session_, {"HD", {"left"}, {}});
  const StoredCurve stored = library_.curve(CurveKind::headphone, "HD", "left");
  CurveDocument document{"headphone", "HD",    "left",   1,  stored.curve,           {}, "", "",
                         "",          "bench", "desk@1", "", "2025-01-01T00:00:00Z", {}};
  const ImpedanceCurve back = import(curve_json(document), "hd.json").curve;
  EXPECT_EQ(back.impedance_ohm, stored.curve.impedance_ohm);
  EXPECT_EQ(back.covariance, stored.curve.covariance);
  EXPECT_EQ(library_.curve(CurveKind::headphone, "HD600", "left").provenance.recorded_at,
            "2025-01-01T00:00:00Z");
}

}  // namespace
}  // namespace ohmsweep
