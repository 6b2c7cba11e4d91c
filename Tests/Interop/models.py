"""Nets of all kinds, on songs of all kinds, with raw values to ask them about."""

import numpy as np

from program import Sweep, predictions

SONGS = """
seed: 1
data: { source: generated, songs: 3000, split: { train: 0.6, validation: 0.2, test: 0.2, by: artist } }
trial: { epochs: 5, learningRate: 0.01, scaling: standard, balanceRatio: 2, classWeight: 4 }
replicates: 3
"""


class Case:
    """A model, what its inputs are called, raw values for it, and what hitsweep says of them.

    Of a sequence `values` are [rows, steps, features], the oldest first.
    """

    def __init__(self, title, model, names, values):
        self.title, self.model, self.names, self.values = title, model, names, values
        if values.ndim == 2:
            titles, rows = names, values
        else:
            steps = values.shape[1]
            titles = [name if step == steps - 1 else f"{name}.{steps - 1 - step}"
                      for step in range(steps) for name in names]
            rows = values.reshape(len(values), -1)
        self.probability, self.score = predictions(model, titles, rows)


def perceptron(real=False):
    sweep = Sweep("real-perceptron" if real else "perceptron", (SONGS if not real else SONGS.replace(
        "source: generated, songs: 3000", "source: kaggle-19000-spotify-songs")) + "axes: { layers: [[30, 10]] }\n")
    _, _, _, features, names = sweep.parts()
    return Case("MLP on the real songs" if real else "MLP on generated songs", sweep.train(), names, features)


def past():
    sweep = Sweep("past", SONGS + "axes: { features: [{ base: audio, past: { unit: song, count: 3, labels: true } }] }\n")
    _, _, _, features, names = sweep.parts()
    assert names[13] == f"{names[0]}.1" and names[39:] == ["top.1", "top.2"], names
    return Case("MLP on two earlier songs with labels", sweep.train(), names, features)


def sequence():
    sweep = Sweep("sequence", SONGS.replace("trial: {", "trial: { model: lstm,") + (
        "axes: { features: [{ base: audio, past: { unit: song, count: 3, labels: false } }] }\n"))
    _, _, _, features, names = sweep.parts()
    # The newest song comes first in the table, and last in a sequence.
    steps = [features[:, start:start + 13] for start in (26, 13, 0)]
    return Case("LSTM on three songs", sweep.train(), names[:13], np.stack(steps, 1))


def missing():
    """A table with empty cells, one column of words among its features."""
    random = np.random.default_rng(3)
    count = 1200
    values = random.normal(size=(count, 3)) * [1, 100, 0.01] + [0, 5000, 1]
    words = random.integers(0, 3, count)
    label = values[:, 0] + (words == 1) + random.normal(size=count) > 1.5
    is_missing = random.random((count, 4)) < 0.1
    with open("missing.csv", "w") as file:
        print("a,b,c,word,hit", file=file)
        for row in range(count):
            cells = [f"{value:.6g}" for value in values[row]] + ["xyz"[words[row]]]
            cells = ["" if gap else cell for cell, gap in zip(cells, is_missing[row])]
            print(*cells, int(label[row]), sep=",", file=file)
    sweep = Sweep("missing", """
data: { source: csv, file: missing.csv, label: hit, features: [a, b, c, word], nominal: [word], missing: median }
trial: { epochs: 5, learningRate: 0.01, scaling: minMax, classWeight: 2 }
replicates: 3
axes: { layers: [[8]] }
""")
    _, _, _, features, names = sweep.parts()
    assert np.isnan(features).any(0).all(), "every input lacks a value somewhere"
    return Case("MLP on a table with missing values", sweep.train(), names, features)


