#include "ohmsweep/workflow/take_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

constexpr std::string_view headphone_prefix = "headphone:";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

/// What stands before a tolerance.
std::string_view before_tolerance(std::string_view text) {
  return trimmed(text.substr(0, std::min(text.find("+-"), text.find("±"))));
}

bool is_headphone_load(std::string_view text) { return text.starts_with(headphone_prefix); }

/// Where "/50mW" begins behind the channel of a headphone load; names may hold slashes.
std::size_t rating_of_headphone(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return slash;
  const std::string_view channel = trimmed(text.substr(0, slash));
  return channel.ends_with(".left") || channel.ends_with(".right") ? slash : std::string_view::npos;
}

/// Of "33ohm/0.25W", what stands behind the slash at `slash`.
double stated_power_w(std::string_view text, std::size_t slash) {
  const std::string_view power = trimmed(text.substr(slash + 1));
  if (!power.empty()) return parse_power(power).value();
  throw usage_error(fmt::format("'{0}' states no power after its '/'; write it like {0}0.25W.", text));
}

/// Whether a text can only be meant as a quantity.
bool starts_like_a_number(std::string_view text) {
  return !text.empty() &&
         (std::isdigit(static_cast<unsigned char>(text.front())) != 0 || text.front() == '.');
}

}  // namespace

StatedResistor parse_resistor(std::string_view text) {
  StatedResistor resistor;
  const std::size_t slash = text.find('/');
  const std::string_view stated = trimmed(text.substr(0, slash));
  if (slash != std::string_view::npos) resistor.power_w = stated_power_w(text, slash);
  const StatedQuantity quantity = parse_stated_resistance(stated);
  if (quantity.value <= 0.0) {
    throw usage_error(fmt::format("'{}' is no load: a load has more than 0 ohm, like 33ohm.", text));
  }
  resistor.tolerance_stated = quantity.half_width.has_value();
  resistor.resistance_ohm =
      from_tolerance(quantity.value, quantity.half_width.value_or(unstated_tolerance * quantity.value));
  resistor.state = std::string(before_tolerance(stated));
  return resistor;
}

StandardState parse_standard_state(std::string_view text, const std::vector<Standard>& kit) {
  const auto named =
      std::find_if(kit.begin(), kit.end(), [&](const Standard& standard) { return standard.name == text; });
  if (named != kit.end()) return {std::string(text), *named};
  if (text == "open") return {"open", default_open()};
  if (text == "short") return {"short", default_short()};
  if (!starts_like_a_number(text)) {
    throw usage_error(fmt::format(
        "'{}' is not a standard: write open, short, a resistance like 100ohm+-0.1%, or a name in --kit FILE.",
        text));
  }
  const StatedResistor resistor = parse_resistor(text);
  return {resistor.state, default_load(resistor.state, resistor.resistance_ohm), resistor.tolerance_stated};
}

std::string device_state(std::string_view stated, const std::vector<Standard>& kit) {
  const bool named = std::any_of(kit.begin(), kit.end(), [&](const Standard& s) { return s.name == stated; });
  if (named) return std::string(stated);
  const std::string_view state = split_level(stated).state;
  if (is_headphone_load(state)) return std::string(trimmed(state.substr(0, rating_of_headphone(state))));
  return starts_like_a_number(state) ? parse_resistor(state).state : std::string(state);
}

std::string parse_channel(std::string_view text) {
  if (text == "left" || text == "right") return std::string(text);
  throw usage_error(fmt::format("'{}' is not a headphone channel: write left or right.", text));
}

HeadphoneChannel parse_headphone_load(std::string_view text) {
  const std::string_view whole = text;
  if (is_headphone_load(text)) text.remove_prefix(headphone_prefix.size());
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0) {
    throw usage_error(
        fmt::format("'{}' names no headphone channel: write it like headphone:NAME.left.", whole));
  }
  return {std::string(text.substr(0, dot)), parse_channel(text.substr(dot + 1))};
}

LevelledState split_level(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return {text, {}};
  return {trimmed(text.substr(0, at)), parse_level(trimmed(text.substr(at + 1)))};
}

