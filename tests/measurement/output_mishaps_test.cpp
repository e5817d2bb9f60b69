/// Every mishap of a sequence raises its own finding and no other.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "measurement/simulated_output.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

/// A take's noise at -12 dBFS over -104 dBFS: E|δm|².
constexpr double usual_noise = 1e-10;
/// What a sound sequence may be told of, too.
const std::set<FindingCode> harmless{FindingCode::upper_bound, FindingCode::band_limited,
                                     FindingCode::output_capacitor, FindingCode::output_inductance};

Bench bench_of(double output_ohm) {
  Bench bench;
  bench.output = constant(output_ohm);
  bench.noise_variance = usual_noise;
  return bench;
}

std::vector<Connected> rounds(int count, double ohm) {
  std::vector<Connected> states;
  for (int i = 0; i < count; ++i) {
    for (const Connected& state : {unloaded(), loaded(ohm), loaded(ohm), unloaded()}) states.push_back(state);
  }
  return states;
}

std::vector<Connected> several_loads() {
  return {unloaded(), loaded(100), loaded(33), loaded(16), loaded(16), loaded(33), loaded(100), unloaded()};
}

std::vector<Connected> with_gain_from(std::vector<Connected> states, std::size_t first, double factor) {
  for (std::size_t i = first; i < states.size(); ++i) states[i].gain *= factor;
  return states;
}

std::vector<Connected> with_true_load(std::vector<Connected> states, const std::string& name, double ohm) {
  for (Connected& state : states) {
    if (state.name == name) state.true_ohm = ohm;
  }
  return states;
}

std::vector<Connected> plugged(std::vector<Connected> states, double scatter_ohm, unsigned seed = 3) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> contact(0.0, scatter_ohm);
  for (Connected& state : states) state.contact_ohm = state.stated ? contact(random) : 0.0;
  return states;
}

/// What the reader calls unloaded is loaded, and the other way round.
std::vector<OutputTake> exchanged(std::vector<OutputTake> takes, const Connected& load) {
  for (OutputTake& take : takes) take.load = take.load ? std::nullopt : load.stated;
  return takes;
}

/// The channels change places: what falls with the load is the reference.
std::vector<OutputTake> on_the_reference(std::vector<OutputTake> takes) {
  for (OutputTake& take : takes) {
    for (std::size_t i = 0; i < take.ratio.ratio.size(); ++i) {
      take.ratio.source_level[i] *= std::abs(take.ratio.ratio[i]);
      take.ratio.ratio[i] = 1.0 / take.ratio.ratio[i];
    }
  }
  return takes;
}

/// The load hangs on the reference's channel in one take alone.
std::vector<OutputTake> on_the_reference(std::vector<OutputTake> takes, std::size_t which) {
  const OutputTake& light = takes.front();
  for (std::size_t i = 0; i < light.ratio.ratio.size(); ++i) {
    const double fall = std::abs(takes[which].ratio.ratio[i] / light.ratio.ratio[i]);
    takes[which].ratio.ratio[i] = light.ratio.ratio[i] / fall;
    takes[which].ratio.source_level[i] *= fall;
  }
  return takes;
}

/// The reference's input hears the mean of both channels.
std::vector<OutputTake> with_a_mixed_reference(std::vector<OutputTake> takes) {
  for (OutputTake& take : takes) {
    for (std::size_t i = 0; i < take.ratio.ratio.size(); ++i) {
      const Complex mean = 0.5 * (1.0 + take.ratio.ratio[i]);
      take.ratio.source_level[i] *= std::abs(mean);
      take.ratio.ratio[i] /= mean;
    }
  }
  return takes;
}

std::vector<OutputTake> louder_from(std::vector<OutputTake> takes, std::size_t first, double factor) {
  for (std::size_t i = first; i < takes.size(); ++i) {
    for (double& level : takes[i].ratio.source_level) level *= factor;
  }
  return takes;
}

