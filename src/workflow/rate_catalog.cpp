#include "ohmsweep/workflow/rate_catalog.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep {
namespace {

bool is_headphone(const PublishedFigure& figure) {
  return figure.kind == PublishedKind::headphone || figure.kind == PublishedKind::wireless;
}

bool applies(const KnownSide& side) {
  return !side.figure ||
         (side.figure->kind != PublishedKind::wireless && side.figure->kind != PublishedKind::link);
}

/// What a person stated with the headphone stands for an entry where the catalogue has none.
std::optional<PublishedFigure> stated_figure(const std::vector<HeadphoneFacts>& facts,
                                             const std::string& name) {
  const auto found = std::ranges::find(facts, name, &HeadphoneFacts::name);
  if (found == facts.end() || !found->nominal_ohm) return std::nullopt;
  return PublishedFigure{
      PublishedKind::headphone,    name,       "", ImpedanceRange{*found->nominal_ohm, *found->nominal_ohm},
      "stated with the headphone", "not known"};
}

template <typename Fits>
std::optional<PublishedFigure> figure_that(const std::vector<PublishedFigure>& catalog, const Fits& fits) {
  const auto found = std::ranges::find_if(catalog, fits);
  return found == catalog.end() ? std::nullopt : std::optional(*found);
}

bool is_listed(const std::vector<KnownSide>& sides, const PublishedFigure& figure) {
  return std::ranges::any_of(sides, [&](const KnownSide& side) { return side.figure == figure; });
}

std::vector<KnownSide> headphones_of(const Library& library, const std::vector<PublishedFigure>& catalog) {
  const std::vector<HeadphoneFacts> facts = library.all_facts();
  std::vector<KnownSide> sides;
  for (const StoredCurve& stored : library.curves(CurveKind::headphone)) {
    std::optional<PublishedFigure> figure = figure_that(catalog, [&](const PublishedFigure& each) {
      return is_headphone(each) && same_thing(stored.name, each.name);
    });
    if (!figure) figure = stated_figure(facts, stored.name);
    sides.push_back({stored.name, stored.part, stored.curve, std::move(figure)});
  }
  for (const PublishedFigure& figure : catalog) {
    if (is_headphone(figure) && !is_listed(sides, figure)) sides.push_back({figure.name, "", {}, figure});
  }
  return sides;
}

/// A gain setting makes no other output of it, and one measured by both legs is balanced by whatever name.
bool is_output(const StoredCurve& stored, const std::string& published) {
  if (stored.traits.legs) return published == "balanced";
  return same_thing(stored.part.substr(0, stored.part.find('@')), published);
}

std::vector<KnownSide> outputs_of(const Library& library, const std::vector<PublishedFigure>& catalog) {
  std::vector<KnownSide> sides;
  for (const StoredCurve& stored : library.curves(CurveKind::amplifier)) {
    sides.push_back(
        {stored.name, stored.part, stored.curve, figure_that(catalog, [&](const PublishedFigure& each) {
           return each.kind == PublishedKind::source && is_output(stored, each.output) &&
                  same_thing(stored.name, each.name);
         })});
  }
  for (const PublishedFigure& figure : catalog) {
    if (!is_headphone(figure) && !is_listed(sides, figure)) {
      sides.push_back({figure.name, figure.output, {}, figure});
    }
  }
  return sides;
}

std::string without_spaces(std::string name) {
  std::erase(name, ' ');
  return name;
}

/// ", did you mean 'Sennheiser HD 600'" for "HD601", with or without the maker; `otherwise` where none is
/// near.
std::string suggestion(const std::string& typed, const std::vector<std::string>& known,
                       const std::string& otherwise) {
  std::vector<std::string> spellings;
  std::vector<std::string> names;
  for (const std::string& name : known) {
    const std::size_t model = name.find(' ');
    for (const std::string& spelling : {name, model == std::string::npos ? name : name.substr(model)}) {
      spellings.push_back(without_spaces(spelling));
      names.push_back(name);
    }
  }
  const std::string near = near_name(without_spaces(typed), spellings);
  if (near.empty()) return otherwise;
  const auto at = std::ranges::find(spellings, near) - spellings.begin();
  return fmt::format(", did you mean '{}'", shown(names[static_cast<std::size_t>(at)]));
}

/// Only those of that name.
std::vector<KnownSide> named(std::vector<KnownSide> sides, const std::optional<std::string>& name,
                             const char* what) {
  if (!name) return sides;
  std::vector<std::string> known;
  known.reserve(sides.size());
  for (const KnownSide& side : sides) known.push_back(side.name);
  std::erase_if(sides, [&](const KnownSide& side) {
    const bool of_catalog = side.figure && same_thing(*name, side.figure->name);
    return side.name != *name && !of_catalog;
  });
  if (!sides.empty()) return sides;
  throw failure(fmt::format("Neither the library nor the catalogue has {} '{}'{}.", what, shown(*name),
                            suggestion(*name, known, "; 'ohmsweep catalog' lists what is published")));
}

/// Outputs of this published one's name that are measured, and not known to be this or another published one.
std::string unplaced_measurement(const std::vector<KnownSide>& outputs, const KnownSide& published) {
  if (published.curve || !published.figure || published.figure->kind != PublishedKind::source) return {};
  std::vector<std::string> parts;
  for (const KnownSide& side : outputs) {
    if (side.curve && !side.figure && same_thing(side.name, published.name))
      parts.push_back(shown(side.part));
  }
  if (parts.empty()) return {};
  return fmt::format(
      "{} {} is rated by what is published, though {} of it is measured: if that is the same output, measure "
      "or "
      "import it as --output {}, and the curve counts.",
      shown(published.name), published.part, fmt::join(parts, ", "), published.part);
}

NamedPublishedRating rated(const KnownSide& headphone, const KnownSide& output, const Rule& rule) {
  return {headphone.name, headphone.part, output.name, output.part, rate_published(headphone, output, rule)};
}

}  // namespace

