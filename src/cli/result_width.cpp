#include "cli/result_width.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace ohmsweep::cli {

std::size_t result_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return usual;
  return size.ws_col;
}

}  // namespace ohmsweep::cli