/// An output whose current is limited: under loads below `from_ohm` it gives `share` of what it should, and
/// distorts.
std::vector<OutputTake> limited(std::vector<OutputTake> takes, double from_ohm, double share,
                                double distortion) {
  for (OutputTake& take : takes) {
    const bool heavy = take.load && take.load->resistance_ohm.value < from_ohm;
    const FrequencyGrid grid = FrequencyGrid::standard(Hertz(100.0), Hertz(1000.0));
    HarmonicCurve third{3, grid, std::vector<double>(grid.size(), 1e-5),
                        std::vector<double>(grid.size(), heavy ? distortion : 1e-5)};
    take.ratio.harmonics = {third};
    for (Complex& m : take.ratio.ratio) m *= heavy ? share : 1.0;
  }
  return takes;
}

std::vector<OutputTake> of_a_transformer(std::vector<OutputTake> takes) {
  for (OutputTake& take : takes) {
    if (!take.load || take.load->resistance_ohm.value > 20.0) continue;
    for (std::size_t i = 0; i < take.ratio.ratio.size(); ++i) {
      const double low = 30.0 / take.ratio.grid[i];
      take.ratio.ratio[i] *= 1.0 - 0.05 * std::exp(-1.0 / std::pow(low, 4));
    }
  }
  return takes;
}

/// A first half of the takes at full level, a second one 20 dB below.
std::vector<OutputTake> at_two_levels(const Bench& loud, const Bench& quiet, double loud_gain = 1.0) {
  std::vector<OutputTake> takes = sequence(loud, with_gain_from(rounds(1, 33), 0, loud_gain));
  for (OutputTake& take : sequence(quiet, rounds(1, 33), 2)) {
    take.level_db = -20.0;
    take.ratio.take_hash += "quiet";
    for (double& level : take.ratio.source_level) level *= 0.1;
    takes.push_back(std::move(take));
  }
  return takes;
}

/// A core's distortion in every take, of which the takes tell.
std::vector<OutputTake> with_a_distorting_core(std::vector<OutputTake> takes) {
  for (OutputTake& take : takes) {
    const FrequencyGrid grid = FrequencyGrid::standard(Hertz(25.0), Hertz(1000.0));
    std::vector<double> third;
    for (const double hz : grid) third.push_back(0.05 * std::pow(25.0 / hz, 3.0));
    take.ratio.harmonics = {{3, grid, std::vector<double>(grid.size(), 0.0), third}};
    take.ratio.findings.push_back({Severity::warning, FindingCode::distortion, "5 % around 25 Hz"});
  }
  return takes;
}

struct Mishap {
  std::string name;
  std::vector<OutputTake> takes;
  OutputWiring wiring = OutputWiring::looped;
  std::optional<FindingCode> code;
  Severity severity = Severity::note;
  std::string words;
};

std::vector<Mishap> sound_sequences() {
  std::vector<Mishap> all;
  const auto add = [&](const std::string& name, std::vector<OutputTake> takes,
                       OutputWiring wiring = OutputWiring::looped) {
    all.push_back({name, std::move(takes), wiring, {}, Severity::note, ""});
  };
  for (const double zo : {0.001, 0.02, 0.1, 2.2, 10.0, 120.0}) {
    const std::string of = fmt::format("{} ohm", zo);
    add("a pair, " + of, sequence(bench_of(zo), {unloaded(), loaded(33)}));
    add("a round, " + of, sequence(bench_of(zo), rounds(1, 16)));
    add("four rounds, " + of, sequence(bench_of(zo), rounds(4, 33)));
    add("several loads, " + of, sequence(bench_of(zo), several_loads()));
    add("two loads, " + of, sequence(bench_of(zo), {loaded(100), loaded(16)}));
  }
  add("a player", sequence(bench_of(10.0), rounds(1, 33)), OutputWiring::player);
  add("usual contacts", sequence(bench_of(0.1), plugged(rounds(4, 16), 0.001)));
  add("usual drift", sequence(bench_of(0.1), drifting(rounds(2, 16), 20e-6)));
  add("two levels", at_two_levels(bench_of(1.0), bench_of(1.0)));
  return all;
}

