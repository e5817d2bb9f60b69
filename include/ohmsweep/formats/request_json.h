#pragma once
/// What a command was asked for beyond rig, kit and takes: all that a recomputation needs besides. Kept with
/// each result as a small JSON object (docs/library-schema.md). Thread rule: pure.

#include <map>
#include <optional>
#include <string>

namespace ohmsweep {

struct RecordedRequest {
  int average = 1;                      ///< takes of one connection that belong together
  std::optional<int> stepped_points{};  ///< per octave, of the steady tones that checked the sweep
  std::string wiring{};                 ///< of an output: "looped", "player", "balanced"
  std::string programme{};              ///< to_metadata() of what a player played
  /// Of the headphones that loaded an output, "headphone:NAME.left": which version of their curve was used.
  std::map<std::string, int> load_versions{};
  friend bool operator==(const RecordedRequest&, const RecordedRequest&) = default;
};

/// One line; what is as by default is left out.
[[nodiscard]] std::string request_json(const RecordedRequest& request);
/// The inverse; empty text is the default. Keys that are not known are passed over. Throws Error(failed) for
/// what is no such object.
[[nodiscard]] RecordedRequest parse_request(const std::string& text);

}  // namespace ohmsweep
