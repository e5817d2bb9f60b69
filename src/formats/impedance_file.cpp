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

namespace ohmsweep {
namespace {

constexpr std::array<std::pair<ImpedanceFormat, std::string_view>, 5> formats{{{ImpedanceFormat::csv, "csv"},
                                                                               {ImpedanceFormat::json, "json"},
                                                                               {ImpedanceFormat::zma, "zma"},
                                                                               {ImpedanceFormat::rew, "rew"},
                                                                               {ImpedanceFormat::touchstone,
                                                                                "touchstone"}}};

constexpr double degree = std::numbers::pi / 180.0;

ImpedanceFormat format_of(const std::string& text, const std::string& file_name) {
  const std::string extension = in_lower_case(std::filesystem::path(file_name).extension().string());
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin != std::string::npos && text[begin] == '{') return ImpedanceFormat::json;
  if (extension == ".s1p" || extension == ".ts") return ImpedanceFormat::touchstone;
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
  double magnitude_u95 = 0.0;
  double phase_u95_deg = 0.0;
  double phase_deg = 0.0;
};

double value_in(const NumberRow& row, const RoleColumn& role, const std::string& file_name) {
  if (role.column >= row.values.size()) {
    throw fault_in_line(file_name, row.line,
                        fmt::format("the row has {} numbers where those before have more; complete or remove it",
                                    row.values.size()));
  }
  return role.factor * row.values[role.column];
}

Row row_of(const NumberRow& numbers, const ColumnRoles& roles, const std::string& file_name) {
  const auto value = [&](const RoleColumn& role) { return value_in(numbers, role, file_name); };
  Row row;
  row.line = numbers.line;
  row.hz = value(roles.frequency);
  if (roles.resistance && roles.reactance) {
    row.ohm = {value(*roles.resistance), value(*roles.reactance)};
    row.phase_deg = 1.0;  // it has one, whatever it is
  } else {
    const double magnitude = value(*roles.magnitude);
    if (magnitude < 0.0) {
      throw fault_in_line(file_name, numbers.line,
                          fmt::format("the impedance is {:g} ohm; a magnitude is not below zero", magnitude));
    }
    row.phase_deg = roles.phase ? value(*roles.phase) : 0.0;
    row.ohm = std::polar(magnitude, row.phase_deg * degree);
  }
  if (roles.magnitude_u95) row.magnitude_u95 = value(*roles.magnitude_u95);
  if (roles.phase_u95) row.phase_u95_deg = value(*roles.phase_u95);
  if (!(row.hz > 0.0)) {
    throw fault_in_line(file_name, numbers.line,
                        fmt::format("the frequency is {:g} Hz; it must be above zero", row.hz));
  }
  return row;
}

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
    for (std::size_t i = 0; i < rows_.size();) {
      std::size_t end = i + 1;
      while (end < rows_.size() && rows_[end].hz == rows_[i].hz) ++end;
      different.push_back(mean_of(i, end));
      if (end - i > 1 && repeated++ == 0) line = rows_[i + 1].line;
      i = end;
    }
    if (repeated > 0) {
      add(fmt::format("{} frequencies occur more than once, one of them in line {}: their impedances were averaged",
                      repeated, line));
    }
    return different;
  }

  [[nodiscard]] Row mean_of(std::size_t begin, std::size_t end) const {
    Row mean = rows_[begin];
    for (std::size_t i = begin + 1; i < end; ++i) {
      mean.ohm += rows_[i].ohm;
      mean.magnitude_u95 = std::max(mean.magnitude_u95, rows_[i].magnitude_u95);
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

ReadImpedance from_rows(std::vector<Row> rows, const ColumnRoles& roles, const std::string& file_name) {
  ReadImpedance read;
  read.has_phase = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.phase_deg != 0.0; });
  const std::vector<Row> ordered = Ordering(std::move(rows), read.findings).ordered();
  if (ordered.size() < 2) {
    throw failure(fmt::format("{} states {} frequencies; a curve has at least two", shown(file_name), ordered.size()));
  }
  for (const Row& row : ordered) {
    read.frequency_hz.push_back(row.hz);
    read.impedance_ohm.push_back(row.ohm);
    if (roles.magnitude_u95) read.magnitude_u95.push_back(std::abs(row.magnitude_u95));
    if (roles.phase_u95) read.phase_u95_deg.push_back(std::abs(row.phase_u95_deg));
  }
  return read;
}

ReadImpedance read_columns(const std::string& text, const std::string& file_name) {
  const NumberColumns columns = read_number_columns(text, file_name, most_impedance_rows);
  if (columns.rows.empty()) {
    throw failure(fmt::format("{} holds no rows of numbers; export the curve as ZMA, CSV or Touchstone",
                              shown(file_name)));
  }
  const std::optional<ColumnRoles> roles = roles_of(columns.names, columns.rows.front().values.size());
  if (!roles) {
    throw failure(fmt::format("{} has no column of an impedance among '{}'; call it impedance_ohm",
                              shown(file_name), shown(fmt::format("{}", fmt::join(columns.names, ", ")))));
  }
  std::vector<Row> rows;
  rows.reserve(columns.rows.size());
  for (const NumberRow& row : columns.rows) rows.push_back(row_of(row, *roles, file_name));
  return from_rows(std::move(rows), *roles, file_name);
}

ReadImpedance read_touchstone(const std::string& text, const std::string& file_name) {
  std::vector<Row> rows;
  for (const TouchstonePoint& point : touchstone_points(text, file_name, most_impedance_rows)) {
    rows.push_back({point.line, point.hz, point.ohm, 0.0, 0.0, 1.0});
  }
  return from_rows(std::move(rows), {}, file_name);
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
  return std::find_if(formats.begin(), formats.end(), [&](const auto& each) { return each.first == format; })->second;
}

std::optional<ImpedanceFormat> parse_impedance_format(std::string_view text) {
  for (const auto& [format, name] : formats) {
    if (name == text) return format;
  }
  return std::nullopt;
}

ReadImpedance read_impedance(const std::string& text, const std::string& file_name,
                             std::optional<ImpedanceFormat> stated) {
  const ImpedanceFormat format = stated.value_or(format_of(text, file_name));
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
