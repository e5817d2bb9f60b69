#include "ohmsweep/report/html_report.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "ohmsweep/core/name.h"
#include "report/html/calibration_on_page.h"
#include "report/html/curve_on_page.h"
#include "report/html/device_on_page.h"
#include "report/html/levels_on_page.h"
#include "report/html/page_json.h"
#include "report/html/pairings_on_page.h"

namespace ohmsweep {

// The build embeds these: dygraphs from its package, the others from this folder.
std::string_view dygraphs_script();
std::string_view dygraphs_style();
std::string_view page_body();
std::string_view page_style();
std::vector<std::pair<std::string_view, std::string_view>> page_scripts();

namespace {

std::string unpaired_json(const UnpairedThing& thing) {
  return page::json_array({page::json_string(shown(thing.name)), page::json_string(shown(thing.output))});
}

std::string content_json(const ReportContent& content) {
  page::Grids grids;
  const std::string headphones = page::array_of(content.headphones, [&](const ReportedHeadphone& each) {
    return page::headphone_json(each, content, grids);
  });
  const std::string outputs = page::array_of(
      content.outputs, [&](const ReportedOutput& each) { return page::output_json(each, grids); });
  constexpr int digits = 6;
  return page::json_object({{"software", page::json_string(content.software)},
                            {"rule", page::json_number(content.rule.ratio, digits)},
                            {"further", page::json_numbers(content.further_ratios, digits)},
                            {"from", page::json_number(content.rule.from.value(), digits)},
                            {"to", page::json_number(content.rule.to.value(), digits)},
                            {"headphones", headphones},
                            {"outputs", outputs},
                            {"pairings", page::pairings_json(content)},
                            {"levels", page::levels_json(content)},
                            {"unpaired", page::array_of(content.unpaired, unpaired_json)},
                            {"calibrations", page::array_of(content.calibrations, page::calibration_json)},
                            {"grids", grids.json()}});
}

/// A name for this content (FNV-1a). Scripts run only under it: a name that smuggled in a script or an event
/// handler would have to know what its own presence makes of it.
std::string nonce_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3U;
  }
  return fmt::format("{:016x}", hash);
}

/// The last line of a script or a style, a comment, names a file that a page without a network has not.
std::string_view without_source_map(std::string_view text) {
  constexpr std::size_t comment_sign = 2;
  const std::size_t at = text.rfind("# sourceMappingURL=");
  return at == std::string_view::npos ? text : text.substr(0, at - comment_sign);
}

std::string head(const std::string& nonce) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'nonce-{}'; "
      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>ohmsweep report</title>\n",
      nonce);
}

/// The page's own scripts share one scope, which nothing else can reach.
std::string own_script() {
  std::string script = "(() => {\n'use strict';\n";
  for (const auto& [name, text] : page_scripts()) script += text;
  return script + "})();\n";
}

}  // namespace

std::string html_report(const ReportContent& content) {
  const std::string json = content_json(content);
  const std::string nonce = nonce_of(json);
  std::string text = head(nonce);
  text += fmt::format("<style>\n{}{}</style>\n</head>\n<body>\n{}", without_source_map(dygraphs_style()),
                      page_style(), page_body());
  text += fmt::format("<script type=\"application/json\" id=\"content\">{}</script>\n", json);
  text += fmt::format("<script nonce=\"{}\">\n{}</script>\n", nonce, without_source_map(dygraphs_script()));
  text += fmt::format("<script nonce=\"{}\">\n{}</script>\n</body>\n</html>\n", nonce, own_script());
  return text;
}

}  // namespace ohmsweep
