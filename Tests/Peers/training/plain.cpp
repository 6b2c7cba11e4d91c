// Plain C++ with sizes fixed at compile time: loops as one would write them, which the compiler
// turns into vectors. `run` defines the workload's numbers; the argument is the repetitions.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <type_traits>
#include <vector>

constexpr int labelsPerBatch = BATCH * STEPS;
using Random = std::mt19937;

// Parameters with their gradient and Adam's moments.
template <int Count> struct Tensor {
  alignas(64) float value[Count], gradient[Count], m[Count], v[Count];

  void start(float limit, Random &random) {
    std::uniform_real_distribution<float> uniform(-limit, limit);
    for (float &x : value) x = limit > 0 ? uniform(random) : 0;
    std::fill(m, m + Count, 0.f);
    std::fill(v, v + Count, 0.f);
  }

  void adam(float rate) {
    for (int j = 0; j < Count; j++) {
      float g = gradient[j];
      m[j] = float(BETA1) * m[j] + float(1 - BETA1) * g;
      v[j] = float(BETA2) * v[j] + float(1 - BETA2) * g * g;
      value[j] -= rate * m[j] / (std::sqrt(v[j]) + float(EPSILON));
    }
  }
};

// A kernel [In x Out]; rows are row-major.
template <int In, int Out> struct Kernel : Tensor<In * Out> {
  void start(Random &random) { Tensor<In * Out>::start(std::sqrt(6.f / (In + Out)), random); }

  // y += x * kernel
  void apply(const float *x, float *y, int rows) const {
    for (int r = 0; r < rows; r++) {
      float sums[Out];
      for (int o = 0; o < Out; o++) sums[o] = y[r * Out + o];
      for (int i = 0; i < In; i++)
        for (int o = 0; o < Out; o++) sums[o] += x[r * In + i] * this->value[i * Out + o];
      for (int o = 0; o < Out; o++) y[r * Out + o] = sums[o];
    }
  }

  void computeGradient(const float *x, const float *dy, int rows) {
    std::fill(this->gradient, this->gradient + In * Out, 0.f);
    for (int r = 0; r < rows; r++)
      for (int i = 0; i < In; i++)
        for (int o = 0; o < Out; o++)
          this->gradient[i * Out + o] += x[r * In + i] * dy[r * Out + o];
  }

  // dx = dy * kernel^T
  void applyTransposed(const float *dy, float *dx, int rows) const {
    for (int r = 0; r < rows; r++)
      for (int i = 0; i < In; i++) {
        float sum = 0;
        for (int o = 0; o < Out; o++) sum += dy[r * Out + o] * this->value[i * Out + o];
        dx[r * In + i] = sum;
      }
  }
};

template <int Out> struct Bias : Tensor<Out> {
  void fill(float *y, int rows) const {
    for (int r = 0; r < rows; r++) std::copy(this->value, this->value + Out, y + r * Out);
  }

  void computeGradient(const float *dy, int rows) {
    std::fill(this->gradient, this->gradient + Out, 0.f);
    for (int r = 0; r < rows; r++)
      for (int o = 0; o < Out; o++) this->gradient[o] += dy[r * Out + o];
  }
};

template <int In, int Out> struct Dense {
  Kernel<In, Out> kernel;
  Bias<Out> bias;

  void start(Random &random) { kernel.start(random), bias.start(0, random); }
  void adam(float rate) { kernel.adam(rate), bias.adam(rate); }

  void forward(const float *x, float *y, int rows) const {
    bias.fill(y, rows);
    kernel.apply(x, y, rows);
  }

  void computeGradient(const float *x, const float *dy, int rows) {
    kernel.computeGradient(x, dy, rows);
    bias.computeGradient(dy, rows);
  }
};

