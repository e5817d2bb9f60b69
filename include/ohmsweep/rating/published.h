#pragma once
/// The 1:8 rule on figures that others publish, and on measured curves beside them.
///
/// A published figure is an interval of ohms and nothing more: "< 1 ohm" is 0 to 1, a class of sources is its
/// range, open above where it is said to go over. A published nominal impedance N says that the smallest |Z|
/// lies between 0.8 N and N (IEC 60268-7, 8.2.1, as quoted in secondary documentation). A measured curve
/// outranks a published figure: its 95 % interval over the rule's band is taken, and what it differs by is
/// told. Thread rule: values and pure functions. Errors: rate_published() throws what rate() throws.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

/// The smallest that a minimum may be of a nominal impedance.
inline constexpr double least_of_nominal = 0.8;

/// What a figure is of. wireless: the amplifier is inside, and no output drives it; link: no impedance at
/// all.
enum class PublishedKind { source, source_class, headphone, wireless, link };
/// "source", "class", "headphone", "wireless", "link".
[[nodiscard]] std::string_view to_string(PublishedKind kind);

/// Ohms between two ends, both at least zero; nothing: open above.
struct ImpedanceRange {
  double lowest_ohm = 0.0;
  std::optional<double> highest_ohm{};
  friend bool operator==(const ImpedanceRange&, const ImpedanceRange&) = default;
};
/// "< 1.00 Ω", "1.00 Ω to 10 Ω", "> 10 Ω", "300 Ω"; "any" where it is open at both ends.
[[nodiscard]] std::string to_string(const ImpedanceRange& range);

/// One entry of a catalogue.
struct PublishedFigure {
  PublishedKind kind = PublishedKind::source;
  std::string name;                           ///< "Chord Mojo 2"
  std::string output{};                       ///< of a source: "single-ended", "balanced"; empty otherwise
  std::optional<ImpedanceRange> impedance{};  ///< output or nominal impedance; nothing: no figure is known
  std::string source;                         ///< publication and title, in words
  std::string date;                           ///< of the publication, as it states it
  bool verified = false;                      ///< somebody measured it and found it so
  std::string note{};                         ///< of wireless and link: why the rule does not apply
  std::string stated{};                       ///< the impedance as it is written, "below 1ohm to over 3ohm"
  friend bool operator==(const PublishedFigure&, const PublishedFigure&) = default;
};

/// Its impedance as it is written, in signs: "below 1 Ω to over 3 Ω"; of its range where nothing is written;
/// empty where it has none.
[[nodiscard]] std::string stated_impedance(const PublishedFigure& figure);

/// "published, unverified", "published, verified".
[[nodiscard]] std::string_view standing_of(const PublishedFigure& figure);

/// Whether both name one thing: letters and digits alone count, in either case, and the maker's name may be
/// left out: the first word ("HD600" is "Sennheiser HD 600"), or all but a last one of letters and digits
/// ("JH13" is "JH Audio JH13").
[[nodiscard]] bool same_thing(const std::string& name, const std::string& published);

enum class PublishedVerdict { pass, fail, undecided, does_not_apply, unknown };
/// "pass", "fail", "undecided", "does not apply", "unknown".
[[nodiscard]] std::string_view to_string(PublishedVerdict verdict);

/// One side of a pairing: a measured curve, a published figure, or both; not neither.
struct KnownSide {
  std::string name;
  std::string part;  ///< channel or output, or empty
  std::optional<ImpedanceCurve> curve{};
  std::optional<PublishedFigure> figure{};
};

struct PublishedRating {
  PublishedVerdict verdict = PublishedVerdict::unknown;
  double rule = 8.0;
  bool headphone_measured = false;  ///< its curve was taken
  bool output_measured = false;
  std::optional<ImpedanceRange> headphone_ohm{};  ///< where the smallest |Z| lies
  std::optional<ImpedanceRange> output_ohm{};     ///< where |Zo| lies, over all of the band
  std::optional<double> lowest_ratio{};   ///< what the figures leave of |Z|/|Zo|; nothing: down to zero
  std::optional<double> highest_ratio{};  ///< nothing: no upper end
  std::string because;                    ///< a sentence
  std::vector<std::string> deciding;      ///< of undecided: what would decide it, a sentence each
  std::vector<std::string> differences;   ///< measured against published, a sentence each
};

/// pass where even the smallest ratio keeps the rule, fail where even the largest breaks it, undecided
/// between, unknown where a figure is missing or a curve is blocked. Two measured curves are rated as rate()
/// does.
[[nodiscard]] PublishedRating rate_published(const KnownSide& headphone, const KnownSide& output,
                                             const Rule& rule = {});

/// A rating and who is rated.
struct NamedPublishedRating {
  std::string headphone;
  std::string channel;
  std::string amplifier;
  std::string output;
  PublishedRating rating;
};

}  // namespace ohmsweep
