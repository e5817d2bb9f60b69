#pragma once
/// What the readers of a collection's files promise: see harness.h.

#include <algorithm>
#include <cmath>
#include <string>

#include "fuzz/harness.h"
#include "ohmsweep/formats/collection_file.h"
#include "ohmsweep/formats/request_json.h"
#include "ohmsweep/measurement/headphone_facts.h"

namespace ohmsweep::fuzz {

inline void collection(const std::string& text) {
  read_or_refuse([&] {
    const Collection collection = read_collection(text, "shelf.toml");
    promise(!collection.name.empty() && !collection.items.empty(), "a collection has a name and headphones");
    for (const CollectionItem& item : collection.items) {
      promise(!item.facts.name.empty(), "a headphone has a name");
      promise(!item.channels.empty() && item.channels.size() <= 2, "it has one channel or two");
      promise(item.facts.nominal_ohm.value_or(1.0) > 0.0, "a nominal impedance is above zero");
      const auto same = [&](const CollectionItem& other) { return other.facts.name == item.facts.name; };
      promise(std::count_if(collection.items.begin(), collection.items.end(), same) == 1, "names occur once");
    }
  });
  read_or_refuse([&] {
    const Sensitivity sensitivity = parse_sensitivity(text);
    promise(std::isfinite(sensitivity.db_spl), "a sensitivity is finite");
  });
  read_or_refuse([&] { promise(parse_age(text).value() > 0.0, "an age is above zero"); });
  read_or_refuse([&] { promise(std::isfinite(parse_celsius(text)), "a temperature is finite"); });
}

inline void request(const std::string& text) {
  read_or_refuse([&] {
    const RecordedRequest request = parse_request(text);
    promise(parse_request(request_json(request)) == request, "a request comes back as it was");
  });
}

}  // namespace ohmsweep::fuzz
