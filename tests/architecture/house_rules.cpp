#include "architecture/house_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace ohmsweep::architecture {

namespace fs = std::filesystem;

namespace {

/// The diagram of docs/architecture.md: what each module may include, itself aside.
const std::map<std::string, std::set<std::string>, std::less<>>& layers() {
  using Modules = std::set<std::string>;
  static const std::map<std::string, Modules, std::less<>> below = [] {
    const Modules up_to_calibration{"core", "signal", "circuit"};
    Modules up_to_rating = up_to_calibration;
    up_to_rating.insert({"calibration", "measurement"});
    Modules edges = up_to_rating;
    edges.insert("rating");
    Modules everything = edges;
    everything.insert({"audio", "library", "formats", "report"});
    Modules with_workflow = everything;
    with_workflow.insert("workflow");
    return std::map<std::string, Modules, std::less<>>{
        {"core", {}},
        {"signal", {"core"}},
        {"circuit", {"core"}},
        {"calibration", up_to_calibration},
        {"measurement", {"core", "signal", "circuit", "calibration"}},
        {"rating", up_to_rating},
        {"audio", edges},
        {"library", edges},
        {"formats", edges},
        {"report", edges},
        {"workflow", everything},
        {"cli", with_workflow}};
  }();
  return below;
}

constexpr std::array middle{"core", "signal", "circuit", "calibration", "measurement", "rating"};

/// Where a library's headers may appear: beginnings of paths below src/.
struct Place {
  std::string_view headers;  ///< beginning of the header's name
  std::vector<std::string_view> folders;
};

const std::vector<Place>& places() {
  static const std::vector<Place> all{{"fmt/", {""}},
                                      {"fftw3.h", {"signal/fft"}},
                                      {"Eigen/", {"signal/", "circuit/", "calibration/", "measurement/"}},
                                      {"sndfile.h", {"audio/"}},
                                      {"portaudio.h", {"audio/portaudio"}},
                                      {"openssl/", {"audio/"}},
                                      {"SQLiteCpp/", {"library/"}},
                                      {"sqlite3.h", {"library/"}},
                                      {"toml++/", {"formats/toml"}},
                                      {"nlohmann/", {"formats/json"}},
                                      {"boost/program_options", {"cli/"}}};
  return all;
}

struct Include {
  std::string header;
  bool quoted = false;
  int line = 0;
};

struct Source {
  std::string path;  ///< relative to the tree, with forward slashes
  std::vector<std::string> lines;

  [[nodiscard]] bool is_public() const { return path.starts_with("include/"); }
  /// "signal" of src/signal/fft.cpp and of include/ohmsweep/signal/ratio.h.
  [[nodiscard]] std::string module() const {
    const std::string rest = path.substr(is_public() ? std::string_view("include/ohmsweep/").size() : 4);
    return rest.substr(0, rest.find('/'));
  }
};

bool is_cpp(const fs::path& path) { return path.extension() == ".cpp" || path.extension() == ".h"; }

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<Source> sources(const fs::path& tree, const std::vector<std::string>& folders) {
  std::vector<Source> found;
  for (const std::string& folder : folders) {
    if (!fs::is_directory(tree / folder)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tree / folder)) {
      if (!entry.is_regular_file() || !is_cpp(entry.path())) continue;
      found.push_back({entry.path().lexically_relative(tree).generic_string(), lines_of(entry.path())});
    }
  }
  if (found.empty()) throw std::runtime_error(fmt::format("{} holds no C++ file", tree.string()));
  std::ranges::sort(found, {}, &Source::path);
  return found;
}

std::vector<Source> product(const fs::path& tree) { return sources(tree, {"include", "src"}); }
std::vector<Source> everything(const fs::path& tree) { return sources(tree, {"include", "src", "tests"}); }

std::vector<Include> includes(const Source& source) {
  static const std::regex directive(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> found;
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(source.lines[i], match, directive)) continue;
    found.push_back({match[2], match[1] == "\"", static_cast<int>(i) + 1});
  }
  return found;
}

/// Calls `offence(source, include)` on every include of these and keeps what it says, if anything.
template <typename Rule>
Offences offences_of_includes(const std::vector<Source>& all, Rule offence) {
  Offences found;
  for (const Source& source : all) {
    for (const Include& include : includes(source)) {
      const std::string sentence = offence(source, include);
      if (!sentence.empty()) found.push_back(fmt::format("{}:{}: {}", source.path, include.line, sentence));
    }
  }
  return found;
}

std::string first_folder(std::string_view header) { return std::string(header.substr(0, header.find('/'))); }

std::string offence_against_layers(const Source& source, const Include& include) {
  static constexpr std::string_view public_prefix = "ohmsweep/";
  if (!include.quoted) return {};
  const bool is_public = include.header.starts_with(public_prefix);
  const std::string from = source.module();
  const std::string to =
      first_folder(is_public ? include.header.substr(public_prefix.size()) : include.header);
  if (!layers().contains(from)) return fmt::format("{} is not a module of the layer diagram", from);
  if (!layers().contains(to)) {
    return fmt::format("includes \"{}\": write the path from include/ or src/", include.header);
  }
  if (to == from) return {};
  if (!layers().find(from)->second.contains(to)) {
    return fmt::format("includes \"{}\", but {} must not depend on {}", include.header, from, to);
  }
  if (!is_public) return fmt::format("includes \"{}\", a private header of {}", include.header, to);
  return {};
}