std::vector<NamedPublishedRating> rate_catalog(const Library& library, const CatalogRequest& request) {
  const auto headphones = named(headphones_of(library, request.catalog), request.headphone, "a headphone");
  const std::vector<KnownSide> all_outputs = outputs_of(library, request.catalog);
  const auto outputs = named(all_outputs, request.amplifier, "an amplifier");
  std::vector<NamedPublishedRating> ratings;
  for (const KnownSide& headphone : headphones) {
    if (!applies(headphone)) {
      ratings.push_back(rated(headphone, {}, request.rule));
      continue;
    }
    for (const KnownSide& output : outputs) {
      if (applies(output) && (headphone.figure || output.figure)) {
        ratings.push_back(rated(headphone, output, request.rule));
        const std::string hint = unplaced_measurement(all_outputs, output);
        if (!hint.empty()) ratings.back().rating.differences.push_back(hint);
      }
    }
  }
  // A link has to do with every headphone alike: it is told where nobody asks about one of them.
  const bool with_links = !request.headphone || request.amplifier;
  for (const KnownSide& output : outputs) {
    if (with_links && !applies(output)) ratings.push_back(rated({}, output, request.rule));
  }
  if (!ratings.empty()) return ratings;
  throw failure("Nothing of both is published, all is measured; 'ohmsweep rate' rates it.");
}

std::vector<PublishedFigure> entries_of(const std::vector<PublishedFigure>& catalog,
                                        const std::string& name) {
  std::vector<PublishedFigure> found;
  std::vector<std::string> known;
  for (const PublishedFigure& figure : catalog) {
    known.push_back(figure.name);
    if (same_thing(name, figure.name)) found.push_back(figure);
  }
  if (!found.empty()) return found;
  throw failure(fmt::format("The catalogue has no '{}'{}; 'ohmsweep catalog' lists it.", shown(name),
                            suggestion(name, known, "")));
}

}  // namespace ohmsweep
