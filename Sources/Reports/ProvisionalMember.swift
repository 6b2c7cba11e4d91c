import Evaluation
import Sweeps

/// An incomplete configuration that would be on a front by the replicates that have ended.
///
/// It dominates nobody, neither members nor other provisional ones: a single lucky replicate must not hide what is known.
struct ProvisionalMember: Sendable {
  let result: ConfigurationResult
  /// The figures over the replicates that have ended.
  let validation: MeasuredPart
  /// The highest floor of recall at which it would be on the front; `nil` where the front has no floor.
  let floor: Double?

  /// Those among results, the ones with the most replicates first, of these the ones with the better objectives.
  ///
  /// - Parameter members: the figures of the front's members.
  static func found(
    among results: [ConfigurationResult], on definition: FrontDefinition,
    beside members: [ReplicateFigures]
  ) -> [ProvisionalMember] {
    let candidates = results.filter { $0.validationSoFar != nil }
    guard !candidates.isEmpty else { return [] }
    // Whoever dominates is on the front itself, or dominated by a member at the same floor.
    var front = IncrementalFront(definition)
    for (index, figures) in members.enumerated() { front.insert(figures, index: index) }
    let found = candidates.compactMap { result -> ProvisionalMember? in
      guard let part = result.validationSoFar,
        let place = front.place(of: part.figures, index: members.count)
      else { return nil }
      return ProvisionalMember(result: result, validation: part, floor: place.floor)
    }
    return found.map { (member: $0, costs: definition.costs(of: $0.validation.figures) ?? []) }
      .sorted { left, right in
        let (first, second) = (left.member.result, right.member.result)
        if first.doneCount != second.doneCount { return first.doneCount > second.doneCount }
        return left.costs == right.costs
          ? first.id < second.id : left.costs.lexicographicallyPrecedes(right.costs)
      }.map(\.member)
  }

  /// The mark in words: `provisional, 3 of 10 replicates`.
  var mark: String {
    "provisional, \(NumberText.count(result.doneCount)) of "
      + NumberText.count(result.replicateCount, "replicate")
  }
}
