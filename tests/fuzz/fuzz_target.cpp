/// The entry of one fuzzer; the build names the harness function that it calls.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/catalog_harness.h"
#include "fuzz/collection_harness.h"
#include "fuzz/curve_harness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  ohmsweep::fuzz::OHMSWEEP_FUZZ_HARNESS(std::string(reinterpret_cast<const char*>(bytes), size));
  return 0;
}
