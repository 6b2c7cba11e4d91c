"""Writes fronts.json: hypervolumes by moocore, quantiles and intervals by SciPy.

Run: python generate.py > fronts.json (moocore 0.1 or later, SciPy 1.x, NumPy 2.x)
"""

import json

import moocore
import numpy as np
from scipy import stats


def hypervolume(points, reference):
    points = np.asarray(points, dtype=float)
    return {
        "points": points.tolist(),
        "reference": reference,
        "hypervolume": float(moocore.hypervolume(points, ref=reference)),
    }


def hypervolumes(random):
    cases = [hypervolume([[0.25, 0.5]], [1.0, 1.0]), hypervolume([[2.0, 0.5]], [1.0, 1.0])]
    for objectives in [2, 3]:
        reference = [1.0] * objectives
        # Any points, points of a round front, many ties, points beyond the reference, negative ones.
        cloud = random.random((60, objectives)).round(4)
        cases.append(hypervolume(cloud, reference))
        directions = np.abs(random.normal(size=(80, objectives)))
        front = 1 - directions / np.linalg.norm(directions, axis=1, keepdims=True)
        cases.append(hypervolume(front.round(6), reference))
        ties = random.integers(0, 6, size=(50, objectives)) / 5
        cases.append(hypervolume(ties, reference))
        cases.append(hypervolume(cloud * 2 - 0.5, reference))
        cases.append(hypervolume(cloud - 1, [0.0] * objectives))
    # Objectives of very different size.
    cloud = random.random((40, 3)).round(5) * [1, 1e5, 1e-3]
    cases.append(hypervolume(cloud, [1.0, 1e5, 1e-3]))
    return cases


def interval(values, training, validation, level):
    values = np.asarray(values)
    count = len(values)
    factor = 1 / count + validation / training
    reach = stats.t.ppf((1 + level) / 2, count - 1) * np.sqrt(values.var(ddof=1) * factor)
    return {
        "values": values.tolist(),
        "trainingSongs": training,
        "validationSongs": validation,
        "level": level,
        "estimate": values.mean(),
        "lower": values.mean() - reach,
        "upper": values.mean() + reach,
    }


def wilson(part, whole, level):
    found = stats.binomtest(part, whole).proportion_ci(level, method="wilson")
    return {"part": part, "whole": whole, "level": level, "lower": found.low, "upper": found.high}


def main():
    random = np.random.default_rng(11)
    levels = [0.1, 0.5, 0.68, 0.9, 0.95, 0.99, 0.9999]
    degrees = [1, 2, 3, 4, 5, 9, 10, 29, 99, 1000]
    shares = [1e-300, 1e-12, 1e-6, 0.025, 0.074, 0.076, 0.3, 0.5, 0.6, 0.926, 0.975, 1 - 1e-9]
    fixture = {
        "hypervolumes": hypervolumes(random),
        "students": [
            {"level": level, "degrees": degree, "quantile": stats.t.ppf((1 + level) / 2, degree)}
            for degree in degrees
            for level in levels
        ],
        "normals": [{"share": share, "quantile": stats.norm.ppf(share)} for share in shares],
        "intervals": [
            interval(random.normal(0.7, 0.02, count).round(4), 8811, 2936, level)
            for count, level in [(5, 0.95), (6, 0.9), (20, 0.95), (100, 0.99)]
        ],
        "wilsons": [
            wilson(part, whole, level)
            for part, whole, level in [
                (0, 20, 0.95), (20, 20, 0.95), (1, 20, 0.9), (61, 189, 0.95), (500, 1000, 0.99)
            ]
        ],
    }
    lines = (f"  {json.dumps(name)}: [\n    " + ",\n    ".join(json.dumps(case) for case in cases)
             + "\n  ]" for name, cases in fixture.items())
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
