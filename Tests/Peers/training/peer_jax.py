"""JAX: the whole training, shuffling included, as one compiled scan."""
import itertools
import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp

import peer
from workloads import BETA1, BETA2, EPOCHS, EPSILON, LEARNING_RATE, OUTPUTS


def initial(key, workload):
    """Kernels and biases in turn; an LSTM has its input and its recurrent kernel first."""
    def glorot(key, inputs, outputs):
        limit = (6 / (inputs + outputs)) ** 0.5
        return jax.random.uniform(key, (inputs, outputs), jnp.float32, -limit, limit)

    keys = jax.random.split(key, 3)
    if workload.is_recurrent:
        inputs, units = workload.inputs, workload.hidden[0]
        return [glorot(keys[0], inputs, 4 * units), glorot(keys[1], units, 4 * units),
                jnp.zeros(4 * units), glorot(keys[2], units, OUTPUTS), jnp.zeros(OUTPUTS)]
    pairs = zip(keys, workload.layers, workload.layers[1:])
    return [tensor for key, a, b in pairs for tensor in (glorot(key, a, b), jnp.zeros(b))]


def mlp(parameters, x):
    for kernel, bias in zip(parameters[:-2:2], parameters[1:-2:2]):
        x = jax.nn.relu(x @ kernel + bias)
    return x @ parameters[-2] + parameters[-1]


def lstm(parameters, x):
    kernel, recurrent, bias, dense, dense_bias = parameters
    h = c = jnp.zeros((x.shape[0], recurrent.shape[0]))
    outputs = []
    for t in range(x.shape[1]):
        i, f, g, o = jnp.split(x[:, t] @ kernel + h @ recurrent + bias, 4, 1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        outputs.append(h @ dense + dense_bias)
    return jnp.stack(outputs, 1)


def prepare(workload, *arrays):
    arrays = [jnp.asarray(array) for array in arrays]
    forward = lstm if workload.is_recurrent else mlp
    batches, rest = divmod(workload.rows, workload.batch)
    full = batches * workload.batch

    def batch_loss(parameters, x, y, w):
        logs = jax.nn.log_softmax(forward(parameters, x))
        return jnp.mean(-w * jnp.take_along_axis(logs, y[..., None], -1)[..., 0])

    def step(state, batch):
        parameters, m, v, t = state
        loss, g = jax.value_and_grad(batch_loss)(parameters, *batch)
        t = t + 1
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
        rate = LEARNING_RATE * jnp.sqrt(1 - BETA2 ** t) / (1 - BETA1 ** t)
        parameters = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + EPSILON),
                                  parameters, m, v)
        return (parameters, m, v, t), loss

    def epoch(state, key):
        order = jax.random.permutation(key, workload.rows)
        shuffled = [array[order] for array in arrays]
        state, losses = jax.lax.scan(step, state, [
            a[:full].reshape(batches, workload.batch, *a.shape[1:]) for a in shuffled])
        total = workload.batch * losses.sum()
        if rest:
            state, loss = step(state, [a[full:] for a in shuffled])
            total += rest * loss
        return state, total / workload.rows

    @jax.jit
    def training(key):
        parameters = initial(key, workload)
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        state = (parameters, zeros, zeros, jnp.float32(0))
        return jax.lax.scan(epoch, state, jax.random.split(key, EPOCHS))

    seeds = itertools.count()

    def train():
        _, losses = jax.block_until_ready(training(jax.random.PRNGKey(next(seeds))))
        return losses[-1]

    return train


if __name__ == "__main__":
    peer.main(prepare, jax.__version__)
