#pragma once
/// Takes of an output that a test describes, as files with whatever name the test gives them.

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep::end_to_end {

/// A bench with one amplifier "amp" of one output "jack"; `keys` are those of the output, `converters` more
/// of that table.
inline std::string output_bench(const std::string& keys, const std::string& converters = "") {
  return "[converters]\nseed = 7\nnoise = \"-104dBFS\"\ngain_mismatch = \"2.5%\"\ngain_drift = \"20ppm\"\n"
         "latency = \"21ms\"\noutput_full_scale = \"2Vrms\"\ninput_full_scale = \"4Vrms\"\n" +
         converters +
         "[inputs]\nsource_impedance = \"20kohm\"\ndut_impedance = \"21kohm\"\n"
         "[[amplifier]]\nname = \"amp\"\n[[amplifier.output]]\nname = \"jack\"\n" +
         keys;
}

/// Records states of a bench one after another.
class OutputTakes {
 public:
  OutputTakes(const std::string& bench, std::filesystem::path folder)
      : bench_(make_virtual_bench(parse_bench(bench, "bench"), "bench")), folder_(std::move(folder)) {}

  /// A sweep of 2 s, or its programme; what is recorded from now on.
  [[nodiscard]] std::string sweep_file() {
    ExponentialSweep sweep;
    sweep.duration = Seconds(2.0);
    stimulus_ = render(sweep);
    write_stimulus(folder_ / "sweep.wav", stimulus_);
    return (folder_ / "sweep.wav").string();
  }
  [[nodiscard]] std::string programme_file(bool stereo = true) {
    PlayerProgramme programme;
    programme.sweep.duration = Seconds(2.0);
    programme.stereo = stereo;
    write_player_programme(folder_ / "player.wav", programme);
    PlayerSamples samples = render_player(programme, programme.sweep.sample_rate);
    stimulus_.sweep = programme.sweep;
    stimulus_.samples = std::move(samples.right);
    stimulus_.reference_samples = std::move(samples.left);
    return (folder_ / "player.wav").string();
  }

  /// The next take, of what is really connected.
  [[nodiscard]] std::string record(const std::string& connected) {
    const std::filesystem::path file = folder_ / fmt::format("take{}.wav", index_);
    const AudioFormat format{stimulus_.sweep.sample_rate, 1, 1, 2};
    write_take(file, bench_->play_and_record(stimulus_, format, {connected, "amp", "jack", index_++}, {}),
               SampleFormat::float32);
    return file.string();
  }

 private:
  std::unique_ptr<VirtualBench> bench_;
  std::filesystem::path folder_;
  Stimulus stimulus_;
  int index_ = 0;
};

/// What a take is said to be, and what it is.
struct Said {
  std::string state;
  std::string connected;
};

}  // namespace ohmsweep::end_to_end
