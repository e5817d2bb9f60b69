#pragma once
/// What a report tells of its curves, rated. Thread rule: pure.

#include "ohmsweep/report/html_report.h"

namespace ohmsweep {

/// Fills in, from the content's curves, facts, levels, rules and loudness settings: every pairing with what
/// is told of it, and what each headphone channel allows and needs. Throws what rate_all() throws.
void add_ratings(ReportContent& content);

}  // namespace ohmsweep
