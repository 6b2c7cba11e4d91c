import Songs
import Training

/// Labelled rows of scaled features.
struct LabelledRows: Sendable {
  /// The scaled features, shared by all who train on them.
  let features: FeatureMatrix
  /// `[rows]`, 1 for a top song.
  let labels: [UInt8]

  init(_ rows: [UInt32], of table: SongTable, scaling: FeatureScaling) {
    features = FeatureMatrix(
      scaling.scaled(rows, of: table), width: table.featureNames.count)
    labels = rows.map { table.labels[Int($0)] }
  }

  var topCount: Int { labels.count { $0 == 1 } }

  /// Why no net can be trained or measured on these rows, if so.
  func fault(of part: String) -> String? {
    if labels.isEmpty { return "the \(part) part has no song" }
    if topCount == 0 { return "the \(part) part has no top song" }
    return topCount == labels.count ? "the \(part) part has top songs only" : nil
  }
}

/// The three parts of one replicate, ready for training: what trials of equal subset, scaling and replicate share.
struct PreparedParts: Sendable {
  /// What decides about prepared parts.
  struct Key: Hashable, Sendable {
    let replicate: Int
    let years: YearSubset
    let scaling: ScalingRule
  }

  let training: LabelledRows
  let validation: LabelledRows
  let test: LabelledRows
  /// The rows of ``test`` in the table.
  let testRows: [UInt32]
  /// What brings songs to the scale of these.
  let scaling: FeatureScaling

  /// Filters what is trained on, and with `evaluate: subset` what is measured on, and scales by the training part.
  init(_ parts: Parts, of table: SongTable, key: Key, evaluate: EvaluationRule) {
    func filtered(_ rows: [UInt32]) -> [UInt32] { key.years.kept(from: rows, of: table) }
    let trainingRows = filtered(parts.train)
    scaling = FeatureScaling(
      fittedTo: trainingRows, of: table, features: Array(table.featureNames.indices),
      rule: key.scaling)
    training = LabelledRows(trainingRows, of: table, scaling: scaling)
    let validationRows: [UInt32]
    (validationRows, testRows) =
      switch evaluate {
      case .all: (parts.validation, parts.test)
      case .subset: (filtered(parts.validation), filtered(parts.test))
      }
    validation = LabelledRows(validationRows, of: table, scaling: scaling)
    test = LabelledRows(testRows, of: table, scaling: scaling)
  }

  /// Why no trial can run on these parts, if so.
  var fault: String? {
    training.fault(of: "training") ?? validation.fault(of: "validation") ?? test.fault(of: "test")
  }
}

/// On which songs configurations are measured.
public enum EvaluationRule: String, Sendable, CaseIterable {
  /// On all songs of a part, whatever was trained on.
  case all
  /// On the songs of a part that belong to the subset that was trained on.
  case subset
}
