#include "report/html/pairings_on_page.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "report/html/page_json.h"

namespace ohmsweep::page {
namespace {

char letter_of(const Pairing& pairing) {
  if (!pairing.verdict) return 'N';
  if (*pairing.verdict == Verdict::pass) return 'P';
  return *pairing.verdict == Verdict::fail ? 'F' : 'U';
}

char signs_of(const Pairing& pairing) {
  const unsigned signs = (pairing.upper_bound ? 1U : 0U) | (pairing.deviation_upper_bound ? 2U : 0U) |
                         (has(pairing.findings, FindingCode::ground_unknown) ? 4U : 0U) |
                         (has(pairing.findings, FindingCode::uncertainty_unknown) ? 8U : 0U);
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  return hexadecimal[signs];
}

/// Findings of both curves come first in a pairing's and stand with the curves; the rest are its own.
std::string own_findings(const Pairing& pairing, std::size_t of_curves) {
  if (pairing.findings.size() <= of_curves) return {};
  const Findings own(pairing.findings.begin() + static_cast<std::ptrdiff_t>(of_curves),
                     pairing.findings.end());
  return array_of(own, [](const Finding& finding) { return json_string(finding.detail); });
}

std::string notes_json(const ReportContent& content) {
  std::string notes = "{";
  std::size_t number = 0;
  for (const ReportedHeadphone& headphone : content.headphones) {
    for (const ReportedCurve& channel : headphone.channels) {
      for (const ReportedOutput& output : content.outputs) {
        const std::string own = own_findings(
            content.pairings[number], channel.curve.findings.size() + output.output.curve.findings.size());
        if (!own.empty()) notes += fmt::format("{}\"{}\":{}", notes.size() == 1 ? "" : ",", number, own);
        ++number;
      }
    }
  }
  return notes + "}";
}

void check_count(const ReportContent& content) {
  std::size_t channels = 0;
  for (const ReportedHeadphone& headphone : content.headphones) channels += headphone.channels.size();
  const std::size_t expected = channels * content.outputs.size();
  if (content.pairings.size() == expected) return;
  throw failure(
      fmt::format("{} channels on {} outputs make {} pairings, and the report was given {}; rate "
                  "each channel on each output",
                  channels, content.outputs.size(), expected, content.pairings.size()));
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

}  // namespace

std::string pairings_json(const ReportContent& content) {
  check_count(content);
  const std::vector<Pairing>& all = content.pairings;
  std::string verdict;
  std::string signs;
  for (const Pairing& pairing : all) {
    verdict += letter_of(pairing);
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
       {"span", each(all, digits, [](const Pairing& p) { return thousandths(p.deviation_peak_to_peak_db); })},
       {"zo", each(all, digits, [](const Pairing& p) { return p.output_impedance_ohm; })},
       {"notes", notes_json(content)}});
}

}  // namespace ohmsweep::page
