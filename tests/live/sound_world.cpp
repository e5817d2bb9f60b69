#include "live/sound_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace ohmsweep::live {
namespace {

/// To solve a bench's circuit at 192 kHz, on a busy machine, takes a while.
constexpr double answer_s = 60.0;

}  // namespace

SoundWorld::SoundWorld(const WorldSettings& settings)
    : settings_(settings), server_({settings.rate, settings.period}) {
  adopt_orphans();
  if (settings_.with_interface) start_interface();
}

SoundWorld::~SoundWorld() {
  if (::testing::Test::HasFailure()) std::cerr << account();
  // It may wait for clients that have given it up, longer than any test would for it.
  if (server_.stood_still()) server_.kill();
  if (interface_ && server_.running()) {
    interface_->signal(SIGCONT);
    interface_->say("quit");
    (void)interface_->finish(2.0);
  }
  interface_.reset();
  for (const std::string& name : end_strays()) ADD_FAILURE() << name << " was left behind";
}

void SoundWorld::start_interface() {
  std::vector<std::string> words{OHMSWEEP_VIRTUAL_INTERFACE, "--played", std::to_string(settings_.played),
                                 "--recorded", std::to_string(settings_.recorded)};
  if (settings_.freewheel) words.emplace_back("--freewheel");
  words.insert(words.end(), settings_.lines.begin(), settings_.lines.end());
  interface_ = std::make_unique<Conversation>(words, environment());
  if (!interface_->wait_for("ready\n", answer_s, Said::on_stdout)) {
    throw std::runtime_error("the virtual interface does not start\n" + account());
  }
}

std::string SoundWorld::tell(const std::string& line) {
  const std::size_t before = interface_->heard(Said::on_stdout).size();
  interface_->say(line);
  if (!interface_->wait_for("\n", answer_s, Said::on_stdout)) return "no answer to: " + line;
  const std::string answer = interface_->heard(Said::on_stdout).substr(before);
  return answer.substr(0, answer.find('\n'));
}

long SoundWorld::status(const std::string& key) {
  const std::string answer = tell("status");
  const std::size_t at = answer.find(" " + key + "=");
  if (at == std::string::npos) throw std::runtime_error("no " + key + " in: " + answer);
  return std::stol(answer.substr(at + key.size() + 2));
}

bool SoundWorld::wait_for_sound(long frames, double seconds) {
  const long enough = status("heard") + frames;
  const auto last = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (status("heard") < enough) {
    if (std::chrono::steady_clock::now() > last) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void SoundWorld::kill_interface() {
  interface_->signal(SIGKILL);
  (void)interface_->finish(2.0);
}

std::vector<pid_t> SoundWorld::stray_processes() {
  std::vector<pid_t> found = children();
  std::erase(found, server_.pid());
  if (interface_) std::erase(found, interface_->pid());
  return found;
}

std::vector<std::string> SoundWorld::strays() {
  std::vector<std::string> names;
  for (const pid_t pid : stray_processes()) names.push_back(program_of(pid));
  return names;
}

std::vector<std::string> SoundWorld::end_strays() {
  std::vector<std::string> names = strays();
  kill_and_reap(stray_processes());
  return names;
}

std::string SoundWorld::account() const {
  std::string text = "jackd says:\n" + server_.log();
  if (interface_) {
    text +=
        "\nthe interface says:\n" + interface_->heard(Said::on_stdout) + interface_->heard(Said::on_stderr);
  }
  return text + "\n";
}

}  // namespace ohmsweep::live
