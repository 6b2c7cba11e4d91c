public import Evaluation
public import RandomStreams
public import Songs
import Training

/// How much worse a net tells songs apart when the values of some inputs are dealt out to the songs anew: what it has from
/// these inputs.
///
/// Source: Breiman: "Random forests" (Machine Learning, 2001); Fisher, Rudin, Dominici: "All models are wrong, but many are
/// useful" (JMLR, 2019). Drops are those of scikit-learn's `permutation_importance`.
public struct PermutationImportance: Sendable {
  /// Inputs that are dealt out together.
  public struct Group: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// Places among all inputs of a song, those of all time steps, the oldest first.
    public let places: [Int]

    /// Makes a group of its name and its places.
    public init(name: String, places: [Int]) {
      self.name = name
      self.places = places
    }
  }

  /// The measures of which drops are taken.
  public static let measures: [Measure] = [.auc, .recall, .precision]

  /// The drop of a measure in each repeat: the measure on the songs as they are less that with the group's values dealt out
  /// anew; repeats that leave the measure undefined are left out.
  public let drops: [Measure: [[Double]]]

  /// Measures a net.
  ///
  /// - Parameters:
  ///   - songs: rows of the table, of either kind.
  ///   - rule: what is flagged, for recall and precision.
  ///   - groups: what is dealt out together, one group after the other.
  ///   - repeats: how often each group is dealt out.
  public init?(
    of net: TrainedNet, on songs: [UInt32], in table: InputTable, labels: [UInt8],
    rule: DecisionRule, groups: [Group], repeats: Int, stream: inout RandomStream
  ) {
    // Scaling is a function of each value, so that it may come before the dealing.
    let scaled = net.scaling.scaled(songs, of: table)
    let width = table.steps * table.names.count
    func figures(_ values: [Float]) -> PartFigures? {
      let scores = net.net.scores(
        of: FeatureMatrix(values, width: table.names.count), steps: table.steps,
        with: net.instructionSet)
      return PartFigures(
        scores: scores, labels: labels, correction: net.oddsCorrection, rule: rule)
    }
    guard let base = figures(scaled) else { return nil }
    var drops: [Measure: [[Double]]] = [:]
    for group in groups {
      var ofGroup: [Measure: [Double]] = [:]
      for _ in 0..<repeats {
        var order = Array(songs.indices)
        stream.shuffle(&order)
        var values = scaled
        for (song, other) in order.enumerated() {
          for place in group.places {
            values[song * width + place] = scaled[other * width + place]
          }
        }
        guard let shuffled = figures(values) else { return nil }
        for measure in Self.measures {
          if let before = base[measure], let after = shuffled[measure] {
            ofGroup[measure, default: []].append(before - after)
          }
        }
      }
      for measure in Self.measures { drops[measure, default: []].append(ofGroup[measure] ?? []) }
    }
    self.drops = drops
  }

  /// The groups of a model's inputs: each feature of the song itself, the columns of one nominal feature together; all of the
  /// past together, and the earlier labels.
  public static func groups(of inputs: InputRule, featureNames: [String]) -> [Group] {
    let width = featureNames.count
    // The song itself stands first among columns, and last in a sequence.
    let start = (inputs.steps - 1) * width
    let nominal = InputRule.newest.nominal(featureNames).filter { $0.count > 1 }
    var groups: [Group] = []
    var seen: Set<Int> = []
    for place in 0..<width where seen.insert(place).inserted {
      let places = nominal.first { $0.contains(place) } ?? [place]
      seen.formUnion(places)
      let name = featureNames[place]
      groups.append(
        Group(
          name: places.count == 1 ? name : String(name.prefix { $0 != "=" }),
          places: places.map { $0 + start }))
    }
    switch inputs {
    case .newest: break
    case .columns(let earlier, let labels):
      groups.append(
        Group(name: "all earlier songs", places: Array(width..<(earlier + 1) * width)))
      if labels == .shown {
        groups.append(
          Group(
            name: "earlier labels",
            places: Array((earlier + 1) * width..<(earlier + 1) * width + earlier)))
      }
    case .sequence: groups.append(Group(name: "all earlier songs", places: Array(0..<start)))
    }
    return groups
  }
}
