#pragma once
/// A collection of headphones as a person writes it for `batch`: TOML, one [[headphone]] each
/// (docs/file-formats.md).
///
///     name = "shelf"                        # what its runs are called; default: the file's name
///     mounting = "on a head"                # of every headphone that states none
///     [[headphone]]
///     name = "HD600"
///     nominal_impedance = "300ohm"
///     sensitivity = "97dB/mW at 500Hz"      # or dB/V
///     channels = ["left", "right"]          # both, unless stated
///     mounting = "free air"
///     notes = "pads of 2024"
///
/// Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/headphone_facts.h"

namespace ohmsweep {

struct CollectionItem {
  HeadphoneFacts facts;
  std::vector<std::string> channels;  ///< "left", "right" in the order to be measured, each at most once
  std::string mounting;               ///< empty: not stated
  friend bool operator==(const CollectionItem&, const CollectionItem&) = default;
};

struct Collection {
  std::string name;
  std::vector<CollectionItem> items;  ///< in the order of the file, at least one
};

/// `file_name` is how sentences call the text; its stem is the collection's name where none is stated. Throws
/// Error(usage) with file, line and remedy for bad syntax, an unknown or missing key, a wrong type, unit or
/// channel, a name that check_name refuses, that is used twice, or that differs from another in case only,
/// and a collection without headphones.
[[nodiscard]] Collection read_collection(const std::string& text, const std::string& file_name);

}  // namespace ohmsweep
