// The core's peak of float32 multiply-adds: independent chains, enough to fill the pipelines, in
// vectors of the processor's widest kind and of half that width. Prints the better in GFLOP/s
// (a multiply-add counts as two), the median of several runs.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define WIDEST 64
#elif defined(__AVX__)
#define WIDEST 32
#else
#define WIDEST 16
#endif
#define CHAINS 12
#define ITERATIONS 20000000L
#define RUNS 9

typedef float wide __attribute__((vector_size(WIDEST)));
typedef float half __attribute__((vector_size(WIDEST / 2)));

static volatile float sink;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

#define DEFINE_PEAK(vector)                                             \
  static double peak_##vector(void) {                                   \
    vector chain[CHAINS];                                               \
    for (int i = 0; i < CHAINS; i++) chain[i] = (vector){} + (float)i;     \
    const vector factor = (vector){} + 0.999999f;                       \
    const vector addend = (vector){} + 1e-7f;                           \
    double start = now();                                               \
    for (long k = 0; k < ITERATIONS; k++)                               \
      _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++)         \
        chain[i] = chain[i] * factor + addend;                          \
    double seconds = now() - start;                                     \
    for (int i = 0; i < CHAINS; i++) sink = chain[i][0];                \
    double operations = 2.0 * CHAINS * ITERATIONS * (sizeof(vector) / sizeof(float)); \
    return operations / seconds / 1e9;                                  \
  }
DEFINE_PEAK(wide)
DEFINE_PEAK(half)

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double (*peak)(void)) {
  double runs[RUNS];
  peak();
  for (int i = 0; i < RUNS; i++) runs[i] = peak();
  qsort(runs, RUNS, sizeof *runs, ascending);
  return runs[RUNS / 2];
}

int main(void) {
  double widest = median(peak_wide), narrower = median(peak_half);
  printf("%.1f\n", widest > narrower ? widest : narrower);
}
