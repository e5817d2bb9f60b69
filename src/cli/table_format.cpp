#include "cli/table_format.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {

OutputFormat output_format(const Arguments& arguments) {
  const std::string text = arguments.value("format").value_or(arguments.flag("json") ? "json" : "table");
  if (text == "table") return OutputFormat::table;
  if (text == "csv") return OutputFormat::csv;
  if (text == "markdown") return OutputFormat::markdown;
  if (text == "json") return OutputFormat::json;
  throw usage_error(
      fmt::format("--format '{}' does not exist; write table, csv, markdown or json.", shown(text)));
}

TableFormat table_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::csv:
      return TableFormat::csv;
    case OutputFormat::markdown:
      return TableFormat::markdown;
    case OutputFormat::table:
    case OutputFormat::json:
      break;
  }
  return TableFormat::text;
}

OptionSpec format_option() {
  return {"format", "table|csv|markdown|json", "how to print it (default table)"};
}

}  // namespace ohmsweep::cli
