import ArgumentParser
import JoinFile
import SongFile
import SweepFile
import SweepStore
import Worker
import ZeroMQ

/// How the program ends; the codes are those of the design.
enum ExitStatus: Int32 {
  case done = 0
  case someFailed = 1
  case badInput = 2
  case infrastructure = 3
  case refused = 4
  case interrupted = 130

  init(of error: any Error) {
    switch error {
    case let error as Complaint: self = error.status
    case is SweepFileError, is SongFileError: self = .badInput
    case let error as JoinFileError: self = Self.status(of: error)
    case let error as StoreError: self = Self.status(of: error)
    case let error as ZeroMQError: self = error.isUsage ? .badInput : .infrastructure
    case TrainingProcessError.notStartedByWorker: self = .badInput
    case let error where HitSweep.exitCode(for: error) == .success: self = .done
    case let error where HitSweep.exitCode(for: error) == .validationFailure: self = .badInput
    default: self = .infrastructure
    }
  }

  private static func status(of error: JoinFileError) -> ExitStatus {
    switch error.problem {
    case .exists: .refused
    case .unwritable, .noKeys: .infrastructure
    case .missing, .unreadable, .badLine, .unknownKey, .badValue, .missingKey, .repeated,
      .unmatchedPair:
      .badInput
    }
  }

  private static func status(of error: StoreError) -> ExitStatus {
    switch error {
    case .missing, .notAStore: .badInput
    case .newerVersion, .anotherSweep, .gridTooLarge, .inUse, .fenced: .refused
    case .full, .damaged, .failed: .infrastructure
    }
  }

  /// What a person is told of one of our own errors; `nil` where the argument parser knows better.
  func text(for error: any Error) -> String? {
    switch error {
    case let error as Complaint: error.text
    case is SweepFileError, is JoinFileError, is SongFileError, is StoreError, is ZeroMQError,
      is TrainingProcessError:
      "\(error)"
    default: nil
    }
  }
}

/// A reason to end that no part of its own knows.
struct Complaint: Error {
  let status: ExitStatus
  let text: String

  init(_ status: ExitStatus, _ text: String) {
    self.status = status
    self.text = text
  }
}
