"""hitsweep as other programs see it: its commands, its CSV and its JSON."""
import csv
import io
import json
import os
import subprocess

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HITSWEEP = os.path.join(ROOT, ".build", "release", "hitsweep")


class Failed(Exception):
    """What a check found."""


def expect(holds, message):
    if not holds:
        raise Failed(message)


def hitsweep(*arguments):
    """What a command prints, in the current folder."""
    finished = subprocess.run([HITSWEEP, *arguments], capture_output=True, text=True)
    expect(finished.returncode == 0,
           f"hitsweep {' '.join(arguments)} ends with {finished.returncode}: {finished.stderr.strip()}")
    return finished.stdout


def table(text):
    """The columns of a CSV text, as lists of texts by title."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return {title: [row[title] for row in rows] for title in rows[0]}


def numbers(cells):
    """Cells as float32; NaN where one is empty."""
    return np.array([float(cell or "nan") for cell in cells], np.float32)


class Sweep:
    """A sweep that has been run; `text` is its file without the name."""

    def __init__(self, name, text):
        self.name = name
        self.file = f"{name}.yaml"
        self.store = f"{name}.hitsweep"
        with open(self.file, "w") as file:
            file.write(f"name: {name}\n{text}")
        hitsweep("run", self.file)
        listed = table(hitsweep("summary", self.store, "--all", "--format", "csv"))
        self.ids = [id for id in listed["id"]]

    def train(self, id=None):
        """The path of the model file of a configuration, of the first one by default."""
        path = f"{self.name}-{id or self.ids[0]}.safetensors"
        hitsweep("train", self.store, id or self.ids[0], "--output", path, "--force")
        return path

    def parts(self, replicate=0):
        """The songs: part, label, row and features [songs, features], with the features' names."""
        columns = table(hitsweep("data", "parts", self.file, "--replicate", str(replicate)))
        names = list(columns)[3:]
        return (np.array(columns["part"]), np.array(columns["label"], int), np.array(columns["row"], int),
                np.stack([numbers(columns[name]) for name in names], 1), names)


def predictions(model, names, rows):
    """What `predict` says of rows [rows, inputs] of raw values, NaN where one is missing: probabilities and scores."""
    with open("songs.csv", "w") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        # A float32 as the shortest text that is read back as the same.
        writer.writerows([["" if np.isnan(value) else str(value) for value in row] for row in rows])
    said = table(hitsweep("predict", model, "songs.csv", "--format", "csv"))
    return np.array(said["probability"], float), np.array(said["deckProbability"], float)


def importance(model, repeats):
    """What `importance` says of each input: the drop of AUC with its spread and its interval."""
    said = json.loads(hitsweep("importance", model, "--repeats", str(repeats), "--format", "json"))
    return {row["name"]: row["auc"] for row in said["inputs"]}
