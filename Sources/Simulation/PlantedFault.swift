/// Bugs that can be put between the real machines and the world, to see that the swarm finds them.
public enum PlantedFault: String, CaseIterable, Sendable {
  case acknowledgeBeforeStore = "acknowledge-before-store"
  case reportBeforeCommit = "report-before-commit"
  case acknowledgeOneMore = "acknowledge-one-more"
  case loseAcknowledged = "lose-acknowledged"
  case countDuplicates = "count-duplicates"
  case forgetLapsed = "forget-lapsed"
  case neverExpire = "never-expire"
  case renewUnheld = "renew-unheld"
  case expireUndrained = "expire-undrained"
  case reuseLeaseID = "reuse-lease-id"
  case exceedCredit = "exceed-credit"
  case adoptNothing = "adopt-nothing"
  case finishEarly = "finish-early"
  case strikeInnocent = "strike-innocent"
  case forgetFinished = "forget-finished"
  case misreportDropped = "misreport-dropped"
  case mixGrids = "mix-grids"

  /// What the bug does, in a line.
  public var summary: String {
    switch self {
    case .acknowledgeBeforeStore: "outcomes are acknowledged as they come"
    case .reportBeforeCommit: "the store reports a commit before it is on disk"
    case .acknowledgeOneMore: "each acknowledged range is one trial too long"
    case .loseAcknowledged: "the first outcome that is acknowledged vanishes from the disk"
    case .countDuplicates: "an outcome that comes again is counted again"
    case .forgetLapsed: "what lapsed is not granted again"
    case .neverExpire: "no lease ever lapses"
    case .renewUnheld: "a heartbeat renews all leases of its worker, also those that it never got"
    case .expireUndrained: "the loop reads one message between two ticks, and lets leases lapse"
    case .reuseLeaseID: "a restarted coordinator has the epoch of the one before"
    case .exceedCredit: "a worker is granted more leases than its credit"
    case .adoptNothing: "what a worker brings from an earlier connection is refused"
    case .finishEarly: "workers are sent home when the last trial is granted"
    case .strikeInnocent: "a lapse counts as a crash"
    case .forgetFinished: "a worker forgets unacknowledged outcomes when it connects again"
    case .misreportDropped: "a worker runs what it was told to drop, and reports it as another"
    case .mixGrids: "a worker reports trials of an earlier grid under the present one"
    }
  }
}
