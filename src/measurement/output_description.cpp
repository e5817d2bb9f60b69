#include "measurement/output_description.h"

#include <utility>

#include "measurement/output_findings.h"
#include "ohmsweep/measurement/output_model.h"

namespace ohmsweep {

void append(Findings& findings, Findings more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

OutputImpedance describe(ImpedanceCurve curve, const OutputSolution& solution, Findings known) {
  OutputImpedance output;
  output.curve = std::move(curve);
  output.curve.findings = std::move(known);
  const bool stands = !has_blocking(output.curve.findings);
  Findings of_curve = curve_findings(output.curve);
  if (!stands) std::erase_if(of_curve, [](const Finding& f) { return f.code == FindingCode::upper_bound; });
  append(output.curve.findings, std::move(of_curve));
  output.traits.contact = solution.estimate.contact;
  output.traits.drift = {solution.estimate.drift_per_take.real(), solution.estimate.gain_drift_u95};
  if (!stands) return output;
  const auto causes_at = [&](const std::vector<Complex>& z) { return causes_on(solution, z); };
  const auto fitted =
      fit_output_model({output.curve.grid, output.curve.impedance_ohm, solution.alone, causes_at});
  if (!fitted) return output;
  output.traits.model = fitted->model;
  append(output.curve.findings, model_findings(*fitted));
  return output;
}

}  // namespace ohmsweep
