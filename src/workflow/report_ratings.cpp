#include "workflow/report_ratings.h"

#include <iterator>
#include <utility>

namespace ohmsweep {
namespace {

std::vector<Rule> rules_of(const ReportContent& content) {
  std::vector<Rule> rules{content.rule};
  for (const double ratio : content.further_ratios) {
    rules.push_back({ratio, content.rule.from, content.rule.to});
  }
  return rules;
}

std::vector<ImpedanceCurve> channel_curves(const ReportContent& content) {
  std::vector<ImpedanceCurve> curves;
  for (const ReportedHeadphone& headphone : content.headphones) {
    for (const ReportedCurve& channel : headphone.channels) curves.push_back(channel.curve);
  }
  return curves;
}

std::vector<ImpedanceCurve> output_curves(const ReportContent& content) {
  std::vector<ImpedanceCurve> curves;
  for (const ReportedOutput& output : content.outputs) curves.push_back(output.output.curve);
  return curves;
}

/// Each output at each of its gain settings; at none where no level was measured.
std::vector<std::vector<LoudOutput>> loud_outputs(const ReportContent& content) {
  std::vector<std::vector<LoudOutput>> outputs;
  for (const ReportedOutput& output : content.outputs) {
    const LoudOutput unlevelled{output.name, output.output.part, output.output.curve, {}};
    std::vector<LoudOutput> settings;
    for (const OutputLevel& level : output.levels) {
      settings.push_back(unlevelled);
      settings.back().level = level;
    }
    if (settings.empty()) settings.push_back(unlevelled);
    outputs.push_back(std::move(settings));
  }
  return outputs;
}

LoudHeadphone loud(const ReportedHeadphone& headphone, const ReportedCurve& channel) {
  HeadphoneFacts facts = headphone.facts.value_or(HeadphoneFacts{});
  facts.name = headphone.name;
  return {std::move(facts), channel.curve};
}

std::vector<AllowedOutput> allowed_by(const ImpedanceCurve& curve, const std::vector<Rule>& rules) {
  std::vector<AllowedOutput> allowed;
  for (const Rule& rule : rules) {
    if (const auto one = allowed_within(curve, rule)) allowed.push_back(*one);
  }
  return allowed;
}

/// Of one pairing, as every rule rated it.
ReportedPairing told_of(const std::vector<const Pairing*>& by_rule, const ImpedanceCurve& channel,
                        const ImpedanceCurve& output, std::optional<double> nominal_ohm) {
  ReportedPairing told;
  for (const Pairing* pairing : by_rule) {
    std::vector<RuleVerdict> verdicts = rule_verdicts(*pairing, channel, output, nominal_ohm);
    told.verdicts.insert(told.verdicts.end(), std::make_move_iterator(verdicts.begin()),
                         std::make_move_iterator(verdicts.end()));
  }
  told.deciding = what_would_decide(*by_rule.front(), channel, output);
  return told;
}

/// What is said of the pairings, one after the other.
class Teller {
 public:
  Teller(const ReportContent& content, const std::vector<std::vector<Pairing>>& by_rule)
      : content_(content), by_rule_(by_rule), outputs_(loud_outputs(content)) {}

  std::vector<ReportedPairing> all() {
    for (const ReportedHeadphone& headphone : content_.headphones) {
      for (const ReportedCurve& channel : headphone.channels) add(headphone, channel);
    }
    return std::move(told_);
  }

 private:
  void add(const ReportedHeadphone& headphone, const ReportedCurve& channel) {
    const LoudHeadphone heard = loud(headphone, channel);
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      told_.push_back(
          told_of(of_next(), channel.curve, content_.outputs[o].output.curve, heard.facts.nominal_ohm));
      for (const LoudOutput& output : outputs_[o]) {
        told_.back().loudness.push_back(loudness(heard, output, content_.loudness));
      }
    }
  }

  [[nodiscard]] std::vector<const Pairing*> of_next() const {
    std::vector<const Pairing*> pairings;
    for (const std::vector<Pairing>& rated : by_rule_) pairings.push_back(&rated[told_.size()]);
    return pairings;
  }

  const ReportContent& content_;
  const std::vector<std::vector<Pairing>>& by_rule_;
  std::vector<std::vector<LoudOutput>> outputs_;
  std::vector<ReportedPairing> told_;
};

}  // namespace

void add_ratings(ReportContent& content) {
  const std::vector<Rule> rules = rules_of(content);
  for (ReportedHeadphone& headphone : content.headphones) {
    for (ReportedCurve& channel : headphone.channels) {
      channel.allowed = allowed_by(channel.curve, rules);
      channel.needs = loudness(loud(headphone, channel), content.loudness);
    }
  }
  const std::vector<ImpedanceCurve> channels = channel_curves(content);
  const std::vector<ImpedanceCurve> outputs = output_curves(content);
  std::vector<std::vector<Pairing>> by_rule;
  by_rule.reserve(rules.size());
  for (const Rule& rule : rules) by_rule.push_back(rate_all(channels, outputs, rule));
  content.told = Teller(content, by_rule).all();
  content.pairings = std::move(by_rule.front());
}

}  // namespace ohmsweep
