#pragma once
/// Keys of the terminal one by one, for a meter that ends with q and not with q and Enter. Used from the main
/// thread only.

#include <optional>

namespace ohmsweep::cli {

/// While it lives, and where stdin is a terminal with this program in its foreground, keys come without Enter
/// and unseen; Ctrl-C and Ctrl-Z do what they always do. The terminal is given back as it was when this is
/// gone, before a signal ends or stops the program, and taken again when the program goes on. One at a time.
class SingleKeys {
 public:
  SingleKeys();
  ~SingleKeys();
  SingleKeys(const SingleKeys&) = delete;
  SingleKeys& operator=(const SingleKeys&) = delete;

  /// Whether there are keys to be had; else stdin has lines.
  [[nodiscard]] bool taken() const { return taken_; }
  /// The next key, without waiting. A terminal that is gone counts as Ctrl-D.
  [[nodiscard]] std::optional<char> pressed();

 private:
  bool taken_ = false;
};

/// Gives the terminal back, if it is taken. May be called by a signal's handler.
void give_terminal_back();

}  // namespace ohmsweep::cli
