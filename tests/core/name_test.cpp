#include "ohmsweep/core/name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& name) {
  try {
    check_name(name, "headphone");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

TEST(CheckName, AcceptsAnyScriptQuoteSlashAndEmoji) {
  for (const char* name : {"HD 600", "Bob's \"best\"", "a/b\\c", "..", "🎧", "אוזניות", "سماعة", "é", "%s{}",
                           "'; DROP TABLE result; --"}) {
    EXPECT_EQ(refusal(name), "accepted") << name;
  }
  EXPECT_EQ(refusal(std::string(10240, 'x')), "accepted");
}

TEST(CheckName, RefusesEmptyAndBlankNames) {
  EXPECT_THAT(refusal(""), HasSubstr("'' of the headphone is empty"));
  EXPECT_THAT(refusal("  "), HasSubstr("'  ' of the headphone is empty"));
}

TEST(CheckName, RefusesControlCharactersAndShowsThemEscaped) {
  EXPECT_THAT(refusal("HD\n600"), HasSubstr("'HD\\n600'"));
  EXPECT_THAT(refusal("HD\x1b[31m"), HasSubstr("'HD\\x1b[31m'"));
  EXPECT_THAT(refusal(std::string("a\0b", 3)), HasSubstr("'a\\x00b'"));
  EXPECT_THAT(refusal("a\x7f"), HasSubstr("\\x7f"));
  EXPECT_THAT(refusal("a\xC2\x85"), HasSubstr("\\u0085"));
  EXPECT_THAT(refusal("a\xE2\x80\xA8"), HasSubstr("\\u2028"));
}

TEST(CheckName, RefusesWhatIsNotUtf8AndNamesTheByte) {
  EXPECT_THAT(refusal("caf\xE9"),
              HasSubstr("'caf\\xe9' of the headphone is not valid UTF-8 (byte 0xe9 at position 4)"));
  for (const char* name : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                           "\xF8\x88\x80\x80\x80", "\xE0\x80\x80", "\xFF"}) {
    EXPECT_THAT(refusal(name), HasSubstr("not valid UTF-8"));
  }
}

TEST(Shown, LeavesPrintableTextAlone) { EXPECT_EQ(shown("Ω 'é' 🎧"), "Ω 'é' 🎧"); }

TEST(Shown, EscapesCharactersThatWouldReorderTheSentence) {
  const std::string right_to_left{'\xE2', '\x80', '\xAE'};
  EXPECT_EQ(shown("a" + right_to_left + "b"), "a\\u202eb");
}

TEST(Shown, CutsLongTextBetweenCharacters) {
  std::string omegas;
  for (int i = 0; i < 201; ++i) omegas += "Ω";
  EXPECT_EQ(shown(omegas), omegas.substr(0, 400) + "…");
  EXPECT_EQ(shown(omegas.substr(2)), omegas.substr(2));
}

RC_GTEST_PROP(Shown, IsAlwaysOneLineThatIsANameItself, (const std::string& text)) {
  const std::string line = shown(text);
  RC_ASSERT(line.find('\n') == std::string::npos);
  if (line.find_first_not_of(' ') != std::string::npos) check_name(line, "text");
}

}  // namespace
}  // namespace ohmsweep
