#include "ohmsweep/formats/impedance_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <numeric>
#include <utility>

#include "formats/column_roles.h"
#include "formats/number_columns.h"
#include "formats/touchstone.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"

namespace ohmsweep {
namespace {

constexpr std::array<std::pair<ImpedanceFormat, std::string_view>, 5> formats{
    {{ImpedanceFormat::csv, "csv"},
     {ImpedanceFormat::json, "json"},
     {ImpedanceFormat::zma, "zma"},
     {ImpedanceFormat::rew, "rew"},
     {ImpedanceFormat::touchstone, "touchstone"}}};

constexpr double degree = std::numbers::pi / 180.0;
constexpr double full_turn = 360.0;

/// ".s1p", and ".s2p", whose ports are refused with a reason.
bool is_touchstone_extension(const std::string& extension) {
  if (extension == ".ts") return true;
  return extension.size() >= 4 && std::string_view("syz").find(extension[1]) != std::string_view::npos &&
         extension.ends_with('p') && extension.find_first_not_of("0123456789", 2) == extension.size() - 1;
}

ImpedanceFormat format_of(const std::string& text, const std::string& file_name) {
  const std::string extension = in_lower_case(std::filesystem::path(file_name).extension().string());
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin != std::string::npos && text[begin] == '{') return ImpedanceFormat::json;
  if (is_touchstone_extension(extension) || looks_like_touchstone(text)) return ImpedanceFormat::touchstone;
  if (extension == ".zma") return ImpedanceFormat::zma;
  if (extension == ".csv" || extension == ".tsv") return ImpedanceFormat::csv;
  const std::string start = in_lower_case(text.substr(0, 4096));
  return start.find("rew v") != std::string::npos || start.find("room eq wizard") != std::string::npos
             ? ImpedanceFormat::rew
             : ImpedanceFormat::zma;
}

/// A row as the roles of its columns read it.
struct Row {
  std::size_t line = 0;
  double hz = 0.0;
  Complex ohm;
  std::optional<double> magnitude_u95{};
  std::optional<double> phase_u95_deg{};
};

/// Nothing where the cell is empty.
std::optional<double> value_in(const NumberRow& row, const RoleColumn& role) {
  if (role.column >= row.values.size() || std::isnan(row.values[role.column])) return std::nullopt;
  return role.factor * row.values[role.column];
}

double required(const NumberRow& row, const RoleColumn& role, const std::string& file_name) {
  if (const std::optional<double> value = value_in(row, role)) return *value;
  throw fault_in_line(
      file_name, row.line,
      fmt::format("the row has {} numbers where its columns ask for more; complete or remove it",
                  row.values.size()));
}

/// Without a phase, |Z| as a resistance.
Complex impedance_in(const NumberRow& row, const ColumnRoles& roles, const std::string& file_name) {
  if (roles.resistance && roles.reactance) {
    return {required(row, *roles.resistance, file_name), required(row, *roles.reactance, file_name)};
  }
  const double magnitude = required(row, *roles.magnitude, file_name);
  if (magnitude < 0.0) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the impedance is {:g} ohm; a magnitude is not below zero", magnitude));
  }
  const double phase_deg = roles.phase ? required(row, *roles.phase, file_name) : 0.0;
  if (std::abs(phase_deg) > full_turn) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the phase is {:g} degrees, more than a turn; correct it", phase_deg));
  }
  // A phase of zero is exactly real.
  return phase_deg == 0.0 ? Complex(magnitude, 0.0) : std::polar(magnitude, phase_deg * degree);
}

void check_range(const Row& row, const std::string& file_name) {
  constexpr double highest_hz = 1e12;
  constexpr double largest_ohm = 1e15;
  if (!(row.hz > 0.0)) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the frequency is {:g} Hz; it must be above zero", row.hz));
  }
  if (row.hz > highest_hz || row.hz < 1.0 / highest_hz) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the frequency is {:g} Hz; that is none of an impedance", row.hz));
  }
  const double ohm = std::abs(row.ohm);
  if (ohm > largest_ohm || (ohm > 0.0 && ohm < 1.0 / largest_ohm)) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the impedance is {:g} ohm; correct it or its unit", ohm));
  }
}

