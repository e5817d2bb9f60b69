#include "library/samples.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace ohmsweep::samples {

namespace {

namespace fs = std::filesystem;

constexpr unsigned nobody = 65534;

/// In memory where the system has such a place: the tests wait for every commit to reach the disk.
std::string root_of_folders() {
  const std::string memory = "/dev/shm/";
  return access(memory.c_str(), W_OK) == 0 ? memory : testing::TempDir();
}

double any_double(std::mt19937_64& random) {
  switch (random() % 8) {
    case 0:
      return -0.0;
    case 1:
      return std::numeric_limits<double>::infinity();
    case 2:
      return std::bit_cast<double>(0x7FF8000000000000U | (random() >> 16U));  // a quiet NaN with a payload
    default:
      return std::bit_cast<double>(random());
  }
}

Complex any_complex(std::mt19937_64& random) {
  const double re = any_double(random);
  return {re, any_double(random)};
}

std::vector<Complex> any_complexes(std::size_t points, std::mt19937_64& random) {
  std::vector<Complex> values(points);
  std::generate(values.begin(), values.end(), [&] { return any_complex(random); });
  return values;
}

std::vector<Covariance> any_covariances(std::size_t points, std::mt19937_64& random) {
  std::vector<Covariance> values(points);
  for (Covariance& c : values) c = {any_double(random), any_double(random), any_double(random)};
  return values;
}

FrequencyGrid any_grid(std::size_t points, std::mt19937_64& random) {
  std::vector<double> hz;
  double last = 0.0;
  for (std::size_t i = 0; i < points; ++i)
    hz.push_back(last += 0.1 + static_cast<double>(random() % 1000) / 7.0);
  return FrequencyGrid(hz);
}

/// Collects the bits.
struct Bits {
  std::vector<std::string> lines;
  void add(const std::string& text) { lines.push_back(text); }
  void add(bool flag) { lines.emplace_back(flag ? "true" : "false"); }
  void add(int number) { lines.push_back(fmt::format("{}", number)); }
  void add(double number) { lines.push_back(fmt::format("{:016x}", std::bit_cast<std::uint64_t>(number))); }
  void add(Complex number) {
    add(number.real());
    add(number.imag());
  }
  void add(const Covariance& c) {
    add(c.re_re);
    add(c.re_im);
    add(c.im_im);
  }
  void add(const ErrorTerms& terms) {
    add(terms.a);
    add(terms.b);
    add(terms.c);
  }
  void add(const Finding& finding) {
    add(std::string(to_string(finding.severity)));
    add(std::string(to_string(finding.code)));
    add(finding.detail);
  }
  template <typename Value, std::size_t count>
  void add(const std::array<Value, count>& values) {
    for (const Value& value : values) add(value);
  }
  template <typename Value>
  void add(const std::vector<Value>& values) {
    lines.push_back(fmt::format("{} of", values.size()));
    for (const auto& value : values) add(static_cast<const Value&>(value));
  }
};

Findings two_findings() {
  return {{Severity::warning, FindingCode::drift, "drifted by 0.3 %\nbetween 'left' and \"right\""},
          {Severity::note, FindingCode::band_limited, "30 Hz to 18 kHz"}};
}

}  // namespace

Folder::Folder() {
  std::string name = root_of_folders() + "ohmsweep_library_XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw failure("no temporary folder");
  path_ = name;
  fs::permissions(path_, fs::perms(0755));
}

Folder::~Folder() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms(0755), ignored);
  fs::remove_all(path_, ignored);
}

ImpedanceCurve wild_curve(std::size_t points, std::mt19937_64& random) {
  ImpedanceCurve curve;
  curve.grid = any_grid(points, random);
  curve.impedance_ohm = any_complexes(points, random);
  curve.covariance = any_covariances(points, random);
  curve.common = any_covariances(points, random);
  for (std::size_t i = 0; i < points; ++i) {
    curve.snr_db.push_back(any_double(random));
    curve.upper_bound.push_back(random() % 2 == 0);
  }
  curve.calibrated = random() % 2 == 0;
  curve.findings = two_findings();
  return curve;
}

