import Songs
import Synchronization
import Training

/// Labelled rows of scaled inputs.
struct LabelledRows: Sendable {
  /// The scaled inputs, shared by all who train on them: of each song a row, or one for each time step.
  let features: FeatureMatrix
  /// `[songs]`, 1 for a top song.
  let labels: [UInt8]
  /// `[songs × steps]`: those of earlier songs, too, where a song is a sequence.
  let stepLabels: [UInt8]

  init(_ songs: [UInt32], of table: SongTable, inputs: InputTable, scaling: FeatureScaling) {
    features = FeatureMatrix(scaling.scaled(songs, of: inputs), width: inputs.names.count)
    labels = songs.map { table.labels[Int($0)] }
    stepLabels = inputs.steps == 1 ? labels : table.labels(of: songs, steps: inputs.steps)
  }

  var steps: Int { labels.isEmpty ? 1 : stepLabels.count / labels.count }

  var topCount: Int { labels.count { $0 == 1 } }

  /// Why no net can be trained or measured on these rows, if so.
  func fault(of part: String) -> String? {
    if labels.isEmpty { return "the \(part) part has no song" }
    if topCount == 0 { return "the \(part) part has no top song" }
    return topCount == labels.count ? "the \(part) part has top songs only" : nil
  }
}

/// The three parts of one replicate, ready for training: what trials of equal subset, inputs, scaling and replicate share.
struct PreparedParts: Sendable {
  /// What decides about prepared parts.
  struct Key: Hashable, Sendable {
    let replicate: Int
    let subset: SongSubset
    let inputs: InputRule
    let scaling: ScalingRule
  }

  let training: LabelledRows
  let validation: LabelledRows
  let test: LabelledRows
  /// The songs of each part, as rows of the table.
  let rows: Parts
  /// What brings songs to the scale of these.
  let scaling: FeatureScaling
  private let inputs: InputTable
  private let nominal: [[Int]]
  private let oversamplings = Oversamplings()

  /// What synthetic songs are drawn from, by the number of neighbours; found once for all trials that ask.
  private final class Oversamplings: Sendable {
    let known = Mutex<[Int: Oversampling?]>([:])
  }

  /// Filters what is trained on, and with `evaluate: subset` what is measured on, and scales by the training part.
  init(
    _ parts: Parts, of table: SongTable, inputs: InputTable, key: Key, evaluate: EvaluationRule
  ) {
    func filtered(_ rows: [UInt32]) -> [UInt32] { key.subset.kept(from: rows, of: table) }
    let train = filtered(parts.train)
    rows =
      switch evaluate {
      case .all: Parts(train: train, validation: parts.validation, test: parts.test)
      case .subset:
        Parts(train: train, validation: filtered(parts.validation), test: filtered(parts.test))
      }
    let scaling = FeatureScaling(fittedTo: train, of: inputs, rule: key.scaling)
    func labelled(_ rows: [UInt32]) -> LabelledRows {
      LabelledRows(rows, of: table, inputs: inputs, scaling: scaling)
    }
    training = labelled(train)
    validation = labelled(rows.validation)
    test = labelled(rows.test)
    self.scaling = scaling
    self.inputs = inputs
    nominal = key.inputs.nominal(table.featureNames)
  }

  /// Why no trial can run on these parts, if so.
  var fault: String? {
    training.fault(of: "training") ?? validation.fault(of: "validation") ?? test.fault(of: "test")
  }

  /// What synthetic top songs of the training part are drawn from; `nil` where it has too few.
  func oversampling(neighbours: Int) -> Oversampling? {
    oversamplings.known.withLock { known in
      if let found = known[neighbours] { return found }
      let tops = zip(rows.train, training.labels).filter { $1 == 1 }.map(\.0)
      let found = Oversampling(
        tops: scaling.scaled(tops, of: inputs), width: inputs.names.count, nominal: nominal,
        neighbours: neighbours)
      known[neighbours] = .some(found)
      return found
    }
  }

  /// The scaled inputs of some songs: `[songs × steps × inputs]`.
  func scaled(_ songs: [UInt32]) -> [Float] { scaling.scaled(songs, of: inputs) }
}

/// On which songs configurations are measured.
public enum EvaluationRule: String, Sendable, CaseIterable {
  /// On all songs of a part, whatever was trained on.
  case all
  /// On the songs of a part that belong to the subset that was trained on.
  case subset
}
