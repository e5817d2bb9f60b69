#include "workflow/level_takes.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

constexpr std::array<std::pair<LevelStage, std::string_view>, 8> stages{{{LevelStage::unloaded, "unloaded"},
                                                                         {LevelStage::loaded, "loaded"},
                                                                         {LevelStage::noise, "noise"},
                                                                         {LevelStage::shorted, "shorted"},
                                                                         {LevelStage::common, "common"},
                                                                         {LevelStage::full, "full"},
                                                                         {LevelStage::middle, "middle"},
                                                                         {LevelStage::low, "low"}}};

bool is_volume(LevelStage stage) {
  return stage == LevelStage::full || stage == LevelStage::middle || stage == LevelStage::low;
}

bool plays(LevelStage stage) { return stage != LevelStage::noise && stage != LevelStage::shorted; }

}  // namespace

std::string_view to_string(LevelStage stage) {
  for (const auto& [each, text] : stages) {
    if (each == stage) return text;
  }
  return {};
}

LevelStage recorded_stage(const std::string& state) {
  for (const auto& [stage, text] : stages) {
    const bool searched = stage == LevelStage::unloaded || stage == LevelStage::loaded;
    if (text == state && !searched) return stage;
  }
  throw usage_error(
      fmt::format("'{}' is no state of a recorded level; write noise, shorted, common, full, middle or low "
                  "(a clean voltage is "
                  "searched for, and cannot be found in a recording).",
                  shown(state)));
}

LevelTakes::LevelTakes(LevelSitting& sitting, const LevelRequest& request)
    : sitting_(sitting), request_(request), used_(request.takes.size(), false) {}

void LevelTakes::note(LevelStage stage, const Recording& recording) {
  records_.push_back({std::string(to_string(stage)), recording.name, recording.hash});
  if (!sitting_.takes_folder.empty()) (void)keep_take(sitting_.takes_folder, recording);
}

std::optional<Recording> LevelTakes::given(LevelStage stage) {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (used_[i] || request_.takes[i].stage != stage) continue;
    used_[i] = true;
    note(stage, request_.takes[i].recording);
    return request_.takes[i].recording;
  }
  return std::nullopt;
}

bool LevelTakes::connected(LevelStage stage, const std::string& load) {
  LevelPlace place{stage, load, ++number_, total_, plays(stage) && !sounded_};
  if (!sitting_.hands.connect) return true;
  switch (sitting_.hands.connect(place)) {
    case Preparation::skip:
      return false;
    case Preparation::quit:
      throw Stopped{};
    case Preparation::go:
    case Preparation::repeat_last:
      break;
  }
  sounded_ = sounded_ || plays(stage);
  return true;
}

TakeState LevelTakes::state_of(LevelStage stage, const std::string& load) const {
  TakeState state{std::string(to_string(stage)), request_.amplifier, request_.output, 0};
  std::string setting = request_.setting;
  if (stage == LevelStage::loaded) state.state = device_state(load);
  if (is_volume(stage)) {
    setting = state.state;
    state.state = "unloaded";
  }
  if (!setting.empty()) state.output = fmt::format("{}@{}", request_.output, setting);
  return state;
}

Recording LevelTakes::record(const Stimulus& stimulus, LevelStage stage, const std::string& load,
                             const std::string& doing) {
  const Progress progress = [&](double fraction) {
    if (sitting_.narrator.progress) sitting_.narrator.progress(doing, fraction);
  };
  TakeState state = state_of(stage, load);
  state.index = index_++;
  return sitting_.device->play_and_record(stimulus, sitting_.format, state, progress);
}

std::optional<Recording> LevelTakes::take(const Stimulus& stimulus, LevelStage stage,
                                          const std::string& doing) {
  if (auto recording = given(stage)) return recording;
  if (!can_record()) {
    throw usage_error(fmt::format("There is no take of '{0}': give --take {0}=FILE, or --audio to record it.",
                                  to_string(stage)));
  }
  if (!connected(stage)) return std::nullopt;
  Recording recording = record(stimulus, stage, {}, doing);
  note(stage, recording);
  if (sitting_.device->attended() && !sitting_.takes_folder.empty()) {
    sitting_.kept.push_back(
        {std::string(to_string(stage)), keep_take(sitting_.takes_folder, recording), false});
  }
  return recording;
}

void LevelTakes::insist(const std::string& fault) const {
  if (!tries_again(fault)) throw rejection(fault);
}

bool LevelTakes::tries_again(const std::string& fault) const {
  return sitting_.hands.try_again && sitting_.hands.try_again(fault);
}

void LevelTakes::tell(const std::string& sentence) const {
  if (sitting_.narrator.message) sitting_.narrator.message(sentence);
}

}  // namespace ohmsweep
