#pragma once
/// The rows of facts, batches and verifications. Every function runs inside its caller's transaction; reading
/// an older library that has none of them gives nothing.

#include "library/result_rows.h"
#include "ohmsweep/library/collection.h"
#include "ohmsweep/measurement/headphone_facts.h"

namespace ohmsweep {

void insert_verification(SQLite::Database& connection, const ResultRow& calibration,
                         const Verification& verification);
[[nodiscard]] std::vector<StoredVerification> read_verifications(SQLite::Database& connection,
                                                                 const std::string& calibration);

void replace_facts(SQLite::Database& connection, const HeadphoneFacts& facts);
/// Of one headphone, or of all, ordered by name.
[[nodiscard]] std::vector<HeadphoneFacts> read_facts(SQLite::Database& connection,
                                                     const std::optional<std::string>& name);

[[nodiscard]] std::optional<Batch> read_newest_batch(SQLite::Database& connection,
                                                     const std::string& collection);
[[nodiscard]] std::int64_t insert_batch(SQLite::Database& connection, const std::string& collection,
                                        const std::string& started_at);
/// Returns whether there was such a batch.
bool end_batch_row(SQLite::Database& connection, std::int64_t batch, const std::string& ended_at);
/// Takes the place of an entry of the same headphone and channel, else goes last.
void put_batch_entry(SQLite::Database& connection, std::int64_t batch, const BatchEntry& entry);

}  // namespace ohmsweep
