"""Fits the generator of songs to the real ones.

Run: HITSWEEP_DATA=DIR python calibrate.py (NumPy, SciPy), where DIR holds song_data.csv and
song_release_dates.csv. It writes the generator's constants, Sources/Songs/
SongGenerator+Marginals.swift, and the figures to which the tests hold it, reference.json beside
this script: aggregates, no song.
"""

import csv
import json
import os
import pathlib
from collections import Counter, defaultdict
from types import SimpleNamespace

import numpy as np
from scipy.special import ndtr, ndtri

HERE = pathlib.Path(__file__).parent
SWIFT = HERE.parents[2] / "Sources/Songs/SongGenerator+Marginals.swift"
WHOLE = {"song_duration_ms", "key", "audio_mode", "time_signature", "year"}
TOP = 75
GRID = np.arange(-3.5, 3.6, 0.25)


def read(folder):
    """The unique songs of the real files."""
    rows = list(csv.DictReader(open(folder / "song_data.csv", encoding="utf-8", newline="")))
    released = folder / "song_release_dates.csv"
    dates = list(csv.DictReader(open(released, encoding="utf-8", newline="")))
    names = [name for name in rows[0] if name not in ("song_name", "song_popularity")]
    keys = [(row["song_name"], row["song_duration_ms"], row["acousticness"]) for row in rows]
    counts = Counter(keys)
    first = sorted({key: index for index, key in reversed(list(enumerate(keys)))}.values())
    values = np.array([[float(rows[i][name]) for name in names] for i in first])
    years = np.array([float(dates[i]["album_release_date"][:4]) for i in first])
    artists, songs = defaultdict(list), defaultdict(list)
    for position, i in enumerate(first):
        artists[dates[i]["artist_name"]].append(position)
        songs[dates[i]["artist_name"], dates[i]["song_name"]].append(position)
    return SimpleNamespace(
        names=names + ["year"],
        values=np.c_[values, years],
        popularity=np.array([int(rows[i]["song_popularity"]) for i in first]),
        copies=np.array([counts[keys[i]] for i in first]),
        artists=list(artists.values()),
        songs=list(songs.values()),
    )


def normal_scores(values, random):
    """Normal scores by rank, ties in random order."""
    ranks = np.empty(len(values))
    ranks[np.lexsort((random.random(len(values)), values))] = np.arange(len(values))
    return ndtri((ranks + 0.5) / len(values))


def boundaries(values, levels):
    """A table whose whole part is distributed as `values`: exactly at `levels`, evenly between."""
    below = [np.mean(values < level) for level in levels]
    return [(-9.0, float(values.min()))] + [
        (ndtri(p), float(v)) for p, v in zip(below, levels) if p > 0
    ]


def marginal(name, values):
    """A table of (normal score, value), linear between its knots and constant beyond them."""
    if name == "year":
        return boundaries(values, [1950, *range(1960, 2005, 10), 2005, *range(2010, 2020)])
    if name in ("key", "audio_mode", "time_signature"):
        return boundaries(values, np.unique(values)[1:])
    if name == "instrumentalness":
        # A constant end of zeros, then values that grow by orders of magnitude: narrow knots.
        zeros = ndtri(np.mean(values == 0))
        grid = np.arange(-0.25, 3.6, 0.125)
        return [(zeros, 0.0)] + list(zip(grid, np.quantile(values, ndtr(grid))))
    return list(zip(GRID, np.quantile(values, ndtr(GRID))))


def lookup(table, scores):
    return np.interp(scores, [knot[0] for knot in table], [knot[1] for knot in table])


def apply(name, table, scores):
    values = lookup(table, scores)
    return np.floor(values) if name in WHOLE else values


def copula(names, tables, target):
    """The correlations of normals whose transforms correlate as `target`, by Hermite series."""
    grid = np.linspace(-8, 8, 40_001)
    weight = np.exp(-(grid**2) / 2) * (grid[1] - grid[0]) / np.sqrt(2 * np.pi)
    hermite = [np.ones_like(grid), grid]
    for k in range(1, 40):
        hermite.append((grid * hermite[k] - np.sqrt(k) * hermite[k - 1]) / np.sqrt(k + 1))
    series = []
    for name, table in zip(names, tables):
        coefficients = np.array(
            [(apply(name, table, grid) * h * weight).sum() for h in hermite[1:]]
        )
        series.append(coefficients / np.sqrt((coefficients**2).sum()))
    powers = np.linspace(-0.98, 0.98, 1961)[:, None] ** np.arange(1, 41)
    correlations = np.eye(len(names))
    for i in range(len(names)):
        for j in range(i):
            reached = powers @ (series[i] * series[j])
            correlations[i, j] = correlations[j, i] = powers[
                np.argmin(abs(reached - target[i, j])), 0
            ]
    eigenvalues, vectors = np.linalg.eigh(correlations)
    correlations = vectors @ np.diag(np.maximum(eigenvalues, 0.01)) @ vectors.T
    scale = np.sqrt(np.diag(correlations))
    return correlations / np.outer(scale, scale)


