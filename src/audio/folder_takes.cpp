#include "ohmsweep/audio/folder_takes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "ohmsweep/audio/recorded_takes.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> channels{"left", "right"};
constexpr std::array<const char*, 2> extensions{".wav", ".flac"};

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

/// "HD 600.left.wav" taken apart; no channel where the name has another form.
FolderTake take_of(const fs::path& file) {
  const std::string name = file.filename().string();
  for (const char* extension : extensions) {
    for (const char* channel : channels) {
      const std::string ending = fmt::format(".{}{}", channel, extension);
      if (name.size() > ending.size() && lower(name).ends_with(ending)) {
        return {name.substr(0, name.size() - ending.size()), channel, file};
      }
    }
  }
  return {};
}

class FolderTakes final : public AudioDevice {
 public:
  explicit FolderTakes(fs::path folder) : folder_(std::move(folder)) {}

  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    const fs::path file = file_of(state);
    return make_recorded_takes({{state.state, file}})->play_and_record(stimulus, format, state, progress);
  }

  [[nodiscard]] std::string name() const override { return "takes"; }

 private:
  [[nodiscard]] fs::path file_of(const TakeState& state) const {
    const std::string stem = fmt::format("{}.{}", state.device, state.state);
    if (stem.find('/') == std::string::npos) {
      std::error_code unreadable;
      for (const fs::directory_entry& entry : fs::directory_iterator(folder_, unreadable)) {
        const FolderTake take = take_of(entry.path());
        if (take.headphone == state.device && take.channel == state.state) return entry.path();
      }
    }
    throw failure(
        fmt::format("there is no '{}.wav' or '.flac' in '{}'; record it, or take the headphone out of the "
                    "collection",
                    shown(stem), shown(folder_.string())));
  }

  fs::path folder_;
};

}  // namespace

std::vector<FolderTake> list_folder_takes(const fs::path& folder) {
  std::error_code problem;
  std::vector<FolderTake> takes;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem)) {
    FolderTake take = take_of(entry.path());
    if (!take.channel.empty()) takes.push_back(std::move(take));
  }
  if (problem) {
    throw failure(fmt::format("the folder '{}' cannot be read ({}); name one with takes in it",
                              shown(folder.string()), problem.message()));
  }
  if (takes.empty()) {
    throw failure(fmt::format("the folder '{}' holds no take; call them NAME.left.wav and NAME.right.wav",
                              shown(folder.string())));
  }
  const auto key = [](const FolderTake& take) { return std::tie(take.headphone, take.channel, take.file); };
  std::sort(takes.begin(), takes.end(),
            [&](const FolderTake& a, const FolderTake& b) { return key(a) < key(b); });
  for (std::size_t i = 1; i < takes.size(); ++i) {
    if (takes[i].headphone != takes[i - 1].headphone || takes[i].channel != takes[i - 1].channel) continue;
    throw failure(fmt::format("'{}' and '{}' are both {} of '{}'; keep one of them",
                              shown(takes[i - 1].file.string()), shown(takes[i].file.string()),
                              takes[i].channel, shown(takes[i].headphone)));
  }
  return takes;
}

std::unique_ptr<AudioDevice> make_folder_takes(const fs::path& folder) {
  return std::make_unique<FolderTakes>(folder);
}

}  // namespace ohmsweep
