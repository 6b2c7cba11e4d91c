"""Writes reference.json: a few top songs, their neighbours as imbalanced-learn finds them, and the moments of the
synthetic ones that its SMOTE and SMOTENC draw between them.

Run: python generate.py > reference.json (imbalanced-learn 0.14.2, scikit-learn 1.9.1, NumPy 2.4.6)
"""

import json
import re
import warnings

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTENC

NEIGHBOURS = 5
DRAWS = 40_000
BATCHES = 50
# Columns 0, 2, 6 and 7 are continuous; 1 is a code of 0 and 1; of 3, 4 and 5 one is set.
CONTINUOUS = [0, 2, 6, 7]
NOMINAL = [[1], [3, 4, 5]]


def top_songs(seed, count=60):
    """Draws songs whose nominal features go with the continuous ones, which have different deviations."""
    random = np.random.default_rng(seed)
    code = random.integers(0, 2, count)
    kind = random.choice(3, count, p=[0.4, 0.3, 0.3])
    shared = random.normal(size=count) + 1.5 * kind
    scales = np.array([1.0, 0.6, 1.5, 0.8])
    noise = random.normal(size=(count, 4))
    values = scales * (noise + np.outer(shared, [0.5, 0.0, -0.4, 0.8]) + np.outer(code, [0.3, 0.6, 0, 0]))
    rows = np.zeros((count, 8))
    rows[:, CONTINUOUS] = np.round(values, 3)
    rows[:, 1] = code
    rows[np.arange(count), 3 + kind] = 1
    return rows.astype(np.float32).astype(np.float64)


class Method:
    """An oversampling of the rows, in the columns as imbalanced-learn wants them: one for each nominal feature."""

    def __init__(self, rows, nominal):
        self.nominal = nominal
        self.count = len(rows)
        codes = [rows[:, columns].argmax(axis=1) if len(columns) > 1 else rows[:, columns[0]] for columns in nominal]
        self.features = np.column_stack([rows[:, CONTINUOUS], *codes])
        # Others are needed only because a training set has two classes.
        self.training = np.vstack([self.features, self.features])
        self.labels = np.repeat([1, 0], self.count)

    def sampler(self, draws, seed):
        settings = dict(k_neighbors=NEIGHBOURS, random_state=seed, sampling_strategy={1: self.count + draws})
        if self.nominal:
            return SMOTENC([4 + index for index in range(len(self.nominal))], **settings)
        return SMOTE(**settings)

    def neighbours(self):
        sampler = self.sampler(1, 0)
        sampler.fit_resample(self.training, self.labels)
        search = sampler.nn_k_
        return search.kneighbors(search._fit_X, return_distance=False)[:, 1:]

    def draw(self, seed):
        drawn = self.sampler(DRAWS, seed).fit_resample(self.training, self.labels)[0][2 * self.count :]
        if not self.nominal:
            return drawn
        rows = np.zeros((len(drawn), 8))
        rows[:, CONTINUOUS] = drawn[:, :4]
        rows[:, 1] = drawn[:, 4]
        rows[np.arange(len(drawn)), 3 + drawn[:, 5].astype(int)] = 1
        return rows


def any_tied(rows):
    """Whether any vote is tied: of values equally frequent imbalanced-learn draws one, we take the nearest song's."""
    for voters in Method(rows, NOMINAL).neighbours():
        for columns in NOMINAL:
            _, counts = np.unique(rows[np.ix_(voters, columns)], axis=0, return_counts=True)
            if (counts == counts.max()).sum() > 1:
                return True
    return False


def figures(rows, continuous):
    """Means (frequencies, of nominal features), deviations of continuous features, correlations of all pairs."""
    return {
        "means": rows.mean(axis=0),
        "deviations": rows[:, continuous].std(axis=0),
        "correlations": np.corrcoef(rows.T)[np.triu_indices(rows.shape[1], 1)],
    }


def case(name, rows, nominal):
    method = Method(rows, nominal)
    columns = sorted(CONTINUOUS + sum(nominal, []))
    continuous = [columns.index(column) for column in CONTINUOUS]
    batches = [figures(method.draw(seed), continuous) for seed in range(BATCHES)]
    result = {
        "method": name,
        "columns": columns,
        "continuous": continuous,
        "nominal": nominal,
        "neighbours": method.neighbours().tolist(),
    }
    for figure in batches[0]:
        values = np.array([batch[figure] for batch in batches])
        # The standard error is that of one batch, for a comparison with as many draws.
        result[figure] = {
            "values": values.mean(axis=0).round(6).tolist(),
            "errors": values.std(axis=0, ddof=1).round(7).tolist(),
        }
    return result


def main():
    warnings.filterwarnings("ignore", message="After over-sampling")
    rows = next(rows for rows in map(top_songs, range(10_000)) if not any_tied(rows))
    reference = {
        "draws": DRAWS,
        "batches": BATCHES,
        "rows": [[round(float(value), 3) for value in row] for row in rows],
        "cases": [case("SMOTE", rows, []), case("SMOTENC", rows, NOMINAL)],
    }
    text = json.dumps(reference, indent=1)
    # The innermost lists on one line each.
    print(re.sub(r"\[[^\[\]{}]*\]", lambda match: re.sub(r"\s+", " ", match[0]), text))


if __name__ == "__main__":
    main()
