#pragma once
/// What each reader promises for any bytes: a value that keeps its invariants, or one Error of one line.
/// libFuzzer (tests/fuzz) and the replay of hostile inputs (tests/fuzz_corpus) call the same functions. A
/// broken promise throws std::logic_error, which nothing here catches.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/formats/kit_file.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep::fuzz {

inline void promise(bool kept, const char* what) {
  if (!kept) throw std::logic_error(what);
}

/// Runs a reader that may refuse, in one line of printable text.
template <typename Reader>
void read_or_refuse(Reader reader) {
  try {
    reader();
  } catch (const Error& error) {
    const std::string sentence = error.what();
    promise(!sentence.empty(), "an error says something");
    promise(std::none_of(sentence.begin(), sentence.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
            "an error is one line of printable text");
  }
}

inline bool is_sound(const Uncertain& quantity) {
  return std::isfinite(quantity.value) && quantity.value >= 0.0 &&
         std::isfinite(quantity.standard_uncertainty) && quantity.standard_uncertainty >= 0.0;
}

inline void kit(const std::string& text) {
  read_or_refuse([&] {
    const auto standards = read_kit(text, "kit.toml");
    promise(!standards.empty(), "a kit has a standard");
    for (const Standard& standard : standards) {
      promise(!standard.name.empty(), "a standard has a name");
      promise(is_sound(standard.resistance_ohm), "resistance is finite and not negative");
      promise(is_sound(standard.inductance_h), "inductance is finite and not negative");
      promise(is_sound(standard.capacitance_f), "capacitance is finite and not negative");
      promise(std::isfinite(standard.temperature_coefficient_per_k), "temperature coefficient is finite");
    }
  });
}

inline void rig(const std::string& text) {
  read_or_refuse([&] {
    const Rig rig = read_rig(text, "rig.toml");
    promise(is_sound(rig.reference_ohm) && rig.reference_ohm.value > 0.0, "the reference is above zero");
    promise(rig.source_channel >= 1 && rig.dut_channel >= 1 && rig.output_channel >= 1,
            "channels count from 1");
    promise(rig.source_channel != rig.dut_channel, "source and dut are two channels");
    promise(rig.drift_u95 >= 0.0 && rig.contact_u95 >= 0.0, "limits are not negative");
  });
}

inline void bench(const std::string& text) {
  read_or_refuse([&] {
    const Bench bench = parse_bench(text, "bench.toml");
    promise(bench.reference.resistance_ohm >= 0.0, "the reference is not negative");
    promise(std::isfinite(bench.converters.noise_rms) && bench.converters.noise_rms >= 0.0,
            "noise is finite and not negative");
  });
}

inline void quantity(const std::string& text) {
  read_or_refuse([&] { promise(parse_frequency(text).value() > 0.0, "a frequency is above zero"); });
  read_or_refuse([&] { promise(parse_duration(text).value() > 0.0, "a duration is above zero"); });
  read_or_refuse([&] { promise(parse_voltage(text).value() > 0.0, "a voltage is above zero"); });
  read_or_refuse([&] { promise(parse_capacitance(text).value() >= 0.0, "a capacitance is not negative"); });
  read_or_refuse([&] { promise(parse_level(text).value() <= 0.0, "a level is at most full scale"); });
  read_or_refuse([&] { promise(parse_fraction(text) >= 0.0, "a fraction is not negative"); });
  read_or_refuse([&] { promise(parse_sample_rate(text) >= 8000, "a sample rate is at least 8000"); });
  read_or_refuse([&] {
    promise(std::isfinite(parse_temperature_coefficient(text)), "a temperature coefficient is finite");
  });
  read_or_refuse([&] {
    const auto stated = parse_stated_resistance(text);
    promise(std::isfinite(stated.value) && stated.value >= 0.0, "a resistance is finite and not negative");
    promise(!stated.half_width || (std::isfinite(*stated.half_width) && *stated.half_width >= 0.0),
            "a half-width is finite and not negative");
  });
}

/// Bytes as a file that exists in memory only.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& bytes) : descriptor_(memfd_create("fuzz", 0)) {
    promise(descriptor_ >= 0, "memory files exist");
    const auto written = write(descriptor_, bytes.data(), bytes.size());
    promise(written == static_cast<ssize_t>(bytes.size()), "memory files hold what is written");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::filesystem::path path() const {
    return std::filesystem::path("/proc/self/fd") / std::to_string(descriptor_);
  }

 private:
  int descriptor_;
};

inline bool all_finite(const std::vector<double>& samples) {
  return std::all_of(samples.begin(), samples.end(), [](double s) { return std::isfinite(s); });
}

inline void sound(const std::string& bytes) {
  const MemoryFile file(bytes);
  read_or_refuse([&] {
    const Recording take = read_take(file.path(), 1, 2);
    promise(!take.source.empty() && take.source.size() == take.dut.size(), "channels are equally long");
    promise(all_finite(take.source) && all_finite(take.dut), "samples are finite");
    promise(take.sample_rate >= 44100 && take.sample_rate <= 192000, "the rate is in its range");
    promise(take.hash.size() == 64, "the hash has 64 digits");
  });
  read_or_refuse([&] {
    const Stimulus stimulus = read_stimulus(file.path());
    promise(all_finite(stimulus.samples), "samples are finite");
    promise(stimulus.sweep.from < stimulus.sweep.to, "the sweep rises");
  });
}

}  // namespace ohmsweep::fuzz
