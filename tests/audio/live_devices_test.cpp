// Finding a device by its name, or by a part of it.

#include <gmock/gmock.h>

#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

LiveDevice device(const std::string& name, int inputs, int outputs) {
  LiveDevice made;
  made.name = name;
  made.inputs = inputs;
  made.outputs = outputs;
  return made;
}

std::vector<LiveDevice> desk() {
  return {device("ALSA: HDA Intel PCH: ALC257", 2, 2), device("ALSA: Scarlett 2i2 USB: Audio", 2, 2),
          device("ALSA: Scarlett 2i2 USB: Audio #2", 2, 2), device("ALSA: HDMI 0", 0, 8)};
}

std::string sentence_of(const std::vector<LiveDevice>& devices, const std::string& text) {
  try {
    return "found " + find_live_device(devices, text).name;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
}

TEST(LiveDevices, AreFoundByAPartOfTheNameInAnyCase) {
  EXPECT_EQ(sentence_of(desk(), "hda intel"), "found ALSA: HDA Intel PCH: ALC257");
}

TEST(LiveDevices, AWholeNameIsFoundWhereItIsPartOfAnother) {
  EXPECT_EQ(sentence_of(desk(), "ALSA: Scarlett 2i2 USB: Audio"), "found ALSA: Scarlett 2i2 USB: Audio");
}

TEST(LiveDevices, APartOfSeveralNamesIsRefusedWithTheNames) {
  EXPECT_THAT(sentence_of(desk(), "Scarlett"), AllOf(HasSubstr("Audio'"), HasSubstr("Audio #2'")));
}

TEST(LiveDevices, AnUnknownNameIsRefusedWithWhatThereIs) {
  EXPECT_THAT(sentence_of(desk(), "Babyface"), AllOf(HasSubstr("'Babyface'"), HasSubstr("HDMI 0")));
}

TEST(LiveDevices, TheOnlyOneThatPlaysAndRecordsNeedsNoName) {
  EXPECT_EQ(sentence_of({device("A: phones", 0, 2), device("A: desk", 2, 2), device("A: voice", 1, 2)}, ""),
            "found A: desk");
}

TEST(LiveDevices, WithoutANameSeveralAreRefusedWithTheNames) {
  EXPECT_THAT(sentence_of(desk(), ""), AllOf(HasSubstr("Several"), HasSubstr("ALC257")));
}

TEST(LiveDevices, WithoutANameAndWithoutFullDuplexTwoMustBeNamed) {
  EXPECT_THAT(sentence_of({device("A: phones", 0, 2), device("A: microphone", 2, 0)}, ""),
              AllOf(HasSubstr("phones"), HasSubstr("microphone")));
}

TEST(LiveDevices, OfNoneIsSaidSo) { EXPECT_THAT(sentence_of({}, "x"), HasSubstr("no audio device")); }

}  // namespace
}  // namespace ohmsweep
