#include "ohmsweep/workflow/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/request_json.h"
#include "ohmsweep/library/batch_lock.h"
#include "ohmsweep/measurement/device_identity.h"
#include "workflow/applied_calibration.h"
#include "workflow/drift_check.h"
#include "workflow/guided_capture.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

/// The takes of one connection, on their way to a curve.
struct Pending {
  QueuePlace place;
  std::string recorded_at;
  std::future<std::vector<CapturedTake>> takes;
};

/// What the library holds of a headphone's sides from before the run.
struct SidesBefore {
  std::optional<ImpedanceCurve> left;
  std::optional<ImpedanceCurve> right;
};

std::string why_blocked(const Findings& findings) {
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::blocking) return finding.detail;
  }
  return {};
}

Step step_of(const QueuePlace& place, int repeat) {
  Step step;
  step.state.state = place.channel;
  step.state.device = place.facts.name;
  step.stated = place.channel;
  step.repeat = repeat;
  return step;
}

class BatchRun {
 public:
  BatchRun(Session& session, const BatchRequest& request, const BatchHands& hands)
      : session_(session),
        request_(request),
        hands_(hands),
        lock_(session.library.file().parent_path()),
        applied_(applied_calibration(session, request.calibration)) {}

  BatchReport run() {
    begin();
    try {
      walk();
      finish();
    } catch (...) {
      finish_in_spite();
      throw;
    }
    if (handled_all()) session_.library.end_batch(batch_, now());
    return report();
  }

 private:
  [[nodiscard]] std::string now() const { return hands_.now ? hands_.now() : session_.recorded_at; }

  void begin() {
    if (!session_.takes_folder.empty()) {
      keep_stimulus(session_.takes_folder, session_.estimator.stimulus(), session_.estimator.stimulus_hash());
    }
    const std::optional<Batch> last = session_.library.newest_batch(request_.collection);
    resumed_ = last && !request_.restart;
    batch_ = resumed_ ? last->id : session_.library.begin_batch(request_.collection, now());
    std::string described;
    for (const QueuePlace& place : request_.queue) {
      if (place.facts.name != described) session_.library.describe(place.facts);
      described = place.facts.name;
    }
    todo_ = request_.redo.empty()
                ? still_to_do(request_.queue, resumed_ ? last->entries : std::vector<BatchEntry>{})
                : named_places(request_.queue, request_.redo);
    if (resumed_ && !todo_.empty()) {
      say(session_, fmt::format("Going on with '{}' of {}: {} of {} places are left, {} is next.",
                                shown(request_.collection), last->started_at, todo_.size(),
                                request_.queue.size(), name_of(todo_.front())));
    }
  }

  void walk() {
    std::size_t at = 0;
    while (at < todo_.size()) {
      check_if_due(at);
      switch (prepare(at)) {
        case BatchStep::quit:
          throw Stopped{};
        case BatchStep::redo_last:
          finish();
          if (at > 0) --at;
          continue;
        case BatchStep::skip:
          finish();
          note(todo_[at], BatchOutcome::skipped, "skipped");
          break;
        case BatchStep::go:
          record(todo_[at]);
          break;
      }
      ++at;
      if (at == todo_.size() && ask_at_the_end() == BatchStep::redo_last) --at;
    }
    if (request_.drift_check && !unchecked_.empty()) check();
  }

  BatchStep prepare(std::size_t at) {
    if (!hands_.prepare) return BatchStep::go;
    return hands_.prepare(todo_[at], at > 0, [this] { finish_if_ready(); });
  }

  BatchStep ask_at_the_end() {
    finish();
    return hands_.end && last_news_ ? hands_.end(*last_news_) : BatchStep::go;
  }

  /// The takes of a place, the last one's analysis going on beside them.
  void record(const QueuePlace& place) {
    std::vector<Step> steps;
    std::vector<Recording> recordings;
    const std::string recorded_at = now();
    try {
      for (int repeat = 0; repeat < session_.average; ++repeat) {
        steps.push_back(step_of(place, repeat));
        recordings.push_back(play(session_, steps.back(), [&](double fraction) {
          if (session_.narrator.progress) {
            session_.narrator.progress(
                fmt::format("{} of {}: recording {}", place.number, place.total, name_of(place)), fraction);
          }
        }));
      }
    } catch (const Error& error) {
      if (session_.device.attended()) throw;  // the interface itself fails, and so would the next take
      finish();
      note(place, BatchOutcome::rejected, error.what());
      return;
    }
    finish();
    pending_ = Pending{place, recorded_at,
                       std::async(std::launch::async, [this, steps, takes = std::move(recordings)] {
                         std::vector<CapturedTake> captured;
                         captured.reserve(takes.size());
                         for (std::size_t i = 0; i < takes.size(); ++i) {
                           if (!session_.takes_folder.empty())
                             (void)keep_take(session_.takes_folder, takes[i]);
                           captured.push_back(analyse(session_, steps[i], takes[i]));
                         }
                         return captured;
                       })};
  }

