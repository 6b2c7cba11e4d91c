/// What worlds met, so that a person sees that the troubles do happen.
public enum Met: Int, CaseIterable, Sendable {
  case trials, messages, grants, acknowledgements, heartbeats, restarts, gridEdits
  case crashesWithinAStep, coordinatorPauses, drains
  case brokenConnections, partitions, oneWayPartitions, reconnections
  case lostMessages, doubledMessages, delayedMessages, staleMessages, unreachablePeers
  case workerCrashes, trainingCrashes, workerStalls, suspendedMachines, slowWorkers
  case stoppedTrainings, leavingWorkers
  case lateJoins, gaveUp, lapses, helloWanted, adoptions, givenBack
  case repeatedOutcomes, lateOutcomes, duplicateOutcomes, groupCommits
  case storeStalls, storeFailures, setAside

  /// The words for people: `broken connections`.
  public var title: String {
    "\(self)".reduce(into: "") { title, letter in
      if letter.isUppercase { title += " " }
      title += letter.lowercased()
    }
  }
}

/// How often each thing was met.
public struct Tally: Equatable, Sendable {
  private var counts = [Int](repeating: 0, count: Met.allCases.count)

  /// Makes an empty tally.
  public init() {}

  /// How often `met` was met.
  public subscript(met: Met) -> Int {
    get { counts[met.rawValue] }
    set { counts[met.rawValue] = newValue }
  }

  /// Adds the counts of another.
  public static func += (left: inout Tally, right: Tally) {
    for met in Met.allCases { left[met] += right[met] }
  }
}
