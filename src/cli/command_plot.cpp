#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "cli/command.h"
#include "cli/gnuplot.h"
#include "cli/json_text.h"
#include "cli/plot_subjects.h"
#include "cli/surroundings.h"
#include "cli/text_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

constexpr int smallest_side = 300;
constexpr int largest_side = 8000;

std::optional<int> side(std::string_view text) {
  int pixels = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), pixels);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (pixels < smallest_side || pixels > largest_side) return std::nullopt;
  return pixels;
}

/// "1200x675"; nothing without --size.
std::optional<PictureSize> size_of(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("size");
  if (!text) return std::nullopt;
  const std::size_t times = text->find('x');
  if (times != std::string::npos) {
    const std::optional<int> width = side(std::string_view(*text).substr(0, times));
    const std::optional<int> height = side(std::string_view(*text).substr(times + 1));
    if (width && height) return PictureSize{*width, *height};
  }
  throw usage_error(
      fmt::format("--size '{}' is none: write width and height in pixels, each from {} to {}, like 1200x675.",
                  shown(*text), smallest_side, largest_side));
}

PictureFormat format_of(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  if (ending == ".svg") return PictureFormat::svg;
  if (ending == ".png") return PictureFormat::png;
  throw usage_error(
      fmt::format("'{}' says no kind of picture: end its name in .svg or .png.", shown(file.string())));
}

/// A viewer of SVG has fonts of its own; a PNG has those of this machine.
std::string drawn(const PlotScript& script, PictureFormat format) {
  return drawn_by_gnuplot(
      format == PictureFormat::png ? with_drawable_letters(script.text, letters_of_fonts()) : script.text);
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::optional<std::string> file = arguments.value("out");
  if (!file) throw usage_error("A picture needs a file: give -o FILE.svg or -o FILE.png.");
  PlotRequest request;
  request.format = format_of(*file);
  request.size = size_of(arguments);
  request.subject = invocation.operands.front();
  request.names.assign(invocation.operands.begin() + 1, invocation.operands.end());
  request.headphone = arguments.value("headphone");
  request.channel = arguments.value("channel");
  request.amplifier = arguments.value("amplifier");
  request.output = arguments.value("output");
  request.rule = arguments.value("rule");
  const Library library(library_folder(arguments));
  const PlotScript script = plot_script(library, request);
  write_text_file(*file, drawn(script, request.format));
  invocation.terminal.say(fmt::format("Wrote {} as {} by {} pixels to '{}'.", script.what, script.size.width,
                                      script.size.height, shown(*file)));
  if (invocation.json()) {
    invocation.terminal.print(json_object({{"file", json_string(*file)},
                                           {"width", json_number(script.size.width)},
                                           {"height", json_number(script.size.height)}}) +
                              "\n");
  }
  return done;
}

}  // namespace

Command plot_command() {
  constexpr std::size_t most_names = most_picture_lines;
  return {"plot",
          "SUBJECT [NAME...]",
          1,
          1 + most_names,
          "Draws headphone or amplifier NAME..., pairing (what outputs change), matrix or calibration NAME.",
          "ohmsweep plot headphone HD600 -o hd600.png",
          {{"out", "FILE.svg|FILE.png", "where to write it; its ending says what it is", 'o'},
           {"size", "WxH", "in pixels (default 1200x675; a large matrix is larger)"},
           {"channel", "left|right", "which channel (default: both of one headphone, else the left)"},
           {"output", "OUTPUT", "only this output of the amplifier"},
           {"headphone", "NAME", "pairing, matrix: only this one"},
           {"amplifier", "NAME", "pairing, matrix: only this one"},
           {"rule", "RATIO", "matrix: smallest |Z|/|Zo| that passes (default 8)"}},
          run};
}

}  // namespace ohmsweep::cli
