/// What is known of a configuration before it is trained, and costs whoever deploys its net.
public struct ConfigurationFacts: Hashable, Sendable {
  /// Weights and biases of the net.
  public let parameters: Int
  /// Floating-point operations that score one song; a multiply-add is two.
  public let flops: Int

  /// Makes facts of their values.
  public init(parameters: Int, flops: Int) {
    self.parameters = parameters
    self.flops = flops
  }

  /// The value of a fact.
  public subscript(fact: ConfigurationFact) -> Double {
    switch fact {
    case .parameters: Double(parameters)
    case .flops: Double(flops)
    }
  }
}

/// A fact of configurations of which less is better, and which no part of the data has a say in.
///
/// The raw values are the words of sweep files and of JSON.
public enum ConfigurationFact: String, CaseIterable, Sendable {
  /// Weights and biases of the net.
  case parameters
  /// Floating-point operations that score one song.
  case flops
}