std::vector<Mishap> switched_mishaps() {
  using enum FindingCode;
  using enum OutputWiring;
  const auto round = [](double zo) { return sequence(bench_of(zo), rounds(1, 33)); };
  return {
      {"all states exchanged", exchanged(round(2.2), loaded(33)), looped, states_swapped, Severity::blocking,
       "exchanged"},
      {"states of a pair exchanged", exchanged(sequence(bench_of(0.5), {unloaded(), loaded(33)}), loaded(33)),
       looped, states_swapped, Severity::blocking, "positive current feedback"},
      {"states of a player exchanged", exchanged(round(10.0), loaded(33)), player, states_swapped,
       Severity::blocking, "exchanged"},
      {"two of sixteen takes exchanged",
       [] {
         auto takes = sequence(bench_of(2.2), rounds(2, 33));
         std::swap(takes[4].load, takes[5].load);
         return takes;
       }(),
       looped, states_swapped, Severity::blocking, "take 5"},
      {"a slightly negative resistance", exchanged(round(0.02), loaded(33)), looped, negative_resistance,
       Severity::warning, "current feedback"},
      {"the load on a player's other channel", on_the_reference(round(10.0)), player, wrong_channel,
       Severity::blocking, "reference channel"},
      {"the load on the other channel, one pair",
       on_the_reference(sequence(bench_of(1.0), {unloaded(), loaded(33)})), player, wrong_channel,
       Severity::blocking, "reference channel"},
      {"the load on the other channel of a low output",
       on_the_reference(sequence(bench_of(0.1), rounds(1, 16))), looped, wrong_channel, Severity::blocking,
       "take 2 (16ohm) and take 3 (16ohm)"},
      {"the load on the other channel in one take of a low output",
       on_the_reference(sequence(bench_of(0.1), rounds(1, 33)), 1), player, wrong_channel, Severity::blocking,
       "in take 2 (33ohm) the reference"},
      {"the load on the other channel in one take",
       on_the_reference(sequence(bench_of(1.0), rounds(1, 33)), 2), player, wrong_channel, Severity::blocking,
       "in take 3 (33ohm) the reference"},
      {"a reference that hears the output", with_a_mixed_reference(round(2.2)), looped, mono_sum,
       Severity::blocking, "hears the output"},
      {"two loads exchanged",
       sequence(bench_of(1.0),
                with_true_load({loaded(33), loaded(160), loaded(160), loaded(33)}, "160ohm", 16.0)),
       looped, load_value, Severity::blocking, "the loads are exchanged, or"},
  };
}

std::vector<Mishap> gain_mishaps() {
  using enum FindingCode;
  using enum OutputWiring;
  const auto stepped = [](std::vector<Connected> states, std::size_t first, double factor) {
    return sequence(bench_of(0.5), with_gain_from(std::move(states), first, factor));
  };
  return {
      {"a volume touched between the loaded takes", stepped(rounds(1, 33), 2, 0.9), looped, gain_changed,
       Severity::warning, "take 2 (33ohm) and take 3 (33ohm)"},
      {"a volume touched by a little", stepped(rounds(1, 33), 2, 1.0116), looped, gain_changed,
       Severity::warning, "+0.10 dB"},
      {"a volume touched beside the only unloaded take", stepped(rounds(1, 33), 1, 0.9), looped, gain_changed,
       Severity::blocking, "cannot be told"},
      {"a volume touched among four rounds", stepped(rounds(4, 33), 7, 0.9), looped, gain_changed,
       Severity::warning, "take 7 (33ohm) and take 8 (unloaded)"},
      {"a player's volume touched", louder_from(sequence(bench_of(2.0), rounds(1, 33)), 2, 0.8), player,
       gain_changed, Severity::note, "does not mind"},
      {"the level played to an amplifier touched",
       louder_from(sequence(bench_of(2.0), rounds(1, 33)), 1, 1.1), looped, gain_changed, Severity::note,
       "+0.83 dB"},
      {"warm-up", sequence(bench_of(0.5), drifting(rounds(1, 33), 3e-3)), looped, drift, Severity::warning,
       "drifted"},
      {"a bad plug", sequence(bench_of(0.1), plugged(rounds(4, 16), 0.02)), looped, contact_scatter,
       Severity::warning, "plug"},
      {"a worse plug under several loads",
       sequence(bench_of(0.1), plugged(
                                   [] {
                                     auto states = several_loads();
                                     const auto more = several_loads();
                                     states.insert(states.end(), more.begin(), more.end());
                                     return states;
                                   }(),
                                   0.02)),
       looped, contact_scatter, Severity::warning, "plug"},
  };
}