// The mean weighted cross-entropy of logits, which become their gradient.
static float softmaxLoss(float *z, const int *labels, int count) {
  float total = 0;
  for (int r = 0; r < count; r++) {
    float top = std::max(z[2 * r], z[2 * r + 1]);
    float e0 = std::exp(z[2 * r] - top), e1 = std::exp(z[2 * r + 1] - top);
    float p0 = e0 / (e0 + e1), p1 = e1 / (e0 + e1);
    float weight = (labels[r] ? float(POSITIVE_WEIGHT) : float(NEGATIVE_WEIGHT)) / count;
    total -= weight * std::log(labels[r] ? p1 : p0);
    z[2 * r] = weight * (p0 - !labels[r]);
    z[2 * r + 1] = weight * (p1 - labels[r]);
  }
  return total;
}

template <int Width> void relu(float *h, int rows) {
  for (int j = 0; j < rows * Width; j++) h[j] = std::max(h[j], 0.f);
}

template <int Width> void reluBackward(const float *h, float *dh, int rows) {
  for (int j = 0; j < rows * Width; j++) dh[j] = h[j] > 0 ? dh[j] : 0.f;
}

struct MLP {
  Dense<INPUTS, HIDDEN1> first;
  Dense<HIDDEN1, HIDDEN2> second;
  Dense<HIDDEN2, OUTPUTS> last;
  alignas(64) float h1[BATCH * HIDDEN1], h2[BATCH * HIDDEN2], z[BATCH * OUTPUTS];
  alignas(64) float dh1[BATCH * HIDDEN1], dh2[BATCH * HIDDEN2];

  void start(Random &random) { first.start(random), second.start(random), last.start(random); }
  void adam(float rate) { first.adam(rate), second.adam(rate), last.adam(rate); }

  float computeGradient(const float *x, const int *labels, int rows) {
    first.forward(x, h1, rows);
    relu<HIDDEN1>(h1, rows);
    second.forward(h1, h2, rows);
    relu<HIDDEN2>(h2, rows);
    last.forward(h2, z, rows);
    float loss = softmaxLoss(z, labels, rows);
    last.computeGradient(h2, z, rows);
    last.kernel.applyTransposed(z, dh2, rows);
    reluBackward<HIDDEN2>(h2, dh2, rows);
    second.computeGradient(h1, dh2, rows);
    second.kernel.applyTransposed(dh2, dh1, rows);
    reluBackward<HIDDEN1>(h1, dh1, rows);
    first.computeGradient(x, dh1, rows);
    return loss;
  }
};

static float sigmoid(float z) { return 1 / (1 + std::exp(-z)); }

// Everything is [steps x rows x width]; h and c begin with the state before the first step.
struct LSTM {
  static constexpr int units = HIDDEN1, gates = 4 * units;
  Dense<INPUTS, gates> input;
  Kernel<units, gates> recurrent;
  Dense<units, OUTPUTS> dense;
  alignas(64) float z[labelsPerBatch * gates], dz[labelsPerBatch * gates];
  alignas(64) float h[(STEPS + 1) * BATCH * units], c[(STEPS + 1) * BATCH * units];
  alignas(64) float logits[labelsPerBatch * OUTPUTS], dOutput[labelsPerBatch * units];
  alignas(64) float dh[BATCH * units], dc[BATCH * units];

  void start(Random &random) { input.start(random), recurrent.start(random), dense.start(random); }
  void adam(float rate) { input.adam(rate), recurrent.adam(rate), dense.adam(rate); }

  // The gates of a row, z becoming their values, and its new state.
  static void forwardRow(float *z, const float *c0, float *c, float *h) {
    for (int u = 0; u < gates; u++) {
      bool isCandidate = u >= 2 * units && u < 3 * units;
      z[u] = isCandidate ? std::tanh(z[u]) : sigmoid(z[u]);
    }
    for (int u = 0; u < units; u++) {
      c[u] = z[units + u] * c0[u] + z[u] * z[2 * units + u];
      h[u] = z[3 * units + u] * std::tanh(c[u]);
    }
  }

  static void backwardRow(const float *z, float *dz, const float *c0, const float *c,
                          const float *dh, float *dc) {
    for (int u = 0; u < units; u++) {
      float i = z[u], f = z[units + u], g = z[2 * units + u], o = z[3 * units + u];
      float tanhC = std::tanh(c[u]), d = dc[u] + dh[u] * o * (1 - tanhC * tanhC);
      dz[u] = d * g * i * (1 - i);
      dz[units + u] = d * c0[u] * f * (1 - f);
      dz[2 * units + u] = d * i * (1 - g * g);
      dz[3 * units + u] = dh[u] * tanhC * o * (1 - o);
      dc[u] = d * f;
    }
  }