def draw(count, width, random):
    """Normals as the generator makes them: sums of twelve uniforms."""
    return sum(random.random((count, width)) for _ in range(12)) - 6


def latent(scores, noise, everywhere, upwards, curved):
    lift = scores @ upwards + (scores**2 - 1) @ curved
    return noise + scores @ everywhere + np.maximum(noise, 0) * lift


def fit_popularity(names, tables, root, values, real, popularity, random):
    """Weights by moments: correlations with popularity; first and second moments of top songs."""
    width = len(names)
    top = popularity > TOP
    wanted = [np.corrcoef(column, popularity)[0, 1] for column in values.T]
    wanted_first, wanted_second = real[top].mean(0), (real[top] ** 2).mean(0)
    scores, noise = draw(400_000, width, random) @ root.T, draw(400_000, 1, random)[:, 0]
    columns = np.stack([apply(n, t, scores[:, j]) for j, (n, t) in enumerate(zip(names, tables))])
    columns = (columns - columns.mean(1, keepdims=True)) / columns.std(1, keepdims=True)
    inverse = np.linalg.inv(root @ root.T)
    ordered = np.sort(popularity)
    weights = np.zeros((3, width))
    for _ in range(60):
        ranks = np.argsort(np.argsort(latent(scores, noise, *weights)))
        drawn = ordered[ranks * len(ordered) // len(ranks)].astype(float)
        hits = drawn > TOP
        standard = (drawn - drawn.mean()) / drawn.std()
        weights[0] += 0.5 * inverse @ (wanted - columns @ standard / len(standard))
        weights[1] += 0.3 * inverse @ (wanted_first - scores[hits].mean(0))
        weights[2] += 0.1 * (wanted_second - (scores[hits] ** 2).mean(0))
    # The second moments of 946 songs overstate the curvature. Shrunk so, logistic regression and a
    # small net reach on drawn songs what they reach on the real ones.
    weights[2] *= 0.75
    return weights


def popularity_table(root, weights, popularity, random):
    scores, noise = draw(1_000_000, len(root), random) @ root.T, draw(1_000_000, 1, random)[:, 0]
    level = latent(scores, noise, *weights)
    levels = [1, *range(5, 75, 5), 75, 76, *range(78, 96, 2), 97, 100]
    below = [np.mean(popularity < value) for value in levels]
    return [(-9.0, 0.0)] + list(zip(np.quantile(level, below), map(float, levels)))


def numbers(values, indent):
    """Swift array elements of four significant digits, wrapped."""
    lines, line = [], " " * indent
    for value in values:
        text = f"{value:.3g}"
        if abs(value) >= 1e-4:
            text = f"{float(f'{value:.4g}'):.10f}".rstrip("0").rstrip(".")
        text = "0" if text in ("0", "-0") else text
        whole, _, rest = text.partition(".")
        if len(whole.lstrip("-")) > 3 and "e" not in text:
            whole = f"{int(whole):_}"
        text = whole + ("." + rest if rest else "")
        if "." in text and len(rest) > 3 and "e" not in text:
            text = whole + "." + "_".join(rest[i : i + 3] for i in range(0, len(rest), 3))
        if len(line) + len(text) + 2 > 99:
            lines.append(line.rstrip())
            line = " " * indent
        line += text + ", "
    return "\n".join(lines + [line.rstrip()])


def swift_table(table, indent):
    pad = " " * indent
    scores, values = zip(*table)
    listed = f"[\n{numbers(scores, indent + 4)}\n{pad}  ]"
    return (
        f"QuantileTable(\n{pad}  scores: {'evenScores' if scores == tuple(GRID) else listed},\n"
        f"{pad}  values: [\n{numbers(values, indent + 4)}\n{pad}  ])"
    )


def swift(names, tables, root, lists, scalars, more_tables):
    features = "".join(
        f'    Marginal(\n      name: "{name}", isWhole: {str(name in WHOLE).lower()},\n'
        f"      table: {swift_table(table, 6)}),\n"
        for name, table in zip(names, tables)
    )
    rows = [numbers(row[: i + 1], 6) for i, row in enumerate(root)]
    # The formatter wants a single number on the line of its brackets.
    factor = "    [1],\n" + "".join(f"    [\n{row}\n    ],\n" for row in rows[1:])
    text = "// Written by Tests/Fixtures/generator/calibrate.py; do not edit.\n\n"
    text += "/// Aggregates of the real songs: what the generator knows of them.\n"
    text += "extension SongGenerator {\n"
    text += "  /// The distributions of the features and, last, of the year of release.\n"
    text += f"  static let marginals: [Marginal] = [\n{features}  ]\n\n"
    text += "  /// The lower Cholesky factor of the correlations of the marginals' normal scores.\n"
    text += f"  static let correlationFactor: [[Double]] = [\n{factor}  ]\n"
    text += "\n  /// The normal scores at which most distributions are known.\n"
    text += f"  private static let evenScores: [Double] = [\n{numbers(GRID, 4)}\n  ]\n"
    for name, comment, values in lists:
        text += f"\n  /// {comment}\n  static let {name}: [Double] = [\n{numbers(values, 4)}\n  ]\n"
    for name, comment, value in scalars:
        text += f"\n  /// {comment}\n  static let {name} = {value:.4f}\n"
    for name, comment, table in more_tables:
        text += f"\n  /// {comment}\n  static let {name} = {swift_table(table, 2)}\n"
    return text + "}\n"


def copy_table(popularity, copies):
    edges = [-1, 20, 40, 50, 60, 70, 75, 80, 85, 90, 95, 100]
    table = []
    for low, high in zip(edges, edges[1:]):
        chosen = (popularity > low) & (popularity <= high)
        more = copies[chosen].mean() - 1
        table.append((popularity[chosen].mean(), more / (1 + more)))
    return table


def artist_table(sizes):
    levels = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 26]
    return [(np.mean(sizes < level), level) for level in levels] + [(1, 56)]


