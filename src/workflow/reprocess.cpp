#include "ohmsweep/workflow/reprocess.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/kit_file.h"
#include "ohmsweep/formats/request_json.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/workflow/calibrate.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/measure_output.h"
#include "workflow/kept_device.h"
#include "workflow/result_difference.h"

namespace ohmsweep {
namespace {

/// One result to be computed again; the curve itself is read when its turn comes.
struct Job {
  std::string kind;
  std::string name;
  std::string part;
  int version = 1;
  std::string imported_from{};
};

/// What a job gives: the value to store where it has changed.
struct Computed {
  Reprocessed told;
  std::optional<Calibration> calibration;
  std::optional<OutputImpedance> output;  ///< a headphone's curve too, without traits
  Provenance origin;
};

/// Prepared stimuli, shared by the threads: one for each that was played.
class Estimators {
 public:
  explicit Estimators(std::filesystem::path takes) : takes_(std::move(takes)) {}

  std::shared_ptr<const RatioEstimator> for_takes(const Provenance& origin,
                                                  const std::optional<PlayerProgramme>& programme) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const RatioEstimator>& estimator = by_hash_[origin.stimulus_hash];
    if (!estimator) estimator = std::make_shared<RatioEstimator>(stimulus_of(origin, programme));
    if (estimator->stimulus_hash() != origin.stimulus_hash) {
      throw failure("the stimulus that was played is not kept, and its parameters give another one");
    }
    return estimator;
  }

 private:
  [[nodiscard]] Stimulus stimulus_of(const Provenance& origin,
                                     const std::optional<PlayerProgramme>& programme) const {
    if (programme) return passage_stimulus(*programme, PassageKind::both, programme->sweep.sample_rate);
    if (std::optional<Stimulus> kept = kept_stimulus(takes_, origin.stimulus, origin.stimulus_hash)) {
      return std::move(*kept);
    }
    throw failure("the stimulus that was played is not kept");
  }

  std::filesystem::path takes_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const RatioEstimator>> by_hash_;
};

std::optional<PlayerProgramme> programme_of(const RecordedRequest& asked) {
  PlayerProgramme programme;
  if (asked.programme.empty() || !parse_metadata(asked.programme, programme)) return std::nullopt;
  return programme;
}

std::vector<std::string> states_of(const Provenance& origin) {
  std::vector<std::string> states;
  for (const TakeRecord& take : origin.takes) {
    if (!take.state.ends_with(stepped_ending)) states.push_back(take.state);
  }
  return states;
}

/// The sitting as it was, with its kept takes in place of the device. One thread, one library.
class Sitting {
 public:
  Sitting(Library& library, Estimators& estimators, const Provenance& origin, std::string software)
      : asked_(parse_request(origin.request)),
        takes_(library.file().parent_path() / "takes"),
        device_(make_kept_device(takes_, origin)),
        estimator_(estimators.for_takes(origin, programme_of(asked_))),
        session_{*device_,
                 library,
                 *estimator_,
                 origin.rig.empty() ? Rig{} : read_rig(origin.rig, "rig"),
                 origin.rig,
                 origin.recorded_at,
                 std::move(software),
                 {}} {
    session_.average = asked_.average;
    session_.programme = programme_of(asked_);
    session_.kit_text = origin.kit;
    session_.temperature_c = origin.temperature_c;
  }

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] const RecordedRequest& asked() const { return asked_; }

 private:
  RecordedRequest asked_;
  std::filesystem::path takes_;
  std::unique_ptr<AudioDevice> device_;
  std::shared_ptr<const RatioEstimator> estimator_;
  Session session_;
};

CalibrationChoice choice_for(const ReprocessCalibration& calibration, const std::string& own) {
  if (!calibration.own) return calibration.choice;
  if (!own.empty()) return parse_calibration_choice(own);
  CalibrationChoice none;
  none.none = true;
  return none;
}

