#pragma once
/// What a call says where it refuses.

#include <string>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

/// The sentence of the Error that `call()` throws; "accepted" where it throws none.
template <typename Call>
std::string refusal_of(const Call& call) {
  try {
    (void)call();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace ohmsweep
