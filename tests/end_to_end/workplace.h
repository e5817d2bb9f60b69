#pragma once
/// Takes from the demo's virtual bench as files, and a place for each test with a library of its own.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "end_to_end/process.h"

namespace ohmsweep::end_to_end {

/// A folder with sweep.wav and takes of it, made once and shared by every test process:
/// open, short, load (100 ohm), check (33 ohm), left and right (of dynamic300), and unloaded1, loaded1,
/// loaded2, unloaded2 (of interface, 10 ohm, with 33 ohm), all .wav.
[[nodiscard]] const std::filesystem::path& takes_folder();

/// "STATE=FILE" for a file of takes_folder().
[[nodiscard]] std::string take(const std::string& state, const std::string& file);

class Workplace : public ::testing::Test {
 public:
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

 protected:
  Workplace();
  ~Workplace() override;

  /// Runs the program on this test's library.
  [[nodiscard]] Outcome ohmsweep(std::vector<std::string> arguments, const RunOptions& options = {}) const;
  /// The same, and expects exit code 0.
  Outcome expect_done(const std::vector<std::string>& arguments) const;
  /// Expects this exit code, nothing on stdout and one line on stderr that holds `says`.
  void expect_refused(const std::vector<std::string>& arguments, int exit_code,
                      const std::string& says) const;

  /// `command...` with --stimulus and these takes.
  [[nodiscard]] static std::vector<std::string> with_takes(std::vector<std::string> command,
                                                           const std::vector<std::string>& takes);
  [[nodiscard]] static std::vector<std::string> calibrate_arguments();
  [[nodiscard]] static std::vector<std::string> headphone_arguments();
  [[nodiscard]] static std::vector<std::string> amplifier_arguments();
  /// Everything above in the library at once: "desk", "HD", "O2 front".
  void measure_everything() const;

  [[nodiscard]] std::filesystem::path place(const std::string& name) const { return folder_ / name; }
  std::filesystem::path write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::filesystem::path library() const { return folder_ / "library"; }
  /// Names of the files in this test's folder, the library apart.
  [[nodiscard]] std::vector<std::string> files_left() const;

 private:
  std::filesystem::path folder_;
};

/// The words behind "ohmsweep" of the command that a broken sitting ends with, as a shell takes them; empty
/// without one.
[[nodiscard]] std::vector<std::string> command_to_go_on(const std::string& err);

/// Of a file.
[[nodiscard]] std::string text_of(const std::filesystem::path& file);

}  // namespace ohmsweep::end_to_end