std::vector<Mishap> load_mishaps() {
  using enum FindingCode;
  using enum OutputWiring;
  const auto wrong = [](double zo, const std::string& name, double ohm) {
    return sequence(bench_of(zo), with_true_load(several_loads(), name, ohm));
  };
  return {
      {"a load of half its value", wrong(2.2, "33ohm", 16.5), looped, load_value, Severity::blocking,
       "33ohm is 16.5 Ω instead"},
      {"a load ten times too large", wrong(2.2, "16ohm", 160.0), looped, load_value, Severity::blocking,
       "160 Ω instead, a slip of a decade"},
      {"a load of a tenth", wrong(10.0, "33ohm", 3.3), looped, load_value, Severity::blocking,
       "3.30 Ω instead, a slip of a decade"},
      {"a load of a tenth at a low output", wrong(0.1, "33ohm", 3.3), looped, load_value, Severity::blocking,
       "decade"},
      {"one of two loads",
       sequence(bench_of(10.0),
                with_true_load({unloaded(), loaded(33), loaded(16), loaded(33), unloaded()}, "16ohm", 24.0)),
       looped, load_value, Severity::blocking, "another load would tell which"},
      {"a current limit", limited(sequence(bench_of(2.2), several_loads()), 20.0, 0.9, 0.05), looped,
       loads_disagree, Severity::blocking, "limits its current"},
      {"a protection", limited(sequence(bench_of(2.2), several_loads()), 20.0, 0.01, 1e-5), looped,
       loads_disagree, Severity::blocking, "protects itself"},
      {"an output transformer", of_a_transformer(sequence(bench_of(2.2), several_loads())), looped,
       loads_disagree, Severity::warning, "transformer"},
      {"an output transformer that distorts",
       with_a_distorting_core(of_a_transformer(sequence(bench_of(2.2), several_loads()))), looped,
       loads_disagree, Severity::warning, "transformer"},
      {"an output that depends on its level", at_two_levels(bench_of(1.3), bench_of(1.0)), looped,
       level_dependent, Severity::warning, "1.00 Ω"},
      {"automatic gain", at_two_levels(bench_of(1.0), bench_of(1.0), 0.8), looped, automatic_gain,
       Severity::blocking, "dB"},
  };
}

std::set<FindingCode> grave_codes(const Findings& findings) {
  std::set<FindingCode> codes;
  for (const Finding& finding : findings) {
    if (!harmless.contains(finding.code)) codes.insert(finding.code);
  }
  return codes;
}

std::string text_of(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += fmt::format("\n  {}: {}", to_string(finding.code), finding.detail);
  return text;
}

