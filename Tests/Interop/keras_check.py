"""Keras repeats trainings by what `export keras` writes."""
import os
import subprocess
import sys

import numpy as np

from program import Failed, Sweep, expect, hitsweep

SONGS = """
seed: 1
data: { source: generated, songs: 6000, split: { train: 0.6, validation: 0.2, test: 0.2, by: artist } }
trial: { epochs: 10, scaling: standard, l2: 0.001 }
replicates: 2
axes:
  model: [mlp, lstm]
  features: [audio, { base: audio, past: { unit: song, count: 3, labels: false } }]
  balanceRatio: [none, 2]
  classWeight: [1, 4]
  oversample: [none, { method: smote, ratio: 1 }]
exclude:
  - { model: lstm, features: audio }
  - { model: lstm, oversample: { method: smote, ratio: 1 } }
"""

REAL = """
data: { source: kaggle-19000-spotify-songs }
trial: { epochs: 25, scaling: standard, layers: [30, 10] }
replicates: 1
axes: { balanceRatio: [4], classWeight: [3] }
"""

PAST = '{"base": "audio", "past": {"unit": "song", "count": 3, "labels": false}}'


def settings(model="mlp", features='"audio"', ratio='"none"', weight=1, oversample='"none"'):
    return (f'{{"model": "{model}", "features": {features}, "balanceRatio": {ratio}, "classWeight": {weight}, '
            f'"oversample": {oversample}}}')


CASES = {
    "weighted": settings(weight=4),
    "downsampled": settings(ratio=2),
    "SMOTE": settings(oversample='{"method": "smote", "ratio": 1}'),
    "LSTM, weighted": settings("lstm", PAST, weight=4),
}


def reproduce(folder):
    """Runs the script; how it ended, and what it printed."""
    finished = subprocess.run([sys.executable, os.path.join(folder, "reproduce.py")], capture_output=True, text=True)
    return finished.returncode, finished.stdout, finished.stderr


def check(sweep, configuration, replicate=1):
    hitsweep("export", "keras", sweep.store, configuration, "keras", "--replicate", str(replicate), "--force")
    status, output, errors = reproduce("keras")
    expect(status == 0, f"reproduce.py ends with {status}: {output}{errors}")
    data = np.load("keras/data.npz")
    lines = output.splitlines()
    auc = [float(line.split()[3]) for line in lines if "AUC" in line]
    expect(len(auc) == 4 and abs(auc[0] - data["hitsweep.validation.auc"]) < 1e-6, f"printed: {output}")
    differences = [line.split()[-3] for line in lines if "differ" in line]
    return (f"{data['train.x'].shape[0]} rows, {len(data['order'])} epochs: AUC {auc[0]:.4f} and Keras' {auc[1]:.4f} on "
            f"validation, {auc[2]:.4f} and {auc[3]:.4f} on test; scores differ by {max(differences, key=float)} at most")


def check_control():
    """Whether the script can fail: with the labels of the last export turned round."""
    with np.load("keras/data.npz") as data:
        arrays = dict(data)
    arrays["train.y"] = 1 - arrays["train.y"]
    np.savez("keras/data.npz", **arrays)
    status, _, errors = reproduce("keras")
    if status != 1 or "AUC differs by" not in errors:
        raise Failed(f"with labels turned round reproduce.py ends with {status}")
    return f"with labels turned round reproduce.py ends with 1: {errors.splitlines()[-1]}"
