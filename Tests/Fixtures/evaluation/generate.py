"""Writes figures.json: small parts with the figures that scikit-learn gives them.

Run: python generate.py > figures.json (scikit-learn 1.x, NumPy 2.x)
"""

import json

import numpy as np
from sklearn import metrics


def figures(scores, labels, correction):
    scores = np.asarray(scores, dtype=np.float32)
    labels = np.asarray(labels)
    exact = scores.astype(np.float64)
    flagged = scores >= 0.5
    weighted = exact * correction
    corrected = weighted / (1 - exact + weighted)
    rates, recalls, _ = metrics.roc_curve(labels, exact, drop_intermediate=False)
    matrix = metrics.confusion_matrix(labels, flagged, labels=[0, 1])
    undefined = flagged.sum() == 0
    return {
        "scores": [float(score) for score in scores],
        "labels": labels.tolist(),
        "correction": correction,
        "counts": matrix.ravel().tolist(),  # TN, FP, FN, TP
        "precision": None if undefined else float(metrics.precision_score(labels, flagged)),
        "recall": float(metrics.recall_score(labels, flagged)),
        "f1": float(metrics.f1_score(labels, flagged)),
        "accuracy": float(metrics.accuracy_score(labels, flagged)),
        "balancedAccuracy": float(metrics.balanced_accuracy_score(labels, flagged)),
        "auc": float(metrics.roc_auc_score(labels, exact)),
        "averagePrecision": float(metrics.average_precision_score(labels, exact)),
        # The last point at a rate is the top of a vertical line, which np.interp takes.
        "recallAtFalsePositiveRate30": float(np.interp(0.30, rates, recalls)),
        "logLoss": float(metrics.log_loss(labels, np.clip(corrected, 1e-15, 1 - 1e-15))),
        "brierScore": float(metrics.brier_score_loss(labels, corrected)),
    }


def main():
    random = np.random.default_rng(7)
    cases = [
        # All scores equal; all ranked rightly; all ranked wrongly; certainties, one of them wrong.
        figures([0.25] * 6, [1, 0, 0, 1, 0, 0], 1.0),
        figures([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], 0.5),
        figures([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0], 2.0),
        figures([1.0, 0.0, 1.0, 0.5, 0.0], [1, 0, 0, 1, 0], 0.25),
        # A vertical line exactly at a false-positive rate of 3 / 10.
        figures(
            [0.9, 0.8, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05, 0.01],
            [0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
            1.0,
        ),
    ]
    for count, steps, correction in [(30, 8, 0.3), (60, 1000, 1.0), (120, 20, 0.0688)]:
        labels = (random.random(count) < 0.3).astype(int)
        scores = np.clip(np.round(random.normal(0.4 + 0.15 * labels, 0.2) * steps) / steps, 0, 1)
        cases.append(figures(scores, labels, correction))
    text = json.dumps(cases, indent=1).replace(",\n   ", ", ")
    print(text.replace("[\n   ", "[").replace("\n  ]", "]"))


if __name__ == "__main__":
    main()
