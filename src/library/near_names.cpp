#include "library/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep {

namespace {

constexpr std::size_t most_named = 3;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool contains(const std::string& text, const std::string& part) {
  return !part.empty() && text.find(part) != std::string::npos;
}

/// Moves the nearest names from `rest` to the result, nearest first.
std::vector<std::string> take_mistyped(const std::string& wanted, std::vector<std::string>& rest) {
  std::vector<std::string> names;
  while (names.size() < most_named) {
    const std::string nearest = near_name(wanted, rest);
    const auto at = std::find(rest.begin(), rest.end(), nearest);
    if (at == rest.end()) break;
    names.push_back(nearest);
    rest.erase(at);
  }
  return names;
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) {
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", shown(names[i]));
  }
  if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
  return text;
}

std::string near_names(const std::string& wanted, const std::vector<std::string>& held) {
  std::vector<std::string> rest = held;
  std::vector<std::string> near = take_mistyped(wanted, rest);
  const std::string low = lower(wanted);
  std::copy_if(rest.begin(), rest.end(), std::back_inserter(near), [&](const std::string& name) {
    return contains(lower(name), low) || contains(low, lower(name));
  });
  return listed(near.empty() ? held : near);
}

}  // namespace ohmsweep
