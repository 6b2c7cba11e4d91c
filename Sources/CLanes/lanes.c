#include "lanes.h"

#if defined(__x86_64__)
#include <xmmintrin.h>

// Flush to zero (bit 15), denormals are zero (bit 6).
static const unsigned flushing = 1u << 15 | 1u << 6;
static const unsigned rounding = 3u << 13;

int lanes_x86_level(void) {
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  return __builtin_cpu_supports("x86-64-v3") ? 3 : 1;
}

bool lanes_environment_is_standard(void) { return (_mm_getcsr() & (flushing | rounding)) == 0; }

void lanes_flush_subnormals(bool flush) {
  _mm_setcsr(flush ? _mm_getcsr() | flushing : _mm_getcsr() & ~flushing);
}

#elif defined(__aarch64__)

// Flush to zero (bit 24), for half precision (bit 19).
static const unsigned long flushing = 1ul << 24 | 1ul << 19;
static const unsigned long rounding = 3ul << 22;

static unsigned long control(void) {
  unsigned long value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}

int lanes_x86_level(void) { return 0; }

bool lanes_environment_is_standard(void) { return (control() & (flushing | rounding)) == 0; }

void lanes_flush_subnormals(bool flush) {
  unsigned long value = flush ? control() | flushing : control() & ~flushing;
  __asm__ volatile("msr fpcr, %0" : : "r"(value));
}

#else
#error "hitsweep knows how to check the floating-point environment of x86-64 and aarch64 only"
#endif
