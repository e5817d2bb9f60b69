#pragma once
/// --format of the commands that print tables.

#include <string>

#include "cli/arguments.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep::cli {

enum class OutputFormat { table, csv, markdown, json };

/// What --format says, else JSON with --json, else a table. Throws Error(usage) for another word.
[[nodiscard]] OutputFormat output_format(const Arguments& arguments);
/// Of a format that is none of JSON's.
[[nodiscard]] TableFormat table_format(OutputFormat format);

[[nodiscard]] OptionSpec format_option();

}  // namespace ohmsweep::cli