void set_outcome(Computed& computed, const ResultDifference& difference) {
  computed.told.outcome = difference.identical ? ReprocessOutcome::unchanged : ReprocessOutcome::changed;
  computed.told.difference = difference.relative;
  computed.told.difference_hz = difference.at_hz;
  computed.told.difference_in_u95 = difference.in_u95;
}

Computed compute_headphone(Library& library, Estimators& estimators, const Job& job,
                           const ReprocessRequest& request) {
  const StoredCurve stored = library.curve(CurveKind::headphone, job.name, job.part, job.version);
  Sitting sitting(library, estimators, stored.provenance, request.software);
  HeadphoneRequest again{job.name, states_of(stored.provenance),
                         choice_for(request.calibration, stored.provenance.calibration)};
  again.stepped_points = sitting.asked().stepped_points;
  again.mounting = stored.provenance.mounting;
  std::vector<DerivedCurve> derived = derive_headphone(sitting.session(), again);
  Computed computed;
  ImpedanceCurve& curve = derived.front().result.curve;
  keep_identity_findings(stored.curve.findings, curve.findings);
  set_outcome(computed, difference_of(stored.curve, {}, curve, {}));
  computed.output = OutputImpedance{std::move(curve), {}};
  computed.origin = std::move(derived.front().origin);
  return computed;
}

Computed compute_output(Library& library, Estimators& estimators, const Job& job,
                        const ReprocessRequest& request) {
  const StoredCurve stored = library.curve(CurveKind::amplifier, job.name, job.part, job.version);
  Sitting sitting(library, estimators, stored.provenance, request.software);
  const std::optional<OutputWiring> wiring = parse_wiring(sitting.asked().wiring);
  if (!wiring) throw failure("how it was wired is not noted");
  DerivedOutput derived = derive_output(sitting.session(), {job.name, job.part, states_of(stored.provenance),
                                                            *wiring, sitting.asked().load_versions});
  Computed computed;
  set_outcome(computed,
              difference_of(stored.curve, stored.traits, derived.impedance.curve, derived.impedance.traits));
  computed.output = std::move(derived.impedance);
  computed.origin = std::move(derived.origin);
  return computed;
}

Computed compute_calibration(Library& library, Estimators& estimators, const Job& job,
                             const ReprocessRequest& request) {
  const StoredCalibration stored = library.calibration(job.name, job.version);
  Sitting sitting(library, estimators, stored.provenance, request.software);
  const std::vector<Standard> kit =
      stored.provenance.kit.empty() ? std::vector<Standard>{} : read_kit(stored.provenance.kit, "kit");
  DerivedCalibration derived =
      derive_calibration(sitting.session(), {job.name, states_of(stored.provenance), kit});
  Computed computed;
  set_outcome(computed, difference_of(stored.calibration, derived.calibration));
  computed.calibration = std::move(derived.calibration);
  computed.origin = std::move(derived.origin);
  return computed;
}

Computed compute(const std::filesystem::path& folder, Estimators& estimators, const Job& job,
                 const ReprocessRequest& request) {
  Computed computed;
  try {
    Library library(folder);  // one for each thread
    if (!job.imported_from.empty()) {
      computed.told.outcome = ReprocessOutcome::imported;
      computed.told.reason = fmt::format("it was read from '{}' and has no takes", shown(job.imported_from));
    } else if (job.kind == "calibration") {
      computed = compute_calibration(library, estimators, job, request);
    } else if (job.kind == "headphone") {
      computed = compute_headphone(library, estimators, job, request);
    } else {
      computed = compute_output(library, estimators, job, request);
    }
  } catch (const Error& error) {
    computed.told.outcome = ReprocessOutcome::impossible;
    computed.told.reason = error.what();
  }
  computed.told.kind = job.kind;
  computed.told.name = job.name;
  computed.told.part = job.part;
  computed.told.version = job.version;
  return computed;
}