bool is_standard(const std::string& header) { return header.find_first_of("./") == std::string::npos; }

bool is_operating_system(const std::string& header) {
  static const std::set<std::string> headers{"fcntl.h", "poll.h",    "signal.h",
                                             "spawn.h", "termios.h", "unistd.h"};
  return header.starts_with("sys/") || headers.contains(header);
}

std::string offence_against_places(const Source& source, const Include& include) {
  const std::string& header = include.header;
  if (include.quoted || is_standard(header)) return {};
  if (source.is_public()) return fmt::format("includes <{}> in a public header", header);
  const std::string below_src = source.path.substr(4);
  if (is_operating_system(header)) {
    if (std::ranges::find(middle, source.module()) == middle.end()) return {};
    return fmt::format("includes <{}>, an operating system's header, in the pure middle", header);
  }
  const auto place =
      std::ranges::find_if(places(), [&](const Place& p) { return header.starts_with(p.headers); });
  if (place == places().end()) return fmt::format("includes <{}>, which has no place of its own", header);
  const auto permits = [&](std::string_view folder) { return below_src.starts_with(folder); };
  if (std::ranges::any_of(place->folders, permits)) return {};
  return fmt::format("includes <{}>, which belongs in src/{}", header, fmt::join(place->folders, ", src/"));
}

std::string offence_against_purity(const Source& source, const Include& include) {
  static const std::set<std::string> impure{"chrono",     "ctime",      "cstdio",   "filesystem",
                                            "fstream",    "future",     "iostream", "random",
                                            "stop_token", "syncstream", "thread"};
  if (std::ranges::find(middle, source.module()) == middle.end()) return {};
  if (include.quoted || !impure.contains(include.header)) return {};
  return fmt::format("includes <{}>, but {} is pure", include.header, source.module());
}

std::string offence_against_silence(const Source& source, const Include& include) {
  static constexpr std::array headers{"jack/", "portaudio.h", "alsa/"};
  const auto begins = [&](const char* header) { return include.header.starts_with(header); };
  if (source.path.starts_with("tests/live/") || std::ranges::none_of(headers, begins)) return {};
  return fmt::format("includes <{}>, which belongs in tests/live", include.header);
}

std::vector<std::string> words_of(const std::string& file_name) {
  std::istringstream stem(fs::path(file_name).stem().string());
  std::vector<std::string> words;
  for (std::string word; std::getline(stem, word, '_');) words.push_back(word);
  return words;
}

}  // namespace

Offences includes_against_the_layers(const fs::path& tree) {
  return offences_of_includes(product(tree), offence_against_layers);
}

Offences third_party_headers_out_of_place(const fs::path& tree) {
  return offences_of_includes(product(tree), offence_against_places);
}

Offences impure_includes_in_the_middle(const fs::path& tree) {
  return offences_of_includes(product(tree), offence_against_purity);
}

Offences sound_in_silent_tests(const fs::path& tree) {
  if (!fs::is_directory(tree / "tests")) return {};
  return offences_of_includes(sources(tree, {"tests"}), offence_against_silence);
}

Offences long_files(const fs::path& tree) {
  static constexpr std::size_t most = 400;
  Offences found;
  for (const Source& source : everything(tree)) {
    if (source.lines.size() <= most) continue;
    found.push_back(
        fmt::format("{}:{}: has {} lines, {} at most", source.path, most + 1, source.lines.size(), most));
  }
  return found;
}

Offences vague_file_names(const fs::path& tree) {
  static const std::set<std::string> vague{"common",  "data", "helper", "helpers", "info",
                                           "manager", "misc", "util",   "utils"};
  Offences found;
  for (const Source& source : everything(tree)) {
    for (const std::string& word : words_of(source.path)) {
      if (vague.contains(word)) found.push_back(fmt::format("{}:1: \"{}\" in its name", source.path, word));
    }
  }
  return found;
}

Offences undocumented_headers(const fs::path& tree) {
  Offences found;
  for (const Source& source : product(tree)) {
    if (!source.is_public()) continue;
    const bool opens_well =
        source.lines.size() > 1 && source.lines[0] == "#pragma once" && source.lines[1].starts_with("/// ");
    if (!opens_well) {
      found.push_back(
          fmt::format("{}:1: must open with #pragma once and a /// comment on what it is", source.path));
    }
  }
  return found;
}

Offences unfinished_work(const fs::path& tree) {
  // Spelt with a gap, so that this file does not offend.
  static const std::vector<std::string> marks = [] {
    std::vector<std::string> gapped{"TO-DO", "FIX-ME", "NO-LINT", "GTEST-_SKIP", "DISABLED-_"};
    for (std::string& mark : gapped) mark.erase(mark.find('-'), 1);
    return gapped;
  }();
  Offences found;
  for (const Source& source : everything(tree)) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      for (const std::string& mark : marks) {
        if (source.lines[i].find(mark) == std::string::npos) continue;
        found.push_back(fmt::format("{}:{}: {}", source.path, i + 1, mark));
      }
    }
  }
  return found;
}

}  // namespace ohmsweep::architecture
