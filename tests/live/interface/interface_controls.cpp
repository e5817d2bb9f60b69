#include "live/interface/interface_controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>
#include <stdexcept>

#include "audio/bench_converters.h"
#include "audio/random_stream.h"
#include "live/interface/bench_response.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::live {
namespace {

using Words = std::vector<std::string>;

Words words_of(const std::string& line) {
  std::istringstream stream(line);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

const std::string& word(const Words& words, std::size_t at) {
  if (at >= words.size()) throw std::runtime_error(fmt::format("'{}' needs more words", words[0]));
  return words[at];
}

/// A number, or a level in dB.
double number(const std::string& text) {
  std::size_t end = 0;
  const double value = std::stod(text, &end);
  const std::string unit = text.substr(end);
  if (unit.empty()) return value;
  if (unit == "dB") return std::pow(10.0, value / 20.0);
  throw std::runtime_error(fmt::format("'{}' is not a number", text));
}

double number(const Words& words, std::size_t at) { return number(word(words, at)); }

std::size_t frames(const Words& words, std::size_t at) {
  return static_cast<std::size_t>(std::max(0.0, number(words, at)));
}

bool is_on(const Words& words, std::size_t at) { return word(words, at) == "on"; }

std::string joined(const Words& words, std::size_t from, std::size_t to) {
  return fmt::format("{}", fmt::join(words.begin() + static_cast<std::ptrdiff_t>(from),
                                     words.begin() + static_cast<std::ptrdiff_t>(to), " "));
}

/// "state left dynamic 300", "state 33ohm desktop phones".
BenchState state_of(const Words& words) {
  const std::string& state = word(words, 1);
  if (words.size() == 2) return {state, "", ""};
  if (state == "left" || state == "right") return {state, joined(words, 2, words.size()), ""};
  return {state, joined(words, 2, words.size() - 1), word(words, std::max<std::size_t>(3, words.size() - 1))};
}

std::vector<SteadyTone> bench_tones(const Converters& converters, std::size_t channel) {
  RandomStream random(mixed_key({converters.seed, channel, 3}));
  std::vector<SteadyTone> tones;
  const auto add = [&](double hz, double amplitude) {
    tones.push_back({hz, amplitude, 2.0 * std::numbers::pi * random.uniform()});
  };
  double power = 0.0;
  for (const double h : converters.hum.harmonics) power += h * h;
  const double amplitude = power > 0.0 ? converters.hum.rms * std::sqrt(2.0 / power) : 0.0;
  for (std::size_t k = 0; k < converters.hum.harmonics.size() && amplitude > 0.0; ++k) {
    add(static_cast<double>(k + 1) * converters.hum.frequency_hz, amplitude * converters.hum.harmonics[k]);
  }
  for (const Tone& tone : converters.tones) add(tone.frequency_hz, tone.rms * std::numbers::sqrt2);
  return tones;
}

/// What the real-time bench leaves out of this one.
std::string left_out(const Bench& bench, const BenchCircuit& circuit) {
  const Converters& converters = bench.converters;
  Words parts;
  if (converters.dac.any() || converters.adc.any() || circuit.load_distortion.any()) {
    parts.emplace_back("distortion");
  }
  if (converters.clock_offset + circuit.clock_offset != 0.0) parts.emplace_back("the clock's offset");
  if (circuit.output) {
    const BenchOutput& output = *circuit.output;
    if (output.sound.changes_samples()) parts.emplace_back("what the player does to samples");
    if (output.limits.any() || output.core) parts.emplace_back("the output's limits");
    if (output.noise.any()) parts.emplace_back("the output's noise");
    if (output.volume_step.change != 0.0) parts.emplace_back("the moved volume");
  }
  if (!converters.dropouts.empty()) parts.emplace_back("dropouts");
  if (converters.source_peak) parts.emplace_back("the source's peak");
  return parts.empty() ? "" : fmt::format("without {}", fmt::join(parts, ", "));
}

}  // namespace

InterfaceControls::InterfaceControls(const PartitionedConvolver& convolver, int sample_rate,
                                     std::size_t period, std::size_t played, std::size_t recorded)
    : convolver_(convolver),
      sample_rate_(sample_rate),
      period_(period),
      played_(played),
      recorded_(recorded) {
  loop();
}

std::string InterfaceControls::obey(const std::string& line) {
  const Words words = words_of(line);
  fault_.reset();
  if (words.empty()) throw std::runtime_error("an empty line");
  if (words[0] == "bench" || words[0] == "state" || words[0] == "drive") return obey_bench(words);
  if (obey_routing(words) || obey_channel(words) || obey_fault(words)) return {};
  throw std::runtime_error(fmt::format("'{}' is not a word for the interface", words[0]));
}

void InterfaceControls::loop() {
  const std::optional<Dongle> dongle = settings_.dongle;
  settings_ = {};
  settings_.dongle = dongle;
  for (auto& from : settings_.routes) from[0] = 1.0;
}

std::size_t InterfaceControls::channel(const Words& words, std::size_t at, std::size_t count) const {
  const std::size_t number = frames(words, at);
  if (number < 1 || number > count) {
    throw std::runtime_error(fmt::format("there is no channel {}", words[at]));
  }
  return number - 1;
}

bool InterfaceControls::obey_routing(const Words& words) {
  const std::string& what = words[0];
  if (what == "loop") {
    loop();
  } else if (what == "route") {
    route(words);
  } else if (what == "dongle") {
    plug(words);
  } else if (what == "swap") {
    settings_.swapped = is_on(words, 1);
  } else if (what == "mono") {
    settings_.mono = is_on(words, 1);
  } else if (what == "monitor") {
    settings_.monitor_gain = number(words, 1);
    settings_.monitor_delay = words.size() > 2 ? frames(words, 2) : 0;
  } else if (what == "delay") {
    settings_.output_delay = std::min(frames(words, 1), DelayLine::length / 2);
  } else if (what == "seed") {
    settings_.seed = frames(words, 1);
  } else {
    return false;
  }
  return true;
}

void InterfaceControls::plug(const Words& words) {
  if (word(words, 1) != "gone") {
    settings_.dongle = Dongle{1e-6 * number(words, 1), true};
  } else if (settings_.dongle) {
    settings_.dongle->plugged_in = false;
  } else {
    throw std::runtime_error("there is no dongle");
  }
}

/// "route 2 1:0.5+2:0.5".
void InterfaceControls::route(const Words& words) {
  auto& gains = settings_.routes[channel(words, 1, recorded_)];
  gains = {};
  std::istringstream parts(word(words, 2));
  for (std::string part; std::getline(parts, part, '+') && part != "none";) {
    const std::size_t colon = part.find(':');
    const std::size_t from = channel({part.substr(0, colon)}, 0, played_);
    gains[from] = colon == std::string::npos ? 1.0 : number(part.substr(colon + 1));
  }
}

bool InterfaceControls::obey_channel(const Words& words) {
  const std::map<std::string, double ChannelDefects::*> values{{"gain", &ChannelDefects::gain},
                                                               {"riding", &ChannelDefects::riding_to},
                                                               {"highpass", &ChannelDefects::high_pass_hz},
                                                               {"dc", &ChannelDefects::dc},
                                                               {"noise", &ChannelDefects::noise_rms},
                                                               {"pink", &ChannelDefects::pink_rms},
                                                               {"clip", &ChannelDefects::clip}};
  const auto value = values.find(words[0]);
  const bool special = words[0] == "silent" || words[0] == "hum" || words[0] == "bits";
  if (value == values.end() && !special) return false;
  ChannelDefects& defects = settings_.channels[channel(words, 1, recorded_)];
  if (value != values.end()) {
    defects.*(value->second) = number(words, 2);
  } else if (words[0] == "silent") {
    defects.silent = is_on(words, 2);
  } else if (words[0] == "bits") {
    defects.bits = static_cast<int>(number(words, 2));
  } else {
    const double hz = words.size() > 3 ? number(words, 3) : 50.0;
    defects.tones = {{hz, number(words, 2) * std::numbers::sqrt2, 0.0}};
  }
  return true;
}

bool InterfaceControls::obey_fault(const Words& words) {
  if (words[0] == "zero") {
    fault_ = TimeFault{TimeFault::Kind::zero, frames(words, 1), frames(words, 2), 0};
  } else if (words[0] == "slip") {
    slip(frames(words, 1), static_cast<int>(number(words, 2)));
  } else if (words[0] == "drop") {
    const bool skip = words.size() > 2 && words[2] == "skip";
    slip(frames(words, 1), static_cast<int>(period_) * (skip ? -1 : 1));
  } else {
    return false;
  }
  return true;
}

/// What is to be left out must be there early enough, so everything is delayed by as much: say it in silence.
void InterfaceControls::slip(std::size_t after, int count) {
  if (count < 0) settings_.output_delay += static_cast<std::size_t>(-count);
  fault_ = TimeFault{TimeFault::Kind::slip, after, 0, count};
}

std::string InterfaceControls::obey_bench(const Words& words) {
  if (words[0] == "drive") {
    settings_.bench_input = channel(words, 1, played_);
    return {};
  }
  if (words[0] == "bench") return read(joined(words, 1, std::max<std::size_t>(2, words.size())));
  if (!bench_) throw std::runtime_error("say first which bench");
  return connect(state_of(words));
}

std::string InterfaceControls::read(const std::string& file) {
  if (recorded_ < convolved_outputs) throw std::runtime_error("a bench needs two recorded channels");
  bench_ = file == "demo" ? parse_bench(demo_bench_text(), "demo") : read_bench(file);
  takes_ = 0;
  loop();
  add_bench_noise();
  return connect({"open", "", ""});
}

std::string InterfaceControls::connect(const BenchState& state) {
  const int take = takes_++;
  const BenchPath path = bench_path(*bench_, state, take, sample_rate_, convolver_.taps());
  filters_.push_back(convolver_.prepare({path.source, path.dut}));
  settings_.bench = filters_.back().get();
  settings_.bench_delay = path.delay;
  settings_.channels[1].gain = dut_gain_at(bench_->converters, take);
  return left_out(*bench_, ohmsweep::connect(*bench_, state));
}

void InterfaceControls::add_bench_noise() {
  const Converters& converters = bench_->converters;
  settings_.seed = converters.seed;
  for (std::size_t c = 0; c < convolved_outputs; ++c) {
    ChannelDefects& defects = settings_.channels[c];
    defects.tones = bench_tones(converters, c);
    defects.noise_rms = converters.noise_rms;
    defects.pink_rms = converters.pink_noise_rms;
    defects.dc = converters.dc;
    defects.clip = converters.clipping_level;
    defects.bits = converters.bits;
  }
}

}  // namespace ohmsweep::live
