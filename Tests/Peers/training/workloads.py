"""The three trainings that are timed: every number that the peers share, and no more."""
from dataclasses import dataclass

EPOCHS = 25
OUTPUTS = 2
CLASS_WEIGHTS = (1.0, 4.0)
POSITIVE_SHARE = 0.064
LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7


@dataclass(frozen=True)
class Workload:
    """An MLP with two hidden layers or, where there is more than one time step, an LSTM."""

    name: str
    rows: int
    batch: int
    inputs: int
    hidden: tuple[int, ...]
    steps: int = 1

    @property
    def is_recurrent(self):
        return self.steps > 1

    @property
    def layers(self):
        """Widths of an MLP's layers, from inputs to outputs."""
        return (self.inputs, *self.hidden, OUTPUTS)


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("W1", rows=11_746, batch=64, inputs=13, hidden=(30, 10)),
        Workload("W2", rows=2_000, batch=64, inputs=14, hidden=(10,), steps=3),
        Workload("W3", rows=11_746, batch=256, inputs=13, hidden=(256, 128)),
    )
}
