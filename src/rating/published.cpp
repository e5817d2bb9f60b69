#include "ohmsweep/rating/published.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/known_range.h"

namespace ohmsweep {
namespace {

/// ASCII letters in lower case and digits; bytes beyond ASCII as they are.
std::string bare(const std::string& name) {
  std::string kept;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (upper) kept += static_cast<char>(c - 'A' + 'a');
    if (plain) kept += c;
  }
  return kept;
}

/// Of letters and digits, as no word of a language is: "jh13", "l50".
bool is_model(const std::string& word) {
  constexpr std::string_view digits = "0123456789";
  return word.find_first_of(digits) != std::string::npos &&
         word.find_first_not_of(digits) != std::string::npos;
}

bool has_amplifier_inside(const KnownSide& side) {
  return side.figure &&
         (side.figure->kind == PublishedKind::wireless || side.figure->kind == PublishedKind::link);
}

std::string whole_name(const KnownSide& side) {
  return side.part.empty() ? shown(side.name) : shown(side.name) + " " + shown(side.part);
}

std::string without_final_stop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

PublishedRating does_not_apply(const KnownSide& side, const Rule& rule) {
  PublishedRating rating;
  rating.verdict = PublishedVerdict::does_not_apply;
  rating.rule = rule.ratio;
  rating.because = fmt::format("{}: {}.", shown(side.name), without_final_stop(shown(side.figure->note)));
  return rating;
}

std::string why_unknown(const KnownSide& side) {
  if (side.curve && usable_curve(side) == nullptr) {
    return fmt::format("The curve of {} carries a blocking finding; measure it again.", shown(side.name));
  }
  return side.figure ? fmt::format("{}: {}.", whole_name(side), without_final_stop(shown(side.figure->note)))
                     : fmt::format("Nothing is known of {}.", shown(side.name));
}

PublishedVerdict verdict_of(const PublishedRating& rating) {
  if (rating.lowest_ratio && *rating.lowest_ratio >= rating.rule) return PublishedVerdict::pass;
  if (rating.highest_ratio && *rating.highest_ratio < rating.rule) return PublishedVerdict::fail;
  return PublishedVerdict::undecided;
}

void set_ratios(PublishedRating& rating) {
  const ImpedanceRange& z = *rating.headphone_ohm;
  const ImpedanceRange& zo = *rating.output_ohm;
  if (zo.highest_ohm && *zo.highest_ohm > 0.0) rating.lowest_ratio = z.lowest_ohm / *zo.highest_ohm;
  if (z.highest_ohm && zo.lowest_ohm > 0.0) rating.highest_ratio = *z.highest_ohm / zo.lowest_ohm;
}

std::string ratios_text(const PublishedRating& rating) {
  if (rating.lowest_ratio && rating.highest_ratio) {
    return fmt::format("between 1:{} and 1:{}", rounded_down(*rating.lowest_ratio),
                       rounded_up(*rating.highest_ratio));
  }
  if (rating.lowest_ratio) return fmt::format("at least 1:{}", rounded_down(*rating.lowest_ratio));
  if (rating.highest_ratio) return fmt::format("at most 1:{}", rounded_up(*rating.highest_ratio));
  return "open to both sides";
}

const char* standing(const KnownSide& side, bool measured) {
  return measured ? "measured" : standing_of(*side.figure).data();
}

/// The two intervals against the rule.
void rate_ranges(PublishedRating& rating, const KnownSide& headphone, const KnownSide& output) {
  set_ratios(rating);
  rating.verdict = verdict_of(rating);
  rating.because = fmt::format("|Z| down to {} ({}) on {} ({}) is {}.", to_string(*rating.headphone_ohm),
                               standing(headphone, rating.headphone_measured), to_string(*rating.output_ohm),
                               standing(output, rating.output_measured), ratios_text(rating));
}

std::string ohms_down(double ohm) { return rounded_down(ohm) + " Ω"; }
std::string ohms_up(double ohm) { return rounded_up(ohm) + " Ω"; }

/// What a curve of the output would have to show. It depends on the headphone alone.
std::string deciding_output(const PublishedRating& rating, const KnownSide& headphone) {
  const ImpedanceRange& z = *rating.headphone_ohm;
  std::string limits = fmt::format("up to {} passes", ohms_down(z.lowest_ohm / rating.rule));
  if (z.highest_ohm) limits += fmt::format(", over {} fails", ohms_up(*z.highest_ohm / rating.rule));
  return fmt::format("{}: an output that is measured ('ohmsweep measure amplifier') at {}.",
                     whole_name(headphone), limits);
}

/// And what one of the headphone would. It depends on the output alone; of one that may be anything, nothing
/// does.
std::string deciding_headphone(const PublishedRating& rating, const KnownSide& output) {
  const ImpedanceRange& zo = *rating.output_ohm;
  std::vector<std::string> limits;
  if (zo.highest_ohm)
    limits.push_back(fmt::format("{} and more passes", ohms_up(*zo.highest_ohm * rating.rule)));
  if (zo.lowest_ohm > 0.0)
    limits.push_back(fmt::format("less than {} fails", ohms_down(zo.lowest_ohm * rating.rule)));
  if (limits.empty()) return {};
  return fmt::format("{}: a headphone whose smallest |Z| is measured ('ohmsweep measure headphone') as {}.",
                     whole_name(output), fmt::join(limits, ", "));
}

std::vector<std::string> what_would_decide(const PublishedRating& rating, const KnownSide& headphone,
                                           const KnownSide& output) {
  std::vector<std::string> sentences;
  if (rating.verdict != PublishedVerdict::undecided) return sentences;
  if (!rating.output_measured) sentences.push_back(deciding_output(rating, headphone));
  if (!rating.headphone_measured) sentences.push_back(deciding_headphone(rating, output));
  if (rating.output_measured && rating.headphone_measured) {
    sentences.push_back(fmt::format("{} on {}: 'ohmsweep pair' tells what would decide two measured curves.",
                                    whole_name(headphone), whole_name(output)));
  }
  std::erase(sentences, "");
  return sentences;
}

/// Curve against curve, frequency by frequency.
void rate_curves(PublishedRating& rating, const KnownSide& headphone, const KnownSide& output,
                 const Rule& rule) {
  const Pairing pairing = rate(*headphone.curve, *output.curve, rule);
  if (!pairing.verdict) return;
  rating.verdict = *pairing.verdict == Verdict::pass   ? PublishedVerdict::pass
                   : *pairing.verdict == Verdict::fail ? PublishedVerdict::fail
                                                       : PublishedVerdict::undecided;
  rating.lowest_ratio = pairing.worst_ratio - pairing.worst_ratio_u95;
  if (!pairing.upper_bound) rating.highest_ratio = pairing.worst_ratio + pairing.worst_ratio_u95;
  rating.because = fmt::format("Both are measured: {}.", ratios_text(rating));
}

}  // namespace

