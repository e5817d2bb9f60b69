#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep {

namespace {

constexpr std::array<std::string_view, 5> scale_keys{
    "input_full_scale", "source_full_scale", "dut_full_scale", "output_full_scale", "full_scale_tolerance"};

using Lines = std::vector<std::string>;

/// Without their '\n'; a '\r' before it stays.
Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string_view without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool states(std::string_view line, std::string_view key) {
  line = without_spaces(line);
  if (!line.starts_with(key)) return false;
  return without_spaces(line.substr(key.size())).starts_with('=');
}

/// "# key = ...", as write_rig shows what could stand there.
bool shows(std::string_view line, std::string_view key) {
  line = without_spaces(line);
  return line.starts_with('#') && states(line.substr(1), key);
}

/// Where [limits] stands and where it ends.
struct Range {
  std::size_t header = 0;
  std::size_t end = 0;
};
std::optional<Range> limits_of(const Lines& lines) {
  const auto is_header = [](const std::string& line) { return without_spaces(line).starts_with('['); };
  const auto header = std::ranges::find_if(
      lines, [](const std::string& line) { return without_spaces(line).starts_with("[limits]"); });
  if (header == lines.end()) return std::nullopt;
  const auto end = std::find_if(header + 1, lines.end(), is_header);
  return Range{static_cast<std::size_t>(header - lines.begin()),
               static_cast<std::size_t>(end - lines.begin())};
}

std::optional<std::size_t> line_with(const Lines& lines, const Range& range, std::string_view key,
                                     bool (*matches)(std::string_view, std::string_view)) {
  for (std::size_t i = range.header + 1; i < range.end; ++i) {
    if (matches(lines[i], key)) return i;
  }
  return std::nullopt;
}

/// What follows the value of "key = "value"  # comment", spaces and line end included.
std::string_view comment_of(std::string_view line) {
  const auto opening = line.find('"');
  const auto closing = opening == std::string_view::npos ? opening : line.find('"', opening + 1);
  if (closing == std::string_view::npos) return line.ends_with('\r') ? "\r" : "";
  return line.substr(closing + 1);
}

std::string value_part(std::string_view line) {
  const auto closing = line.find('"', line.find('"') + 1);
  return std::string(line.substr(0, closing + 1));
}

/// The line of a whole written rig that states or shows the key.
std::string written_line(const FullScales& scales, std::string_view key) {
  const Lines lines = lines_of(write_rig(with_full_scales({}, scales)));
  const auto found = std::ranges::find_if(
      lines, [&](const std::string& line) { return states(line, key) || shows(line, key); });
  return *found;
}

void set(Lines& lines, const Range& range, std::string_view key, const FullScales& scales) {
  const std::string written = written_line(scales, key);
  const bool stated = states(written, key);
  if (const auto live = line_with(lines, range, key, states)) {
    std::string& line = lines[*live];
    line = stated ? value_part(written) + std::string(comment_of(line)) : "# " + line;
  } else if (const auto shown_at = line_with(lines, range, key, shows); stated && shown_at) {
    const bool carriage_return = lines[*shown_at].ends_with('\r');
    lines[*shown_at] = written + (carriage_return ? "\r" : "");
  } else if (stated) {
    const bool carriage_return = lines[range.header].ends_with('\r');
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(range.end),
                 written + (carriage_return ? "\r" : ""));
  }
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// Blank lines between two tables stay between them.
Range without_blank_end(const Lines& lines, Range range) {
  const auto blank = [](std::string_view line) {
    const auto rest = without_spaces(line);
    return rest.empty() || rest == "\r";
  };
  while (range.end > range.header + 1 && blank(lines[range.end - 1])) --range.end;
  return range;
}

}  // namespace

FullScales full_scales_of(const Rig& rig) {
  return {rig.input_full_scale_vrms, rig.source_full_scale_vrms, rig.dut_full_scale_vrms,
          rig.output_full_scale_vrms, rig.full_scale_tolerance};
}

Rig with_full_scales(Rig rig, const FullScales& scales) {
  rig.input_full_scale_vrms = scales.input_vrms;
  rig.source_full_scale_vrms = scales.source_vrms;
  rig.dut_full_scale_vrms = scales.dut_vrms;
  rig.output_full_scale_vrms = scales.output_vrms;
  rig.full_scale_tolerance = scales.tolerance;
  return rig;
}

std::string full_scale_lines(const FullScales& scales) {
  std::string text;
  for (const std::string_view key : scale_keys) {
    const std::string line = written_line(scales, key);
    if (states(line, key)) text += line + "\n";
  }
  return text;
}

std::string replace_full_scales(const std::string& text, const std::string& file_name,
                                const FullScales& scales) {
  const Rig before = read_rig(text, file_name);
  Lines lines = lines_of(text);
  if (!limits_of(lines)) {
    if (!lines.empty()) lines.emplace_back();
    lines.emplace_back("[limits]");
  }
  for (const std::string_view key : scale_keys) {
    set(lines, without_blank_end(lines, *limits_of(lines)), key, scales);
  }
  std::string replaced = joined(lines);
  try {
    if (read_rig(replaced, file_name) == with_full_scales(before, scales)) return replaced;
  } catch (const Error&) {
    // The sentence below says what to do.
  }
  throw failure(
      fmt::format("{} states its limits in a way that cannot be changed line by line; write under [limits] "
                  "yourself, in place of what stands there:\n{}",
                  shown(file_name), full_scale_lines(scales)));
}

}  // namespace ohmsweep
