#pragma once
/// Results to store, bit-wise comparison, folders of their own and processes of their own.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep::samples {

/// A new empty folder, removed at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path database() const { return path_ / "library.sqlite3"; }

 private:
  std::filesystem::path path_;
};

/// Every double of these comes from random bits: NaN payloads, infinities, subnormals and negative zeros.
[[nodiscard]] ImpedanceCurve wild_curve(std::size_t points, std::mt19937_64& random);
[[nodiscard]] Calibration wild_calibration(std::size_t points, std::mt19937_64& random);
/// |Z| everywhere, with 1 % standard uncertainty, over 20 Hz to 20 kHz.
[[nodiscard]] ImpedanceCurve plain_curve(double impedance_ohm);
[[nodiscard]] Calibration plain_calibration(int sample_rate = 48000, const std::string& stimulus_hash = "5a");
[[nodiscard]] Provenance provenance(const std::string& recorded_at = "2026-03-01T12:00:00Z");

/// Everything in a value, number by number as bits and text by text.
[[nodiscard]] std::vector<std::string> every_bit(const ImpedanceCurve& curve);
[[nodiscard]] std::vector<std::string> every_bit(const Calibration& calibration);
[[nodiscard]] std::vector<std::string> every_bit(const Provenance& provenance);

/// The listings of a library as text, to compare before and after.
[[nodiscard]] std::string contents(const Library& library);

/// The sentence of the Error that `work` throws, or "nothing was thrown".
[[nodiscard]] std::string sentence_of(const std::function<void()>& work);

/// What `work` returns in a process of its own that has no right to write what only its owner may.
[[nodiscard]] std::string in_unprivileged_process(const std::function<std::string()>& work);
[[nodiscard]] std::string in_process(const std::function<std::string()>& work);

/// Runs SQL on a database file without the library.
void run_sql(const std::filesystem::path& database, const std::string& sql);

/// Makes a library of today what one of an earlier schema was: without the later tables, with the views of
/// then.
void make_schema_1(const std::filesystem::path& database);
void make_schema_2(const std::filesystem::path& database);

}  // namespace ohmsweep::samples
