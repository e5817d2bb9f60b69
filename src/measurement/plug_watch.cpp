#include "ohmsweep/measurement/plug_watch.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {
namespace {

constexpr double block_s = 0.1;
/// |Z| of one plug that was put in anew differs by less; another device's hardly does.
constexpr double same_device_within = 0.1;

/// The tone's complex peak over the first `size` samples, under a Hann window: its side lobes keep hum and
/// the clock's offset out.
Complex tone_of(const std::vector<double>& samples, std::size_t size, double cycles) {
  const double turn = 2.0 * std::numbers::pi;
  Complex sum = 0.0;
  double weights = 0.0;
  for (std::size_t n = 0; n < size; ++n) {
    const auto at = static_cast<double>(n);
    const double weight = 0.5 - 0.5 * std::cos(turn * (at + 0.5) / static_cast<double>(size));
    sum += weight * samples[n] * std::polar(1.0, -turn * cycles * at);
    weights += weight;
  }
  return 2.0 * sum / weights;
}

bool is_device(Contact contact) { return contact == Contact::connected || contact == Contact::shorted; }

}  // namespace

PlugWatch::PlugWatch(PlugWatchOptions options)
    : options_(std::move(options)),
      block_(static_cast<std::size_t>(std::lround(block_s * options_.sample_rate))) {}

std::optional<SettledContact> PlugWatch::hear(const std::vector<double>& source,
                                              const std::vector<double>& dut) {
  source_.insert(source_.end(), source.begin(), source.end());
  dut_.insert(dut_.end(), dut.begin(), dut.end());
  std::optional<SettledContact> news;
  while (std::min(source_.size(), dut_.size()) >= block_) {
    if (std::optional<SettledContact> next = settle(read())) news = next;
    for (auto* channel : {&source_, &dut_}) {
      channel->erase(channel->begin(), channel->begin() + static_cast<std::ptrdiff_t>(block_));
    }
  }
  return news;
}

PlugWatch::Reading PlugWatch::read() const {
  const double cycles = options_.tone.value() / options_.sample_rate;
  const Complex source = tone_of(source_, block_, cycles);
  if (std::abs(source) < options_.silent_peak) return {Contact::silent, 0.0};
  const double ohm = std::abs(options_.impedance(tone_of(dut_, block_, cycles) / source));
  if (!(ohm <= options_.open_ohm)) return {Contact::open, ohm};  // what is not a number is open too
  return {ohm < options_.shorted_ohm ? Contact::shorted : Contact::connected, ohm};
}

std::optional<SettledContact> PlugWatch::settle(const Reading& reading) {
  const auto agrees = [&](const Reading& other) {
    if (other.contact != reading.contact) return false;
    return reading.contact != Contact::connected || std::abs(other.impedance_ohm - reading.impedance_ohm) <=
                                                        options_.settled_within * reading.impedance_ohm;
  };
  if (!same_.empty() && !agrees(same_.front())) same_.clear();
  same_.push_back(reading);
  const Seconds needed = is_device(reading.contact) ? options_.settling : options_.opening;
  if (static_cast<double>(same_.size()) * block_s < needed.value()) return std::nullopt;
  const SettledContact now{reading.contact, reading.impedance_ohm};
  const bool known =
      settled_ && settled_->contact == now.contact &&
      (now.contact != Contact::connected ||
       std::abs(settled_->impedance_ohm - now.impedance_ohm) <= same_device_within * now.impedance_ohm);
  settled_ = now;
  return known ? std::nullopt : std::optional(now);
}

}  // namespace ohmsweep
