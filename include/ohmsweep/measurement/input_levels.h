#pragma once
/// How loud both inputs are, how noisy, and whether they are cut off: what a level meter shows.
/// An rms of 1.0 and a peak of 1.0 are both 0 dBFS, so that a sine at full scale has a peak of 0 dBFS and an
/// rms of -3 dBFS. Silence is -infinity. Thread rule: values and pure functions; time is counted in samples.

#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

inline constexpr double silent_dbfs = -std::numeric_limits<double>::infinity();

/// One input over a stretch of time.
struct ChannelLevels {
  double peak_dbfs = silent_dbfs;  ///< largest absolute sample, DC included
  double rms_dbfs = silent_dbfs;   ///< about the mean
  std::size_t clipped_samples = 0;
  std::optional<double> snr_db;    ///< a known tone's power over that of everything else, DC apart
  std::optional<double> hum_dbfs;  ///< rms of the mains frequency's multiples 1 to 10 that stand out of the
                                   ///< noise; silent where none does, nothing for less than half a second
  double dc = 0.0;                 ///< mean, full scale 1.0
};

struct InputLevels {
  ChannelLevels source;
  ChannelLevels dut;
  double mains_hz = 0.0;        ///< 50 or 60, whichever family is stronger; 0 where neither is there
  std::optional<double> ratio;  ///< dut over source: of the tone's amplitudes, of the rms values without one;
                                ///< nothing while the source channel is silent
};

/// Levels of a stretch of both inputs, of equal length. `tone` is what is being played, if anything: within
/// 300 ppm, for a player's clock may differ from the recorder's. Its SNR needs at least eight of its cycles.
[[nodiscard]] InputLevels input_levels(const std::vector<double>& source, const std::vector<double>& dut,
                                       int sample_rate, std::optional<Hertz> tone = {});

/// What stays on view after it has passed.
struct HeldLevels {
  double peak_dbfs = silent_dbfs;     ///< the highest within the hold time
  bool clipped = false;               ///< a sample was cut off within the hold time
  std::size_t clipped_samples = 0;    ///< since the beginning
  double highest_dbfs = silent_dbfs;  ///< peak since the beginning
};

struct MeterReading {
  double elapsed_s = 0.0;  ///< sound heard so far
  InputLevels now;         ///< of the last second, or of as much as there was
  HeldLevels source;
  HeldLevels dut;
};

/// Takes what two inputs hear, block by block, and says how loud it is.
class LevelMeter {
 public:
  explicit LevelMeter(int sample_rate, std::optional<Hertz> tone = {}, Seconds hold = Seconds(2.0));

  /// The next samples of both inputs, equally many.
  void add(const std::vector<double>& source, const std::vector<double>& dut);
  [[nodiscard]] MeterReading reading() const;
  [[nodiscard]] double elapsed_s() const;

 private:
  struct Block {
    std::size_t end;  ///< samples heard when it had passed
    double peak;
    std::size_t clipped;
  };
  struct Input {
    std::vector<double> last_second;
    std::deque<Block> held;
    std::size_t clipped = 0;
    double highest = 0.0;
  };
  void add_to(Input& input, const std::vector<double>& samples);
  [[nodiscard]] static HeldLevels held(const Input& input);

  int sample_rate_;
  std::optional<Hertz> tone_;
  std::size_t hold_;
  std::size_t heard_ = 0;
  Input source_;
  Input dut_;
};

}  // namespace ohmsweep
