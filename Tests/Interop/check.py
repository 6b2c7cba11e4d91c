"""Runs the checks, a line each; see `run`."""
import os
import sys
import tempfile
import time

from program import Failed

KINDS = ["onnx", "safetensors", "importance", "keras"]


def checks(kinds):
    """The title of each check and what runs it."""
    is_real = bool(os.environ.get("HITSWEEP_DATA"))
    if "onnx" in kinds or "safetensors" in kinds:
        import models
        import onnx_check
        import safetensors_check

        makers = [models.perceptron, models.past, models.sequence, models.missing]
        for maker in makers + ([lambda: models.perceptron(real=True)] if is_real else []):
            case = maker()
            if "onnx" in kinds:
                yield f"ONNX, {case.title}", lambda: onnx_check.check(case)
            if "safetensors" in kinds:
                yield f"safetensors, {case.title}", lambda: safetensors_check.check(case)
    if "importance" in kinds:
        import importance_check

        yield "permutation importance", importance_check.check_peer
        yield "importance of noise", importance_check.check_noise
    if "keras" in kinds:
        import keras_check

        sweep = keras_check.Sweep("keras", keras_check.SONGS)
        for title, configuration in keras_check.CASES.items():
            yield f"Keras, {title}", lambda: keras_check.check(sweep, configuration)
        yield "Keras, control", keras_check.check_control
        if is_real:
            real = keras_check.Sweep("real", keras_check.REAL)
            yield "Keras, the real songs", lambda: keras_check.check(real, real.ids[0], replicate=0)


def main(kinds):
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        sys.exit(f"no check is called {unknown[0]}; there are {', '.join(KINDS)}")
    if os.environ.get("HITSWEEP_DATA"):
        os.environ["HITSWEEP_DATA"] = os.path.abspath(os.environ["HITSWEEP_DATA"])
    start = time.monotonic()
    counts = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for title, check in checks(kinds or KINDS):
            try:
                said, holds = check(), True
            except Failed as failure:
                said, holds = str(failure), False
            counts[holds] += 1
            print("ok    " if holds else "FAILED", f"{title}: {said}", flush=True)
        os.chdir("/")
    print(f"{counts[True]} of {sum(counts.values())} checks hold; {time.monotonic() - start:.0f} seconds")
    if not os.environ.get("HITSWEEP_DATA"):
        print("The real songs were left out, as HITSWEEP_DATA names no folder.")
    sys.exit(1 if counts[False] else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
