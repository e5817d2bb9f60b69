#pragma once
/// Published figures and ratings by them, as tables. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/published.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: a row for every figure. In CSV kind, name, output, lowest_ohm,
/// highest_ohm (empty where it is open), stated, source, date, verified, note.
[[nodiscard]] std::string catalog_table(const std::vector<PublishedFigure>& figures,
                                        TableFormat format = TableFormat::text);
/// Everything that an entry holds, a paragraph each.
[[nodiscard]] std::string catalog_entries(const std::vector<PublishedFigure>& figures);
/// A row for every rating, then each difference between a curve and what is published, and why the rule does
/// not apply or cannot be answered, each once. In CSV the rows alone: headphone, channel, amplifier, output,
/// rule, verdict, headphone_measured, output_measured, smallest_lowest_ohm, smallest_highest_ohm,
/// output_lowest_ohm, output_highest_ohm, lowest_ratio, highest_ratio, because.
[[nodiscard]] std::string published_table(const std::vector<NamedPublishedRating>& ratings,
                                          TableFormat format = TableFormat::text);

}  // namespace ohmsweep
