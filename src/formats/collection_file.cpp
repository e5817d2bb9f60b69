#include "ohmsweep/formats/collection_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "formats/toml/checked_table.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

/// ASCII letters alone: enough to find "hd600" beside "HD600".
std::string without_case(std::string name) {
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return name;
}

std::string checked_name(const CheckedTable& table, std::string name, std::string_view what) {
  try {
    check_name(name, what);
  } catch (const Error& error) {
    throw table.fault("name", std::string("has a wrong value: ") + error.what());
  }
  return name;
}

struct SeenName {
  std::string name;
  std::size_t line;
};

/// Names by their spelling without case, with where they stand.
class HeadphoneNames {
 public:
  std::string take(const CheckedTable& table) {
    std::string name = checked_name(table, table.required_text("name"), "headphone");
    const auto [seen, fresh] = seen_.try_emplace(without_case(name), SeenName{name, table.line("name")});
    if (fresh) return name;
    if (seen->second.name == name) {
      throw table.fault("name",
                        fmt::format("'{}' is used twice, first in line {}; give each headphone its own",
                                    shown(name), seen->second.line));
    }
    throw table.fault("name", fmt::format("'{}' differs from '{}' in line {} in upper and lower case only; "
                                          "give each headphone a name of its own",
                                          shown(name), shown(seen->second.name), seen->second.line));
  }

 private:
  std::map<std::string, SeenName> seen_;
};

std::vector<std::string> read_channels(const CheckedTable& table) {
  if (!table.has("channels")) return {"left", "right"};
  std::vector<std::string> channels = table.texts("channels");
  if (channels.empty()) throw table.fault("channels", R"(is empty; write ["left", "right"] or one of them)");
  for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
    if (*channel != "left" && *channel != "right") {
      throw table.fault("channels", fmt::format("holds '{}'; write left or right", shown(*channel)));
    }
    if (std::find(channels.begin(), channel, *channel) != channel) {
      throw table.fault("channels", fmt::format("holds '{}' twice; once is enough", *channel));
    }
  }
  return channels;
}

CollectionItem read_item(const CheckedTable& table, HeadphoneNames& names, const std::string& mounting) {
  table.allow({"name", "nominal_impedance", "sensitivity", "notes", "channels", "mounting"});
  CollectionItem item;
  item.facts.name = names.take(table);
  if (const auto nominal = table.quantity("nominal_impedance", parse_resistance)) {
    if (nominal->value() <= 0.0) throw table.fault("nominal_impedance", "must be above zero");
    item.facts.nominal_ohm = nominal->value();
  }
  item.facts.sensitivity = table.quantity("sensitivity", parse_sensitivity);
  item.facts.notes = table.text("notes").value_or("");
  item.channels = read_channels(table);
  item.mounting = table.text("mounting").value_or(mounting);
  return item;
}

}  // namespace

Collection read_collection(const std::string& text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(text, file_name);
  file.allow({"name", "mounting", "headphone"});
  Collection collection;
  collection.name = checked_name(
      file, file.text("name").value_or(std::filesystem::path(file_name).stem().string()), "collection");
  const std::string mounting = file.text("mounting").value_or("");
  HeadphoneNames names;
  for (const CheckedTable& table : file.tables("headphone")) {
    collection.items.push_back(read_item(table, names, mounting));
  }
  if (collection.items.empty()) {
    throw file.fault("the collection has no headphones; describe each one under [[headphone]]");
  }
  return collection;
}

}  // namespace ohmsweep
