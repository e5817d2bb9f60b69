#include "measurement/load_admittance.h"

namespace ohmsweep {

Complex load_admittance(const Load& load, Hertz frequency) {
  if (load.curve) return 1.0 / at(*load.curve, frequency).impedance_ohm;
  return 1.0 / Complex(load.resistance_ohm.value, angular(frequency) * load.inductance_h.value);
}

}  // namespace ohmsweep
