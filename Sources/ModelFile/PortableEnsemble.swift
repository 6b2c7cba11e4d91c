public import Training

/// Nets, each with all that it needs to make a probability of raw features: what other programs are given.
public struct PortableEnsemble: Equatable, Sendable {
  /// What happens to one input feature before a net: `Float((Double(value) - origin) × factor)`.
  public struct Column: Equatable, Sendable {
    /// What is taken away.
    public var origin: Double
    /// What the rest is multiplied by; 0 for a feature that says nothing.
    public var factor: Double
    /// The value, not scaled, in the place of a missing one.
    public var median: Float

    /// Puts a column together.
    public init(origin: Double, factor: Double, median: Float) {
      self.origin = origin
      self.factor = factor
      self.median = median
    }
  }

  /// A net that tells label 1 from label 0.
  public enum Network: Equatable, Sendable {
    /// One of single rows.
    case mlp(MLP)
    /// One of rows of `steps` time steps, of which the last one's answer counts.
    case lstm(LSTM, steps: Int)
  }

  /// A net with its own scale.
  public struct Member: Equatable, Sendable {
    /// One for each input feature.
    public var columns: [Column]
    /// The net.
    public var network: Network
    /// The factor on a score's odds that makes it a probability.
    public var oddsCorrection: Double

    /// Puts a member together.
    public init(columns: [Column], network: Network, oddsCorrection: Double) {
      self.columns = columns
      self.network = network
      self.oddsCorrection = oddsCorrection
    }
  }

  /// The names of the input features, in order.
  public let inputNames: [String]
  /// The nets, at least one.
  public let members: [Member]

  /// Takes nets together that have the same input.
  public init(inputNames: [String], members: [Member]) {
    precondition(!members.isEmpty, "at least one net")
    precondition(members[0].network.steps ?? 1 > 0, "a row has at least one step")
    precondition(
      members.allSatisfy { $0.network.steps == members[0].network.steps },
      "all nets take single rows, or all take rows of as many steps")
    precondition(
      members.allSatisfy {
        $0.network.inputs == inputNames.count && $0.columns.count == inputNames.count
      }, "every net has all inputs")
    precondition(members.allSatisfy { $0.oddsCorrection > 0 }, "a correction is positive")
    self.inputNames = inputNames
    self.members = members
  }

  /// Time steps of a row; `nil` where rows have none.
  public var steps: Int? { members[0].network.steps }
}

extension PortableEnsemble.Network {
  /// Features of a row, or of each time step of a row.
  var inputs: Int {
    switch self {
    case .mlp(let net): net.shape.inputs
    case .lstm(let net, _): net.shape.inputs
    }
  }

  var steps: Int? {
    switch self {
    case .mlp: nil
    case .lstm(_, let steps): steps
    }
  }
}
