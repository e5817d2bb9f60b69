// A player with a clock of its own: output impedance, ground, clock, and whether a codec is recognised.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <mutex>

#include "audio/lossy_file.h"
#include "audio/subband_codec.h"
#include "ohmsweep/measurement/player_take.h"
#include "ohmsweep/signal/player_passages.h"
#include "signal/played_file.h"
#include "signal/simulated_player.h"
#include "study/over_seeds.h"
#include "study/studies.h"

namespace ohmsweep::study {

namespace {

using test::PlayerBench;

/// -12 dBFS, -104 dBFS noise, crosstalk -96 dB, inputs 2.5 % and channels 0.3 dB apart, 0.5 % distortion.
PlayerBench usual_bench(double tip_ohm, unsigned seed) {
  PlayerBench bench;
  bench.tip_ohm = tip_ohm;
  bench.ground_ohm = 0.020;
  bench.noise_rms = std::pow(10.0, -104.0 / 20.0);
  bench.crosstalk = std::pow(10.0, -96.0 / 20.0);
  bench.left_gain = 1.0;
  bench.right_gain = 1.025;
  bench.balance = std::pow(10.0, (seed % 8 < 4 ? 0.3 : -0.3) / 20.0);
  bench.distortion = 0.005;
  bench.length_s = 88.5;
  bench.seed = seed;
  const std::array offsets{-300e-6, -20e-6, 100e-6, 300e-6};
  bench.offset = offsets.at(seed % offsets.size());
  bench.start_s = std::fmod(17.77 * seed, 60.0);  // four in a row share one balance
  return bench;
}

Load exact_load(double ohm) { return {fmt::format("{:g}ohm", ohm), {ohm, 0.0}, {0.0, 0.0}, {}}; }

struct Accuracy {
  double worst_ohm = 0.0;
  double inside = 0.0;
  double points = 0.0;
  double worst_sum_ohm = 0.0;
  double worst_ground_ohm = 0.0;
  double ground_inside = 0.0;
  double grounds = 0.0;
  double worst_ppm = 0.0;
  double clock_inside = 0.0;
  double clocks = 0.0;

  void add(const ImpedanceCurve& curve, double ohm) {
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
      const double error = std::abs(std::abs(curve.impedance_ohm[i]) - ohm);
      worst_ohm = std::max(worst_ohm, error);
      inside += error <= magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]) ? 1.0 : 0.0;
      points += 1.0;
    }
  }
  /// Tip and ground together: what the balance of the channels does to one it undoes in the other.
  void add_sum(const ImpedanceCurve& curve, const SharedGround& ground, double ohm) {
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (curve.grid[i] < 20.0 || curve.grid[i] > 20e3) continue;
      const double error = std::abs(std::abs(curve.impedance_ohm[i] + ground.resistance_ohm.value) - ohm);
      worst_sum_ohm = std::max(worst_sum_ohm, error);
    }
  }
  void add(const SharedGround& ground, double ohm) {
    const double error = std::abs(ground.resistance_ohm.value - ohm);
    worst_ground_ohm = std::max(worst_ground_ohm, error);
    ground_inside += error <= 2.0 * ground.resistance_ohm.standard_uncertainty ? 1.0 : 0.0;
    grounds += 1.0;
  }
  void add(const Uncertain& ppm, double truth) {
    const double error = std::abs(ppm.value - truth);
    worst_ppm = std::max(worst_ppm, error);
    clock_inside += error <= 2.0 * ppm.standard_uncertainty ? 1.0 : 0.0;
    clocks += 1.0;
  }
};

void measure(const PlayerProgramme& programme, double tip_ohm, double load_ohm, unsigned seed,
             std::mutex& lock, Accuracy& accuracy) {
  std::vector<PlayerTake> unloaded;
  std::vector<PlayerTake> loaded;
  std::vector<OutputTake> takes;
  for (unsigned i = 0; i < 4; ++i) {
    PlayerBench bench = usual_bench(tip_ohm, 4 * seed + i);
    const bool with_load = i == 1 || i == 2;
    bench.load_ohm = with_load ? load_ohm : 0.0;
    PlayerTake take = analyse_player_take(record(programme, bench), programme);
    takes.push_back({with_load ? std::optional(exact_load(load_ohm)) : std::nullopt, take.ratio});
    const std::scoped_lock guard(lock);
    accuracy.add(take.clock_offset_ppm, 1e6 * bench.offset);
    (with_load ? loaded : unloaded).push_back(std::move(take));
  }
  OutputRig rig;
  rig.dut_input_ohm = 1e9;
  const ImpedanceCurve curve = output_impedance(takes, rig).curve;
  const PlayerGround ground = player_ground(unloaded, loaded, exact_load(load_ohm));
  const std::scoped_lock guard(lock);
  accuracy.add(curve, tip_ohm);
  accuracy.add(ground.ground.value(), 0.020);
  accuracy.add_sum(curve, ground.ground.value(), tip_ohm + 0.020);
}