void expect_named(const Mishap& mishap) {
  OutputRig rig;
  rig.wiring = mishap.wiring;
  rig.dut_input_ohm = 1e6;
  const Findings findings = output_impedance(mishap.takes, rig).curve.findings;
  const std::set<FindingCode> expected =
      mishap.code ? std::set<FindingCode>{*mishap.code} : std::set<FindingCode>{};
  EXPECT_EQ(grave_codes(findings), expected) << mishap.name << text_of(findings);
  for (const Finding& finding : findings) {
    if (!mishap.code || finding.code != *mishap.code) continue;
    EXPECT_EQ(finding.severity, mishap.severity) << mishap.name << text_of(findings);
    EXPECT_THAT(finding.detail, HasSubstr(mishap.words)) << mishap.name;
  }
}

TEST(OutputMishaps, AreNotSeenInSoundSequences) {
  for (const Mishap& sound : sound_sequences()) expect_named(sound);
}

TEST(OutputMishaps, OfStatesAndChannelsAreNamedAlone) {
  for (const Mishap& mishap : switched_mishaps()) expect_named(mishap);
}

TEST(OutputMishaps, OfGainAndContactsAreNamedAlone) {
  for (const Mishap& mishap : gain_mishaps()) expect_named(mishap);
}

TEST(OutputMishaps, OfAKnobAreNamedAloneHoweverFarItTurns) {
  const std::vector<Connected> two_loads{unloaded(), loaded(33), loaded(16),
                                         loaded(16), loaded(33), unloaded()};
  for (const double zo : {0.1, 2.2}) {
    for (const double factor : {0.5, 0.977, 1.023, 2.0}) {
      for (std::size_t first = 1; first < two_loads.size(); ++first) {
        expect_named({fmt::format("{} ohm times {} from take {}", zo, factor, first + 1),
                      sequence(bench_of(zo), with_gain_from(two_loads, first, factor)), OutputWiring::looped,
                      FindingCode::gain_changed, Severity::warning, "gain changed"});
      }
      expect_named({fmt::format("{} ohm times {} in the middle", zo, factor),
                    sequence(bench_of(zo), with_gain_from(rounds(1, 33), 2, factor)), OutputWiring::looped,
                    FindingCode::gain_changed, Severity::warning, "gain changed"});
    }
  }
}

TEST(OutputMishaps, OfInputsThatCarryOneSignalAreRefused) {
  for (const double zo : {0.1, 10.0}) {
    auto takes = sequence(bench_of(zo), rounds(1, 33));
    for (OutputTake& take : takes) take.ratio.ratio.assign(take.ratio.grid.size(), 1.0 + 1e-9);
    try {
      (void)output_impedance(takes, OutputRig{});
      ADD_FAILURE() << zo;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::rejected);
      EXPECT_THAT(error.what(), HasSubstr("mono_inputs"));
    }
  }
}

TEST(OutputMishaps, OfAGainThatRidesAreNoStepOfTheVolume) {
  auto takes = louder_from(sequence(bench_of(2.0), rounds(1, 33)), 2, 0.8);
  for (OutputTake& take : takes)
    take.ratio.findings.push_back({Severity::warning, FindingCode::automatic_gain, "the level moves"});
  expect_named({"a gain that rides", takes, OutputWiring::player, FindingCode::automatic_gain,
                Severity::warning, "the level moves"});
}

TEST(OutputMishaps, OfLoadsAndLevelsAreNamedAlone) {
  for (const Mishap& mishap : load_mishaps()) expect_named(mishap);
}

TEST(OutputMishaps, AreTakenOutWhereTheSequenceResolvesThem) {
  const auto takes = sequence(bench_of(0.5), with_gain_from(rounds(1, 33), 2, 0.9));
  const ImpedancePoint point = at_1khz(curve_of(takes, OutputRig{}));
  EXPECT_NEAR(point.impedance_ohm.real(), 0.5, 0.005);
  EXPECT_LE(std::abs(point.impedance_ohm.real() - 0.5), magnitude_u95(point.impedance_ohm, point.covariance));
}

}  // namespace
}  // namespace ohmsweep
