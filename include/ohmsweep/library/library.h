#pragma once
/// The library of results: one folder with one SQLite database. Every write is one transaction.
/// Thread rule: one Library per thread; several processes may open the same folder.
/// Errors: Error(failed), one sentence with the path and the remedy, for an unwritable or read-only folder, a
/// full disk, a file that is not a library, a library of a newer version, and a name that the library does
/// not hold (the sentence lists near names). A failed write leaves the library as it was.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/library/collection.h"
#include "ohmsweep/measurement/headphone_facts.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// One take that a result was derived from.
struct TakeRecord {
  std::string state;  ///< "open", "left", "33ohm"
  std::string name;   ///< file name or bench state
  std::string hash;   ///< SHA-256 of its samples
};

/// Where a result came from.
struct Provenance {
  std::vector<TakeRecord> takes;
  std::string stimulus;  ///< to_metadata() of its sweep
  std::string stimulus_hash;
  std::string rig;          ///< the rig file's text, or empty
  std::string device;       ///< AudioDevice::name()
  std::string calibration;  ///< "NAME@VERSION", empty without one
  std::string software;     ///< "ohmsweep 0.1.0"
  std::string recorded_at;  ///< ISO 8601, UTC; given by the caller: the library has no clock
  std::string kit{};        ///< the text of the kit file that states name standards of, or empty
  std::string
      request{};  ///< what else a recomputation needs, as the workflow wrote it (a JSON object), or empty
  std::string
      mounting{};  ///< how a headphone was worn: "free air", "on a head", "on a coupler, sealed"; or empty
  std::string imported_from{};            ///< the file that the result was read from; empty: it was measured
  std::optional<double> temperature_c{};  ///< of the air at the bench, °C; nothing: not stated
};

struct StoredCalibration {
  std::string name;
  int version = 1;  ///< counts from 1 for each name
  Calibration calibration;
  Provenance provenance;
};

/// A headphone channel ("left", "right") or an amplifier output.
struct StoredCurve {
  std::string name;  ///< headphone or amplifier
  std::string part;  ///< channel or output
  int version = 1;   ///< measurements of this part, counted from 1; the newest is the current one
  ImpedanceCurve curve;
  Provenance provenance;
  OutputTraits traits{};  ///< of an output; as default-constructed for headphones
};

/// A part of an output's level that its newest version left out, and the version that it is from instead.
struct EarlierPart {
  std::string part;  ///< "clean voltage", "noise", "balance", "gain"
  int version = 1;
  std::string recorded_at;
  friend bool operator==(const EarlierPart&, const EarlierPart&) = default;
};

/// The level of an output at one gain setting.
struct StoredLevel {
  std::string amplifier;
  std::string output;
  int version = 1;  ///< measurements of this output's level at any setting, counted from 1
  OutputLevel level;
  Provenance provenance;               ///< of that version
  std::vector<EarlierPart> earlier{};  ///< what of `level` is from versions before
};

/// A take and the result that was derived from it.
struct ReferredTake {
  std::string kind;  ///< "calibration", "headphone", "amplifier", "level"
  std::string name;
  std::string part;
  int version = 1;
  TakeRecord take;
  std::string stimulus_hash;
  bool kept = false;  ///< the result is of a time when takes are kept, and was measured
};

enum class CurveKind { headphone, amplifier };

/// One line of a listing, without the curve itself.
struct CurveSummary {
  std::string name;
  std::string part;
  int version = 1;
  bool calibrated = false;
  double impedance_1khz_ohm = 0.0;  ///< |Z| at the grid point nearest 1 kHz
  double impedance_1khz_u95_ohm = 0.0;
  bool upper_bound = false;  ///< of an output: |Zo| there is below its U95, and at most the sum of both
  bool blocked = false;      ///< carries a blocking finding
  /// Of an output: its ground is not in it (finding ground_unknown), and this is Zt alone.
  bool ground_unknown = false;
  std::string recorded_at;
  std::string mounting{};       ///< as in Provenance
  std::string imported_from{};  ///< as in Provenance
};
struct CalibrationSummary {
  std::string name;
  int version = 1;
  int sample_rate = 0;
  double from_hz = 0.0;
  double to_hz = 0.0;
  std::vector<std::string> standards;
  std::string recorded_at;
};

class Library {
 public:
  /// Opens the library in `folder`, making the folder and an empty database where there is none. A library
  /// that may only be read opens for reading; writing to it is then an Error(failed).
  explicit Library(const std::filesystem::path& folder);
  ~Library();
  Library(Library&&) noexcept;
  Library& operator=(Library&&) noexcept;

  /// Stores a new version of the calibration and returns its number. Throws Error(usage) for a name that
  /// check_name refuses, Error(rejected) for a calibration without points; every list must have one element
  /// per grid point (noise and residuals may be empty), else Error(failed).
  /// With `after`, here and below, only where that is the newest version still: else Error(rejected).
  int add(const std::string& name, const Calibration& calibration, const Provenance& provenance,
          std::optional<int> after = {});
  /// Stores a new measurement of a headphone channel or an amplifier output and returns its version. The
  /// same errors for name, part and curve (everything but impedance_ohm may be empty).
  int add(CurveKind kind, const std::string& name, const std::string& part, const ImpedanceCurve& curve,
          const Provenance& provenance, std::optional<int> after = {});

