#include "ohmsweep/workflow/batch_queue.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep {
namespace {

bool is_of(const BatchEntry& entry, const QueuePlace& place) {
  return entry.headphone == place.facts.name && entry.channel == place.channel;
}

template <typename Wanted>
std::vector<QueuePlace> places_that(const std::vector<QueuePlace>& queue, const Wanted& wanted) {
  std::vector<QueuePlace> places;
  std::copy_if(queue.begin(), queue.end(), std::back_inserter(places), wanted);
  return places;
}

bool is_named(const QueuePlace& place, const std::string& name) {
  return name == place.facts.name || name == fmt::format("{}.{}", place.facts.name, place.channel);
}

Error not_in_queue(const std::vector<QueuePlace>& queue, const std::string& name) {
  std::vector<std::string> names;
  names.reserve(queue.size());
  for (const QueuePlace& place : queue) names.push_back(place.facts.name);
  const std::string near = near_name(name, names);
  return usage_error(fmt::format("The collection has no '{}'{}; write NAME or NAME.left as it stands there.",
                                 shown(name),
                                 near.empty() ? "" : fmt::format(", did you mean '{}'", shown(near))));
}

}  // namespace

std::string name_of(const QueuePlace& place) {
  return fmt::format("{} {}", shown(place.facts.name), place.channel);
}

std::vector<QueuePlace> queue_of(const std::vector<CollectionItem>& items) {
  std::vector<QueuePlace> queue;
  for (const CollectionItem& item : items) {
    for (const std::string& channel : item.channels) queue.push_back({item.facts, channel, item.mounting});
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    queue[i].number = i + 1;
    queue[i].total = queue.size();
  }
  return queue;
}

std::vector<QueuePlace> still_to_do(const std::vector<QueuePlace>& queue,
                                    const std::vector<BatchEntry>& entries) {
  const auto entry_of = [&](const QueuePlace& place) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const BatchEntry& entry) { return is_of(entry, place); });
  };
  std::vector<QueuePlace> untouched =
      places_that(queue, [&](const QueuePlace& place) { return entry_of(place) == entries.end(); });
  if (!untouched.empty()) return untouched;
  return places_that(
      queue, [&](const QueuePlace& place) { return entry_of(place)->outcome != BatchOutcome::measured; });
}

std::vector<QueuePlace> named_places(const std::vector<QueuePlace>& queue,
                                     const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::none_of(queue.begin(), queue.end(), [&](const auto& place) { return is_named(place, name); })) {
      throw not_in_queue(queue, name);
    }
  }
  return places_that(queue, [&](const QueuePlace& place) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_named(place, name); });
  });
}

}  // namespace ohmsweep
