public import Evaluation
public import Sweeps

/// A front over thresholds as it was found in one population.
///
/// Whoever finds it goes through the curves of all configurations, which no memory holds, one at a time
/// (``OperatingFront``), and then comes back to those of the members.
public struct FrontOverThresholds: Sendable {
  /// A configuration under one of its rules.
  public struct Member: Sendable {
    let result: ConfigurationResult
    let rule: DecisionRule
    let floor: Double?

    /// Makes a member of a configuration whose result was made with the same rule.
    public init(_ result: ConfigurationResult, rule: DecisionRule, floor: Double?) {
      self.result = result
      self.rule = rule
      self.floor = floor
    }
  }

  let definition: FrontDefinition
  let population: String?
  let excludedByFloors: Int
  let members: [Member]
  /// In what share of drawn worlds configurations are on the front; empty where that is not told.
  let probabilities: [ContentHash: Double]

  /// Puts a front together.
  ///
  /// - Parameters:
  ///   - population: what its configurations are measured on; `nil` where it is all songs.
  ///   - members: in the order in which they are shown.
  ///   - probabilities: how likely configurations, by their ids, are on the front (`OperatingChances`).
  public init(
    _ definition: FrontDefinition, population: String?, excludedByFloors: Int, members: [Member],
    probabilities: [ContentHash: Double] = [:]
  ) {
    self.definition = definition
    self.population = population
    self.excludedByFloors = excludedByFloors
    self.members = members
    self.probabilities = probabilities
  }
}
