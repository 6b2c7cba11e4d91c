// What Swift's SIMD types lack, for kernels that are compiled once for each instruction set.
//
// All of it is inlined and compiled with the flags of the target that imports it. Nothing here rounds: these helpers
// move, compare and choose, so their results are the same on every machine.

#ifndef LANES_H
#define LANES_H

#include <stdbool.h>

typedef float lanes_float16 __attribute__((ext_vector_type(16)));
typedef float lanes_float4 __attribute__((ext_vector_type(4), aligned(4)));

#define LANES_INLINE static inline __attribute__((always_inline))

/// `less` in the lanes where a < b, `other` in all others, those with a NaN among them.
LANES_INLINE lanes_float16 lanes_choose(
    lanes_float16 a, lanes_float16 b, lanes_float16 less, lanes_float16 other) {
  return a < b ? less : other;
}

/// The sign of every lane turned, that of 0, too; what is subtracted this way costs nothing in a fused multiply-add.
LANES_INLINE lanes_float16 lanes_negated(lanes_float16 x) { return -x; }

/// |x| in every lane.
LANES_INLINE lanes_float16 lanes_magnitude(lanes_float16 x) {
  return __builtin_elementwise_abs(x);
}

/// The magnitude of `x` with the sign of `sign`.
LANES_INLINE lanes_float16 lanes_signed(lanes_float16 x, lanes_float16 sign) {
  return __builtin_elementwise_copysign(x, sign);
}

/// Four floats at each of source, source + stride, source + 2 × stride and source + 3 × stride.
LANES_INLINE lanes_float16 lanes_quarters(const float *source, long stride) {
  lanes_float4 a = *(const lanes_float4 *)source;
  lanes_float4 b = *(const lanes_float4 *)(source + stride);
  lanes_float4 c = *(const lanes_float4 *)(source + 2 * stride);
  lanes_float4 d = *(const lanes_float4 *)(source + 3 * stride);
  return __builtin_shufflevector(
      __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7),
      __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7),
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// In each quarter: a₀ b₀ a₁ b₁.
LANES_INLINE lanes_float16 lanes_interleave_low(lanes_float16 a, lanes_float16 b) {
  return __builtin_shufflevector(
      a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
}

/// In each quarter: a₂ b₂ a₃ b₃.
LANES_INLINE lanes_float16 lanes_interleave_high(lanes_float16 a, lanes_float16 b) {
  return __builtin_shufflevector(
      a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
}

/// In each quarter: a₀ a₁ b₀ b₁.
LANES_INLINE lanes_float16 lanes_pairs_low(lanes_float16 a, lanes_float16 b) {
  return __builtin_shufflevector(
      a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
}

/// In each quarter: a₂ a₃ b₂ b₃.
LANES_INLINE lanes_float16 lanes_pairs_high(lanes_float16 a, lanes_float16 b) {
  return __builtin_shufflevector(
      a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}

/// The x86-64 level that this processor and its system support: 1, 3 (AVX2 and fused multiply-add) or 4 (AVX-512);
/// 0 on other processors.
int lanes_x86_level(void);

/// Whether this thread rounds to nearest and keeps subnormal numbers.
bool lanes_environment_is_standard(void);

/// Makes this thread take subnormal numbers for 0, or no longer; for tests.
void lanes_flush_subnormals(bool flush);

#endif
