#include "measurement/output_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "measurement/load_admittance.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Conductances closer than this, relative to the larger, are one state: no slope can be drawn through them.
constexpr double same_conductance = 0.01;
/// A typical frequency at which loads are compared.
constexpr Hertz comparison{1000.0};

std::string state_name(const OutputTake& take) { return take.load ? take.load->name : "unloaded"; }

void refuse_unusable(const OutputTake& take) {
  for (const Finding& finding : take.ratio.findings) {
    if (finding.severity != Severity::blocking) continue;
    throw rejection(fmt::format("the take '{}' ({}) is unusable ({}: {}); record it again",
                                take.ratio.take_name, state_name(take), to_string(finding.code),
                                finding.detail));
  }
}

void refuse_bad_load(const OutputTake& take) {
  if (!take.load || take.load->curve || take.load->resistance_ohm.value > 0.0) return;
  throw rejection(
      fmt::format("the load '{}' has no resistance above zero ({} Ω); state its value, as in 33ohm",
                  take.load->name, take.load->resistance_ohm.value));
}

void refuse_mixture(const OutputTake& first, const OutputTake& take) {
  if (take.ratio.sample_rate != first.ratio.sample_rate) {
    throw rejection(fmt::format(
        "the take '{}' has {} Hz, the take '{}' {} Hz; record all takes of an output at one rate",
        take.ratio.take_name, take.ratio.sample_rate, first.ratio.take_name, first.ratio.sample_rate));
  }
  const bool same_level = take.level_db == first.level_db;  // another level may be a stimulus of its own
  if (same_level && take.ratio.stimulus_hash != first.ratio.stimulus_hash) {
    throw rejection(
        fmt::format("the takes '{}' and '{}' were made with different sweeps; record all takes of an output "
                    "with one sweep",
                    first.ratio.take_name, take.ratio.take_name));
  }
}

void refuse_repeats(const std::vector<OutputTake>& takes) {
  for (std::size_t i = 0; i < takes.size(); ++i) {
    for (std::size_t j = i + 1; j < takes.size(); ++j) {
      const std::string& hash = takes[i].ratio.take_hash;
      if (hash.empty() || hash != takes[j].ratio.take_hash) continue;
      throw rejection(fmt::format(
          "the takes '{}' ({}) and '{}' ({}) are the same recording; record each state anew",
          takes[i].ratio.take_name, state_name(takes[i]), takes[j].ratio.take_name, state_name(takes[j])));
    }
  }
}

void refuse_missing_loads(const std::vector<OutputTake>& takes) {
  const bool any_loaded =
      std::any_of(takes.begin(), takes.end(), [](const OutputTake& t) { return t.load.has_value(); });
  if (!any_loaded) {
    throw rejection(fmt::format(
        "none of the {} takes is loaded; add one with a known load, as in --take 33ohm=FILE", takes.size()));
  }
}

FrequencyGrid shared_grid(const std::vector<OutputTake>& takes) {
  FrequencyGrid grid = takes.front().ratio.grid;
  for (const OutputTake& take : takes) {
    grid = common_points(grid, take.ratio.grid);
    if (take.load && take.load->curve) {
      if (take.load->curve->grid.empty())
        grid = FrequencyGrid();
      else
        grid = grid.within(take.load->curve->grid.lowest(), take.load->curve->grid.highest());
    }
    if (grid.empty()) {
      throw rejection(fmt::format(
          "the take '{}' ({}) shares no frequency with the takes before it; record all takes with one sweep",
          take.ratio.take_name, state_name(take)));
    }
  }
  return grid;
}

/// δ(1/m) = -δm/m².
StatePoint state_point(const OutputTake& take, double hz) {
  const std::size_t i = take.ratio.grid.find(hz).value();
  const Complex m = take.ratio.ratio[i];
  if (m == Complex{} || !std::isfinite(std::abs(m))) {
    throw rejection(fmt::format(
        "the take '{}' ({}) has no output voltage at {:.5g} Hz; check the wiring and record it again",
        take.ratio.take_name, state_name(take), hz));
  }
  StatePoint point;
  point.inverse_ratio = 1.0 / m;
  point.noise = take.ratio.noise_variance[i] / std::pow(std::abs(m), 4);
  if (i < take.ratio.resolution_bias.size()) point.bias = -take.ratio.resolution_bias[i] / (m * m);
  if (take.load) point.load = load_admittance(*take.load, Hertz(hz));
  return point;
}

bool same_load(const Load& a, const Load& b) {
  return a.name == b.name && a.resistance_ohm == b.resistance_ohm;
}

std::vector<DistinctLoad> distinct_loads(const std::vector<OutputTake>& takes) {
  std::vector<DistinctLoad> loads;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    if (!takes[i].load) continue;
    auto known = std::find_if(loads.begin(), loads.end(),
                              [&](const DistinctLoad& d) { return same_load(d.load, *takes[i].load); });
    if (known == loads.end()) known = loads.insert(loads.end(), DistinctLoad{*takes[i].load, {}});
    known->takes.push_back(i);
  }
  return loads;
}

/// Which of the loads every take has; -1 unloaded.
std::vector<int> load_of_take(const std::vector<DistinctLoad>& loads, std::size_t takes) {
  std::vector<int> which(takes, -1);
  for (std::size_t d = 0; d < loads.size(); ++d) {
    for (const std::size_t i : loads[d].takes) which[i] = static_cast<int>(d);
  }
  return which;
}

