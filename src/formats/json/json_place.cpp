#include "formats/json/json_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"

namespace ohmsweep {

JsonPlace JsonPlace::at(const std::string& key) const {
  if (!value_->is_object()) throw fault("is no object");
  const auto member = value_->find(key);
  if (member == value_->end()) throw fault(fmt::format("has no '{}'", key));
  return {*member, path_.empty() ? key : fmt::format("{}.{}", path_, key)};
}

std::optional<JsonPlace> JsonPlace::find(const std::string& key) const {
  if (!value_->is_object()) throw fault("is no object");
  const auto member = value_->find(key);
  if (member == value_->end() || member->is_null()) return std::nullopt;
  return at(key);
}

std::vector<JsonPlace> JsonPlace::elements() const {
  if (!value_->is_array()) throw fault("is no array");
  std::vector<JsonPlace> places;
  places.reserve(value_->size());
  for (const auto& element : *value_)
    places.emplace_back(element, fmt::format("{}[{}]", path_, places.size()));
  return places;
}

double JsonPlace::number() const {
  if (!value_->is_number()) throw fault("is no number");
  const auto number = value_->get<double>();
  if (!std::isfinite(number)) throw fault("is not finite");
  return number;
}

int JsonPlace::count() const {
  constexpr double most = 1e9;
  const double whole = number();
  if (whole < 0.0 || whole > most || whole != std::floor(whole)) throw fault("is no whole number from 0");
  return static_cast<int>(whole);
}

bool JsonPlace::truth() const {
  if (!value_->is_boolean()) throw fault("is neither true nor false");
  return value_->get<bool>();
}

std::string JsonPlace::text() const {
  if (!value_->is_string()) throw fault("is no text");
  return value_->get<std::string>();
}

std::string JsonPlace::line() const {
  std::string line = text();
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(line.begin(), line.end(), is_control)) throw fault("holds control characters");
  return line;
}

double JsonPlace::number_or(const std::string& key, double otherwise) const {
  const std::optional<JsonPlace> member = find(key);
  return member ? member->number() : otherwise;
}

std::string JsonPlace::text_or_empty(const std::string& key) const {
  const std::optional<JsonPlace> member = find(key);
  return member ? member->text() : std::string();
}

std::string JsonPlace::line_or_empty(const std::string& key) const {
  const std::optional<JsonPlace> member = find(key);
  return member ? member->line() : std::string();
}

Error JsonPlace::fault(const std::string& is_wrong) const {
  return failure(
      fmt::format("{} {}", path_.empty() ? "the JSON" : fmt::format("'{}'", shown(path_)), is_wrong));
}

}  // namespace ohmsweep