namespace {

OutputState headphone_state(std::string_view text, const Library& library, const LoadVersions& versions) {
  const std::size_t slash = rating_of_headphone(text);
  const std::string_view plain = trimmed(text.substr(0, slash));
  const HeadphoneChannel channel = parse_headphone_load(plain);
  Load load;
  load.name = std::string(plain);
  const auto used = versions.find(load.name);
  const std::optional<int> version = used == versions.end() ? std::nullopt : std::optional(used->second);
  StoredCurve stored = library.curve(CurveKind::headphone, channel.name, channel.channel, version);
  load.curve = std::move(stored.curve);
  if (!has_uncertainty(*load.curve)) {
    throw rejection(fmt::format(
        "the curve of '{}' was imported and nothing is known of its uncertainty, so it is no load; "
        "measure the headphone, or import it with --uncertainty",
        shown(load.name)));
  }
  OutputState state{load.name, std::move(load)};
  state.load_version = stored.version;
  if (slash != std::string_view::npos) state.power_w = stated_power_w(text, slash);
  return state;
}

OutputState resistor_state(std::string_view text) {
  const StatedResistor resistor = parse_resistor(text);
  if (resistor.resistance_ohm.value > largest_output_load_ohm) {
    throw usage_error(fmt::format(
        "'{}' loads no output: a load has at most {:g} kohm, and the usual ones are 16ohm to 600ohm.", text,
        largest_output_load_ohm / 1e3));
  }
  Load load;
  load.name = resistor.state;
  load.resistance_ohm = resistor.resistance_ohm;
  return {resistor.state, std::move(load), resistor.tolerance_stated, resistor.power_w};
}

}  // namespace

OutputState parse_output_state(std::string_view text, const Library& library, bool balanced,
                               const LoadVersions& versions) {
  const LevelledState levelled = split_level(text);
  OutputState state;
  if (levelled.state == "unloaded" || (balanced && levelled.state == common_state)) {
    state.state = std::string(levelled.state);
  } else if (is_headphone_load(levelled.state)) {
    state = headphone_state(levelled.state, library, versions);
  } else if (starts_like_a_number(levelled.state)) {
    state = resistor_state(levelled.state);
  } else {
    throw usage_error(
        fmt::format("'{}' is not a state of an output: write unloaded, a load like 33ohm+-0.1%, {}or "
                    "headphone:NAME.left.",
                    text, balanced ? "common, " : ""));
  }
  state.level = levelled.level;
  return state;
}

std::vector<std::string> output_sequence(const std::vector<std::string>& loads, int rounds) {
  std::vector<std::string> states;
  for (int round = 0; round < rounds; ++round) {
    states.emplace_back("unloaded");
    states.insert(states.end(), loads.begin(), loads.end());
    states.insert(states.end(), loads.rbegin(), loads.rend());
    states.emplace_back("unloaded");
  }
  return states;
}

namespace {

/// Where the channel of a headphone load ends, be it followed by a rating, a level or a file; names may hold
/// anything else. npos where there is none.
std::size_t end_of_headphone(std::string_view text) {
  std::size_t end = std::string_view::npos;
  for (const std::string_view channel : {".left", ".right"}) {
    for (const char next : {'=', '/', '@'}) {
      const std::size_t at = text.find(std::string(channel) + next);
      if (at != std::string_view::npos) end = std::min(end, at + channel.size());
    }
  }
  return end;
}

}  // namespace

TakeArgument parse_take_argument(std::string_view text) {
  const std::size_t divider = text.find('=', is_headphone_load(text) ? end_of_headphone(text) : 0);
  const std::string_view state = trimmed(text.substr(0, divider));
  if (state.empty()) {
    throw usage_error(fmt::format("--take '{}' names no state: write STATE=FILE, like open=open.wav.", text));
  }
  if (divider == std::string_view::npos) return {std::string(state), {}};
  if (divider + 1 == text.size()) {
    throw usage_error(fmt::format("--take '{}' names no file after '=': write STATE=FILE.", text));
  }
  return {std::string(state), std::string(text.substr(divider + 1))};
}

std::vector<TakeArgument> with_repeats(const std::vector<TakeArgument>& takes, int average) {
  std::vector<TakeArgument> all;
  int in_a_row = 0;
  for (const TakeArgument& take : takes) {
    if (!all.empty() && all.back().state != take.state) in_a_row = 0;
    const int count = take.file.empty() ? average - in_a_row % average : 1;
    all.insert(all.end(), static_cast<std::size_t>(count), take);
    in_a_row += count;
  }
  return all;
}

}  // namespace ohmsweep
