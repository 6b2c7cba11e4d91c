#!/usr/bin/env python3
"""Holds the files that hitsweep writes and reads against the packages that others read and write them with.

    Tests/Interop/formats.py [FOLDER]

needs the packages of requirements.txt. Files go to FOLDER, or to a folder that is removed in the end; the tests of the
target ModelFile read and write the other half.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BUILD_FLAGS = ["-c", "release", "--explicit-target-dependency-import-check", "error"]
TOLERANCE = 1e-6
NAMES = {"small-mlps": ["tempo", "loudness"], "small-lstm": ["energy"]}


def arrays():
    random = np.random.default_rng(0)
    numbers = random.integers(-(2**63), 2**63, (3, 4, 5), endpoint=False)
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, np.finfo(np.float32).smallest_subnormal], np.float32)
    return {
        "layer1/kernel": random.standard_normal((13, 30)).astype(np.float32), "layer1/bias": special,
        "a scalar": np.array(np.pi), "doubles": random.standard_normal((2, 3, 4)), "long": numbers,
        "int": numbers.astype(np.int32), "bytes": (numbers % 256).astype(np.uint8),
        "nothing": np.zeros((2, 0, 3), np.float32), "one": np.array([1], np.uint8),
        "naïve \"𝄞\" \\ / \u007f \n\t\u0001": np.array([[7]], np.int64),
    }


def check_same(found, expected):
    assert found.keys() == expected.keys(), (found.keys(), expected.keys())
    for name, array in expected.items():
        other = found[name]
        assert (other.dtype, other.shape) == (array.dtype, array.shape), (name, other.dtype, other.shape)
        assert other.tobytes() == array.tobytes(), name
    return len(expected)


def difference(found, expected):
    for values, others in zip(found, expected, strict=True):
        assert (values.dtype, values.shape) == (np.float32, others.shape), (values.dtype, values.shape)
    return max(np.abs(values - others).max(initial=0) for values, others in zip(found, expected))


def check_model(folder, name):
    """The greatest difference of a model's outputs from ours, in onnxruntime and in NumPy, for all rows, one and none."""
    path = os.path.join(folder, f"{name}.onnx")
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert (model.producer_name, model.producer_version, model.model_version) == ("hitsweep", "1.2.3", 1)
    reference = np.load(os.path.join(folder, f"{name}.npz"))
    features = reference["features"]
    outputs = "probability", "score"
    expected = [reference[output] for output in outputs]
    assert all(np.isfinite(values).all() and values.std() > 1e-3 for values in expected), name
    assert np.isnan(features).any()
    found = ReferenceEvaluator(model).run(None, {"features": features})
    differences = [difference(found, expected)]
    for level in onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL, onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = level
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        meta = session.get_modelmeta().custom_metadata_map
        assert meta["example"] == name and json.loads(meta["inputNames"]) == NAMES.get(
            name, [f'feature "{k}"' for k in range(features.shape[-1])]), meta
        assert [(v.name, v.type, v.shape) for v in session.get_inputs()] == [
            ("features", "tensor(float)", ["N", *features.shape[1:]])]
        assert [(v.name, v.type, v.shape) for v in session.get_outputs()] == [
            (output, "tensor(float)", ["N"]) for output in outputs]
        for rows in len(features), 1, 0:
            # An LSTM of no rows makes onnxruntime 1.32 abort.
            if rows == 0 and features.ndim == 3:
                continue
            found = session.run(None, {"features": features[:rows]})
            differences.append(difference(found, [values[:rows] for values in expected]))
    assert max(differences) <= TOLERANCE, (name, max(differences))
    return max(differences)


def check(folder):
    expected = arrays()
    save_file(expected, os.path.join(folder, "python.safetensors"), metadata={"format": "n\u00fcmpy \"1\"\n"})
    subprocess.run(
        ["swift", "test", *BUILD_FLAGS, "--disable-testable-imports", "--filter", "ModelFileTests.InteropTests"],
        check=True, cwd=ROOT, env={**os.environ, "HITSWEEP_INTEROP": folder}, stdout=sys.stderr)
    with open(os.path.join(folder, "python.safetensors"), "rb") as ours, \
         open(os.path.join(folder, "swift.safetensors"), "rb") as theirs:
        assert ours.read() == theirs.read(), "the same bytes"
    count = check_same(load_file(os.path.join(folder, "swift.safetensors")), expected)
    with safe_open(os.path.join(folder, "swift.safetensors"), "numpy") as file:
        assert file.metadata() == {"format": "n\u00fcmpy \"1\"\n"}, file.metadata()
    print(f"safetensors: {count} tensors, both ways, the same bytes")
    with np.load(os.path.join(folder, "swift.npz")) as file:
        print(f"npz: {check_same(dict(file), expected)} arrays")
    names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".onnx"))
    assert len(names) == 10, names
    for name in names:
        print(f"onnx {name}: at most {check_model(folder, name):.1e} from ours")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.makedirs(sys.argv[1], exist_ok=True)
        check(os.path.abspath(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            check(temporary)
