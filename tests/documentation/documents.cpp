#include "documentation/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ohmsweep::documentation {

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Roff's hyphen and backslash as themselves, and continued lines as one.
std::string joined(const std::string& text) {
  const std::string plain = replaced(replaced(text, "\\-", "-"), "\\e\n", "\\\n");
  return std::regex_replace(plain, std::regex(R"(\s*\\\n\s*)"), " ");
}

}  // namespace

std::vector<Document> documents(const fs::path& project) {
  static const std::set<std::string> extensions{".1", ".md", ".toml"};
  std::vector<Document> found{{"README.md", read(project / "README.md")}};
  for (const char* folder : {"docs", "calibration"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(project / folder)) {
      if (!extensions.contains(entry.path().extension().string())) continue;
      found.push_back({entry.path().lexically_relative(project).generic_string(), read(entry.path())});
    }
  }
  std::ranges::sort(found, {}, &Document::path);
  if (std::ranges::any_of(found, [](const Document& d) { return d.text.empty(); })) {
    throw std::runtime_error(fmt::format("{} lacks a document, or one is empty", project.string()));
  }
  return found;
}

std::vector<std::string> commands_in(const std::string& text) {
  // A block's line begins with it, after spaces; a span opens with a backquote. What ends a command within a
  // line: the closing backquote, a comment, and the shell's own punctuation.
  static const std::regex command(R"((?:^ *|`)(ohmsweep(?: +(?!-)[^\n`#|;&]+| +--[^\n`#|;&]+)))",
                                  std::regex::multiline);
  const std::string lines = joined(text);
  std::vector<std::string> found;
  for (std::sregex_iterator match(lines.begin(), lines.end(), command), end; match != end; ++match) {
    const std::string with_what_opens_it = match->str();
    const bool is_span = with_what_opens_it.starts_with("`");
    const bool is_block = with_what_opens_it.starts_with("    ");
    if (is_span || is_block || lines.starts_with(".TH")) found.push_back((*match)[1]);
  }
  return found;
}

std::vector<std::string> words_after_program(const std::string& command) {
  std::istringstream stream(command);
  std::vector<std::string> words;
  std::string word;
  stream >> word;
  while (stream >> word) {
    std::erase(word, '"');
    words.push_back(word);
  }
  return words;
}

std::string output_of(const std::string& command_line) {
  struct Close {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
  };
  const std::unique_ptr<FILE, Close> pipe(::popen((command_line + " 2>&1 </dev/null").c_str(), "r"));
  if (!pipe) throw std::runtime_error(fmt::format("cannot start: {}", command_line));
  std::string output;
  std::array<char, 4096> piece{};
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe.get())) {
    output.append(piece.data(), size);
  }
  return output;
}

}  // namespace ohmsweep::documentation