Calibration wild_calibration(std::size_t points, std::mt19937_64& random) {
  Calibration calibration;
  calibration.grid = any_grid(points, random);
  calibration.reference_ohm = any_double(random);
  calibration.drive = {any_double(random), any_double(random)};
  if (random() % 2 == 0) {
    for (std::size_t i = 0; i < points; ++i) {
      calibration.drive.open.push_back(any_double(random));
      calibration.drive.shorted.push_back(any_double(random));
    }
  }
  calibration.sample_rate = static_cast<int>(random() % 400000);
  calibration.stimulus_hash = "c0ffee";
  calibration.terms.resize(points);
  for (ErrorTerms& t : calibration.terms) t = {any_complex(random), any_complex(random), any_complex(random)};
  calibration.noise.resize(points);
  for (auto& row : calibration.noise)
    std::generate(row.begin(), row.end(), [&] { return any_double(random); });
  for (const char* parameter : {"short resistance", "100ohm inductance", "contact of 'x'"}) {
    TermInfluence influence{parameter, std::vector<std::array<Complex, 3>>(points)};
    for (auto& terms : influence.terms)
      std::generate(terms.begin(), terms.end(), [&] { return any_complex(random); });
    calibration.influences.push_back(influence);
  }
  calibration.residuals = {
      {"open, \"mine\"", "aa", any_complexes(points, random), any_double(random), any_double(random)},
      {"100ohm", "bb", {}, -0.0, std::numeric_limits<double>::quiet_NaN()}};
  calibration.contact_ohm = any_double(random);
  calibration.findings = two_findings();
  return calibration;
}

ImpedanceCurve plain_curve(double impedance_ohm) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid::standard(audible_from, audible_to);
  const std::size_t points = curve.grid.size();
  curve.impedance_ohm.assign(points, Complex(impedance_ohm, 0.0));
  curve.covariance.assign(points, Covariance::from_influence(0.01 * impedance_ohm));
  curve.common.assign(points, Covariance{});
  curve.snr_db.assign(points, 90.0);
  curve.upper_bound.assign(points, false);
  curve.calibrated = true;
  return curve;
}

Calibration plain_calibration(int sample_rate, const std::string& stimulus_hash) {
  Calibration calibration;
  calibration.grid = FrequencyGrid::standard(Hertz(10.0), Hertz(20e3));
  calibration.sample_rate = sample_rate;
  calibration.stimulus_hash = stimulus_hash;
  calibration.terms.resize(calibration.grid.size());
  calibration.noise.resize(calibration.grid.size());
  for (const char* name : {"open", "short", "100ohm"}) {
    calibration.residuals.push_back({name, "ff", std::vector<Complex>(calibration.grid.size()), 0.5, 1000.0});
  }
  return calibration;
}

Provenance provenance(const std::string& recorded_at) {
  return {{{"left", "HD600 left.wav", "0123"}, {"right", std::string("a\0b\xFF", 4), "4567"}},
          "ohmsweep sweep 5 Hz",
          "5a",
          "[interface]\ndevice = \"x\"\n",
          "bench:demo",
          "desk@2",
          "ohmsweep 0.1.0",
          recorded_at,
          "[[standard]]",
          R"({"average":4})",
          "on a coupler, sealed",
          "HD600.zma",
          21.5};
}

std::vector<std::string> every_bit(const ImpedanceCurve& curve) {
  Bits bits;
  bits.add(curve.grid.hz());
  bits.add(curve.impedance_ohm);
  bits.add(curve.covariance);
  bits.add(curve.common);
  bits.add(curve.snr_db);
  bits.add(std::vector<int>(curve.upper_bound.begin(), curve.upper_bound.end()));
  bits.add(curve.calibrated);
  bits.add(curve.findings);
  return bits.lines;
}