void add_curves(const Library& library, CurveKind kind, const std::optional<std::string>& name,
                std::vector<Job>& jobs) {
  const std::string text = kind == CurveKind::headphone ? "headphone" : "amplifier";
  bool held = false;
  for (const CurveSummary& curve : library.list_curves(kind)) {
    if (name && curve.name != *name) continue;
    held = true;
    jobs.push_back({text, curve.name, curve.part, curve.version, curve.imported_from});
  }
  if (name && !held) (void)library.curves(kind, name);  // says what there is instead
}

std::vector<Job> jobs_of(const Library& library, const ReprocessRequest& request) {
  std::vector<Job> jobs;
  const bool all = !request.headphone && !request.amplifier;
  if (request.calibrations) {
    for (const CalibrationSummary& each : library.list_calibrations()) {
      if (!jobs.empty() && jobs.back().name == each.name) jobs.pop_back();  // an older version
      jobs.push_back({"calibration", each.name, "", each.version});
    }
  }
  if (all || request.headphone) add_curves(library, CurveKind::headphone, request.headphone, jobs);
  if (all || request.amplifier) add_curves(library, CurveKind::amplifier, request.amplifier, jobs);
  return jobs;
}

int add_version(Library& library, const Computed& computed) {
  const Reprocessed& told = computed.told;
  if (computed.calibration)
    return library.add(told.name, *computed.calibration, computed.origin, told.version);
  if (told.kind == "headphone") {
    return library.add(CurveKind::headphone, told.name, told.part, computed.output->curve, computed.origin,
                       told.version);
  }
  return library.add(told.name, told.part, *computed.output, computed.origin, told.version);
}

/// What was measured meanwhile is newer than the takes that were computed again, and stays the current
/// version.
void store(Library& library, Computed& computed) {
  Reprocessed& told = computed.told;
  if (told.outcome != ReprocessOutcome::changed) return;
  try {
    told.new_version = add_version(library, computed);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::rejected) throw;
    told.outcome = ReprocessOutcome::impossible;
    told.reason = fmt::format("{}: it was measured again or removed meanwhile", error.what());
  }
}

/// A misspelt name is told before anything is computed, and not once for each curve.
void require_named_calibration(const Library& library, const ReprocessCalibration& calibration) {
  const CalibrationChoice& other = calibration.choice;
  if (!calibration.own && !other.name.empty()) (void)library.calibration(other.name, other.version);
}

}  // namespace

std::vector<Reprocessed> reprocess(
    Library& library, const ReprocessRequest& request,
    const std::function<void(const Reprocessed& one, std::size_t done, std::size_t total)>& tell) {
  require_named_calibration(library, request.calibration);
  const std::filesystem::path folder = library.file().parent_path();
  Estimators estimators(folder / "takes");
  const std::vector<Job> jobs = jobs_of(library, request);
  std::deque<std::future<Computed>> running;
  std::vector<Reprocessed> done;
  done.reserve(jobs.size());
  const auto finish_oldest = [&] {
    Computed computed = running.front().get();
    running.pop_front();
    if (!request.dry_run) store(library, computed);
    done.push_back(std::move(computed.told));
    if (tell) tell(done.back(), done.size(), jobs.size());
  };
  for (const Job& job : jobs) {
    // Curves may be corrected with a calibration that is computed before them.
    const bool waits = job.kind != "calibration" && done.size() + running.size() > 0 && !running.empty() &&
                       jobs[done.size()].kind == "calibration";
    while (running.size() >= static_cast<std::size_t>(std::max(1, request.threads)) ||
           (waits && !running.empty())) {
      finish_oldest();
    }
    running.push_back(std::async(std::launch::async, [&folder, &estimators, &request, job] {
      return compute(folder, estimators, job, request);
    }));
  }
  while (!running.empty()) finish_oldest();
  return done;
}

}  // namespace ohmsweep
