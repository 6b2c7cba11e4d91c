"""The safetensors package reads a model file, and NumPy computes what its documentation says."""
import json

import numpy as np
from safetensors import safe_open

from program import expect

TOLERANCE = 1e-6


def check(case):
    with safe_open(case.model, framework="numpy") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    expect(metadata["format"] == "hitsweep model" and metadata["version"] == "1", f"its metadata are {metadata}")
    model = json.loads(metadata["model"])
    expect(model["inputs"]["names"] == case.names, f"inputs are {model['inputs']['names']}, not {case.names}")
    expected = {f"net.{number}.{name}": shape for number, net in enumerate(model["nets"])
                for name, shape in shapes(net, len(case.names)).items()}
    found = {name: (str(tensor.dtype), tensor.shape) for name, tensor in tensors.items()}
    expect(found == expected, f"tensors are {found}, not {expected}")
    gap = np.abs(probability(model, tensors, case.values) - case.probability).max()
    expect(gap <= TOLERANCE, f"probabilities differ by {gap:.1e}")
    # Whether this can fail: with one weight changed.
    tensors["net.0.dense.0.kernel"][0, 0] += 1
    control = np.abs(probability(model, tensors, case.values) - case.probability).max()
    expect(control > 100 * TOLERANCE, f"with a weight changed probabilities differ by {control:.1e} only")
    return (f"{len(tensors)} tensors of {len(model['nets'])} nets; NumPy's probabilities at most {gap:.1e} from "
            f"hitsweep's; with one weight changed {control:.1e}")


def shapes(net, inputs):
    """The type and the shape of each tensor of a net, as Sources/ModelFile/ModelFile.swift documents them."""
    tensors = {"scaler.origin": ("float64", (inputs,)), "scaler.factor": ("float64", (inputs,)),
               "scaler.median": ("float32", (inputs,))}
    if net.get("units"):
        units = net["units"]
        tensors |= {"lstm.kernel": ("float32", (inputs, 4 * units)), "lstm.bias": ("float32", (4 * units,)),
                    "lstm.recurrent_kernel": ("float32", (units, 4 * units))}
        widths = [units, 2]
    else:
        widths = [inputs, *net["layers"], 2]
    for layer, (width, outputs) in enumerate(zip(widths, widths[1:])):
        tensors[f"dense.{layer}.kernel"] = ("float32", (width, outputs))
        tensors[f"dense.{layer}.bias"] = ("float32", (outputs,))
    return tensors


def probability(model, tensors, values):
    """The mean of the nets' corrected probabilities of raw values."""
    total = 0
    for number, net in enumerate(model["nets"]):
        own = {name.removeprefix(f"net.{number}."): tensor for name, tensor in tensors.items()
               if name.startswith(f"net.{number}.")}
        filled = np.where(np.isnan(values), own["scaler.median"], values).astype(float)
        x = ((filled - own["scaler.origin"]) * own["scaler.factor"]).astype(np.float32)
        score = softmax(own, recurrent(own, x) if "lstm.kernel" in own else x)
        odds = net["oddsCorrection"] * score / (1 - score)
        total = total + odds / (1 + odds)
    return total / len(model["nets"])


def softmax(net, x):
    """The dense layers: the probability of the second logit."""
    last = sum(name.endswith("kernel") and name.startswith("dense") for name in net) - 1
    for layer in range(last + 1):
        x = x @ net[f"dense.{layer}.kernel"] + net[f"dense.{layer}.bias"]
        if layer < last:
            x = np.maximum(x, 0)
    return 1 / (1 + np.exp((x[:, 0] - x[:, 1]).astype(float)))


def recurrent(net, x):
    """What the LSTM layer gives at the last step; gates i, f, g, o."""
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    h = c = np.zeros((len(x), len(net["lstm.recurrent_kernel"])), np.float32)
    for step in range(x.shape[1]):
        gates = x[:, step] @ net["lstm.kernel"] + h @ net["lstm.recurrent_kernel"] + net["lstm.bias"]
        i, f, g, o = np.split(gates, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h
