#include <fmt/format.h>

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/terminal.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/guide.h"

namespace {

using ohmsweep::ErrorKind;
namespace cli = ohmsweep::cli;

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return cli::usage;
    case ErrorKind::rejected:
      return cli::rejected;
    case ErrorKind::failed:
      break;
  }
  return cli::failed;
}

}  // namespace

int main(int argc, char** argv) {
  if (const std::optional<int> exit = ohmsweep::sound_worker(argc, argv)) return *exit;
  cli::Terminal terminal;
  try {
    cli::watch_for_interrupt();
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return cli::run_program(words, terminal);
  } catch (const cli::Interrupted&) {
    return cli::interrupted;
  } catch (const ohmsweep::Stopped&) {
    return cli::interrupted;
  } catch (const ohmsweep::Error& error) {
    terminal.complain(error.what());
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    terminal.complain("There is not enough memory for this; use shorter takes.");
  } catch (const std::exception& error) {
    terminal.complain(fmt::format("Something unforeseen went wrong: {}.", error.what()));
  }
  return cli::failed;
}
