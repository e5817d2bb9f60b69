#include "architecture/house_rules.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace ohmsweep::architecture {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const fs::path project = OHMSWEEP_SOURCE_DIR;

TEST(Architecture, EveryIncludeFollowsTheLayers) {
  EXPECT_THAT(includes_against_the_layers(project), IsEmpty());
}

TEST(Architecture, EveryThirdPartyHeaderStaysInItsPlace) {
  EXPECT_THAT(third_party_headers_out_of_place(project), IsEmpty());
}

TEST(Architecture, TheMiddleReachesNoClockFileTerminalOrRandomness) {
  EXPECT_THAT(impure_includes_in_the_middle(project), IsEmpty());
}

TEST(Architecture, OnlyTheLiveTestsReachASoundServer) {
  EXPECT_THAT(sound_in_silent_tests(project), IsEmpty());
}

TEST(Architecture, NoFileIsLongerThanAReaderCanHold) { EXPECT_THAT(long_files(project), IsEmpty()); }

TEST(Architecture, EveryFileNameSaysWhatIsInIt) { EXPECT_THAT(vague_file_names(project), IsEmpty()); }

TEST(Architecture, EveryPublicHeaderSaysWhatItIs) { EXPECT_THAT(undocumented_headers(project), IsEmpty()); }

TEST(Architecture, NothingIsPutOffSilencedOrSkipped) { EXPECT_THAT(unfinished_work(project), IsEmpty()); }

/// A source tree with one harmless file, into which a test seeds an offence.
class SeededTree : public ::testing::Test {
 protected:
  SeededTree() : tree_(fs::path(::testing::TempDir()) / ("ohmsweep_tree_" + std::to_string(::getpid()))) {
    fs::remove_all(tree_);
    seed("include/ohmsweep/core/units.h", "#pragma once\n/// Units.\n#include <compare>\n");
  }
  void TearDown() override { fs::remove_all(tree_); }

  void seed(const std::string& path, const std::string& text) const {
    fs::create_directories((tree_ / path).parent_path());
    std::ofstream(tree_ / path) << text;
  }

  [[nodiscard]] const fs::path& tree() const { return tree_; }

 private:
  fs::path tree_;
};

TEST_F(SeededTree, WithoutOffenceKeepsEveryRule) {
  EXPECT_THAT(includes_against_the_layers(tree()), IsEmpty());
  EXPECT_THAT(third_party_headers_out_of_place(tree()), IsEmpty());
  EXPECT_THAT(impure_includes_in_the_middle(tree()), IsEmpty());
  EXPECT_THAT(long_files(tree()), IsEmpty());
  EXPECT_THAT(vague_file_names(tree()), IsEmpty());
  EXPECT_THAT(undocumented_headers(tree()), IsEmpty());
  EXPECT_THAT(unfinished_work(tree()), IsEmpty());
}

TEST_F(SeededTree, ThatIsMissingIsAnErrorAndNotAPass) {
  EXPECT_THROW((void)includes_against_the_layers(tree() / "nowhere"), std::runtime_error);
}

TEST_F(SeededTree, OffendsWithAnIncludeFromOneEdgeToAnother) {
  seed("src/audio/takes.cpp", "#include <vector>\n\n#include \"ohmsweep/library/library.h\"\n");
  EXPECT_THAT(
      includes_against_the_layers(tree()),
      ElementsAre("src/audio/takes.cpp:3: includes \"ohmsweep/library/library.h\", but audio must not "
                  "depend on library"));
}

TEST_F(SeededTree, OffendsWithAnIncludeUpTheLayers) {
  seed("src/circuit/ladder.cpp", "  # include \"ohmsweep/calibration/rig.h\"\n");
  EXPECT_THAT(includes_against_the_layers(tree()), ElementsAre(StartsWith("src/circuit/ladder.cpp:1:")));
}

TEST_F(SeededTree, OffendsWithAnIncludeAcrossTheMiddle) {
  seed("include/ohmsweep/signal/fft.h", "#pragma once\n/// FFT.\n#include \"ohmsweep/circuit/ladder.h\"\n");
  EXPECT_THAT(includes_against_the_layers(tree()),
              ElementsAre(HasSubstr("signal must not depend on circuit")));
}

TEST_F(SeededTree, MayIncludeAnyLowerLayer) {
  seed("src/workflow/rate.cpp",
       "#include \"ohmsweep/library/library.h\"\n#include \"ohmsweep/core/units.h\"\n");
  EXPECT_THAT(includes_against_the_layers(tree()), IsEmpty());
}

