#include "cli/line_input.h"

#include <poll.h>
#include <unistd.h>

#include <array>

#include "cli/interrupt.h"

namespace ohmsweep::cli {
namespace {

/// A read goes on after a signal, a poll does not; yet a signal may come just before it.
constexpr int longest_deafness_ms = 100;

bool readable(int within_ms) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, within_ms) > 0;
}

std::string trimmed(const std::string& text) {
  constexpr const char* blank = " \t\r";
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace

std::optional<std::string> LineInput::line(const std::function<void()>& meanwhile) {
  std::size_t end = pending_.find('\n');
  while (end == std::string::npos && !ended_) {
    check_interrupt();
    if (meanwhile) meanwhile();
    if (!readable(longest_deafness_ms)) continue;
    std::array<char, 512> bytes{};
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count <= 0) ended_ = true;
    if (count > 0) pending_.append(bytes.data(), static_cast<std::size_t>(count));
    end = pending_.find('\n');
  }
  if (end == std::string::npos && pending_.empty()) return std::nullopt;
  std::string found = trimmed(pending_.substr(0, end));
  pending_.erase(0, end == std::string::npos ? end : end + 1);
  return found;
}

bool LineInput::ready() const { return ended_ || pending_.find('\n') != std::string::npos || readable(0); }

}  // namespace ohmsweep::cli
