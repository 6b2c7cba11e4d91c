import Evaluation
public import Songs
public import Sweeps
public import Trials

/// One training in full, for NumPy, and a Python script that repeats it in Keras and compares what comes of it.
///
/// Arrays, for rows of several steps (LSTM) with these as a second dimension where `[, steps]` stands:
///
/// - `train.x` `[rows[, steps], inputs]`, scaled: what is trained on, after downsampling, synthetic rows last; `train.y` and
///   `train.weight` `[rows[, steps]]`: labels and their weights in the loss; `train.row` `[rows]`: the data row in the source
///   file, counted from 1, 0 for synthetic ones.
/// - `validation.x`, `.row` and `test.x`, `.row`, likewise; `.y` `[rows]`, of several steps the label of the last one.
/// - `order` `[epochs, rows]`: the rows of `train.x` in the order in which each epoch takes them, `batch_size` at a time.
/// - `initial.NAME`: the first weights, named and laid out as in ``ModelFile``.
/// - `learning_rate` of Adam; `l2`, by which the squares of hidden kernels (of an LSTM: of its input kernel) join the loss;
///   `epochs`; `class_counts` `[2]`: others and top songs that are trained on.
/// - `hitsweep.validation.score` `[rows]`: what the net trained here says of each; `.auc`; `.counts` `[4]`: true positives,
///   false positives, false negatives, true negatives at a score of 0.5; the same for `test`.
public struct KerasExport: Sendable {
  /// The arrays.
  public let data: NPZFile
  /// The script, which reads the arrays from `data.npz` beside it.
  public let script: String

  /// Puts a training together that was repeated here; it has no dropout.
  ///
  /// - Parameters:
  ///   - trial: the training before its first step.
  ///   - net: what came of it.
  ///   - measurement: its outcome.
  ///   - table: the songs.
  ///   - title: which training it is, in letters that need no escaping.
  public init(
    _ trial: PreparedTrial, net: TrainedNet, measurement: OutcomeRecord.Measurement,
    table: SongTable, title: String
  ) {
    precondition(trial.recipe.dropout == 0, "what is left out at random is not exported")
    var arrays = Self.training(of: trial, table: table)
    for (name, part, figures) in [
      ("validation", trial.validation, measurement.validation),
      ("test", trial.test, measurement.test),
    ] {
      arrays["\(name).x"] = part.featureTensor
      arrays["\(name).y"] = part.newestLabelTensor
      arrays["\(name).row"] = part.rowTensor(table)
      let scores = net.scores(of: part.songs.compactMap(\.self), in: table)
      arrays["hitsweep.\(name).score"] = Tensor(shape: [scores.count], .float32(scores))
      arrays["hitsweep.\(name).auc"] = Tensor(shape: [], .float64([figures.auc]))
      arrays["hitsweep.\(name).counts"] = Tensor(figures.counts)
    }
    data = NPZFile(arrays)
    script = KerasScript(trial, title: title).text
  }

  private static func training(of trial: PreparedTrial, table: SongTable) -> [String: Tensor] {
    let (part, recipe, orders) = (trial.training, trial.recipe, trial.epochOrders)
    let tops = Int64(trial.topCount)
    var arrays = [
      "train.x": part.featureTensor,
      "train.y": part.labelTensor,
      "train.weight": Tensor(shape: part.labelTensor.shape, .float32(trial.trainingWeights)),
      "train.row": part.rowTensor(table),
      "order": Tensor(
        shape: [orders.count, part.songs.count], .int32(orders.joined().map { Int32($0) })),
      "batch_size": Tensor(shape: [], .int64([Int64(recipe.batchSize)])),
      "epochs": Tensor(shape: [], .int64([Int64(recipe.epochs)])),
      "learning_rate": Tensor(shape: [], .float32([recipe.learningRate])),
      "l2": Tensor(shape: [], .float32([recipe.l2])),
      "class_counts": Tensor(shape: [2], .int64([Int64(part.songs.count) - tops, tops])),
    ]
    for (name, tensor) in trial.initial.tensors { arrays["initial.\(name)"] = tensor }
    return arrays
  }
}

extension Tensor {
  fileprivate init(_ counts: ConfusionCounts) {
    let values = [
      counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives,
    ]
    self.init(shape: [values.count], .int64(values.map(Int64.init)))
  }
}

extension ScaledSongs {
  private var shape: [Int] { steps == 1 ? [songs.count] : [songs.count, steps] }

  fileprivate var featureTensor: Tensor {
    Tensor(shape: shape + [features.count / labels.count], .float32(features))
  }

  fileprivate var labelTensor: Tensor { Tensor(shape: shape, .uint8(labels)) }

  fileprivate var newestLabelTensor: Tensor {
    let newest = stride(from: steps - 1, to: labels.count, by: steps).map { labels[$0] }
    return Tensor(shape: [songs.count], .uint8(newest))
  }

  fileprivate func rowTensor(_ table: SongTable) -> Tensor {
    Tensor(
      shape: [songs.count],
      .int64(songs.map { song in song.map { Int64(table.sourceRows[Int($0)]) } ?? 0 }))
  }
}
