#pragma once
/// What is missing of a loudness, and the command that would give it. Pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

class MissingFacts {
 public:
  MissingFacts(const std::string& headphone, const std::string& amplifier, const std::string& output);

  void sensitivity();
  void frequency();
  void nominal();
  void curve();
  void curve_at(double hz);
  void amplifier();
  void output_impedance();
  void level();
  void clean_voltage();
  void loaded_voltage(double load_ohm);
  void noise();
  void gain();
  void source();

  /// Each once, in the order found.
  [[nodiscard]] const std::vector<MissingFact>& facts() const { return facts_; }

 private:
  void add(std::string what, std::string command);

  std::string headphone_;  ///< as sentences show it
  std::string output_;     ///< amplifier and output
  std::string describe_;   ///< commands up to their last options
  std::string measure_;
  std::string measure_output_;
  std::string measure_level_;
  std::vector<MissingFact> facts_;
};

}  // namespace ohmsweep
