#pragma once
/// How loud it gets, as the page holds it. Pure.

#include <string>

#include "ohmsweep/report/html_report.h"

namespace ohmsweep::page {

/// {peak, silent, by, settings, highest, highest95, hiss, hiss95, spare, spare95, signs, ends, need, heard,
/// because, missing, remarks, sentences}. `by` is what the need of an amplifier is judged by, "level" or
/// "sensitivity". `settings` has for each output its gain settings as [name, why its level is not used...],
/// at least one. Of the others each has an entry for every pairing at every gain setting of its output, in
/// the content's order; a list without any value is left out. Levels are in dB SPL and dB, null where not
/// known. `signs` has a hexadecimal digit each: 1 the highest is an upper bound, 2 a lower one, 4 and 8 the
/// hiss likewise. `ends` has a letter each: V voltage, C current; `need` Y, N, U (undecided); `heard` A
/// audible, S silent, U; "-" is unknown in all three. `because` is the number of a sentence; `remarks`
/// numbers of them, `missing` numbers of pairs, what it is and the command that gives it. Empty where the
/// content tells nothing beside the verdicts.
[[nodiscard]] std::string levels_json(const ReportContent& content);

/// ["2.45 V", "8.2 mA", "20 mW"], what the peak level needs; empty where it is not known.
[[nodiscard]] std::string needs_json(const Loudness& alone);

}  // namespace ohmsweep::page
