import GRDB
public import Sweeps

/// Why a store cannot be used.
public enum StoreError: Error, CustomStringConvertible {
  /// There is no file.
  case missing(path: String)
  /// The file is none of ours.
  case notAStore(path: String)
  /// The file was written by a newer hitsweep.
  case newerVersion(path: String, version: Int)
  /// The store holds another sweep.
  case anotherSweep(path: String, [Sweep.Difference])
  /// The store's grid would have more trials than indices can count.
  case gridTooLarge(path: String)
  /// Another coordinator has the store open.
  case inUse(path: String)
  /// Another coordinator has taken the store over.
  case fenced(path: String, epoch: Int)
  /// The disk has no room; what was to be written is written once it has.
  case full(path: String)
  /// A record in the store cannot be read.
  case damaged(path: String, key: String)
  /// The database or the file system refused, for the reason given.
  case failed(path: String, reason: String)

  /// The error as a sentence that says what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such store; 'hitsweep run SWEEP' or 'hitsweep coordinator SWEEP' makes one"
    case .notAStore(let path):
      "\(path): not a store of hitsweep; expected a file that 'hitsweep run' or 'hitsweep coordinator' wrote"
    case .newerVersion(let path, let version):
      "\(path): written by a newer hitsweep (store version \(version)); upgrade hitsweep to read it"
    case .anotherSweep(let path, let differences):
      "\(path): holds another sweep, whose outcomes this one cannot use:\n"
        + differences.map { "  \($0)" }.joined(separator: "\n")
        + "\nName another file with --store, or put the sweep file back as it was."
    case .gridTooLarge(let path):
      "\(path): with all values that its sweep has had, the grid would have more than 2⁵³ trials; "
        + "name another file with --store"
    case .inUse(let path):
      "\(path): in use by another coordinator; end that one first, or name another file with --store"
    case .fenced(let path, let epoch):
      "\(path): another coordinator (epoch \(epoch)) has taken the store over; this one ends"
    case .full(let path):
      "\(path): the disk is full"
    case .damaged(let path, let key):
      "\(path): the record of trial \(key) is damaged; restore the file from a copy, or run the sweep into a new one"
    case .failed(let path, let reason):
      "\(path): \(reason)"
    }
  }
}

extension StoreError {
  init(_ error: any Error, path: String) {
    self =
      switch error {
      case let error as StoreError: error
      case let error as DatabaseError where error.resultCode == .SQLITE_FULL: .full(path: path)
      case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
        .notAStore(path: path)
      case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
        .failed(
          path: path,
          reason: "cannot be opened; its folder must exist and SQLite must be able to write there "
            + "(copy the store to such a folder to read it)")
      case let error as DatabaseError where error.resultCode == .SQLITE_BUSY:
        .failed(
          path: path,
          reason: "a coordinator has it to itself, as on network file systems; ask that one with "
            + "'hitsweep status ENDPOINT', or come back when it has ended")
      case let error as DatabaseError:
        .failed(path: path, reason: error.message ?? "\(error.resultCode)")
      default: .failed(path: path, reason: "\(error)")
      }
  }
}
