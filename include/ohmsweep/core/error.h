#pragma once
/// The one exception type. It is thrown where something cannot go on and caught once, in main.

#include <stdexcept>
#include <string>

namespace ohmsweep {

/// Which exit code an error ends in: failed 1, usage 2, rejected 3 (measured, but refused by its own checks).
enum class ErrorKind { failed, usage, rejected };

/// One clear sentence: what happened, with the offending value, and what to do about it.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

/// Shorthands that read well at the throw site.
[[nodiscard]] inline Error failure(const std::string& sentence) { return {ErrorKind::failed, sentence}; }
[[nodiscard]] inline Error usage_error(const std::string& sentence) { return {ErrorKind::usage, sentence}; }
[[nodiscard]] inline Error rejection(const std::string& sentence) { return {ErrorKind::rejected, sentence}; }

}  // namespace ohmsweep
