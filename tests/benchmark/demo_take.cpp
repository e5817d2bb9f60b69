#include "benchmark/demo_take.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::benchmarks {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ohmsweep-benchmark-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder for the take");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

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
