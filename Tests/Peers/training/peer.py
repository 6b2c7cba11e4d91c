"""What the Python peers share: the data, and the timing of a training."""
import json
import sys
import time

import numpy as np

from workloads import CLASS_WEIGHTS, POSITIVE_SHARE, WORKLOADS


def data(workload):
    """Features, labels and label weights; [rows, ...], or [rows, steps, ...] for an LSTM."""
    random = np.random.default_rng(0)
    shape = (workload.rows, workload.steps) if workload.is_recurrent else (workload.rows,)
    features = random.standard_normal((*shape, workload.inputs)).astype(np.float32)
    labels = (random.random(shape) < POSITIVE_SHARE).astype(np.int32)
    return features, labels, np.array(CLASS_WEIGHTS, np.float32)[labels]


def main(prepare, version):
    """Time `prepare(workload, features, labels, weights)()`, a training from fresh weights.

    The training returns the loss of its last epoch. The first run, which compiles and traces,
    is not timed. Called as: SCRIPT WORKLOAD REPETITIONS; prints one JSON object.
    """
    workload, repetitions = WORKLOADS[sys.argv[1]], int(sys.argv[2])
    train = prepare(workload, *data(workload))
    train()
    milliseconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        loss = train()
        milliseconds.append(1e3 * (time.perf_counter() - start))
    print(json.dumps(dict(milliseconds=milliseconds, loss=float(loss), version=version)))
