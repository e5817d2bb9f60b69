#pragma once
/// Lines of stdin, so that Ctrl-C is heard while one is awaited. Used from the main thread only.

#include <functional>
#include <optional>
#include <string>

namespace ohmsweep::cli {

class LineInput {
 public:
  /// The next line without its end and without spaces around it; nothing once stdin has ended. Calls
  /// `meanwhile` about ten times a second until then, where it is not empty. Throws Interrupted after Ctrl-C,
  /// and what `meanwhile` throws.
  [[nodiscard]] std::optional<std::string> line(const std::function<void()>& meanwhile = {});
  /// Whether a line, or the end, can be had without waiting.
  [[nodiscard]] bool ready() const;

 private:
  std::string pending_;  ///< read, but not yet asked for
  bool ended_ = false;
};

}  // namespace ohmsweep::cli