std::vector<std::vector<std::size_t>> connections(const std::vector<int>& load) {
  std::vector<std::vector<std::size_t>> result;
  for (std::size_t i = 0; i < load.size(); ++i) {
    if (load[i] < 0) continue;
    if (i == 0 || load[i - 1] != load[i]) result.emplace_back();
    result.back().push_back(i);
  }
  return result;
}

std::size_t count_conductances(const OutputStates& states) {
  const auto next = std::lower_bound(states.grid.begin(), states.grid.end(), comparison.value());
  const auto found = static_cast<std::size_t>(next - states.grid.begin());
  std::vector<Complex> distinct;
  for (const StatePoint& point : states.points[std::min(found, states.grid.size() - 1)]) {
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](Complex g) {
      return std::abs(g - point.load) <= same_conductance * std::max(std::abs(g), std::abs(point.load));
    });
    if (!known) distinct.push_back(point.load);
  }
  return distinct.size();
}

double lowest_snr(const std::vector<OutputTake>& takes, double hz) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const OutputTake& take : takes) {
    const std::size_t i = take.ratio.grid.find(hz).value();
    if (i < take.ratio.snr_db.size()) lowest = std::min(lowest, take.ratio.snr_db[i]);
  }
  return std::isfinite(lowest) ? lowest : 0.0;
}

void check_takes(const std::vector<OutputTake>& takes) {
  if (takes.empty()) {
    throw rejection("no take of the output was given; record it unloaded and with a known load");
  }
  for (const OutputTake& take : takes) {
    refuse_mixture(takes.front(), take);
    refuse_unusable(take);
    refuse_bad_load(take);
  }
  refuse_repeats(takes);
  refuse_missing_loads(takes);
}

}  // namespace

OutputStates output_states(const std::vector<OutputTake>& takes) {
  check_takes(takes);
  OutputStates states;
  states.grid = shared_grid(takes);
  states.loads = distinct_loads(takes);
  states.connections = connections(load_of_take(states.loads, takes.size()));
  for (const double hz : states.grid) {
    std::vector<StatePoint> row;
    row.reserve(takes.size());
    for (const OutputTake& take : takes) row.push_back(state_point(take, hz));
    states.points.push_back(std::move(row));
    states.snr_db.push_back(lowest_snr(takes, hz));
  }
  states.distinct_conductances = count_conductances(states);
  if (states.distinct_conductances < 2) {
    throw rejection(
        fmt::format("all {} takes have the load '{}'; add an unloaded take or one with another load",
                    takes.size(), states.loads.front().load.name));
  }
  return states;
}

Covariance measured_load_covariance(const Load& load, double hz) {
  const ImpedancePoint z = at(*load.curve, Hertz(hz));
  return z.covariance.through(-1.0 / (z.impedance_ohm * z.impedance_ohm));  // δG = -G² δZ
}

OutputStates thinned(const OutputStates& states, std::size_t n) {
  OutputStates few = states;
  std::vector<double> hz;
  few.points.clear();
  few.snr_db.clear();
  for (std::size_t f = n / 2; f < states.points.size(); f += n) {
    hz.push_back(states.grid[f]);
    few.points.push_back(states.points[f]);
    few.snr_db.push_back(states.snr_db[f]);
  }
  if (hz.empty()) return states;
  few.grid = FrequencyGrid(std::move(hz));
  return few;
}

OutputStates without_drift(OutputStates states, Complex per_take) {
  for (auto& takes : states.points) {
    for (std::size_t i = 0; i < takes.size(); ++i) {
      const Complex gain = 1.0 + per_take * static_cast<double>(i);
      takes[i].inverse_ratio *= gain;
      takes[i].bias *= gain;
      takes[i].noise *= std::norm(gain);
    }
  }
  return states;
}

OutputStates without_gain_step(OutputStates states, std::size_t first, double factor) {
  for (std::vector<StatePoint>& row : states.points) {
    for (std::size_t i = first; i < row.size(); ++i) {
      row[i].inverse_ratio *= factor;
      row[i].noise *= factor * factor;
      row[i].bias *= factor;
    }
  }
  if (std::find(states.gain_steps.begin(), states.gain_steps.end(), first) == states.gain_steps.end()) {
    states.gain_steps.push_back(first);
  }
  return states;
}

OutputStates with_load_scaled(OutputStates states, std::size_t load, double factor) {
  DistinctLoad& distinct = states.loads[load];
  distinct.load.resistance_ohm.value *= factor;
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    for (const std::size_t i : distinct.takes) {
      states.points[f][i].load = load_admittance(distinct.load, Hertz(states.grid[f]));
    }
  }
  return states;
}

OutputStates with_loads_exchanged(OutputStates states, std::size_t a, std::size_t b) {
  for (DistinctLoad& distinct : states.loads) {
    for (std::size_t& i : distinct.takes) {
      if (i == a || i == b) i = i == a ? b : a;
    }
    std::sort(distinct.takes.begin(), distinct.takes.end());
  }
  for (std::vector<StatePoint>& row : states.points) std::swap(row[a].load, row[b].load);
  states.connections = connections(load_of_take(states.loads, states.points.front().size()));
  return states;
}

}  // namespace ohmsweep