Row row_of(const NumberRow& numbers, const ColumnRoles& roles, const std::string& file_name) {
  Row row;
  row.line = numbers.line;
  row.hz = required(numbers, roles.frequency, file_name);
  row.ohm = impedance_in(numbers, roles, file_name);
  if (roles.magnitude_u95) row.magnitude_u95 = value_in(numbers, *roles.magnitude_u95);
  if (roles.phase_u95) row.phase_u95_deg = value_in(numbers, *roles.phase_u95);
  check_range(row, file_name);
  return row;
}

/// Of every row or of none, and never below zero.
void check_intervals(const std::vector<Row>& rows, const std::string& file_name) {
  for (const Row& row : rows) {
    const bool as_first = row.magnitude_u95.has_value() == rows.front().magnitude_u95.has_value() &&
                          row.phase_u95_deg.has_value() == rows.front().phase_u95_deg.has_value();
    if (as_first && row.magnitude_u95.value_or(0.0) >= 0.0 && row.phase_u95_deg.value_or(0.0) >= 0.0)
      continue;
    throw fault_in_line(file_name, row.line,
                        "the uncertainty is below zero, or missing where other rows have it; complete "
                        "the column or remove it");
  }
}

/// As FrequencyGrid::find has it.
bool is_same(double above, double hz) { return above - hz <= 1e-9 * hz; }

/// Rows by frequency, with what had to be done for it.
class Ordering {
 public:
  Ordering(std::vector<Row> rows, Findings& findings) : rows_(std::move(rows)), findings_(findings) {}

  std::vector<Row> ordered() {
    report_disorder();
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.hz < b.hz; });
    return averaged();
  }

 private:
  void report_disorder() {
    std::size_t count = 0;
    std::size_t first = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (rows_[i].hz >= rows_[i - 1].hz) continue;
      if (count++ == 0) first = rows_[i].line;
    }
    if (count == 0) return;
    add(fmt::format("{} of {} rows are below the one before, the first in line {}: they were sorted", count,
                    rows_.size(), first));
  }

  std::vector<Row> averaged() {
    std::vector<Row> different;
    different.reserve(rows_.size());
    std::size_t repeated = 0;
    std::size_t line = 0;
    double apart = 0.0;
    for (std::size_t i = 0; i < rows_.size();) {
      std::size_t end = i + 1;
      while (end < rows_.size() && is_same(rows_[end].hz, rows_[i].hz)) ++end;
      different.push_back(mean_of(i, end));
      if (end - i > 1 && repeated++ == 0) line = rows_[i + 1].line;
      for (; i < end; ++i) {
        const double ohm = std::abs(different.back().ohm);
        if (ohm > 0.0) apart = std::max(apart, std::abs(rows_[i].ohm - different.back().ohm) / ohm);
      }
    }
    if (repeated > 0) {
      add(fmt::format(
          "{} frequencies occur more than once, one of them in line {}: their impedances, up to {} % apart "
          "from their mean, were averaged",
          repeated, line, rounded_up(100.0 * apart)));
    }
    return different;
  }

  [[nodiscard]] Row mean_of(std::size_t begin, std::size_t end) const {
    Row mean = rows_[begin];
    for (std::size_t i = begin + 1; i < end; ++i) {
      mean.ohm += rows_[i].ohm;
      mean.magnitude_u95 = std::max(mean.magnitude_u95, rows_[i].magnitude_u95);  // of all or of none
      mean.phase_u95_deg = std::max(mean.phase_u95_deg, rows_[i].phase_u95_deg);
    }
    mean.ohm /= static_cast<double>(end - begin);
    return mean;
  }

  void add(const std::string& detail) {
    findings_.push_back({Severity::warning, FindingCode::frequencies_reordered, detail});
  }

  std::vector<Row> rows_;
  Findings& findings_;
};