std::string_view to_string(PublishedKind kind) {
  switch (kind) {
    case PublishedKind::source:
      return "source";
    case PublishedKind::source_class:
      return "class";
    case PublishedKind::headphone:
      return "headphone";
    case PublishedKind::wireless:
      return "wireless";
    case PublishedKind::link:
      break;
  }
  return "link";
}

std::string_view to_string(PublishedVerdict verdict) {
  switch (verdict) {
    case PublishedVerdict::pass:
      return "pass";
    case PublishedVerdict::fail:
      return "fail";
    case PublishedVerdict::undecided:
      return "undecided";
    case PublishedVerdict::does_not_apply:
      return "does not apply";
    case PublishedVerdict::unknown:
      break;
  }
  return "unknown";
}

std::string to_string(const ImpedanceRange& range) {
  if (!range.highest_ohm && range.lowest_ohm <= 0.0) return "any";
  if (!range.highest_ohm) return "> " + format_ohms(range.lowest_ohm);
  if (range.lowest_ohm <= 0.0) return "< " + format_ohms(*range.highest_ohm);
  if (range.lowest_ohm == *range.highest_ohm) return format_ohms(range.lowest_ohm);
  return fmt::format("{} to {}", format_ohms(range.lowest_ohm), format_ohms(*range.highest_ohm));
}

std::string stated_impedance(const PublishedFigure& figure) {
  if (!figure.impedance) return {};
  if (figure.stated.empty()) return to_string(*figure.impedance);
  constexpr std::string_view word = "ohm";
  const std::string stated = shown(figure.stated);
  std::string text;
  for (std::size_t i = 0; i < stated.size(); ++i) {
    const bool unit = stated.compare(i, word.size(), word) == 0;
    const bool letter = stated[i] >= 'A' && stated[i] <= 'z';
    if (letter && !text.empty() && text.back() >= '0' && text.back() <= '9') text += ' ';
    text += unit ? "Ω" : std::string(1, stated[i]);
    if (unit) i += word.size() - 1;
  }
  return text;
}

std::string_view standing_of(const PublishedFigure& figure) {
  return figure.verified ? "published, verified" : "published, unverified";
}

bool same_thing(const std::string& name, const std::string& published) {
  const std::string given = bare(name);
  if (given.empty()) return false;
  if (given == bare(published)) return true;
  const std::size_t model = published.find(' ');
  if (model == std::string::npos) return false;
  if (given == bare(published.substr(model))) return true;
  const std::string last = bare(published.substr(published.rfind(' ')));
  return given == last && is_model(last);
}

PublishedRating rate_published(const KnownSide& headphone, const KnownSide& output, const Rule& rule) {
  if (has_amplifier_inside(headphone)) return does_not_apply(headphone, rule);
  if (has_amplifier_inside(output)) return does_not_apply(output, rule);
  PublishedRating rating;
  rating.rule = rule.ratio;
  rating.headphone_measured = usable_curve(headphone) != nullptr;
  rating.output_measured = usable_curve(output) != nullptr;
  rating.headphone_ohm = smallest_range(headphone, rule);
  rating.output_ohm = output_range(output, rule);
  for (const auto& difference : {headphone_difference(headphone), output_difference(output, rule)}) {
    if (difference) rating.differences.push_back(*difference);
  }
  if (!rating.headphone_ohm || !rating.output_ohm) {
    rating.because = why_unknown(rating.headphone_ohm ? output : headphone);
  } else if (rating.headphone_measured && rating.output_measured) {
    rate_curves(rating, headphone, output, rule);
  } else {
    rate_ranges(rating, headphone, output);
  }
  rating.deciding = what_would_decide(rating, headphone, output);
  return rating;
}

}  // namespace ohmsweep
