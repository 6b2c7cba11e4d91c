"""NumPy with hand-written gradients, working in place on one flat vector of parameters."""
import numpy as np

import peer
from workloads import BETA1, BETA2, EPOCHS, EPSILON, LEARNING_RATE, OUTPUTS

f4 = np.float32


def shapes(workload):
    """Kernels and biases in turn; an LSTM has its input and its recurrent kernel first."""
    if workload.is_recurrent:
        inputs, units = workload.inputs, workload.hidden[0]
        return [(inputs, 4 * units), (units, 4 * units), (4 * units,), (units, OUTPUTS),
                (OUTPUTS,)]
    pairs = zip(workload.layers, workload.layers[1:])
    return [shape for a, b in pairs for shape in ((a, b), (b,))]


def views(flat, shapes):
    """The tensors within a flat vector."""
    ends = np.cumsum([np.prod(shape) for shape in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes)]


def softmax_loss(z, y, w):
    """The mean weighted cross-entropy of logits z [n, 2], which become their gradient."""
    z -= z.max(1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(1, keepdims=True)
    rows = np.arange(len(y))
    loss = -(w * np.log(z[rows, y])).mean()
    z[rows, y] -= 1
    z *= (w / f4(len(y)))[:, None]
    return loss


def mlp_gradient(parameters, gradient, x, y, w):
    kernel1, bias1, kernel2, bias2, kernel3, bias3 = parameters
    h1 = x @ kernel1
    h1 += bias1
    np.maximum(h1, 0, out=h1)
    h2 = h1 @ kernel2
    h2 += bias2
    np.maximum(h2, 0, out=h2)
    d = h2 @ kernel3
    d += bias3
    loss = softmax_loss(d, y, w)
    np.matmul(h2.T, d, out=gradient[4])
    d.sum(0, out=gradient[5])
    d = d @ kernel3.T
    d *= h2 > 0
    np.matmul(h1.T, d, out=gradient[2])
    d.sum(0, out=gradient[3])
    d = d @ kernel2.T
    d *= h1 > 0
    np.matmul(x.T, d, out=gradient[0])
    d.sum(0, out=gradient[1])
    return loss


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_gradient(parameters, gradient, x, y, w):
    kernel, recurrent, bias, dense, dense_bias = parameters
    x = np.ascontiguousarray(x.swapaxes(0, 1))  # [steps, rows, inputs]
    steps, rows, inputs = x.shape
    units = len(recurrent)
    z = (x.reshape(-1, inputs) @ kernel + bias).reshape(steps, rows, 4 * units)
    h, c = np.zeros((2, steps + 1, rows, units), f4)  # at 0 the state before the first step
    tape = []
    for t in range(steps):
        z[t] += h[t] @ recurrent
        i, f, g, o = np.split(z[t], 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c[t + 1] = f * c[t] + i * g
        tanh_c = np.tanh(c[t + 1])
        h[t + 1] = o * tanh_c
        tape.append((i, f, g, o, tanh_c))
    outputs = h[1:].reshape(-1, units)
    d = outputs @ dense + dense_bias
    loss = softmax_loss(d, y.T.reshape(-1), w.T.reshape(-1))
    np.matmul(outputs.T, d, out=gradient[3])
    d.sum(0, out=gradient[4])
    dh_out = (d @ dense.T).reshape(steps, rows, units)
    dz = np.empty_like(z)
    dh, dc = np.zeros((2, rows, units), f4)
    for t in reversed(range(steps)):
        i, f, g, o, tanh_c = tape[t]
        dh = dh + dh_out[t]
        dc = dc + dh * o * (1 - tanh_c ** 2)
        np.concatenate([dc * g * i * (1 - i), dc * c[t] * f * (1 - f), dc * i * (1 - g ** 2),
                        dh * tanh_c * o * (1 - o)], axis=1, out=dz[t])
        dh, dc = dz[t] @ recurrent.T, dc * f
    dz = dz.reshape(-1, 4 * units)
    np.matmul(x.reshape(-1, inputs).T, dz, out=gradient[0])
    np.matmul(h[:-1].reshape(-1, units).T, dz, out=gradient[1])
    dz.sum(0, out=gradient[2])
    return loss


def prepare(workload, features, labels, weights):
    random = np.random.default_rng(0)
    tensor_shapes = shapes(workload)
    count = sum(int(np.prod(shape)) for shape in tensor_shapes)
    compute_gradient = lstm_gradient if workload.is_recurrent else mlp_gradient

    def train():
        flat, gradient, m, v, scratch = np.zeros((5, count), f4)
        parameters, gradients = views(flat, tensor_shapes), views(gradient, tensor_shapes)
        for tensor in parameters:
            if tensor.ndim == 2:
                limit = (6 / sum(tensor.shape)) ** 0.5
                tensor[:] = random.uniform(-limit, limit, tensor.shape)
        t = 0
        for _ in range(EPOCHS):
            order = random.permutation(workload.rows)
            x, y, w = features[order], labels[order], weights[order]
            total = 0.0
            for start in range(0, workload.rows, workload.batch):
                batch = slice(start, start + workload.batch)
                loss = compute_gradient(parameters, gradients, x[batch], y[batch], w[batch])
                total += loss * len(x[batch])
                t += 1
                rate = f4(LEARNING_RATE * (1 - BETA2 ** t) ** 0.5 / (1 - BETA1 ** t))
                m *= f4(BETA1)
                m += np.multiply(gradient, f4(1 - BETA1), out=scratch)
                v *= f4(BETA2)
                gradient *= gradient
                v += np.multiply(gradient, f4(1 - BETA2), out=scratch)
                np.sqrt(v, out=scratch)
                scratch += f4(EPSILON)
                np.divide(m, scratch, out=scratch)
                scratch *= rate
                flat -= scratch
        return total / workload.rows

    return train


if __name__ == "__main__":
    peer.main(prepare, np.__version__)