def likeness(groups, scores):
    """How the normal scores of two members of a group correlate."""
    together, pairs = np.zeros(scores.shape[1]), 0
    for members in groups:
        chosen = scores[members]
        together += (chosen.sum(0) ** 2 - (chosen**2).sum(0)) / (len(members) - 1)
        pairs += len(members)
    return np.maximum(together / pairs, 0)


def main():
    real = read(pathlib.Path(os.environ["HITSWEEP_DATA"]))
    random = np.random.default_rng(1)
    names, values, popularity = real.names, real.values, real.popularity
    tables = [marginal(name, column) for name, column in zip(names, values.T)]
    correlations = np.corrcoef(np.c_[values, popularity].T)
    root = np.linalg.cholesky(copula(names, tables, correlations[:-1, :-1]))
    scores = np.stack([normal_scores(column, random) for column in values.T], axis=1)
    weights = fit_popularity(names, tables, root, values, scores, popularity, random)

    parts = scores @ np.linalg.inv(root).T
    artists, versions = ([g for g in groups if len(g) > 1] for groups in (real.artists, real.songs))
    song_share = likeness(versions, parts).mean()
    artist_shares = np.minimum(likeness(artists, parts), song_share)
    standing = likeness(artists, normal_scores(popularity, random)[:, None])[0]
    version_share = (len(values) - len(real.songs)) / (len(values) - len(real.artists))
    lists = [
        (
            "popularityWeights",
            "The weights of the normal scores in every song's latent popularity.",
            weights[0],
        ),
        ("hitWeights", "Their further weights in that of songs with luck.", weights[1]),
        (
            "hitCurvature",
            "The weights of their squares, less one, in that of songs with luck.",
            weights[2],
        ),
        (
            "artistLoadings",
            "The weights of the artist's parts in those of a song.",
            np.sqrt(artist_shares),
        ),
        (
            "workLoadings",
            "The weights of the work's parts in those of a song.",
            np.sqrt(song_share - artist_shares),
        ),
    ]
    scalars = [
        (
            "versionLoading",
            "The weight of the version's parts in those of a song.",
            np.sqrt(1 - song_share),
        ),
        ("standingLoading", "The weight of the artist's standing in luck.", np.sqrt(standing)),
        ("chanceLoading", "The weight of chance in luck.", np.sqrt(1 - standing)),
        (
            "versionShare",
            "The chance that an artist's next song is a version of the last one.",
            version_share,
        ),
    ]
    more_tables = [
        (
            "popularityTable",
            "Popularity over its latent score.",
            popularity_table(root, weights, popularity, random),
        ),
        (
            "copyTable",
            "The chance that a song stands in one more playlist, over its popularity.",
            copy_table(popularity, real.copies),
        ),
        (
            "artistSizeTable",
            "An artist's number of songs over a uniform number.",
            artist_table(np.array([len(group) for group in real.artists])),
        ),
    ]
    SWIFT.write_text(swift(names, tables, root, lists, scalars, more_tables))

    shares = [0.05, 0.25, 0.5, 0.75, 0.95]
    columns = np.c_[values, popularity].T
    masses = [
        ("instrumentalness", [0]),
        ("audio_mode", [0, 1]),
        ("time_signature", [0, 1, 3, 4, 5]),
        ("key", range(12)),
        ("year", range(2010, 2019)),
    ]
    reference = {
        "columns": names + ["popularity"],
        "shares": shares,
        "quantiles": [np.quantile(column, shares).round(6).tolist() for column in columns],
        "correlations": correlations.round(3).tolist(),
        "massPoints": [
            {
                "column": name,
                "value": value,
                "share": round(np.mean(columns[names.index(name)] == value), 4),
            }
            for name, mass in masses
            for value in mass
        ],
    }
    text = json.dumps(reference, indent=1).replace(",\n   ", ", ")
    text = text.replace("[\n   ", "[").replace("\n  ]", "]")
    text = text.replace("{\n   ", "{").replace("\n  }", "}")
    (HERE / "reference.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
