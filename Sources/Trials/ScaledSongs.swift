import Songs
import Training

/// Songs in the numbers that a net reads, with what it is to say of them.
public struct ScaledSongs: Equatable, Sendable {
  /// The songs as rows of the table; `nil` for a synthetic one.
  public let songs: [UInt32?]
  /// Time steps of a song.
  public let steps: Int
  /// `[songs × steps × inputs]`, row-major.
  public let features: [Float]
  /// `[songs × steps]`: 1 for a top song, 0 for another.
  public let labels: [UInt8]
}

extension PreparedTrial {
  /// What is trained on, after downsampling: the songs in ascending order, then the synthetic ones.
  public var training: ScaledSongs {
    let songs = songs
    let part = parts.training
    let syntheticCount = rows.count - songs.count
    let labels = part.stepLabels + [UInt8](repeating: 1, count: syntheticCount)
    return ScaledSongs(
      songs: songs + [UInt32?](repeating: nil, count: syntheticCount), steps: part.steps,
      features: parts.scaled(songs) + synthetic, labels: selected(labels))
  }

  /// The weights of the labels of ``training`` in the loss: `[songs × steps]`.
  public var trainingWeights: [Float] { selected(weights) }

  /// The places in ``training`` that each epoch takes, in its order: `[epochs][songs]`.
  public var epochOrders: [[UInt32]] { order.positions(of: rows.count, epochs: recipe.epochs) }

  /// The songs that configurations are chosen by.
  public var validation: ScaledSongs { scaled(parts.validation, songs: parts.rows.validation) }

  /// The songs that are only reported.
  public var test: ScaledSongs { scaled(parts.test, songs: parts.rows.test) }

  private func scaled(_ part: LabelledRows, songs: [UInt32]) -> ScaledSongs {
    ScaledSongs(
      songs: songs, steps: part.steps, features: parts.scaled(songs), labels: part.stepLabels)
  }

  /// Of values `[songs × steps]` of all songs of the training part and the synthetic ones, those of what is trained on.
  private func selected<Value>(_ values: [Value]) -> [Value] {
    let steps = parts.training.steps
    return rows.selection.flatMap { values[Int($0) * steps..<(Int($0) + 1) * steps] }
  }
}
