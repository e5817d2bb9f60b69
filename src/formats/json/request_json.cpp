#include "ohmsweep/formats/request_json.h"

#include <cstdint>
#include <nlohmann/json.hpp>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::ordered_json;

Error not_a_request() {
  return failure(
      "what was asked for is stored as no JSON object of a request; the library was edited elsewhere");
}

/// A whole number from 1 to 1000; nothing where the key is not there.
std::optional<int> count_in(const Json& json, const char* key) {
  constexpr std::int64_t most = 1000;
  if (!json.contains(key)) return std::nullopt;
  const Json& value = json.at(key);
  if (!value.is_number_integer()) throw not_a_request();
  const auto count = value.get<std::int64_t>();
  if (count < 1 || count > most) throw not_a_request();
  return static_cast<int>(count);
}

}  // namespace

std::string request_json(const RecordedRequest& request) {
  Json json = Json::object();
  if (request.average != 1) json["average"] = request.average;
  if (request.stepped_points) json["stepped_points"] = *request.stepped_points;
  if (!request.wiring.empty()) json["wiring"] = request.wiring;
  if (!request.programme.empty()) json["programme"] = request.programme;
  if (!request.load_versions.empty()) json["load_versions"] = request.load_versions;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RecordedRequest parse_request(const std::string& text) {
  RecordedRequest request;
  if (text.empty()) return request;
  try {
    const Json json = Json::parse(text);
    request.average = count_in(json, "average").value_or(1);
    request.stepped_points = count_in(json, "stepped_points");
    request.wiring = json.value("wiring", std::string());
    request.programme = json.value("programme", std::string());
    request.load_versions = json.value("load_versions", request.load_versions);
  } catch (const Json::exception&) {
    throw not_a_request();
  }
  return request;
}

}  // namespace ohmsweep
