#pragma once
/// A batch on the terminal: prompts, what is stored, and what is heard of a plug.

#include <memory>

#include "cli/command.h"
#include "ohmsweep/report/table.h"
#include "ohmsweep/workflow/batch.h"
#include "ohmsweep/workflow/hands_free.h"

namespace ohmsweep::cli {

/// Sentences for what a batch comes to; with `attended`, a prompt before each take and after the last where
/// that is bad. With --yes nothing is asked.
[[nodiscard]] BatchHands batch_hands(const Invocation& invocation, const Session& session, bool attended);

/// The lines and the bell of a hands-free batch, and what is typed beside it: s and Enter skips, r repeats
/// the last, q ends.
[[nodiscard]] HandsFreeOptions hands_free_talk(const Invocation& invocation);

/// The queue as the run has it: a table, or one JSON object.
[[nodiscard]] std::string batch_text(const Library& library, const std::vector<QueuePlace>& queue,
                                     const BatchReport& report, TableFormat format);
[[nodiscard]] std::string batch_json(const Library& library, const std::vector<QueuePlace>& queue,
                                     const BatchReport& report);

}  // namespace ohmsweep::cli
