#include <algorithm>

#include "cli/command.h"
#include "cli/published_json.h"
#include "cli/rule_option.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "cli/text_file.h"
#include "ohmsweep/formats/catalog_file.h"
#include "ohmsweep/report/published_table.h"
#include "ohmsweep/workflow/rate_catalog.h"

namespace ohmsweep::cli {
namespace {

OptionSpec catalog_option() {
  return {"catalog", "FILE", "figures of your own beside the program's, as TOML"};
}

std::vector<PublishedFigure> catalog_of(const Arguments& arguments) {
  const auto file = arguments.value("catalog");
  if (!file) return shipped_catalog();
  return extended_catalog(shipped_catalog(), read_catalog(read_text_file(*file, "catalogue"), *file));
}

int list(const Invocation& invocation) {
  std::vector<PublishedFigure> figures = catalog_of(invocation.arguments);
  const bool one = !invocation.operands.empty();
  if (one) figures = entries_of(figures, invocation.operands.front());
  const OutputFormat format = output_format(invocation.arguments);
  const bool paragraphs = one && format == OutputFormat::table;
  invocation.terminal.print(format == OutputFormat::json ? catalog_json(figures)
                            : paragraphs                 ? catalog_entries(figures)
                                                         : catalog_table(figures, table_format(format)));
  return done;
}

/// What the rule does not apply to is no failure of it.
bool is_fine(const NamedPublishedRating& named) {
  return named.rating.verdict == PublishedVerdict::pass ||
         named.rating.verdict == PublishedVerdict::does_not_apply;
}

int rate_by_catalog(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  CatalogRequest request{
      arguments.value("headphone"), arguments.value("amplifier"), {}, catalog_of(arguments)};
  if (const auto rule = arguments.value("rule")) request.rule.ratio = parse_rule(*rule);
  const OutputFormat format = output_format(arguments);
  const Library library(library_folder(arguments));
  const std::vector<NamedPublishedRating> ratings = rate_catalog(library, request);
  invocation.terminal.print(format == OutputFormat::json ? published_json(ratings)
                                                         : published_table(ratings, table_format(format)));
  return arguments.flag("check") && !std::ranges::all_of(ratings, is_fine) ? rejected : done;
}

}  // namespace

Command catalog_command() {
  return {"catalog",
          "[NAME]",
          0,
          1,
          "Lists what others publish of outputs and headphones, or shows an entry with its source.",
          "ohmsweep catalog 'Mojo 2'",
          {catalog_option(), format_option()},
          list};
}

Command catalog_rate_command() {
  return {"catalog rate",
          "",
          0,
          0,
          "Rates by published figures what is not measured; a measured curve comes before them.",
          "ohmsweep catalog rate --headphone HD600",
          {{"headphone", "NAME", "only this one, of the library or of the catalogue"},
           {"amplifier", "NAME", "only this one, of the library or of the catalogue"},
           {"rule", "RATIO", "smallest |Z|/|Zo| that passes (default 8)"},
           catalog_option(),
           format_option(),
           {"check", "", "exit 3 unless everything passes that the rule applies to"}},
          rate_by_catalog};
}

}  // namespace ohmsweep::cli
