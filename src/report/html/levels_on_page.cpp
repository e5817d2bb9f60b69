#include "report/html/levels_on_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/name.h"
#include "report/bounded_text.h"
#include "report/html/page_json.h"

namespace ohmsweep::page {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr int digits = 5;

/// Texts that many pairings share, each held once. JSON already.
class Shared {
 public:
  std::size_t number_of(std::string text) {
    const auto [place, is_new] = numbers_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(std::move(text));
    return place->second;
  }
  [[nodiscard]] std::string json() const { return json_array(texts_); }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

/// Of every pairing at every gain setting the value and its 95 % half-width.
struct Column {
  std::vector<double> value;
  std::vector<double> u95;

  void add(const std::optional<Bounded>& bounded) {
    value.push_back(bounded ? hundredths(bounded->value.value) : unknown);
    u95.push_back(bounded ? hundredths(coverage_factor * bounded->value.standard_uncertainty) : unknown);
  }
  [[nodiscard]] bool empty() const {
    return std::all_of(value.begin(), value.end(), [](double each) { return std::isnan(each); });
  }
  [[nodiscard]] static double hundredths(double decibels) { return std::round(100.0 * decibels) / 100.0; }
};

unsigned sides_of(const std::optional<Bounded>& bounded) {
  if (!bounded || bounded->bound == Bound::none) return 0U;
  return bounded->bound == Bound::upper ? 1U : 2U;
}

char end_letter(LevelEnd end) {
  if (end == LevelEnd::unknown) return '-';
  return end == LevelEnd::voltage ? 'V' : 'C';
}

char need_letter(Need need) {
  switch (need) {
    case Need::yes:
      return 'Y';
    case Need::no:
      return 'N';
    case Need::undecided:
      return 'U';
    case Need::unknown:
      break;
  }
  return '-';
}

char heard_letter(const std::optional<Audibility>& hiss) {
  if (!hiss) return '-';
  if (*hiss == Audibility::silent) return 'S';
  return *hiss == Audibility::audible ? 'A' : 'U';
}

/// The lists, row by row.
class Rows {
 public:
  void add(const Loudness& loudness) {
    highest_.add(loudness.highest_db);
    hiss_.add(loudness.hiss_db);
    spare_.add(loudness.spare_gain_db);
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    signs_ += hexadecimal[sides_of(loudness.highest_db) | (sides_of(loudness.hiss_db) << 2U)];
    ends_ += end_letter(loudness.ended_by);
    need_ += need_letter(loudness.need.answer);
    heard_ += heard_letter(loudness.hiss);
    because_.push_back(std::to_string(number_of(loudness.need.because)));
    missing_.push_back(array_of(loudness.missing, [&](const MissingFact& fact) {
      return std::to_string(
          shared_.number_of(json_array({json_string(fact.what), json_string(fact.command)})));
    }));
    remarks_.push_back(array_of(
        loudness.remarks, [&](const std::string& remark) { return std::to_string(number_of(remark)); }));
  }

  [[nodiscard]] std::vector<std::pair<std::string_view, std::string>> members() const {
    return {{"highest", values(highest_)},     {"highest95", intervals(highest_)},
            {"hiss", values(hiss_)},           {"hiss95", intervals(hiss_)},
            {"spare", values(spare_)},         {"spare95", intervals(spare_)},
            {"signs", json_string(signs_)},    {"ends", json_string(ends_)},
            {"need", json_string(need_)},      {"heard", json_string(heard_)},
            {"because", json_array(because_)}, {"missing", json_array(missing_)},
            {"remarks", json_array(remarks_)}, {"sentences", shared_.json()}};
  }

 private:
  std::size_t number_of(const std::string& sentence) { return shared_.number_of(json_string(sentence)); }
  [[nodiscard]] static std::string values(const Column& column) {
    return column.empty() ? std::string() : json_numbers(column.value, digits);
  }
  [[nodiscard]] static std::string intervals(const Column& column) {
    return column.empty() ? std::string() : json_numbers(column.u95, digits);
  }

  Column highest_;
  Column hiss_;
  Column spare_;
  std::string signs_;
  std::string ends_;
  std::string need_;
  std::string heard_;
  std::vector<std::string> because_;
  std::vector<std::string> missing_;
  std::vector<std::string> remarks_;
  Shared shared_;
};

std::string setting_json(const OutputLevel& level) {
  std::vector<std::string> cells{json_string(shown(level.setting))};
  for (const Finding& finding : level.findings) {
    if (finding.severity == Severity::blocking) cells.push_back(json_string(finding.detail));
  }
  return json_array(cells);
}

std::string settings_json(const ReportedOutput& output) {
  return output.levels.empty() ? "[[\"\"]]" : array_of(output.levels, setting_json);
}

}  // namespace

std::string levels_json(const ReportContent& content) {
  if (content.told.empty()) return {};
  Rows rows;
  for (const ReportedPairing& told : content.told) {
    for (const Loudness& loudness : told.loudness) rows.add(loudness);
  }
  std::vector<std::pair<std::string_view, std::string>> members = rows.members();
  members.insert(members.begin(),
                 {{"peak", json_number(content.loudness.peak_db, digits)},
                  {"silent", json_number(content.loudness.hiss_threshold_db, digits)},
                  {"by", json_string(content.loudness.need == NeedRule::level ? "level" : "sensitivity")},
                  {"settings", array_of(content.outputs, settings_json)}});
  return json_object(members);
}

std::string needs_json(const Loudness& alone) {
  if (!alone.needed_vrms || !alone.needed_a || !alone.needed_w) return {};
  return json_array({json_string(with_unit(*alone.needed_vrms, "V")),
                     json_string(with_unit(*alone.needed_a, "A")),
                     json_string(with_unit(*alone.needed_w, "W"))});
}

}  // namespace ohmsweep::page
