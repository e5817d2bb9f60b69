#pragma once
/// A value in a JSON file and the way to it, so that what is wrong with it can be told. Pure.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

/// Refers to the file's JSON, which must outlive it. Everything throws fault() for what is not as it says.
class JsonPlace {
 public:
  JsonPlace(const nlohmann::json& value, std::string path) : value_(&value), path_(std::move(path)) {}

  /// A member; it must be there.
  [[nodiscard]] JsonPlace at(const std::string& key) const;
  /// A member that is there and not null.
  [[nodiscard]] std::optional<JsonPlace> find(const std::string& key) const;
  [[nodiscard]] std::vector<JsonPlace> elements() const;  ///< of an array

  [[nodiscard]] double number() const;  ///< finite
  [[nodiscard]] int count() const;      ///< a whole number from 0 to 1e9
  [[nodiscard]] bool truth() const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string line() const;  ///< a text without control characters
  [[nodiscard]] double number_or(const std::string& key, double otherwise) const;
  [[nodiscard]] std::string text_or_empty(const std::string& key) const;
  [[nodiscard]] std::string line_or_empty(const std::string& key) const;

  /// Error(failed): "'points[3].snr_db' IS WRONG".
  [[nodiscard]] Error fault(const std::string& is_wrong) const;

 private:
  const nlohmann::json* value_;
  std::string path_;
};

}  // namespace ohmsweep