/// Recordings of half a minute and codecs are slow: a part of this study is a few of each.
bool whole(const Extent& extent) { return extent.seeds >= 200; }

bool print_accuracy(const Extent& extent) {
  fmt::print(
      "\nPlayers: tip branch and ground from unloaded, loaded, loaded, unloaded, each at another clock (-300 "
      "to "
      "300 ppm) and another start in the first 60 s of 88 s; 5 s sweep at -12 dBFS, -104 dBFS noise, -96 dB "
      "crosstalk, inputs 2.5 % and channels 0.3 dB apart, 0.5 % distortion; ground 20 mohm\n\n"
      "| tip | load | sets of four | tip: largest error, 20 Hz to 20 kHz | inside 95 % | ground: largest "
      "error | "
      "inside | tip and ground: largest error | clock: largest error | inside |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  const PlayerProgramme programme;
  bool within = true;
  for (const auto& [tip, load, limit] :
       std::vector<std::tuple<double, double, double>>{{10.0, 33.0, 0.010}, {1.0, 16.0, 0.003}}) {
    Accuracy accuracy;
    std::mutex lock;
    const Extent few{whole(extent) ? 16 : 1, extent.threads};
    over_seeds(few, [&, tip_ohm = tip, load_ohm = load](int, int from, int to) {
      for (int seed = from; seed < to; ++seed)
        measure(programme, tip_ohm, load_ohm, static_cast<unsigned>(seed), lock, accuracy);
    });
    fmt::print(
        "| {:g} ohm | {:g} ohm | {} | {:.2f} mohm | {:.1f} % | {:.2f} mohm | {:.0f} of {:.0f} | {:.2f} mohm "
        "| {:.6f} ppm | "
        "{:.0f} of {:.0f} |\n",
        tip, load, few.seeds, 1e3 * accuracy.worst_ohm, 100.0 * accuracy.inside / accuracy.points,
        1e3 * accuracy.worst_ground_ohm, accuracy.ground_inside, accuracy.grounds,
        1e3 * accuracy.worst_sum_ohm, accuracy.worst_ppm, accuracy.clock_inside, accuracy.clocks);
    within = within && accuracy.worst_ohm <= limit && accuracy.worst_ground_ohm <= 0.002 &&
             accuracy.ground_inside >= 0.93 * accuracy.grounds && accuracy.worst_ppm < 0.1;
  }
  return within;
}

/// The recording's noise. A part has the least, where what follows the sweep is seen at its best and a clean
/// copy must not be blamed, and the most at which every copy must be found.
std::vector<double> noises_dbfs(const Extent& extent) {
  if (!whole(extent)) return {-110.0, -95.0};
  return {-110.0, -100.0, -95.0, -90.0, -80.0, -70.0, -60.0};
}

CodecTrace trace_in(const Recording& recording, const PlayerProgramme& programme) {
  const FoundProgramme found = find_passages(recording, programme);
  const Stimulus stimulus = passage_stimulus(programme, PassageKind::both, recording.sample_rate);
  std::vector<Recording> takes;
  std::vector<SoundingPassage> sounding;
  takes.reserve(found.passages.size());
  for (const FoundPassage& passage : found.passages) {
    if (passage.kind == PassageKind::both_quiet) continue;
    takes.push_back(cut_out(recording, passage));
    sounding.push_back({takes.back(), passage.kind == PassageKind::right_alone, stimulus});
  }
  return codec_trace(sounding);
}

/// One row: found of tried at each noise.
struct CodecRow {
  std::string name;
  Recording played;
  bool lossy = true;
};

/// How it is tried.
struct Trials {
  std::vector<double> noises_dbfs;
  int tries = 1;
};

/// Wrong verdicts where the codec is loud enough to be heard at all; of clean ones everywhere.
int print_row(const CodecRow& row, const PlayerProgramme& programme, const Trials& trials) {
  int wrong = 0;
  double loudest = 0.0;
  fmt::print("| {} |", row.name);
  for (const double dbfs : trials.noises_dbfs) {
    int found = 0;
    for (int i = 0; i < trials.tries; ++i) {
      const auto seed = static_cast<unsigned>(1000.0 * i - dbfs);
      const CodecTrace trace = trace_in(test::with_noise(row.played, dbfs, seed), programme);
      found += codec_findings(trace).empty() ? 0 : 1;
      if (dbfs == trials.noises_dbfs.front()) loudest = std::max(loudest, trace.following);
    }
    fmt::print(" {} of {} |", found, trials.tries);
    if (!row.lossy) wrong += found;
    if (row.lossy && dbfs <= -95.0) wrong += trials.tries - found;
  }
  fmt::print(" {:.0f} dB |\n", 10.0 * std::log10(std::max(loudest, 1e-13)));
  return wrong;
}

/// A copy of the file before it is played.
struct Copy {
  std::string name;
  PlayerSamples samples;
  double ppm = 50.0;
  bool lossy = true;
};

PlayerSamples in_16_bits(PlayerSamples samples) {
  for (auto* channel : {&samples.left, &samples.right}) {
    for (double& sample : *channel) sample = std::round(sample * 32768.0) / 32768.0;
  }
  return samples;
}

std::vector<Copy> clean_copies(const PlayerSamples& file, bool all) {
  const int rate = file.sample_rate;
  std::vector<Copy> copies;
  if (all) copies.push_back({"clean", file, 50.0, false});
  copies.push_back({"clean, -300 ppm", file, -300.0, false});
  const int other = rate == 44100 ? 48000 : 44100;
  copies.push_back({fmt::format("clean, resampled to {:g} kHz by the player", 1e-3 * other),
                    test::at_rate(file, other, test::Resampler(16, 7.0)), 50.0, false});
  if (all) copies.push_back({"clean, 16 bits without dither", in_16_bits(file), 50.0, false});
  return copies;
}

/// A part has the best quality of each, which leaves the least to be found.
std::vector<test::Codec> codecs_at(int rate, bool all) {
  if (rate == 44100) {
    if (!all) return {test::mp3(320)};
    return {test::mp3(128),    test::mp3(192),    test::mp3(256),   test::mp3(320),
            test::vorbis(0.3), test::vorbis(0.6), test::vorbis(1.0)};
  }
  if (!all) return {test::vorbis(1.0), test::opus(450)};
  return {test::mp3(320), test::vorbis(1.0), test::opus(96), test::opus(192), test::opus(450)};
}

std::vector<Copy> copies_of(const PlayerSamples& file, bool all) {
  const auto folder = std::filesystem::temp_directory_path() / "ohmsweep_study_lossy";
  std::vector<Copy> copies = clean_copies(file, all);
  for (const test::Codec& codec : codecs_at(file.sample_rate, all)) {
    copies.push_back({codec.name, test::through(codec, file, folder)});
  }
  if (file.sample_rate == 44100) copies.push_back({"subband, bitpool 19", test::SubbandCodec(19)(file)});
  std::filesystem::remove(folder);
  return copies;
}

bool print_codecs(const Extent& extent) {
  const Trials trials{noises_dbfs(extent), whole(extent) ? 5 : 1};
  fmt::print(
      "\nLossy copies, found of tried over the recording's noise; 5 s sweep at -12 dBFS, 50 ppm\n\n| copy |");
  for (const double dbfs : trials.noises_dbfs) fmt::print(" {:.0f} dBFS |", dbfs);
  fmt::print(" follows at |\n|---|");
  for (std::size_t i = 0; i < trials.noises_dbfs.size(); ++i) fmt::print("---|");
  fmt::print("---|\n");
  int wrong = 0;
  for (const int rate : {44100, 48000}) {
    PlayerProgramme programme;
    programme.sweep.sample_rate = rate;
    programme.sweep.to = highest_sweep_frequency(rate);
    for (const Copy& copy : copies_of(render_player(programme, rate), whole(extent))) {
      wrong += print_row({fmt::format("{}, {:g} kHz", copy.name, 1e-3 * rate),
                          test::played(copy.samples, 48000, copy.ppm), copy.lossy},
                         programme, trials);
    }
  }
  return wrong == 0;
}

}  // namespace

bool players(const Extent& extent) {
  const bool accurate = print_accuracy(extent);
  return print_codecs(extent) && accurate;
}

}  // namespace ohmsweep::study
