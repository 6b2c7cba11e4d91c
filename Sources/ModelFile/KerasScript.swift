import Training
import Trials

/// The Python script beside exported arrays.
struct KerasScript {
  private let title: String
  private let layers: [String]
  private let weightNames: [String]
  private let isRecurrent: Bool

  init(_ trial: PreparedTrial, title: String) {
    self.title = title
    weightNames = trial.initial.tensors.map(\.name)
    switch trial.initial {
    case .mlp(let net):
      isRecurrent = false
      layers =
        ["keras.Input((\(net.shape.inputs),))"]
        + net.shape.hidden.map {
          "keras.layers.Dense(\($0), activation=\"relu\", kernel_regularizer=l2)"
        }
    case .lstm(let net):
      isRecurrent = true
      layers = [
        "keras.Input((\(trial.training.steps), \(net.shape.inputs)))",
        "keras.layers.LSTM(\(net.shape.units), return_sequences=True, kernel_regularizer=l2)",
      ]
    }
  }

  /// Of the probabilities that Keras gives, those of a top song, of sequences at their last step.
  private var scores: String { isRecurrent ? "[:, -1, 1]" : "[:, 1]" }

  var text: String {
    """
    # Trains \(title) once more, in Keras, batch by batch:
    #   pip install tensorflow-cpu==2.21.0 keras==3.15.1 numpy==2.4.6 && python reproduce.py
    import os
    import sys

    os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
    import keras
    import numpy as np

    data = np.load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data.npz"))
    l2 = keras.regularizers.L2(float(data["l2"]))
    model = keras.Sequential([
    \(layers.map { "    \($0),\n" }.joined())\
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.set_weights([data[f"initial.{name}"] for name in [
    \(weightNames.map { "\"\($0)\"" }.wrapped)]])
    model.compile(keras.optimizers.Adam(float(data["learning_rate"])), "sparse_categorical_crossentropy")

    x, y, weight, size = data["train.x"], data["train.y"], data["train.weight"], int(data["batch_size"])
    for order in data["order"]:  # of each epoch
        for start in range(0, len(order), size):
            rows = order[start:start + size]
            model.train_on_batch(x[rows], y[rows], sample_weight=weight[rows])

    gap = 0
    for part in "validation", "test":
        score = model.predict(data[f"{part}.x"], verbose=0)\(scores)
        is_top, flagged = data[f"{part}.y"] == 1, score >= 0.5
        counts = [np.sum(chosen) for chosen in (
            flagged & is_top, flagged & ~is_top, ~flagged & is_top, ~flagged & ~is_top)]
        top, other = score[is_top], np.sort(score[~is_top])
        auc = np.mean([np.searchsorted(other, top, side) for side in ("left", "right")]) / len(other)
        theirs, their_counts, scores = (data[f"hitsweep.{part}.{name}"] for name in ("auc", "counts", "score"))
        for who, figure, four in ("hitsweep", theirs, their_counts), ("Keras", auc, counts):
            print("{:10} {:8}  AUC {:.6f}  TP {} FP {} FN {} TN {}".format(part, who, figure, *four))
        # By some 1e-6, or 1e-3 where rounding once put the input of a ReLU on the other side of zero.
        print(f"{part:10} scores differ by {abs(score - scores).max():.1e} at most")
        gap = max(gap, abs(auc - theirs))
    sys.exit(f"AUC differs by {gap:.4f}, which is more than 0.002" if gap > 0.002 else 0)

    """
  }
}

extension [String] {
  /// Members of a list in Python, four a line.
  fileprivate var wrapped: String {
    stride(from: 0, to: count, by: 4).map {
      "    " + self[$0..<Swift.min($0 + 4, count)].joined(separator: ", ")
    }.joined(separator: ",\n")
  }
}