ReadImpedance from_rows(std::vector<Row> rows, bool has_phase, const std::string& file_name) {
  ReadImpedance read;
  read.has_phase = has_phase;
  check_intervals(rows, file_name);
  const std::vector<Row> ordered = Ordering(std::move(rows), read.findings).ordered();
  if (ordered.size() < 2) {
    throw failure(
        fmt::format("{} states {} frequencies; a curve has at least two", shown(file_name), ordered.size()));
  }
  for (const Row& row : ordered) {
    read.frequency_hz.push_back(row.hz);
    read.impedance_ohm.push_back(row.ohm);
    if (row.magnitude_u95) read.magnitude_u95.push_back(*row.magnitude_u95);
    if (row.phase_u95_deg) read.phase_u95_deg.push_back(*row.phase_u95_deg);
  }
  return read;
}

/// The roles of the columns, which have names or are two or three.
ColumnRoles roles_in(const NumberColumns& columns, const std::string& file_name) {
  ColumnRoles roles;
  try {
    roles = roles_of(columns.names);
  } catch (const Error& problem) {
    throw fault_in_line(file_name, columns.names_line, problem.what());
  }
  const std::size_t count = columns.rows.front().values.size();
  if (roles.named) return roles;
  if (columns.must_name || count > 3) {
    throw fault_in_line(
        file_name, columns.must_name ? columns.names_line : columns.rows.front().line,
        fmt::format("{} columns without a name for the frequency; name them in a line above, like "
                    "frequency_hz, impedance_ohm, phase_deg",
                    count));
  }
  if (count < 3) roles.phase.reset();
  return roles;
}

ReadImpedance read_columns(const std::string& text, const std::string& file_name) {
  const NumberColumns columns = read_number_columns(text, file_name, most_impedance_rows);
  if (columns.rows.empty()) {
    throw failure(fmt::format("{} holds no rows of numbers; export the curve as ZMA, CSV or Touchstone",
                              shown(file_name)));
  }
  const ColumnRoles roles = roles_in(columns, file_name);
  std::vector<Row> rows;
  rows.reserve(columns.rows.size());
  for (const NumberRow& row : columns.rows) rows.push_back(row_of(row, roles, file_name));
  const bool rectangular = roles.resistance && roles.reactance;
  const bool has_phase = rectangular || std::any_of(rows.begin(), rows.end(),
                                                    [](const Row& row) { return row.ohm.imag() != 0.0; });
  ReadImpedance read = from_rows(std::move(rows), has_phase, file_name);
  read.unused_columns = roles.unused;
  return read;
}

ReadImpedance read_touchstone(const std::string& text, const std::string& file_name) {
  std::vector<Row> rows;
  for (const TouchstonePoint& point : touchstone_points(text, file_name, most_impedance_rows)) {
    rows.push_back({point.line, point.hz, point.ohm});
    check_range(rows.back(), file_name);
  }
  return from_rows(std::move(rows), true, file_name);
}

ReadImpedance read_json(const std::string& text, const std::string& file_name) {
  ReadImpedance read;
  read.document = parse_curve_json(text, file_name);
  read.frequency_hz = read.document->curve.grid.hz();
  read.impedance_ohm = read.document->curve.impedance_ohm;
  return read;
}

}  // namespace

std::string_view to_string(ImpedanceFormat format) {
  return std::find_if(formats.begin(), formats.end(), [&](const auto& each) { return each.first == format; })
      ->second;
}

std::optional<ImpedanceFormat> parse_impedance_format(std::string_view text) {
  for (const auto& [format, name] : formats) {
    if (name == text) return format;
  }
  return std::nullopt;
}

ReadImpedance read_impedance(const std::string& text, const std::string& file_name,
                             std::optional<ImpedanceFormat> stated) {
  check_is_text(text, file_name);
  if (!stated && in_lower_case(std::filesystem::path(file_name).extension().string()) == ".frd") {
    throw failure(fmt::format("{} holds a frequency response and no impedance; export the impedance, as .zma",
                              shown(file_name)));
  }
  const ImpedanceFormat format = stated ? *stated : format_of(text, file_name);
  ReadImpedance read;
  switch (format) {
    case ImpedanceFormat::json:
      read = read_json(text, file_name);
      break;
    case ImpedanceFormat::touchstone:
      read = read_touchstone(text, file_name);
      break;
    case ImpedanceFormat::csv:
    case ImpedanceFormat::zma:
    case ImpedanceFormat::rew:
      read = read_columns(text, file_name);
      break;
  }
  read.format = format;
  return read;
}

}  // namespace ohmsweep
