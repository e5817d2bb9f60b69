#include "benchmark/demo_take.h"

#include <string>
#include <utility>

#include "audio/temporary_folder.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::benchmarks {
namespace {

DemoTake record_into(const std::filesystem::path& folder) {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  const std::string headphone = bench.headphones.front().name;
  DemoTake take{render(ExponentialSweep{}), {}, {}, folder / "left.wav"};
  AudioFormat format;
  format.sample_rate = take.stimulus.sweep.sample_rate;
  const TakeState left{"left", headphone, "", 0};
  write_take(take.file, make_virtual_bench(bench, "demo")->play_and_record(take.stimulus, format, left, {}));
  take.recording = read_take(take.file);
  bench.converters.hum.rms *= 20.0;
  take.humming =
      make_virtual_bench(std::move(bench), "humming")->play_and_record(take.stimulus, format, left, {});
  return take;
}

}  // namespace

const DemoTake& demo_take() {
  static const TemporaryFolder folder;
  static const DemoTake take = record_into(folder.path());
  return take;
}

}  // namespace ohmsweep::benchmarks
