"""onnxruntime runs what `export onnx` writes, on raw values."""
import json

import numpy as np
import onnxruntime

from program import expect, hitsweep

TOLERANCE = 1e-6


def session(model):
    hitsweep("export", "onnx", model, "model.onnx", "--force")
    return onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])


def check(case):
    net = session(case.model)
    names = json.loads(net.get_modelmeta().custom_metadata_map["inputNames"])
    expect(names == case.names, f"inputs are {names}, not {case.names}")
    probability, score = net.run(["probability", "score"], {"features": case.values})
    gap = max(np.abs(probability - case.probability).max(), np.abs(score - case.score).max())
    expect(gap <= TOLERANCE, f"probabilities differ by {gap:.1e}")
    # Whether this can fail: the same net on values whose first two inputs are exchanged.
    exchanged = case.values[..., [1, 0, *range(2, len(names))]]
    other, = net.run(["probability"], {"features": exchanged})
    control = np.abs(other - case.probability).max()
    expect(control > 100 * TOLERANCE, f"with inputs exchanged probabilities differ by {control:.1e} only")
    return (f"{len(case.values)} rows of {' x '.join(map(str, case.values.shape[1:]))}: at most {gap:.1e} from "
            f"hitsweep's; with two inputs exchanged {control:.1e}")
