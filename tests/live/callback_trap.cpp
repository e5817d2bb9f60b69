// A library to be preloaded into the product. It stands between PortAudio and the stream's callback, and
// between the program and what a callback must not call, and counts such calls on the callback's thread while
// it runs.

#include "live/callback_trap.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <portaudio.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>
#include <string_view>

using ohmsweep::live::TrapCounts;

// The allocator by the names under which it is not trapped.
extern "C" {
void* plain_malloc(std::size_t bytes) asm("__libc_malloc");
void plain_free(void* memory) asm("__libc_free");
void* plain_calloc(std::size_t count, std::size_t bytes) asm("__libc_calloc");
void* plain_realloc(void* memory, std::size_t bytes) asm("__libc_realloc");
}

namespace {

constexpr std::uint64_t stalled_callback = 100;
constexpr timespec stall{0, 250'000'000};
constexpr timespec late{1, 300'000'000};

thread_local bool in_callback = false;
TrapCounts* counts = nullptr;
bool misbehaves = false;
bool stalls = false;
bool starts_late = false;

void note(std::atomic<std::uint64_t> TrapCounts::*what) {
  if (in_callback && counts != nullptr) (counts->*what).fetch_add(1, std::memory_order_relaxed);
}

/// Calls the function that would have been called without this library.
template <typename Result, typename... Arguments>
Result next(void*& known, const char* name, Arguments... arguments) {
  if (known == nullptr) known = ::dlsym(RTLD_NEXT, name);
  return reinterpret_cast<Result (*)(Arguments...)>(known)(arguments...);
}

void map_counts() {
  const char* const path = std::getenv(ohmsweep::live::trap_file);
  if (path == nullptr) return;
  const int file = ::open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* const mapped = ::mmap(nullptr, sizeof(TrapCounts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped != MAP_FAILED) counts = static_cast<TrapCounts*>(mapped);
  const char* const deed = std::getenv(ohmsweep::live::trap_deed);
  misbehaves = deed != nullptr && std::string_view(deed) == "misbehave";
  stalls = deed != nullptr && std::string_view(deed) == "stall";
  starts_late = deed != nullptr && std::string_view(deed) == "start late";
}

/// What no callback may do.
void misbehave() {
  std::free(std::malloc(64));
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  (void)::poll(nullptr, 0, 0);
}

/// One stream's callback, and the trap around it.
struct Trapped {
  PaStreamCallback* callback = nullptr;
  void* own = nullptr;
};

int trapped_callback(const void* input, void* output, unsigned long frames,
                     const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags, void* trapped) {
  const auto& stream = *static_cast<const Trapped*>(trapped);
  const std::uint64_t number = counts == nullptr ? 0 : counts->callbacks.fetch_add(1);
  if (stalls && number == stalled_callback) ::clock_nanosleep(CLOCK_MONOTONIC, 0, &stall, nullptr);
  in_callback = true;
  if (misbehaves) misbehave();
  const int result = stream.callback(input, output, frames, time, flags, stream.own);
  in_callback = false;
  return result;
}

}  // namespace

extern "C" {

PaError open_stream(PaStream** stream, const PaStreamParameters* input, const PaStreamParameters* output,
                    double rate, unsigned long frames, PaStreamFlags flags, PaStreamCallback* callback,
                    void* own) asm("Pa_OpenStream");
PaError open_stream(PaStream** stream, const PaStreamParameters* input, const PaStreamParameters* output,
                    double rate, unsigned long frames, PaStreamFlags flags, PaStreamCallback* callback,
                    void* own) {
  map_counts();
  auto* trapped = new Trapped{callback, own};  // lives as long as the stream, which is as long as the process
  static void* real = nullptr;
  return next<PaError>(real, "Pa_OpenStream", stream, input, output, rate, frames, flags, &trapped_callback,
                       trapped);
}

PaError start_stream(PaStream* stream) asm("Pa_StartStream");
PaError start_stream(PaStream* stream) {
  static void* real = nullptr;
  if (starts_late) ::clock_nanosleep(CLOCK_MONOTONIC, 0, &late, nullptr);
  return next<PaError>(real, "Pa_StartStream", stream);
}

void* malloc(std::size_t bytes) {
  note(&TrapCounts::allocations);
  return plain_malloc(bytes);
}

void free(void* memory) {
  note(&TrapCounts::allocations);
  plain_free(memory);
}

void* calloc(std::size_t count, std::size_t bytes) {
  note(&TrapCounts::allocations);
  return plain_calloc(count, bytes);
}

void* realloc(void* memory, std::size_t bytes) {
  note(&TrapCounts::allocations);
  return plain_realloc(memory, bytes);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static void* real = nullptr;
  note(&TrapCounts::locks);
  return next<int>(real, "pthread_mutex_lock", mutex);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static void* real = nullptr;
  note(&TrapCounts::locks);
  return next<int>(real, "pthread_cond_wait", condition, mutex);
}

int pthread_cond_signal(pthread_cond_t* condition) {
  static void* real = nullptr;
  note(&TrapCounts::locks);
  return next<int>(real, "pthread_cond_signal", condition);
}

int sem_wait(sem_t* semaphore) {
  static void* real = nullptr;
  note(&TrapCounts::locks);
  return next<int>(real, "sem_wait", semaphore);
}

int sem_post(sem_t* semaphore) {
  static void* real = nullptr;
  note(&TrapCounts::locks);
  return next<int>(real, "sem_post", semaphore);
}

ssize_t write(int file, const void* bytes, std::size_t count) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<ssize_t>(real, "write", file, bytes, count);
}

ssize_t read(int file, void* bytes, std::size_t count) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<ssize_t>(real, "read", file, bytes, count);
}

int poll(pollfd* files, nfds_t count, int patience_ms) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<int>(real, "poll", files, count, patience_ms);
}

int nanosleep(const timespec* wanted, timespec* left) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<int>(real, "nanosleep", wanted, left);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<int>(real, "clock_nanosleep", clock, flags, wanted, left);
}

int vfprintf(FILE* file, const char* format, va_list arguments) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<int>(real, "vfprintf", file, format, arguments);
}

std::size_t fwrite(const void* bytes, std::size_t size, std::size_t count, FILE* file) {
  static void* real = nullptr;
  note(&TrapCounts::calls);
  return next<std::size_t>(real, "fwrite", bytes, size, count, file);
}

}  // extern "C"
