#include "formats/touchstone.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "formats/number_columns.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

enum class Parameter { s, z, y };
enum class Form { real_imaginary, magnitude_angle, decibel_angle };

/// What the option line states; the defaults are the specification's.
struct Options {
  double hz = 1e9;
  Parameter parameter = Parameter::s;
  Form form = Form::magnitude_angle;
  double reference_ohm = 50.0;
  bool normalised = true;
};

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = line.find_first_of(" \t");
    words.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end);
  }
}

std::optional<double> number_of(const std::string& word) {
  const char* begin = word.data() + (word.starts_with('+') ? 1 : 0);
  double value = 0.0;
  const auto [end, problem] = std::from_chars(begin, word.data() + word.size(), value);
  if (problem != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

class Reader {
 public:
  Reader(const std::string& file_name, std::size_t most_rows)
      : file_name_(file_name), most_rows_(most_rows) {}

  void read(std::string_view line, std::size_t number) {
    line_ = number;
    const std::vector<std::string> words = words_of(line.substr(0, line.find('!')));
    if (words.empty() || ended_ || words.front() == "\x1a") return;
    if (reference_follows_) {
      reference_follows_ = false;
      read_reference(words);
    } else if (words.front().starts_with('#')) {
      read_options(words);
    } else if (words.front().starts_with('[')) {
      read_keyword(words);
    } else {
      read_point(words);
    }
  }

  [[nodiscard]] std::vector<TouchstonePoint> finish() {
    if (announced_ && *announced_ != static_cast<double>(points_.size())) {
      throw failure(
          fmt::format("{} announces {:g} frequencies and holds {}: it is cut short, so export it again",
                      shown(file_name_), *announced_, points_.size()));
    }
    return std::move(points_);
  }

 private:
  [[nodiscard]] Error fault(const std::string& sentence) const {
    return fault_in_line(file_name_, line_, sentence);
  }

  void read_options(std::vector<std::string> words) {
    if (std::exchange(has_options_, true)) return;  // later ones are passed over, says the specification
    if (words.front() == "#") {
      words.erase(words.begin());
    } else {
      words.front().erase(0, 1);
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string word = in_lower_case(words[i]);
      if (word == "r") {
        const std::optional<double> ohm = i + 1 < words.size() ? number_of(words[++i]) : std::nullopt;
        if (!ohm || !(*ohm > 0.0)) throw fault("R states no reference resistance; write R 50");
        options_.reference_ohm = *ohm;
      } else if (word == "g" || word == "h") {
        throw fault("hybrid parameters are of two ports; an impedance is of one, so export S, Y or Z");
      } else if (!read_option(word)) {
        throw fault(
            fmt::format("'{}' is no option of Touchstone; write for example # Hz Z RI R 1", shown(words[i])));
      }
    }
  }

  bool read_option(const std::string& word) {
    if (word == "hz") return set(options_.hz, 1.0);
    if (word == "khz") return set(options_.hz, 1e3);
    if (word == "mhz") return set(options_.hz, 1e6);
    if (word == "ghz") return set(options_.hz, 1e9);
    if (word == "s") return set(options_.parameter, Parameter::s);
    if (word == "z") return set(options_.parameter, Parameter::z);
    if (word == "y") return set(options_.parameter, Parameter::y);
    if (word == "ri") return set(options_.form, Form::real_imaginary);
    if (word == "ma") return set(options_.form, Form::magnitude_angle);
    if (word == "db") return set(options_.form, Form::decibel_angle);
    return false;
  }

  template <typename Value>
  static bool set(Value& to, Value value) {
    to = value;
    return true;
  }

  /// Of version 2; keywords that matter to more ports than one are passed over.
  void read_keyword(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += in_lower_case(word) + " ";
    if (text.starts_with("[version] 2")) options_.normalised = false;
    if (text.starts_with("[number of ports]") && text != "[number of ports] 1 ") {
      throw fault("the file has more than one port; an impedance is of one");
    }
    if (text.starts_with("[number of frequencies]")) {
      announced_ = number_of(words.back());
      if (!announced_) throw fault("[Number of Frequencies] states no number");
    }
    if (text.starts_with("[reference]")) {
      reference_follows_ = words.size() == 1;
      if (!reference_follows_) read_reference({words.begin() + 1, words.end()});
    }
    if (text.starts_with("[end]") || text.starts_with("[noise data]")) ended_ = true;
  }

  /// On the keyword's line or the next; one for each port.
  void read_reference(const std::vector<std::string>& words) {
    const std::optional<double> ohm = words.size() == 1 ? number_of(words.front()) : std::nullopt;
    if (!ohm || !(*ohm > 0.0)) throw fault("[Reference] states no resistance, or that of several ports");
    options_.reference_ohm = *ohm;
  }

  void read_point(const std::vector<std::string>& words) {
    if (points_.size() == most_rows_)
      throw fault(fmt::format("there are more than {} rows; thin them out", most_rows_));
    if (words.size() != 3) {
      throw fault(
          fmt::format("the row has {} numbers; one port has a frequency and two numbers", words.size()));
    }
    std::vector<double> values;
    for (const std::string& word : words) {
      const std::optional<double> value = number_of(word);
      if (!value) throw fault(fmt::format("'{}' is no number", shown(word)));
      values.push_back(*value);
    }
    const Complex impedance = impedance_of(parameter_of(values[1], values[2]));
    if (!std::isfinite(impedance.real()) || !std::isfinite(impedance.imag())) {
      throw fault("the parameter is that of an open circuit, which has no impedance; remove the row");
    }
    if (!(values[0] > 0.0))
      throw fault(fmt::format("the frequency is {:g}; it must be above zero", values[0]));
    points_.push_back({line_, options_.hz * values[0], impedance});
  }

  [[nodiscard]] Complex parameter_of(double a, double b) const {
    constexpr double degree = std::numbers::pi / 180.0;
    switch (options_.form) {
      case Form::real_imaginary:
        return {a, b};
      case Form::magnitude_angle:
        return a * Complex(std::cos(b * degree), std::sin(b * degree));
      case Form::decibel_angle:
        break;
    }
    return std::pow(10.0, a / 20.0) * Complex(std::cos(b * degree), std::sin(b * degree));
  }

  /// Z = R (1 + S)/(1 - S); of version 1 also Z = R z and Z = R/y.
  [[nodiscard]] Complex impedance_of(Complex value) const {
    const double scale = options_.normalised ? options_.reference_ohm : 1.0;
    switch (options_.parameter) {
      case Parameter::s:
        return options_.reference_ohm * (1.0 + value) / (1.0 - value);
      case Parameter::z:
        return scale * value;
      case Parameter::y:
        break;
    }
    return scale / value;
  }

  const std::string& file_name_;
  std::size_t most_rows_;
  Options options_;
  bool has_options_ = false;
  bool ended_ = false;
  bool reference_follows_ = false;
  std::optional<double> announced_;
  std::size_t line_ = 0;
  std::vector<TouchstonePoint> points_;
};

}  // namespace

bool looks_like_touchstone(std::string_view text) {
  static constexpr std::array<std::string_view, 7> forms{"s", "y", "z", "g", "h", "ri", "ma"};
  for (const std::string_view line : lines_of(text)) {
    const std::string lower = in_lower_case(bare(line.substr(0, line.find('!'))));
    if (lower.empty()) continue;
    if (lower.starts_with("[version]")) return true;
    if (!lower.starts_with('#')) return false;
    for (const std::string& word : words_of(std::string_view(lower).substr(1))) {
      const bool unit = word == "hz" || word == "khz" || word == "mhz" || word == "ghz";
      const bool form = std::find(forms.begin(), forms.end(), word) != forms.end();
      if (!unit && !form && word != "db" && word != "r" && !number_of(word)) return false;
    }
    return lower.size() > 1;
  }
  return false;
}

std::vector<TouchstonePoint> touchstone_points(const std::string& text, const std::string& file_name,
                                               std::size_t most_rows) {
  return read_lines(text, Reader(file_name, most_rows));
}

}  // namespace ohmsweep
