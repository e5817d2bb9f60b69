#include "live/job_run.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ohmsweep::live {
namespace {

using Words = std::vector<std::string>;

std::vector<CurveRow> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::vector<CurveRow> rows;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<double> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');)
      fields.push_back(std::strtod(field.c_str(), nullptr));
    if (fields.size() >= 6) rows.push_back({fields[0], fields[1], fields[5]});
  }
  return rows;
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

Distance distance(const std::vector<CurveRow>& rows, const std::function<Complex(Hertz)>& truth) {
  Distance found;
  for (const CurveRow& row : rows) {
    const double real = std::abs(truth(Hertz(row.frequency_hz)));
    const double error = std::abs(row.impedance_ohm - real);
    found.largest_ohm = std::max(found.largest_ohm, error);
    found.largest_relative = std::max(found.largest_relative, error / real);
    found.share_within += error <= row.u95_ohm ? 1.0 / static_cast<double>(rows.size()) : 0.0;
  }
  return found;
}

JobRun::JobRun(const std::string& interface) {
  std::ofstream(file("rig.toml")) << "[interface]\n"
                                  << interface << "\n[reference]\nresistance = \"100ohm\"\n";
}

Words JobRun::live_words(const Command& command) const {
  return joined({OHMSWEEP_PROGRAM, "--library", file("live").string(), "--rig", file("rig.toml").string()},
                command);
}

Ending JobRun::live(SoundWorld& world, const Command& command, const Words& connections) const {
  Conversation program(live_words(command), world.environment());
  for (const std::string& connection : connections) {
    if (!program.wait_for("Enter to record", job_patience_s)) return program.finish(0.0);
    const std::string answer = world.tell("state " + connection);
    if (!answer.starts_with("ok")) throw std::runtime_error(answer);
    program.say("");
  }
  if (program.wait_for("Enter to finish", job_patience_s)) program.say("");
  return program.finish(job_patience_s);
}

Ending JobRun::from_file(const Command& command) const {
  Conversation program(
      joined({OHMSWEEP_PROGRAM, "--quiet", "--library", file("file").string(), "--audio",
              std::string("bench:") + OHMSWEEP_SOURCE_DIR + "/calibration/benches/demo.toml"},
             command));
  return program.finish(job_patience_s);
}

std::vector<CurveRow> JobRun::exported(const std::string& library, const Command& what) const {
  Conversation program(joined({OHMSWEEP_PROGRAM, "--library", file(library).string(), "export"}, what));
  return rows_of(program.finish(job_patience_s).out);
}

}  // namespace ohmsweep::live