  /// The same for an output with everything that was found beside its curve.
  int add(const std::string& amplifier, const std::string& output, const OutputImpedance& impedance,
          const Provenance& provenance, std::optional<int> after = {});
  /// Stores the level of an output at one gain setting, whether or not its impedance is known. Error(usage)
  /// for a name, output or setting that check_name refuses.
  int add(const std::string& amplifier, const std::string& output, const OutputLevel& level,
          const Provenance& provenance);

  /// The newest version, or the one asked for. Throws Error(failed) listing near names when there is none.
  [[nodiscard]] StoredCalibration calibration(const std::string& name, std::optional<int> version = {}) const;
  /// The newest calibration (by recorded_at, then by order of storing) made at this rate with this stimulus,
  /// whatever its name.
  [[nodiscard]] std::optional<StoredCalibration> newest_calibration(int sample_rate,
                                                                    const std::string& stimulus_hash) const;
  [[nodiscard]] StoredCurve curve(CurveKind kind, const std::string& name, const std::string& part,
                                  std::optional<int> version = {}) const;
  /// Current curves of one name, or of all, ordered by name and part. A name that is not held is an
  /// Error(failed); a library without any gives none.
  [[nodiscard]] std::vector<StoredCurve> curves(CurveKind kind,
                                                const std::optional<std::string>& name = {}) const;

  /// Current levels of one amplifier, or of all, ordered by amplifier, output and setting; none is no error.
  /// Each is the newest version of its setting. A part that this version left out is the newest that there
  /// is, named in `earlier`, and findings of that version that the newest has not follow, with its number.
  [[nodiscard]] std::vector<StoredLevel> levels(const std::optional<std::string>& amplifier = {}) const;

  /// Whether the name is held as a headphone, as an amplifier (its level counts too), as a calibration.
  /// Finding out takes no longer in a large library.
  struct Holds {
    bool headphone = false;
    bool amplifier = false;
    bool calibration = false;
  };
  [[nodiscard]] Holds holds(const std::string& name) const;
  /// Whether a name has a curve of this kind.
  [[nodiscard]] bool has_curve(CurveKind kind, const std::string& name) const;

  /// Every version of every calibration, ordered by name and version.
  [[nodiscard]] std::vector<CalibrationSummary> list_calibrations() const;
  /// The current curve of every part, ordered by name and part.
  [[nodiscard]] std::vector<CurveSummary> list_curves(CurveKind kind) const;

  /// Removes every version (of one part where given) and returns how many were removed; at least one, else an
  /// Error. An output's levels go with its curves; they are counted where there is no curve.
  int remove_calibration(const std::string& name);
  int remove_curves(CurveKind kind, const std::string& name, const std::optional<std::string>& part = {});

  /// Stores a check of a calibration; Error(failed) when that version is not held.
  void add(const std::string& calibration, int version, const Verification& verification);
  /// Every check of a calibration's versions, in the order stored; none is no error.
  [[nodiscard]] std::vector<StoredVerification> verifications(const std::string& calibration) const;

  /// Replaces what is known of a headphone beside its curves. Error(usage) for a name that check_name
  /// refuses.
  void describe(const HeadphoneFacts& facts);
  /// Nothing where nothing is known.
  [[nodiscard]] std::optional<HeadphoneFacts> facts(const std::string& headphone) const;
  [[nodiscard]] std::vector<HeadphoneFacts> all_facts() const;  ///< ordered by name

  /// The newest run of a collection, with its entries in the order stored.
  [[nodiscard]] std::optional<Batch> newest_batch(const std::string& collection) const;
  /// Begins a run and returns its number. One of the same collection that has not ended, ends.
  std::int64_t begin_batch(const std::string& collection, const std::string& started_at);
  void end_batch(std::int64_t batch, const std::string& ended_at);
  /// Stores a curve and its entry in one transaction: either both are there afterwards or neither. An entry
  /// of the same headphone and channel is replaced. Returns the curve's version.
  int add(std::int64_t batch, const std::string& headphone, const std::string& channel,
          const ImpedanceCurve& curve, const Provenance& provenance);
  /// Notes a channel that was skipped or rejected without a curve, in place of what the run has of it.
  void note(std::int64_t batch, const BatchEntry& entry);

  /// Every take of every version of every result, ordered by result, and the stimuli.
  [[nodiscard]] std::vector<ReferredTake> all_takes() const;

  /// The database, as an absolute path.
  [[nodiscard]] const std::filesystem::path& file() const;
  /// What is wrong with the stored file, one sentence each; empty when it is sound. Reads every result.
  [[nodiscard]] std::vector<std::string> check() const;
  /// Writes a complete copy of the database to `copy`, which must not exist yet. Another process may use the
  /// library meanwhile. Error(failed) when the copy exists or cannot be written; no partial copy remains.
  void backup(const std::filesystem::path& copy) const;

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace ohmsweep
