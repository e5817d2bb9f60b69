#include "ohmsweep/measurement/level_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A tone below this many times its floor says nothing about distortion.
constexpr double stands_out = 10.0;
/// The source channel must hear the probe by this much above the start.
constexpr Decibels patience{12.0};

std::string dbfs(Decibels level) { return fmt::format("{:.1f} dBFS", level.value()); }

/// Both inputs with their names.
struct NamedInput {
  std::string_view name;
  ProbedInput ProbeReading::*input;
};
constexpr std::array<NamedInput, 2> inputs{{{"source", &ProbeReading::source}, {"dut", &ProbeReading::dut}}};

bool well_heard(const ToneReading& tone) { return tone.size() > stands_out * tone.floor; }

double distortion_of(const ToneReading& tone) {
  return well_heard(tone) ? tone.harmonics / tone.size() : 0.0;
}

std::optional<StepFault> clipping_of(const LevelStep& step) {
  for (const auto& [name, input] : inputs) {
    const ProbedInput& probed = step.reading.*input;
    if (probed.clipped_samples == 0) continue;
    return StepFault{StoppedBy::clipping,
                     fmt::format("At {} the {} channel is cut off: {} samples reach its end at {:.1f} dBFS.",
                                 dbfs(step.level), name, probed.clipped_samples, probed.peak_dbfs)};
  }
  return std::nullopt;
}

/// A smooth law of up to the fourth order lets harmonics grow with the cube of the level, relative to the
/// tone; what grows faster from a visible size is the beginning of clipping.
bool sets_in(const ToneReading& tone, const ToneReading& before, Decibels step) {
  constexpr double visible = 1e-3;
  constexpr double measured = 1.1;
  const double now = distortion_of(tone);
  const double then = (before.harmonics + before.floor) / before.size();
  return now > visible && now > measured * std::pow(decibels_to_amplitude(step), 3) * then;
}

std::optional<StepFault> distortion_fault(const LevelStep& step, const LevelStep* before,
                                          const SearchOptions& options) {
  for (const auto& [name, input] : inputs) {
    const std::vector<ToneReading>& tones = (step.reading.*input).tones;
    for (std::size_t k = 0; k < tones.size(); ++k) {
      const double distortion = distortion_of(tones[k]);
      const bool fast = before != nullptr &&
                        sets_in(tones[k], (before->reading.*input).tones[k], step.level - before->level);
      if (distortion <= options.most_distortion && !fast) continue;
      return StepFault{
          StoppedBy::distortion,
          fmt::format("At {} the {} channel distorts: the harmonics of {} are {} % of it{}.",
                      dbfs(step.level), name, format_hz(tones[k].frequency_hz),
                      significant(100.0 * distortion, 2), fast ? " and rise much faster than it" : "")};
    }
  }
  return std::nullopt;
}

/// By how much a tone that is well heard may be off through noise, dB.
double allowance_db(const ToneReading& tone) { return -20.0 * std::log10(1.0 - tone.floor / tone.size()); }

