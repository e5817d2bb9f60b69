/// Replays hostile inputs through the harnesses of tests/fuzz: seeds, seeds cut at every length, seeds with
/// bytes replaced, and the shapes that readers of files have stumbled over.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "audio/temporary_folder.h"
#include "audio/wav_bytes.h"
#include "fuzz/catalog_harness.h"
#include "fuzz/collection_harness.h"
#include "fuzz/harness.h"

namespace ohmsweep {
namespace {

using Harness = std::function<void(const std::string&)>;

/// Deterministic numbers for mutations: a 64-bit linear congruential generator (Knuth, TAOCP vol. 2, 3.3.4).
class Mutator {
 public:
  std::string mutate(std::string bytes) {
    if (bytes.empty()) return bytes;
    for (std::uint64_t changes = 1 + next() % 4; changes > 0; --changes) {
      bytes[next() % bytes.size()] = interesting.at(next() % interesting.size());
    }
    return bytes;
  }

 private:
  static constexpr std::array<char, 12> interesting{'\0', '\xff', '\x7f', '\x80', '=', '"',
                                                    '[',  '.',    '\n',   '-',    '9', 'e'};

  std::uint64_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return state_ >> 33U;
  }
  std::uint64_t state_ = 20;
};

void replay(const Harness& harness, const std::string& seed, int mutations, std::size_t cut_step = 1) {
  EXPECT_NO_THROW(harness(seed));
  for (std::size_t size = 0; size < seed.size(); size += cut_step) {
    ASSERT_NO_THROW(harness(seed.substr(0, size))) << "cut to " << size << " bytes";
  }
  Mutator mutator;
  for (int i = 0; i < mutations; ++i) {
    const std::string input = mutator.mutate(seed);
    ASSERT_NO_THROW(harness(input)) << "mutation " << i;
  }
}

std::vector<std::string> shipped(const std::string& folder) {
  std::vector<std::string> texts;
  const auto path = std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "calibration" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) texts.push_back(bytes_of(entry.path()));
  return texts;
}

TEST(HostileKits, AreReadOrRefusedInOneLine) {
  for (const std::string& text : shipped("kits")) replay(fuzz::kit, text, 300);
  for (const char* text :
       {"standard = 1", "standard = []", "standard = [[]]", "[[standard]]\nname = ['a']", "\xef\xbb\xbf", "=",
        "[", "[[standard]]\nkind = 'load'\nname = '\\u0000'",
        "[[standard]]\nname='a'\nkind='load'\nresistance='1e308ohm+-1e308%'", "a = 1979-05-27T07:32:00Z",
        "a = 99999999999999999999", "[[standard]]\n[standard.name]\n"}) {
    EXPECT_NO_THROW(fuzz::kit(text)) << text;
  }
}

TEST(HostileCollections, AreReadOrRefusedInOneLine) {
  replay(fuzz::collection,
         "name = \"shelf\"\n[[headphone]]\nname = \"HD600\"\nnominal_impedance = \"300ohm\"\nsensitivity = "
         "\"97dB/mW at 500Hz\"\nchannels = [\"left\"]\nnotes = \"x\"\n",
         300);
  for (const char* text :
       {"", "headphone = 1", "[[headphone]]", "[[headphone]]\nname = ''",
        "[[headphone]]\nname = 'a'\nchannels = [1]", "97dB/mW", "1e999dB/V", "7d", "nanC"}) {
    EXPECT_NO_THROW(fuzz::collection(text)) << text;
  }
}

TEST(HostileCatalogs, AreReadOrRefusedInOneLine) {
  const auto path = std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "calibration" / "catalog.toml";
  replay(fuzz::catalog, bytes_of(path), 300, 7);
  replay(fuzz::catalog,
         "[[entry]]\nkind = \"class\"\nname = \"dongle\"\nimpedance = \"below 1ohm to over 3ohm\"\nsource = "
         "\"x\"\ndate = \"2020\"\nnote = \"y\"\n",
         300);
  for (const char* text : {"", "entry = 1", "[[entry]]", "[[entry]]\nkind = 'source'\nname = ''", "< 1ohm",
                           "1ohm to 1e999ohm", "below to over", "0ohm", " to ", "> >1ohm"}) {
    EXPECT_NO_THROW(fuzz::catalog(text)) << text;
  }
}

TEST(HostileRequests, AreReadOrRefusedInOneLine) {
  replay(fuzz::request, R"({"average":4,"stepped_points":6,"wiring":"player","programme":"x"})", 300);
  for (const char* text : {"", "[]", "{", R"({"average":1e99})", R"({"wiring":7})", "\xff"}) {
    EXPECT_NO_THROW(fuzz::request(text)) << text;
  }
}

TEST(HostileRigs, AreReadOrRefusedInOneLine) {
  for (const std::string& text : shipped("rigs")) replay(fuzz::rig, text, 300);
  for (const char* text :
       {"interface = 'usb'", "[interface]\ndevice = 1", "[[interface]]", "[reference]\nresistance = '-0ohm'",
        "[reference]\nresistance = '1e-320ohm'", "[limits]\ndrift = 'nan%'", "[interface.device]"}) {
    EXPECT_NO_THROW(fuzz::rig(text)) << text;
  }
}

TEST(HostileBenches, AreReadOrRefusedInOneLine) {
  for (const std::string& text : shipped("benches")) replay(fuzz::bench, text, 300, 41);
  for (const char* text :
       {"headphone = 1", "[[headphone]]", "[interface]\nnoise = inf", "[[standard]]\nname = ''"}) {
    EXPECT_NO_THROW(fuzz::bench(text)) << text;
  }
}

TEST(HostileQuantities, AreReadOrRefusedInOneLine) {
  for (const char* text : {"100ohm+-0.1%", "-12dBFS", "15ppm/K", "48kHz", "4mohm ± 2mohm", "1e308MHz"}) {
    replay(fuzz::quantity, text, 300);
  }
  for (const std::string& text :
       {std::string(100000, '9') + "Hz", "0." + std::string(100000, '0') + "1ohm", std::string("\0ohm", 4)}) {
    EXPECT_NO_THROW(fuzz::quantity(text));
  }
}

std::string flac_seed() {
  const TemporaryFolder folder;
  Recording take{48000, {}, {}, "", ""};
  for (int i = 0; i < 300; ++i) {
    take.source.push_back(i / 512.0);
    take.dut.push_back(-i / 1024.0);
  }
  write_take(folder / "seed.flac", take);
  return bytes_of(folder / "seed.flac");
}

TEST(HostileSoundFiles, AreReadOrRefusedInOneLine) {
  const WavCoding integers{.bits = 24};
  const WavCoding floats{.tag = 3, .bits = 32};
  const WavCoding mono{.channels = 1};
  for (const WavCoding& coding : {integers, floats, mono}) {
    replay(fuzz::sound, wav_bytes(coding, coded(coding, {0.5, -0.5, 0.25, 0.0, 1e-3, -1e-3})), 500);
  }
  replay(fuzz::sound, flac_seed(), 300, 7);
}

TEST(HostileSoundFiles, HeadersThatLieAboutSizesAreRefused) {
  for (const int channels : {0, 1, 2, 1024, 65535}) {
    for (const std::int64_t declared :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{0x7FFFFFFF}, std::int64_t{0xFFFFFFFF}}) {
      const WavCoding coding{.channels = channels};
      EXPECT_NO_THROW(fuzz::sound(wav_bytes(coding, std::string(64, '\1'), declared)));
    }
  }
}

}  // namespace
}  // namespace ohmsweep
