"""scikit-learn's permutation importance of the same net on the same songs, and a column that is noise."""
import json

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import permutation_importance

from onnx_check import session
from program import Sweep, expect, hitsweep, importance

REPEATS = 100

SONGS = """
seed: 1
data: { source: generated, songs: 6000 }
trial: { epochs: 20, learningRate: 0.01, scaling: standard }
replicates: 1
axes: { layers: [[10]] }
"""

NOISE = """
data: { source: csv, file: noise.csv, label: hit }
trial: { epochs: 20, learningRate: 0.01, scaling: standard }
replicates: 10
axes: { layers: [[8]] }
"""


class Net(ClassifierMixin, BaseEstimator):
    """A net that is fitted already."""

    def __init__(self, session=None):
        self.session = session
        self.classes_ = np.array([0, 1])

    def fit(self, features, labels):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict_proba(self, features):
        top, = self.session.run(["probability"], {"features": features.astype(np.float32)})
        return np.stack([1 - top, top], 1)


def check_peer():
    sweep = Sweep("importance", SONGS)
    model = sweep.train()
    part, label, row, features, names = sweep.parts()
    chosen = part == "validation"
    shown = json.loads(hitsweep("show", sweep.store, sweep.ids[0], "--format", "json"))
    expect(shown["replicates"][0]["rows"]["validation"] == row[chosen].tolist(), "show and data parts differ in rows")
    theirs = permutation_importance(
        Net(session(model)), features[chosen], label[chosen], scoring="roc_auc", n_repeats=REPEATS, random_state=1)
    ours = importance(model, REPEATS)
    expect(sorted(ours) == sorted(names), f"inputs are {sorted(ours)}")
    drop = np.array([ours[name]["drop"] for name in names])
    spread = np.array([ours[name]["spread"] for name in names])
    error = np.sqrt((spread ** 2 + theirs.importances.var(1, ddof=1)) / REPEATS)
    away = np.abs(drop - theirs.importances_mean) / error
    near = np.sum(away <= 2)
    # Each is within two errors in 95 % of all cases, so that all of 13 often are not; of chance more than two beyond are rare.
    expect(near >= len(names) - 2 and away.max() < 4, "standard errors apart: " + ", ".join(f"{name} {z:.1f}" for name, z in zip(names, away)))
    expect(np.abs(spread / theirs.importances.std(1, ddof=1) - 1).max() < 0.4, "spreads differ")
    # Whether this can fail: each feature against the next one.
    control = np.sum(np.abs(drop - np.roll(theirs.importances_mean, 1)) / error <= 2)
    expect(control < len(names) / 2, f"{control} features agree with their neighbours, too")
    return (f"{chosen.sum()} songs, {REPEATS} repeats: {near} of {len(names)} features within two standard errors of "
            f"scikit-learn's, the furthest at {away.max():.1f}; each against another one: {control}")


def check_noise():
    random = np.random.default_rng(4)
    signal, noise = random.normal(size=(2, 2000))
    label = signal + random.normal(size=2000) > 1.5
    with open("noise.csv", "w") as file:
        print("signal,noise,hit", file=file)
        for row in zip(signal, noise, label.astype(int)):
            print(*row, sep=",", file=file)
    intervals = {name: auc["interval"] for name, auc in importance(Sweep("noise", NOISE).train(), 20).items()}
    text = {name: f"{interval['lower']:+.4f} to {interval['upper']:+.4f}" for name, interval in intervals.items()}
    expect(intervals["noise"]["lower"] <= 0 <= intervals["noise"]["upper"], f"noise has {text['noise']}")
    expect(intervals["signal"]["lower"] > 0.1, f"the signal has {text['signal']}")
    return f"drop of AUC by a column of noise {text['noise']}, by the signal {text['signal']}"
