/// The smallest program that plays and records through PortAudio.
///
///   portaudio_probe list                               "HOST API: DEVICE | IN in | OUT out | RATE"
///   portaudio_probe play DEVICE RATE BLOCK SECONDS     plays noise of 24 bits in two channels
///
/// After playing it says for each recorded channel by how many frames it lags behind the played channel 1 or
/// 2 and where it differs from it for the first time: "capture=1 play=1 lag=2048 compared=N differs=-1"; and
/// how loud it is: "capture=1 peak=0.5".

#include <portaudio.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr std::size_t channels = 2;
constexpr double margin_s = 0.5;  ///< recorded beyond what is played

void check(PaError error) {
  if (error < 0) throw std::runtime_error(Pa_GetErrorText(error));
}

std::string full_name(const PaDeviceInfo& device) {
  return std::string(Pa_GetHostApiInfo(device.hostApi)->name) + ": " + device.name;
}

void list() {
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
    const PaDeviceInfo& device = *Pa_GetDeviceInfo(i);
    std::cout << full_name(device) << " | " << device.maxInputChannels << " in | " << device.maxOutputChannels
              << " out | " << device.defaultSampleRate << '\n';
  }
}

PaDeviceIndex find(const std::string& name) {
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
    if (full_name(*Pa_GetDeviceInfo(i)) == name) return i;
  }
  throw std::runtime_error("there is no device " + name);
}

/// Interleaved frames, both ways.
struct Take {
  std::vector<float> played;
  std::vector<float> recorded;
  std::size_t done = 0;  ///< frames
};

int exchange(const void* input, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
             PaStreamCallbackFlags, void* user) {
  auto& take = *static_cast<Take*>(user);
  const auto* in = static_cast<const float*>(input);
  auto* out = static_cast<float*>(output);
  const std::size_t total = take.recorded.size() / channels;
  const std::size_t count = std::min<std::size_t>(frames, total - take.done);
  std::fill_n(out, frames * channels, 0.0F);
  std::copy_n(take.played.begin() + static_cast<std::ptrdiff_t>(take.done * channels), count * channels, out);
  std::copy_n(in, count * channels,
              take.recorded.begin() + static_cast<std::ptrdiff_t>(take.done * channels));
  take.done += count;
  return take.done == total ? paComplete : paContinue;
}

/// Numbers of 23 bits and a sign, which every path of 24 bits can carry, none of them 0.
Take noise(std::size_t sound, std::size_t total) {
  Take take;
  take.played.assign(total * channels, 0.0F);
  take.recorded.assign(total * channels, 0.0F);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < sound * channels; ++i) {
    state = state * 1664525U + 1013904223U;
    const auto value = static_cast<std::int32_t>(state >> 9U) - (1 << 22);
    take.played[i] = std::ldexp(static_cast<float>(value == 0 ? 1 : value), -23);
  }
  return take;
}

void run(Take& take, const std::string& name, double rate, unsigned long block) {
  PaStreamParameters input{};
  input.device = find(name);
  input.channelCount = static_cast<int>(channels);
  input.sampleFormat = paFloat32;
  input.suggestedLatency = Pa_GetDeviceInfo(input.device)->defaultHighInputLatency;
  PaStreamParameters output = input;
  output.suggestedLatency = Pa_GetDeviceInfo(output.device)->defaultHighOutputLatency;
  PaStream* stream = nullptr;
  check(Pa_OpenStream(&stream, &input, &output, rate, block, paClipOff | paDitherOff, exchange, &take));
  check(Pa_StartStream(stream));
  while (Pa_IsStreamActive(stream) == 1) Pa_Sleep(5);
  check(Pa_StopStream(stream));
  check(Pa_CloseStream(stream));
}

/// Where the recording begins, and how far it is what was played.
void compare(const Take& take, std::size_t capture, std::size_t play, std::size_t sound) {
  const std::size_t total = take.recorded.size() / channels;
  std::size_t lag = 0;
  while (lag < total && take.recorded[lag * channels + capture] == 0.0F) ++lag;
  std::size_t same = 0;
  const std::size_t compared = std::min(sound, total - lag);
  const auto recorded = [&](std::size_t i) { return take.recorded[(lag + i) * channels + capture]; };
  while (same < compared && recorded(same) == take.played[same * channels + play]) ++same;
  std::cout << "capture=" << capture + 1 << " play=" << play + 1 << " lag=" << lag << " compared=" << compared
            << " differs=" << (same == compared ? -1 : static_cast<long>(same)) << '\n';
}

void say_peak(const Take& take, std::size_t capture) {
  float peak = 0.0F;
  for (std::size_t i = capture; i < take.recorded.size(); i += channels) {
    peak = std::max(peak, std::abs(take.recorded[i]));
  }
  std::cout << "capture=" << capture + 1 << " peak=" << peak << '\n';
}

void play(const std::vector<std::string>& words) {
  const double rate = std::stod(words.at(2));
  const auto sound = static_cast<std::size_t>(rate * std::stod(words.at(4)));
  Take take = noise(sound, sound + static_cast<std::size_t>(rate * margin_s));
  run(take, words.at(1), rate, std::stoul(words.at(3)));
  for (std::size_t capture = 0; capture < channels; ++capture) {
    say_peak(take, capture);
    for (std::size_t from = 0; from < channels; ++from) compare(take, capture, from, sound);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    check(Pa_Initialize());
    if (words.empty() || words[0] == "list") {
      list();
    } else {
      play(words);
    }
    check(Pa_Terminate());
  } catch (const std::exception& error) {
    std::cerr << "portaudio_probe: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
