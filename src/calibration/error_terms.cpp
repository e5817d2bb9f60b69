#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

Complex embed(const ErrorTerms& terms, Complex gamma) {
  return (terms.a * gamma + terms.b) / (terms.c * gamma + 1.0);
}

Complex correct(const ErrorTerms& terms, Complex ratio) {
  return (ratio - terms.b) / (terms.a - terms.c * ratio);
}

}  // namespace ohmsweep
