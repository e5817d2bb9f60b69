#pragma once
/// The words that set the virtual interface, from its command line and from stdin alike:
///
///   loop                     played 1 to every recorded channel, bit for bit, and no defects
///   route C P[:GAIN][+...]   recorded channel C from these played ones; "route C none" is silence
///   bench FILE | demo        the source and the dut channel of that bench; then say which state
///   state STATE              open, short, 100ohm ...: a take of it begins (each draws its contact anew)
///   state left|right NAME    a headphone's channel; the name may have spaces
///   state STATE NAME OUTPUT  an amplifier's output, unloaded or with 33ohm, headphone:NAME.left ...
///   dongle PPM               the device "Dongle" plays in the interface's stead, its clock so much faster
///   dongle gone              it is unplugged
///   drive P                  the played channel that drives the bench
///   swap on|off              recorded channels 1 and 2 change places
///   mono on|off              both are their mean
///   silent C on|off          no cable in recorded channel C
///   gain C G, riding C RMS   amplification, fixed or automatic
///   highpass C HZ, dc C X, noise C RMS, pink C RMS, hum C RMS [HZ], clip C LEVEL, bits C N
///   monitor G [FRAMES]       what is recorded is also played, so much later (a period at least)
///   delay FRAMES             of everything
///   drop N [skip]            N frames after sound begins one period comes twice, or not at all
///   slip N K                 so much later K frames come twice (K > 0) or not at all (K < 0)
///   zero N M                 so much later there are M frames of zeros
///   seed N                   of the noise
///
/// Levels are fractions of full scale or in dB, 0.5 or -6dB.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "live/interface/interface_settings.h"
#include "live/interface/sound_path.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep::live {

class InterfaceControls {
 public:
  /// `convolver` must outlive this object; it only prepares filters here.
  InterfaceControls(const PartitionedConvolver& convolver, int sample_rate, std::size_t period,
                    std::size_t played, std::size_t recorded);

  /// Does what a line says; throws std::exception with a sentence. Returns what is worth knowing, often
  /// nothing.
  std::string obey(const std::string& line);
  [[nodiscard]] const InterfaceSettings& settings() const { return settings_; }
  /// The fault that the last line asked for.
  [[nodiscard]] const std::optional<TimeFault>& fault() const { return fault_; }

 private:
  using Words = std::vector<std::string>;
  [[nodiscard]] bool obey_routing(const Words& words);
  [[nodiscard]] bool obey_channel(const Words& words);
  [[nodiscard]] bool obey_fault(const Words& words);
  void plug(const Words& words);
  std::string obey_bench(const Words& words);
  void loop();
  void route(const Words& words);
  void slip(std::size_t after, int frames);
  [[nodiscard]] std::string read(const std::string& file);
  std::string connect(const BenchState& state);
  void add_bench_noise();
  [[nodiscard]] std::size_t channel(const Words& words, std::size_t at, std::size_t count) const;

  const PartitionedConvolver& convolver_;
  int sample_rate_;
  std::size_t period_;
  std::size_t played_;
  std::size_t recorded_;
  InterfaceSettings settings_;
  std::optional<TimeFault> fault_;
  std::optional<Bench> bench_;
  int takes_ = 0;
  std::vector<std::unique_ptr<const ConvolverFilter>> filters_;  ///< the callback may still use any of them
};

}  // namespace ohmsweep::live
