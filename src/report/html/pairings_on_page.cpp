#include "report/html/pairings_on_page.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/report/pair_text.h"
#include "report/html/page_json.h"

namespace ohmsweep::page {
namespace {

char signs_of(const Pairing& pairing) {
  const unsigned signs = (pairing.upper_bound ? 1U : 0U) | (pairing.deviation_upper_bound ? 2U : 0U) |
                         (has(pairing.findings, FindingCode::ground_unknown) ? 4U : 0U) |
                         (has(pairing.findings, FindingCode::uncertainty_unknown) ? 8U : 0U);
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  return hexadecimal[signs];
}

/// Findings of both curves are prefixed and stand with the curves; the rest are the pairing's own.
std::string own_findings(const Pairing& pairing) {
  Findings own;
  for (const Finding& finding : pairing.findings) {
    if (finding.detail.starts_with("headphone: ") || finding.detail.starts_with("output: ")) continue;
    own.push_back(finding);
  }
  if (own.empty()) return {};
  return array_of(own, [](const Finding& finding) { return json_string(finding.detail); });
}

/// {"17": ...}, of each pairing that `writer` makes something of.
template <typename Values, typename Writer>
std::string by_number(const Values& values, const Writer& writer) {
  std::string text = "{";
  for (std::size_t number = 0; number < values.size(); ++number) {
    const std::string made = writer(values[number]);
    if (!made.empty()) text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", number, made);
  }
  return text + "}";
}

std::string deciding_json(const ReportedPairing& told) {
  return told.deciding ? json_string(deciding_sentence(*told.deciding)) : std::string();
}

char letter_of(const std::optional<Verdict>& verdict) {
  if (!verdict) return 'N';
  if (*verdict == Verdict::pass) return 'P';
  return *verdict == Verdict::fail ? 'F' : 'U';
}

/// Letters of one rule: for each pairing one on every basis, in their order; "-" where there is none.
std::string basis_letters(const std::vector<ReportedPairing>& all, double rule) {
  constexpr std::size_t bases = 4;
  std::string letters;
  for (const ReportedPairing& told : all) {
    std::string of_pairing(bases, '-');
    for (const RuleVerdict& verdict : told.verdicts) {
      if (verdict.rule == rule) of_pairing[static_cast<std::size_t>(verdict.on)] = letter_of(verdict.verdict);
    }
    letters += of_pairing;
  }
  return letters;
}

std::string bases_json(const ReportContent& content) {
  if (content.told.empty()) return {};
  std::vector<std::string> by_rule{json_string(basis_letters(content.told, content.rule.ratio))};
  for (const double ratio : content.further_ratios) {
    by_rule.push_back(json_string(basis_letters(content.told, ratio)));
  }
  return json_array(by_rule);
}

void check_count(const ReportContent& content) {
  std::size_t channels = 0;
  for (const ReportedHeadphone& headphone : content.headphones) channels += headphone.channels.size();
  const std::size_t expected = channels * content.outputs.size();
  const bool told_of_all = content.told.empty() || content.told.size() == expected;
  if (content.pairings.size() == expected && told_of_all) return;
  throw failure(
      fmt::format("{} channels on {} outputs make {} pairings, and the report was given {} and told of {}; "
                  "rate each channel on each output",
                  channels, content.outputs.size(), expected, content.pairings.size(), content.told.size()));
}

template <typename Quantity>
std::string each(const std::vector<Pairing>& pairings, int digits, Quantity quantity) {
  std::vector<double> values;
  values.reserve(pairings.size());
  for (const Pairing& pairing : pairings) values.push_back(quantity(pairing));
  return json_numbers(values, digits);
}

/// Below a thousandth nobody measures, and few digits keep the page small.
double thousandths(double decibels) { return std::round(1e3 * decibels) / 1e3; }

/// A bound stays on its side.
double span_db(const Pairing& pairing) {
  const double decibels = pairing.deviation_peak_to_peak_db;
  return pairing.deviation_upper_bound ? std::ceil(1e3 * decibels) / 1e3 : thousandths(decibels);
}

}  // namespace

std::string pairings_json(const ReportContent& content) {
  check_count(content);
  const std::vector<Pairing>& all = content.pairings;
  std::string verdict;
  std::string signs;
  for (const Pairing& pairing : all) {
    verdict += letter_of(pairing.verdict);
    signs += signs_of(pairing);
  }
  constexpr int digits = 4;
  return json_object(
      {{"verdict", json_string(verdict)},
       {"signs", json_string(signs)},
       {"ratio", each(all, digits, [](const Pairing& p) { return p.worst_ratio; })},
       {"u95", each(all, 2, [](const Pairing& p) { return p.worst_ratio_u95; })},
       {"hz", each(all, digits, [](const Pairing& p) { return p.worst_ratio_hz; })},
       {"low", each(all, digits, [](const Pairing& p) { return thousandths(p.deviation_min_db); })},
       {"high", each(all, digits, [](const Pairing& p) { return thousandths(p.deviation_max_db); })},
       {"span", each(all, digits, span_db)},
       {"zo", each(all, digits, [](const Pairing& p) { return p.output_impedance_ohm; })},
       {"notes", by_number(all, own_findings)},
       {"bases", bases_json(content)},
       {"deciding", by_number(content.told, deciding_json)}});
}

}  // namespace ohmsweep::page
