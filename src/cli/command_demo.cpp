#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/surroundings.h"
#include "cli/version.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/formats/pairing_text.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/library/takes_lock.h"
#include "ohmsweep/report/pairing_table.h"
#include "ohmsweep/workflow/demo.h"
#include "ohmsweep/workflow/sweep_file.h"

namespace ohmsweep::cli {
namespace {

namespace fs = std::filesystem;

/// A folder that is removed when the demo ends, however it ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "ohmsweep-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw failure(fmt::format("No temporary folder can be made as '{}'; give the demo a DIR.", pattern));
    }
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string error_lines(const DemoResult& result) {
  return fmt::format(
      "\nAgainst the bench's true values, 20 Hz to 20 kHz:\n"
      "  headphones: largest error {:.3g} % ({} at {})\n"
      "  outputs:    largest error {} ({} at {})\n"
      "  {:.1f} % of all points lie within their 95 % interval\n",
      100.0 * result.headphones.value, result.headphones.of, format_hz(result.headphones.at_hz),
      format_ohms(result.outputs.value), result.outputs.of, format_hz(result.outputs.at_hz),
      100.0 * result.share_within_u95);
}

std::string error_json(const LargestError& error, const std::string& unit_key) {
  return json_object({{"of", json_string(error.of)},
                      {unit_key, json_number(error.value)},
                      {"at_hz", json_number(error.at_hz)}});
}

std::string result_json(const DemoResult& result) {
  return json_object({{"pairings", pairings_json(result.pairings)},
                      {"largest_headphone_error", error_json(result.headphones, "relative")},
                      {"largest_output_error", error_json(result.outputs, "ohm")},
                      {"share_within_u95", json_number(result.share_within_u95)}}) +
         "\n";
}

/// `keep`: the library stays, and so do its takes.
DemoResult demonstrate(const Invocation& invocation, const fs::path& folder, bool keep) {
  const Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  const std::unique_ptr<AudioDevice> device = make_virtual_bench(bench, "demo");
  const RatioEstimator estimator(render(sweep_from({})));
  Library library(folder);
  const TakesLock lock(folder, TakesUse::keeping);
  const std::string rig = write_rig(rig_of(bench));
  Session session{*device,
                  library,
                  estimator,
                  read_rig(rig, "demo.toml"),
                  rig,
                  current_time(),
                  std::string(software),
                  invocation.terminal.narrator()};
  if (keep) session.takes_folder = folder / "takes";
  return run_demo(session, bench);
}

int run(const Invocation& invocation) {
  const bool keep = !invocation.operands.empty();
  if (keep && invocation.operands.front().empty()) {
    throw usage_error("The demo's DIR is empty; give a folder, or nothing for a temporary one.");
  }
  std::optional<TemporaryFolder> temporary;
  if (!keep) temporary.emplace();
  const fs::path folder = keep ? fs::path(invocation.operands.front()) : temporary->path();
  invocation.terminal.say("Measuring a virtual bench: calibration, every headphone, every amplifier output.");
  const DemoResult result = demonstrate(invocation, folder, keep);
  if (keep) {
    invocation.terminal.say(
        fmt::format("The library is in '{0}'; 'ohmsweep report demo.html --library {0}' makes a page of it.",
                    folder.string()));
  }
  invocation.terminal.print(invocation.json() ? result_json(result)
                                              : pairing_table(result.pairings) + error_lines(result));
  return done;
}

}  // namespace

Command demo_command() {
  return {"demo",
          "[DIR]",
          0,
          1,
          "Shows the whole job on a virtual bench, with how far the results are from the truth.",
          "ohmsweep demo",
          {},
          run};
}

}  // namespace ohmsweep::cli
