#include "ohmsweep/formats/request_json.h"

#include <nlohmann/json.hpp>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string request_json(const RecordedRequest& request) {
  Json json = Json::object();
  if (request.average != 1) json["average"] = request.average;
  if (request.stepped_points) json["stepped_points"] = *request.stepped_points;
  if (!request.wiring.empty()) json["wiring"] = request.wiring;
  if (!request.programme.empty()) json["programme"] = request.programme;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RecordedRequest parse_request(const std::string& text) {
  RecordedRequest request;
  if (text.empty()) return request;
  try {
    const Json json = Json::parse(text);
    request.average = json.value("average", 1);
    if (json.contains("stepped_points")) request.stepped_points = json.at("stepped_points").get<int>();
    request.wiring = json.value("wiring", std::string());
    request.programme = json.value("programme", std::string());
  } catch (const Json::exception&) {
    throw failure("what was asked for is stored as no JSON object of a request; the library was edited elsewhere");
  }
  return request;
}

}  // namespace ohmsweep
