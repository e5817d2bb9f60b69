#pragma once
/// Before each take of an output on an attended device: does the voltage fit the input, does the load stand
/// the power?

#include "ohmsweep/workflow/session.h"
#include "workflow/output_steps.h"

namespace ohmsweep {

/// Sets Session::foresee and Session::admit. Before a load goes on, its power is computed from the largest
/// unloaded voltage so far and told; where there is none, Guide::unload has the output freed for a probe 30
/// dB below the takes. A load that would take more than it is rated for is refused, as check_power() does,
/// and Guide::rating is asked first where no rating is stated: a resistor is then taken for unstated_power_w,
/// a headphone for usual_max_power_w. Once wired, the first take and each connection of a load play such a
/// probe: it predicts the inputs' peaks (check_input_peak()), and shows whether the volume was turned up
/// since the unloaded voltage was found (check_loaded_voltage()). Voltages are the most, and loads the least,
/// that their tolerances allow. `session` and `steps` must outlive both.
void admit_by_voltage(Session& session, const OutputSteps& steps);

}  // namespace ohmsweep
