#include "workflow/kept_device.h"

#include <fmt/format.h>

#include <utility>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/kept_takes.h"

namespace ohmsweep {
namespace {

class KeptDevice final : public AudioDevice {
 public:
  KeptDevice(std::filesystem::path folder, const Provenance& origin)
      : folder_(std::move(folder)), takes_(origin.takes), name_(origin.device) {}

  Recording play_and_record(const Stimulus& /*stimulus*/, const AudioFormat& /*format*/,
                            const TakeState& /*state*/, const Progress& progress) override {
    if (next_ == takes_.size()) throw failure("it was measured from more takes than are noted");
    const TakeRecord& record = takes_[next_++];
    Recording take = read_take(file_of(record));
    if (take.hash != record.hash) {
      throw failure(fmt::format("the kept take '{:.12}' of {} has been altered: its samples are others",
                                record.hash, shown(record.state)));
    }
    take.name = record.name;
    if (progress) progress(1.0);
    return take;
  }

  [[nodiscard]] std::string name() const override { return name_; }

 private:
  [[nodiscard]] std::filesystem::path file_of(const TakeRecord& record) const {
    if (const auto file = kept_take(folder_, record.hash)) return *file;
    throw failure(fmt::format("its take of {} ('{:.12}') is not kept", shown(record.state), record.hash));
  }

  std::filesystem::path folder_;
  std::vector<TakeRecord> takes_;
  std::string name_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<AudioDevice> make_kept_device(std::filesystem::path folder, const Provenance& origin) {
  return std::make_unique<KeptDevice>(std::move(folder), origin);
}

}  // namespace ohmsweep