std::vector<std::string> every_bit(const Calibration& calibration) {
  Bits bits;
  bits.add(calibration.grid.hz());
  bits.add(calibration.reference_ohm);
  bits.add(calibration.drive.unloaded);
  bits.add(calibration.drive.output_ohm);
  bits.add(calibration.drive.open);
  bits.add(calibration.drive.shorted);
  bits.add(calibration.sample_rate);
  bits.add(calibration.stimulus_hash);
  bits.add(calibration.terms);
  bits.add(calibration.noise);
  for (const TermInfluence& influence : calibration.influences) {
    bits.add(influence.parameter);
    bits.add(influence.terms);
  }
  for (const StandardResidual& residual : calibration.residuals) {
    bits.add(residual.name);
    bits.add(residual.take_hash);
    bits.add(residual.gamma);
    bits.add(residual.worst_in_sigma);
    bits.add(residual.worst_at_hz);
  }
  bits.add(calibration.contact_ohm);
  bits.add(calibration.findings);
  return bits.lines;
}

std::vector<std::string> every_bit(const Provenance& p) {
  Bits bits;
  for (const TakeRecord& take : p.takes) {
    for (const std::string& text : {take.state, take.name, take.hash}) bits.add(text);
  }
  for (const std::string& text : {p.stimulus, p.stimulus_hash, p.rig, p.device, p.calibration, p.software,
                                  p.recorded_at, p.kit, p.request, p.mounting, p.imported_from}) {
    bits.add(text);
  }
  bits.add(std::vector<double>{p.temperature_c.value_or(-300.0)});
  return bits.lines;
}

std::string contents(const Library& library) {
  std::string text;
  for (const CalibrationSummary& c : library.list_calibrations())
    text += fmt::format("{}@{}\n", c.name, c.version);
  for (const CurveKind kind : {CurveKind::headphone, CurveKind::amplifier}) {
    for (const CurveSummary& c : library.list_curves(kind)) {
      text += fmt::format("{}.{}@{} {}\n", c.name, c.part, c.version, c.impedance_1khz_ohm);
    }
  }
  return text;
}

std::string sentence_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string in_process(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw failure("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    std::string result;
    try {
      result = work();
    } catch (const std::exception& exception) {
      result = exception.what();
    }
    const bool written = write(ends[1], result.data(), result.size()) == static_cast<ssize_t>(result.size());
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string result;
  std::array<char, 4096> part{};
  for (ssize_t n = 0; (n = read(ends[0], part.data(), part.size())) > 0;) {
    result.append(part.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? result : result + " (the process ended abnormally)";
}

std::string in_unprivileged_process(const std::function<std::string()>& work) {
  return in_process([&]() -> std::string {
    if (geteuid() == 0 && seteuid(nobody) != 0) return "the process could not give up its rights";
    return work();
  });
}

void run_sql(const std::filesystem::path& database, const std::string& sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(database.c_str(), &connection), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
      << sql << ": " << (message == nullptr ? "" : message);
  sqlite3_free(message);
  sqlite3_close(connection);
}

void make_schema_2(const std::filesystem::path& database) {
  run_sql(database,
          "DROP VIEW headphones; DROP VIEW amplifiers; DROP TABLE batch_entry; DROP TABLE batch; "
          "DROP TABLE headphone; DROP TABLE verification; DROP TABLE circumstance;"
          "CREATE VIEW headphones AS SELECT name FROM result WHERE kind = 'headphone';"
          "PRAGMA user_version = 2");
}

void make_schema_1(const std::filesystem::path& database) {
  make_schema_2(database);
  run_sql(database,
          "DROP VIEW output_levels; DROP TABLE level_value; DROP TABLE level; DROP TABLE leg_points; "
          "DROP TABLE trait; PRAGMA user_version = 1; PRAGMA writable_schema = ON;"
          "UPDATE sqlite_master SET sql = replace(sql, ', ''level'')', ')') WHERE name = 'result'");
}

}  // namespace ohmsweep::samples
