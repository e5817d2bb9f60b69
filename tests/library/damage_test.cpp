#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "library/blob.h"
#include "library/samples.h"

namespace ohmsweep {
namespace {

using samples::Folder;
using samples::run_sql;
using samples::sentence_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Damage : testing::Test {
  Folder folder;
  void SetUp() override {
    std::mt19937_64 random(3);
    Library library(folder.path());
    library.add(CurveKind::headphone, "HD600", "left", samples::wild_curve(5, random), samples::provenance());
    library.add("desk", samples::wild_calibration(5, random), samples::provenance());
  }
  void read_curve() const { (void)Library(folder.path()).curve(CurveKind::headphone, "HD600", "left"); }
  void read_calibration() const { (void)Library(folder.path()).calibration("desk"); }
};

TEST_F(Damage, OfAnyPointsOfACurveIsAnErrorThatNamesFileAndColumn) {
  for (const char* column :
       {"frequency_hz", "impedance_ohm", "covariance", "common", "snr_db", "upper_bound"}) {
    run_sql(folder.database(),
            fmt::format("CREATE TABLE kept AS SELECT {} AS bytes FROM curve_points", column));
    for (const char* wrong : {"substr(bytes, 2)", "bytes || x'07'", "zeroblob(1)", "zeroblob(1000008)"}) {
      run_sql(folder.database(),
              fmt::format("UPDATE curve_points SET {} = CAST((SELECT {} FROM kept) AS BLOB)", column, wrong));
      EXPECT_THAT(sentence_of([&] { read_curve(); }),
                  AllOf(HasSubstr(folder.database().string()),
                        HasSubstr("is damaged (headphone 'HD600' 'left'"), HasSubstr("restore a backup")))
          << column << " " << wrong;
    }
    run_sql(folder.database(),
            fmt::format("UPDATE curve_points SET {} = (SELECT bytes FROM kept); DROP TABLE kept", column));
    EXPECT_EQ(sentence_of([&] { read_curve(); }), "nothing was thrown");
  }
}

TEST_F(Damage, OfAnyPointsOfACalibrationIsAnError) {
  for (const auto& [table, column] :
       std::vector<std::pair<const char*, const char*>>{{"calibration_points", "scalars"},
                                                        {"calibration_points", "frequency_hz"},
                                                        {"calibration_points", "terms"},
                                                        {"calibration_points", "noise"},
                                                        {"influence", "terms"},
                                                        {"residual", "scalars"},
                                                        {"residual", "gamma"}}) {
    run_sql(folder.database(),
            fmt::format("CREATE TABLE kept AS SELECT rowid AS i, {} AS bytes FROM {}", column, table));
    run_sql(folder.database(),
            fmt::format("UPDATE {} SET {} = zeroblob(length({}) + 8)", table, column, column));
    EXPECT_THAT(sentence_of([&] { read_calibration(); }),
                HasSubstr("is damaged (calibration 'desk' version 1"))
        << table << " " << column;
    run_sql(folder.database(),
            fmt::format("UPDATE {} SET {} = (SELECT bytes FROM kept WHERE i = {}.rowid); DROP TABLE kept",
                        table, column, table));
    EXPECT_EQ(sentence_of([&] { read_calibration(); }), "nothing was thrown");
  }
}

TEST_F(Damage, OfTheGridsOrderIsAnError) {
  run_sql(folder.database(), "UPDATE curve_points SET frequency_hz = zeroblob(40)");
  EXPECT_THAT(sentence_of([&] { read_curve(); }), HasSubstr("out of order"));
}

TEST_F(Damage, ThatLeavesOutARowIsAnError) {
  run_sql(folder.database(), "DELETE FROM curve_points");
  EXPECT_THAT(sentence_of([&] { read_curve(); }), HasSubstr("a row of table curve_points is missing"));
  run_sql(folder.database(), "DELETE FROM provenance");
  EXPECT_THAT(sentence_of([&] { read_calibration(); }), HasSubstr("a row of table provenance is missing"));
}

TEST_F(Damage, ThatLeavesOutATableIsAnError) {
  run_sql(folder.database(), "DROP TABLE finding");
  EXPECT_THAT(sentence_of([&] { read_curve(); }), HasSubstr("is damaged (no such table: finding)"));
}

TEST_F(Damage, ByAFindingThatIsUnknownIsAnError) {
  run_sql(folder.database(), "UPDATE finding SET code = 'gremlins'");
  EXPECT_THAT(sentence_of([&] { read_curve(); }), HasSubstr("'gremlins' is not a finding"));
}

TEST_F(Damage, IsReportedForEachResultByCheck) {
  EXPECT_THAT(Library(folder.path()).check(), ElementsAre());
  run_sql(folder.database(), "UPDATE curve_points SET snr_db = x'00'; UPDATE residual SET scalars = x''");
  EXPECT_THAT(Library(folder.path()).check(),
              ElementsAre(HasSubstr("calibration 'desk'"), HasSubstr("headphone 'HD600'")));
  run_sql(folder.database(), "DELETE FROM result WHERE kind = 'headphone'");
  EXPECT_THAT(Library(folder.path()).check(), SizeIs(testing::Gt(1U)));
}

TEST_F(Damage, OfAnyByteOfTheFileNeverCrashes) {
  std::ostringstream sound;
  sound << std::ifstream(folder.database(), std::ios::binary).rdbuf();
  std::mt19937 random(5);
  int noticed = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = sound.str();
    const std::size_t reach = round % 3 == 0 ? 200 : bytes.size();  // often the header and the first page
    for (int i = 0; i < 1 + round % 8; ++i) bytes[random() % reach] = static_cast<char>(random());
    if (round % 10 == 0) bytes.resize(random() % bytes.size());
    std::ofstream(folder.database(), std::ios::binary) << bytes;
    try {
      const Library library(folder.path());
      const bool faulty = !library.check().empty();
      (void)library.list_curves(CurveKind::headphone);
      (void)library.list_calibrations();
      (void)library.curves(CurveKind::headphone);
      if (faulty) ++noticed;
    } catch (const Error&) {
      ++noticed;
    }
  }
  EXPECT_GT(noticed, 30);
}

TEST(Blob, IsLittleEndianWhateverTheMachine) {
  EXPECT_EQ(blob::encode(std::vector<double>{1.0, -2.5}),
            std::string("\0\0\0\0\0\0\xF0\x3F\0\0\0\0\0\0\x04\xC0", 16));
  EXPECT_EQ(blob::encode(std::vector<bool>{true, false}), std::string("\1\0", 2));
  EXPECT_EQ(blob::encode(std::vector<Covariance>(2)).size(), 48U);
  EXPECT_EQ(blob::encode(std::vector<ErrorTerms>(2)).size(), 96U);
  EXPECT_EQ(blob::encode(std::vector<std::array<double, 36>>(2)).size(), 576U);
}

}  // namespace
}  // namespace ohmsweep