std::optional<StepFault> compression_against(const LevelStep& step, const LevelStep& earlier,
                                             const SearchOptions& options) {
  for (const auto& [name, input] : inputs) {
    const std::vector<ToneReading>& tones = (step.reading.*input).tones;
    for (std::size_t k = 0; k < tones.size(); ++k) {
      const ToneReading& before = (earlier.reading.*input).tones[k];
      if (!well_heard(before) || !well_heard(tones[k])) continue;
      const Decibels rise = amplitude_to_decibels(tones[k].size() / before.size());
      const double off = (rise - (step.level - earlier.level)).value();
      const double allowed = options.most_compression.value() + allowance_db(tones[k]) + allowance_db(before);
      if (std::abs(off) <= allowed) continue;
      return StepFault{
          StoppedBy::compression,
          fmt::format("At {} the {} channel's {} is {:.2f} dB {} than its level at {} leads to: {}.",
                      dbfs(step.level), name, format_hz(tones[k].frequency_hz), std::abs(off),
                      off < 0.0 ? "less" : "more", dbfs(earlier.level),
                      off < 0.0 ? "something compresses" : "a gain was touched or regulates itself")};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(StoppedBy stopped) {
  switch (stopped) {
    case StoppedBy::clipping:
      return "clipping";
    case StoppedBy::distortion:
      return "distortion";
    case StoppedBy::compression:
      return "compression";
    case StoppedBy::bound:
      return "bound";
    case StoppedBy::silence:
      break;
  }
  return "silence";
}

double largest_distortion(const ProbedInput& input) {
  double largest = 0.0;
  for (const ToneReading& tone : input.tones) largest = std::max(largest, distortion_of(tone));
  return largest;
}

double largest_distortion(const ProbeReading& reading) {
  return std::max(largest_distortion(reading.source), largest_distortion(reading.dut));
}

std::optional<StepFault> fault_of(const LevelStep& step, const std::vector<LevelStep>& earlier,
                                  const SearchOptions& options) {
  if (auto fault = clipping_of(step)) return fault;
  // Against every one: what gives way little by little shows only against the first that is heard well.
  for (std::size_t back = 1; back <= earlier.size(); ++back) {
    if (auto fault = compression_against(step, earlier[earlier.size() - back], options)) return fault;
  }
  return distortion_fault(step, earlier.empty() ? nullptr : &earlier.back(), options);
}

LevelSearch::LevelSearch(LevelLimits limits, SearchOptions options, StepJudge judge)
    : limits_(limits),
      options_(options),
      judge_(std::move(judge)),
      bound_(highest_level(limits_)),
      next_(std::min(options.start, bound_.level)) {}

std::optional<Decibels> LevelSearch::next() const { return next_; }

/// Small where the next step could reach full scale or distortion has begun.
Decibels LevelSearch::step_from(const LevelStep& current) const {
  constexpr double begun = 0.3;
  const double peak = std::max(current.reading.source.peak_dbfs, current.reading.dut.peak_dbfs);
  const bool near_full_scale = peak + options_.step.value() > -options_.margin.value();
  const bool distorts = largest_distortion(current.reading) > begun * options_.most_distortion;
  return near_full_scale || distorts ? options_.fine_step : options_.step;
}

void LevelSearch::add(const ProbeReading& reading) {
  if (!next_) return;
  const LevelStep step{*next_, reading};
  next_.reset();
  fault_ = judge_ ? judge_(step, clean_) : fault_of(step, clean_, options_);
  if (fault_) return;
  clean_.push_back(step);
  const bool waited = step.level >= options_.start + patience || step.level >= bound_.level;
  if (!heard(reading.source) && waited) {
    fault_ = StepFault{StoppedBy::silence,
                       fmt::format("The source channel hears nothing of a probe at {}.", dbfs(step.level))};
    return;
  }
  if (step.level < bound_.level) next_ = std::min(bound_.level, step.level + step_from(step));
}

/// A level of whole tenths at which no peak comes nearer to full scale than the margin.
Decibels LevelSearch::usable(Decibels highest) const {
  const ProbeReading& loudest = clean_.back().reading;
  const double peak = std::max(loudest.source.peak_dbfs, loudest.dut.peak_dbfs);
  const double room = -options_.margin.value() - peak - (highest - clean_.back().level).value();
  constexpr double rounding = 1e-6;
  return Decibels(std::floor((highest.value() + std::min(0.0, room)) * 10.0 + rounding) / 10.0);
}

LevelVerdict LevelSearch::verdict() const {
  LevelVerdict verdict;
  if (!clean_.empty()) verdict.highest_clean = clean_.back().level;
  if (fault_) {
    verdict.stopped_by = fault_->kind;
    verdict.reason = fault_->reason;
    if (fault_->kind == StoppedBy::silence) verdict.highest_clean.reset();
    if (!verdict.highest_clean) return verdict;
    verdict.level = usable(*verdict.highest_clean - options_.margin);
    verdict.reason += fmt::format(" {} is the highest clean level, and {:g} dB less is advised.",
                                  dbfs(*verdict.highest_clean), options_.margin.value());
    return verdict;
  }
  verdict.level = usable(bound_.level);
  verdict.reason = fmt::format("Both inputs are clean up to {}, where it ends because {}.",
                               dbfs(bound_.level), ohmsweep::reason(bound_, limits_));
  if (*verdict.level < bound_.level - Decibels(0.1)) {
    verdict.reason += fmt::format(" Less is advised: an input would come within {:g} dB of full scale.",
                                  options_.margin.value());
  }
  return verdict;
}

}  // namespace ohmsweep
