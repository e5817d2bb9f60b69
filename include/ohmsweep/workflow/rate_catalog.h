#pragma once
/// The library's curves and a catalogue's figures against one another. Thread rule: as the library's.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/rating/published.h"

namespace ohmsweep {

struct CatalogRequest {
  std::optional<std::string> headphone;  ///< only this one, as the library or the catalogue calls it
  std::optional<std::string> amplifier;  ///< only this one
  Rule rule;
  std::vector<PublishedFigure> catalog;
};

/// Every headphone on every output, of the library first and then of the catalogue, where at least one of
/// both has a published figure: two that are only measured are rate_library()'s. A measured one takes the
/// figure of the same name along, an output that of its own name ("balanced", at whatever setting) or of its
/// wiring, a headphone without an entry the nominal impedance that was stated of it. A published output that
/// one measured under another name may be says so among its differences. What the rule does not apply to has
/// one row, with nothing on the other side. Throws Error(failed) with near names for a name that neither
/// holds, and where the whole of it comes to nothing.
[[nodiscard]] std::vector<NamedPublishedRating> rate_catalog(const Library& library,
                                                             const CatalogRequest& request);

/// The entries of that name. Throws Error(failed) with near names where there is none.
[[nodiscard]] std::vector<PublishedFigure> entries_of(const std::vector<PublishedFigure>& catalog,
                                                      const std::string& name);

}  // namespace ohmsweep