  float computeGradient(const float *x, const int *labels, int rows) {
    const int state = rows * units;
    input.forward(x, z, STEPS * rows);
    for (int t = 0; t < STEPS; t++) {
      float *zt = z + t * rows * gates;
      recurrent.apply(h + t * state, zt, rows);
      for (int r = 0; r < rows; r++) {
        int before = t * state + r * units, after = before + state;
        forwardRow(zt + r * gates, c + before, c + after, h + after);
      }
    }
    dense.forward(h + state, logits, STEPS * rows);
    float loss = softmaxLoss(logits, labels, STEPS * rows);
    dense.computeGradient(h + state, logits, STEPS * rows);
    dense.kernel.applyTransposed(logits, dOutput, STEPS * rows);
    std::fill(dh, dh + state, 0.f);
    std::fill(dc, dc + state, 0.f);
    for (int t = STEPS - 1; t >= 0; t--) {
      for (int j = 0; j < state; j++) dh[j] += dOutput[t * state + j];
      for (int r = 0; r < rows; r++) {
        int before = t * state + r * units, after = before + state;
        int gate = (t * rows + r) * gates;
        backwardRow(z + gate, dz + gate, c + before, c + after, dh + r * units, dc + r * units);
      }
      recurrent.applyTransposed(dz + t * rows * gates, dh, rows);
    }
    input.computeGradient(x, dz, STEPS * rows);
    recurrent.computeGradient(h, dz, STEPS * rows);
    return loss;
  }
};

struct Data {
  std::vector<float> features;  // [rows x steps x inputs]
  std::vector<int> labels;      // [rows x steps]
};

static Data makeData(Random &random) {
  Data data{std::vector<float>(ROWS * STEPS * INPUTS), std::vector<int>(ROWS * STEPS)};
  std::normal_distribution<float> normal;
  std::bernoulli_distribution positive(POSITIVE_SHARE);
  for (float &x : data.features) x = normal(random);
  for (int &y : data.labels) y = positive(random);
  return data;
}

// A training from fresh weights; the loss of its last epoch.
template <class Net> double train(Net &net, const Data &data, Random &random) {
  alignas(64) static float x[labelsPerBatch * INPUTS];
  static int labels[labelsPerBatch];
  net.start(random);
  std::vector<int> order(ROWS);
  std::iota(order.begin(), order.end(), 0);
  double loss = 0, power1 = 1, power2 = 1;
  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    std::shuffle(order.begin(), order.end(), random);
    loss = 0;
    for (int start = 0; start < ROWS; start += BATCH) {
      int rows = std::min(BATCH, ROWS - start);
      for (int t = 0; t < STEPS; t++)
        for (int r = 0; r < rows; r++) {
          int from = order[start + r] * STEPS + t, to = t * rows + r;
          std::copy_n(&data.features[from * INPUTS], INPUTS, x + to * INPUTS);
          labels[to] = data.labels[from];
        }
      loss += double(net.computeGradient(x, labels, rows)) * rows / ROWS;
      power1 *= BETA1;
      power2 *= BETA2;
      net.adam(float(LEARNING_RATE * std::sqrt(1 - power2) / (1 - power1)));
    }
  }
  return loss;
}

int main(int, char **arguments) {
  static std::conditional_t<(STEPS > 1), LSTM, MLP> net;
  Random random(0);
  const Data data = makeData(random);
  double loss = train(net, data, random);
  std::printf("{\"milliseconds\": [");
  for (int repetition = 0; repetition < std::atoi(arguments[1]); repetition++) {
    auto start = std::chrono::steady_clock::now();
    loss = train(net, data, random);
    std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    std::printf("%s%.3f", repetition ? ", " : "", elapsed.count());
  }
  std::printf("], \"loss\": %.6f, \"version\": \"g++ %s\"}\n", loss, __VERSION__);
}
