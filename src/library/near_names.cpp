#include "library/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

constexpr std::size_t most_named = 3;
constexpr std::size_t longest_compared = 200;  ///< bytes; the comparison grows with the square

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool contains(const std::string& text, const std::string& part) {
  return !part.empty() && text.find(part) != std::string::npos;
}

bool is_near(const std::string& wanted, const std::string& held, std::size_t distance) {
  return distance <= std::max<std::size_t>(1, wanted.size() / 3) || contains(lower(held), lower(wanted)) ||
         contains(lower(wanted), lower(held));
}

std::vector<std::string> nearest(const std::string& wanted, const std::vector<std::string>& held) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : held) {
    if (std::max(wanted.size(), name.size()) > longest_compared) continue;
    const std::size_t distance = edit_distance(wanted, name);
    if (is_near(wanted, name, distance)) near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (const auto& [distance, name] : near) names.push_back(name);
  return names.empty() ? held : names;
}

}  // namespace

std::size_t edit_distance(const std::string& a, const std::string& b) {
  const std::string x = lower(a);
  const std::string y = lower(b);
  std::vector<std::size_t> row(y.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= x.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const std::size_t replaced = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::string near_names(const std::string& wanted, const std::vector<std::string>& held) {
  const std::vector<std::string> names = nearest(wanted, held);
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) {
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", shown(names[i]));
  }
  if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
  return text;
}

}  // namespace ohmsweep
