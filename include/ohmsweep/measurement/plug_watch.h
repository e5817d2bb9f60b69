#pragma once
/// Whether something is plugged in, told from a quiet steady tone: the ratio of the two channels at the tone
/// gives |Z| a tenth of a second at a time. Thread rule: one watch per thread.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// silent: the source channel does not hear the tone. open: nothing is connected. shorted: a short circuit.
/// connected: anything between.
enum class Contact { silent, open, shorted, connected };

/// What the ear takes for silence beside the sweep; a whole number of cycles in a second, and no multiple of
/// a mains frequency.
inline constexpr Hertz probe_tone{437.0};

struct PlugWatchOptions {
  Hertz tone = probe_tone;
  int sample_rate = 48000;
  /// Z, ohm, from the ratio V_dut/V_source at the tone: by error terms, or by the ideal divider.
  std::function<Complex(Complex ratio)> impedance;
  double open_ohm = 5e3;  ///< |Z| above it is open; an ideal divider with unknown gains cannot do better
  double shorted_ohm = 0.5;
  double silent_peak = 1e-5;  ///< of the tone on the source channel: -100 dBFS
  /// A contact has settled when it was the same for so long, and |Z| did not move by more than
  /// settled_within.
  Seconds settling{0.6};
  Seconds opening{0.3};  ///< the same for open and silent, which hold no take up
  double settled_within = 0.01;
};

/// A contact that has just settled.
struct SettledContact {
  Contact contact = Contact::open;
  double impedance_ohm = 0.0;  ///< |Z| at the tone; of an open and a silent one without meaning
};

class PlugWatch {
 public:
  explicit PlugWatch(PlugWatchOptions options);

  /// The next samples of both channels, any number of them. Returns a contact each time that another one than
  /// the last has settled, or the same kind with another |Z| (by more than a tenth).
  [[nodiscard]] std::optional<SettledContact> hear(const std::vector<double>& source,
                                                   const std::vector<double>& dut);
  /// The last that has settled; nothing at first.
  [[nodiscard]] const std::optional<SettledContact>& settled() const { return settled_; }

 private:
  struct Reading {
    Contact contact;
    double impedance_ohm;
  };
  [[nodiscard]] Reading read() const;
  [[nodiscard]] std::optional<SettledContact> settle(const Reading& reading);

  PlugWatchOptions options_;
  std::size_t block_;  ///< samples of one reading
  std::vector<double> source_;
  std::vector<double> dut_;
  std::vector<Reading> same_;  ///< readings that agree, the newest last
  std::optional<SettledContact> settled_;
};

}  // namespace ohmsweep
