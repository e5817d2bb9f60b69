#include "formats/circuit_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

double plain_number(const std::string& text, std::string_view what, double above, double below) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && value > above && value < below) return value;
  throw usage_error(fmt::format("'{}' is not {}; write for example K1 a b 0.02 0.6", text, what));
}

Error not_an_element(std::string_view line) {
  return usage_error(
      fmt::format("'{}' is not an element; write name, two nodes and value, for example "
                  "'Re + a 300ohm', 'C1 a - 10uF', 'L1 a b 1mH 0.5ohm' or 'K1 a b 0.02 0.6'",
                  line));
}

Element parse_semi_inductor(const std::vector<std::string>& words) {
  const double coefficient = plain_number(words[3], "a coefficient above zero", 0.0, HUGE_VAL);
  const double exponent = plain_number(words[4], "an exponent between 0 and 1", 0.0, 1.0);
  return semi_inductor(words[0], words[1], words[2], coefficient, exponent);
}

}  // namespace

Element parse_element(std::string_view line) {
  const std::vector<std::string> words = words_of(line);
  if (words.size() < 4 || words[1] == words[2]) throw not_an_element(line);
  const char kind = words[0].front();
  const bool with_winding = kind == 'L' && words.size() == 5;
  if (kind == 'K' && words.size() == 5) return parse_semi_inductor(words);
  if (words.size() != 4 && !with_winding) throw not_an_element(line);
  switch (kind) {
    case 'R':
      return resistor(words[0], words[1], words[2], parse_resistance(words[3]));
    case 'C':
      return capacitor(words[0], words[1], words[2], parse_capacitance(words[3]));
    case 'L':
      return inductor(words[0], words[1], words[2], parse_inductance(words[3]),
                      with_winding ? parse_resistance(words[4]) : Ohms(0.0));
    default:
      throw not_an_element(line);
  }
}

}  // namespace ohmsweep
