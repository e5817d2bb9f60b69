#pragma once
/// The order in which a collection is measured, and what of it a run has still to do. Pure; thread-safe.

#include <string>
#include <vector>

#include "ohmsweep/formats/collection_file.h"
#include "ohmsweep/library/collection.h"

namespace ohmsweep {

/// One channel of one headphone.
struct QueuePlace {
  HeadphoneFacts facts;
  std::string channel;
  std::string mounting;
  std::size_t number = 1;  ///< from 1, in the whole queue
  std::size_t total = 1;
};

/// "HD600 left".
[[nodiscard]] std::string name_of(const QueuePlace& place);

/// Headphone by headphone, each with its channels in order.
[[nodiscard]] std::vector<QueuePlace> queue_of(const std::vector<CollectionItem>& items);

/// The places that the run has no entry of; where it has all, those that were rejected or skipped. Entries of
/// what is no longer in the queue count for nothing.
[[nodiscard]] std::vector<QueuePlace> still_to_do(const std::vector<QueuePlace>& queue,
                                                  const std::vector<BatchEntry>& entries);

/// The places that "NAME" or "NAME.left" names; names may contain dots. Throws Error(usage) with the nearest
/// name for one that the queue lacks.
[[nodiscard]] std::vector<QueuePlace> named_places(const std::vector<QueuePlace>& queue,
                                                   const std::vector<std::string>& names);

}  // namespace ohmsweep