  void finish_if_ready() {
    if (pending_ && pending_->takes.wait_for(std::chrono::seconds(0)) == std::future_status::ready) finish();
  }

  /// What is on its way, into the library.
  void finish() {
    if (!pending_) return;
    Pending pending = std::move(*pending_);
    pending_.reset();
    try {
      store(pending);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::rejected) throw;
      note(pending.place, BatchOutcome::rejected, error.what());
    }
  }

  /// While another failure is on its way out: one more must not hide it.
  void finish_in_spite() {
    try {
      finish();
    } catch (...) {
      return;  // the first failure is the one to tell
    }
  }

  void store(Pending& pending) {
    const std::vector<CapturedTake> takes = pending.takes.get();
    const QueuePlace& place = pending.place;
    std::vector<CapturedTake> combined = combine_states(takes);
    applied_.findings = findings_at(pending.recorded_at, session_, applied_);
    ImpedanceCurve curve = corrected(combined.front().ratio, applied_, session_.rig);
    add_identity(curve, place, takes);
    if (has_blocking(curve.findings)) {
      note(place, BatchOutcome::rejected, why_blocked(curve.findings), curve);
      return;
    }
    Provenance origin = provenance(session_, takes, applied_.reference);
    origin.recorded_at = pending.recorded_at;
    origin.mounting = place.mounting;
    origin.request = request_json({session_.average, {}, {}, {}});
    const int version = session_.library.add(batch_, place.facts.name, place.channel, curve, origin);
    last_curve_ = curve;
    last_name_ = name_of(place);
    unchecked_.push_back(place);
    tell({place,
          {place.facts.name, place.channel, BatchOutcome::measured, version, {}, pending.recorded_at},
          std::move(curve)});
  }

  /// What other takes and curves say of whose curve it is.
  void add_identity(ImpedanceCurve& curve, const QueuePlace& place, const std::vector<CapturedTake>& takes) {
    if (has_blocking(curve.findings)) return;
    for (const CapturedTake& take : takes) {
      const auto [seen, fresh] = take_of_.try_emplace(take.ratio.take_hash, name_of(place));
      if (fresh || seen->second == name_of(place)) continue;
      curve.findings.push_back(
          {Severity::blocking, FindingCode::same_take,
           fmt::format("its take is the very recording that {} was measured from", seen->second)});
      return;
    }
    const auto add = [&](const std::optional<Finding>& finding) {
      if (finding) curve.findings.push_back(*finding);
    };
    if (last_curve_ && last_name_ != name_of(place)) add(find_same_device(curve, *last_curve_, last_name_));
    if (place.facts.nominal_ohm) add(find_other_headphone(curve, *place.facts.nominal_ohm));
    const SidesBefore& before = sides_before(place.facts.name);
    if (!before.left || !before.right) return;
    const bool left = place.channel == "left";
    add(find_swapped_sides(curve, place.channel, left ? *before.left : *before.right,
                           left ? *before.right : *before.left));
  }

  const SidesBefore& sides_before(const std::string& headphone) {
    const auto [known, fresh] = before_.try_emplace(headphone);
    if (!fresh) return known->second;
    for (const CurveSummary& held : held_before_) {
      if (held.name != headphone || held.blocked) continue;
      auto& side = held.part == "left" ? known->second.left : known->second.right;
      side = session_.library.curve(CurveKind::headphone, held.name, held.part, held.version).curve;
    }
    return known->second;
  }

  void note(const QueuePlace& place, BatchOutcome outcome, const std::string& remark,
            std::optional<ImpedanceCurve> curve = {}) {
    const BatchEntry entry{place.facts.name, place.channel, outcome, {}, remark, now()};
    session_.library.note(batch_, entry);
    tell({place, entry, std::move(curve)});
  }

  void tell(BatchNews news) {
    if (hands_.tell) hands_.tell(news);
    last_news_ = std::move(news);
  }

  /// Before the first headphone, and then before the first channel of every so manieth one.
  void check_if_due(std::size_t at) {
    if (!request_.drift_check) return;
    if (at > 0 && todo_[at].facts.name == todo_[at - 1].facts.name) return;
    if (checked_at_ == at) return;
    finish();
    if (headphones_since_check() < request_.drift_check->every && !checks_.empty()) return;
    checked_at_ = at;
    check();
  }

  [[nodiscard]] int headphones_since_check() const {
    int headphones = 0;
    const std::string* last = nullptr;
    for (const QueuePlace& place : unchecked_) {
      if (last == nullptr || *last != place.facts.name) ++headphones;
      last = &place.facts.name;
    }
    return headphones;
  }

  void check() {
    finish();
    const DriftCheck& check = *request_.drift_check;
    const BatchStep step = hands_.prepare_check ? hands_.prepare_check(check.stated) : BatchStep::go;
    if (step == BatchStep::quit) throw Stopped{};
    if (step == BatchStep::skip) return;
    DriftNews news{check_drift(session_, check, applied_, now())};
    const CalibrationChoice stored = parse_calibration_choice(applied_.reference);
    session_.library.add(stored.name, stored.version.value_or(1), news.verification);
    if (!news.verification.agrees) doubt(news);
    unchecked_.clear();
    checks_.push_back(news.verification);
    if (hands_.tell_check) hands_.tell_check(news);
  }

  /// What was measured since the last check stays, and says so.
  void doubt(DriftNews& news) {
    const std::vector<BatchEntry> entries =
        session_.library.newest_batch(request_.collection).value_or(Batch{}).entries;
    for (const QueuePlace& place : unchecked_) {
      news.in_doubt.push_back(name_of(place));
      for (BatchEntry entry : entries) {
        if (entry.headphone != place.facts.name || entry.channel != place.channel) continue;
        entry.remark = fmt::format("in doubt: the check of the bench after it failed at {}",
                                   news.verification.recorded_at);
        session_.library.note(batch_, entry);
      }
    }
  }

  [[nodiscard]] std::vector<std::optional<BatchEntry>> entries_in_order() const {
    const std::vector<BatchEntry> stored =
        session_.library.newest_batch(request_.collection).value_or(Batch{}).entries;
    std::vector<std::optional<BatchEntry>> entries;
    entries.reserve(request_.queue.size());
    for (const QueuePlace& place : request_.queue) {
      const auto found = std::find_if(stored.begin(), stored.end(), [&](const BatchEntry& entry) {
        return entry.headphone == place.facts.name && entry.channel == place.channel;
      });
      entries.push_back(found == stored.end() ? std::nullopt : std::optional(*found));
    }
    return entries;
  }

  [[nodiscard]] bool handled_all() const {
    const auto entries = entries_in_order();
    return std::all_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.has_value(); });
  }

  [[nodiscard]] BatchReport report() const {
    return {request_.collection, resumed_, entries_in_order(), checks_};
  }

  Session& session_;
  const BatchRequest& request_;
  const BatchHands& hands_;
  BatchLock lock_;
  AppliedCalibration applied_;
  std::vector<CurveSummary> held_before_ = session_.library.list_curves(CurveKind::headphone);
  std::map<std::string, SidesBefore> before_;
  std::int64_t batch_ = 0;
  bool resumed_ = false;
  std::vector<QueuePlace> todo_;
  std::optional<Pending> pending_;
  std::optional<BatchNews> last_news_;
  std::optional<ImpedanceCurve> last_curve_;
  std::string last_name_;
  std::map<std::string, std::string> take_of_;  ///< by hash: what was measured from it
  std::vector<QueuePlace> unchecked_;           ///< measured since the last check of the bench
  std::optional<std::size_t> checked_at_;
  std::vector<Verification> checks_;
};

}  // namespace

bool BatchReport::complete() const {
  return std::all_of(entries.begin(), entries.end(),
                     [](const std::optional<BatchEntry>& entry) {
                       return entry && entry->outcome == BatchOutcome::measured;
                     }) &&
         std::all_of(checks.begin(), checks.end(), [](const Verification& each) { return each.agrees; });
}

BatchReport run_batch(Session& session, const BatchRequest& request, const BatchHands& hands) {
  return BatchRun(session, request, hands).run();
}

}  // namespace ohmsweep