TEST_F(SeededTree, OffendsWithAnotherModulesPrivateHeader) {
  seed("src/report/page.cpp", "#include \"signal/window.h\"\n#include \"report/axis.h\"\n");
  EXPECT_THAT(includes_against_the_layers(tree()),
              ElementsAre(AllOf(HasSubstr(":1:"), HasSubstr("a private header of signal"))));
}

TEST_F(SeededTree, OffendsWithAModuleThatTheDiagramLacks) {
  seed("src/network/server.cpp", "#include \"ohmsweep/core/units.h\"\n");
  EXPECT_THAT(includes_against_the_layers(tree()), ElementsAre(HasSubstr("network is not a module")));
}

TEST_F(SeededTree, OffendsWithALibraryOutsideItsPlace) {
  seed("src/measurement/fit.cpp", "#include <Eigen/Dense>\n#include <fftw3.h>\n");
  EXPECT_THAT(third_party_headers_out_of_place(tree()),
              ElementsAre("src/measurement/fit.cpp:2: includes <fftw3.h>, which belongs in src/signal/fft"));
}

TEST_F(SeededTree, OffendsWithALibraryThatHasNoPlace) {
  seed("src/cli/main.cpp", "#include <unistd.h>\n#include <curl/curl.h>\n");
  EXPECT_THAT(third_party_headers_out_of_place(tree()),
              ElementsAre(HasSubstr("<curl/curl.h>, which has no place")));
}

TEST_F(SeededTree, OffendsWithALibraryInAPublicHeader) {
  seed("include/ohmsweep/library/library.h", "#pragma once\n/// Library.\n#include <SQLiteCpp/Database.h>\n");
  EXPECT_THAT(third_party_headers_out_of_place(tree()), ElementsAre(HasSubstr("in a public header")));
}

TEST_F(SeededTree, OffendsWithAnOperatingSystemsHeaderInTheMiddle) {
  seed("src/rating/pairing.cpp", "#include <unistd.h>\n");
  EXPECT_THAT(third_party_headers_out_of_place(tree()), ElementsAre(HasSubstr("in the pure middle")));
}

TEST_F(SeededTree, OffendsWithAClockInTheMiddleOnly) {
  seed("src/rating/pairing.cpp", "#include <chrono>\n");
  seed("src/workflow/measure.cpp", "#include <chrono>\n");
  EXPECT_THAT(impure_includes_in_the_middle(tree()), ElementsAre(StartsWith("src/rating/pairing.cpp:1:")));
}

TEST_F(SeededTree, OffendsWithASoundServerInAnyTestThatIsNotLive) {
  seed("tests/audio/loop_test.cpp", "#include <jack/jack.h>\n");
  seed("tests/live/loop_test.cpp", "#include <jack/jack.h>\n#include <portaudio.h>\n");
  EXPECT_THAT(
      sound_in_silent_tests(tree()),
      ElementsAre("tests/audio/loop_test.cpp:1: includes <jack/jack.h>, which belongs in tests/live"));
}

TEST_F(SeededTree, OffendsWithTheFirstLineTooMany) {
  std::string text;
  for (int line = 0; line < 400; ++line) text += "\n";
  seed("src/cli/fits.cpp", text);
  seed("tests/cli/long_test.cpp", text + "\n");
  EXPECT_THAT(long_files(tree()), ElementsAre("tests/cli/long_test.cpp:401: has 401 lines, 400 at most"));
}

TEST_F(SeededTree, OffendsWithAVagueWordButNotWithItsLetters) {
  seed("src/core/string_util.cpp", "");
  seed("src/core/metadata.cpp", "");
  EXPECT_THAT(vague_file_names(tree()), ElementsAre(StartsWith("src/core/string_util.cpp:")));
}

TEST_F(SeededTree, OffendsWithAHeaderThatDoesNotSayWhatItIs) {
  seed("include/ohmsweep/core/error.h", "#pragma once\n\nclass Error;\n");
  EXPECT_THAT(undocumented_headers(tree()), ElementsAre(StartsWith("include/ohmsweep/core/error.h:1:")));
}

TEST_F(SeededTree, OffendsWithWorkPutOff) {
  seed("src/core/error.cpp", std::string("int a;  // TO") + "DO: later\n");
  EXPECT_THAT(unfinished_work(tree()), ElementsAre(StartsWith("src/core/error.cpp:1:")));
}

}  // namespace
}  // namespace ohmsweep::architecture
