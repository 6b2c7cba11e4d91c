public import ZeroMQ

/// Where a sweep's files for joining lie: in one folder, named for the sweep.
public struct JoinFolder: Hashable, Sendable {
  private let stem: String

  /// The files of the sweep with this name, beside a store.
  public init(sweep: String, store: String) {
    stem = store.lastIndex(of: "/").map { "\(store[...$0])\(sweep)" } ?? sweep
  }

  /// The files that lie beside a join file; `nil` where the file is not named like one.
  public init?(joinFile: String) {
    guard joinFile.hasSuffix(".join"), !joinFile.hasSuffix("/.join"), joinFile != ".join" else {
      return nil
    }
    stem = String(joinFile.dropLast(".join".count))
  }

  /// What workers join with.
  public var joinFile: String { "\(stem).join" }

  /// What one worker joins with that has a key of its own.
  public func joinFile(of worker: String) -> String { "\(stem)-\(worker).join" }

  /// The keys that are admitted.
  public var allowList: String { "\(stem).allow" }

  /// The coordinator's key pair.
  public var coordinatorKey: String { "\(stem).coordinator-key" }

  /// The coordinator's key pair, made at the first time and kept, so that workers find it again after a restart.
  public func coordinatorKeys() throws(JoinFileError) -> KeyPair {
    do throws(JoinFileError) {
      let text = try PrivateFile.read(coordinatorKey, remedy: "")
      return try KeyedLines(text, path: coordinatorKey, known: Self.names)
        .pair(secret: Self.names[2], open: Self.names[1])
    } catch  where error.problem == .missing(remedy: "") {
      let keys = try newKeys()
      let text = """
        # The coordinator's keys. Workers know it by them, so keep this file, and keep it private.
        \(Self.names[0]): 1
        \(Self.names[1]): \(keys.publicKey)
        \(Self.names[2]): \(keys.secretKey.text)

        """
      try PrivateFile.write(text, to: coordinatorKey, .new)
      return keys
    }
  }

  /// Whether others may read the coordinator's secret key.
  public var isCoordinatorKeyExposed: Bool { PrivateFile.isOpenToOthers(coordinatorKey) }

  /// A key pair that nobody has.
  public func newKeys() throws(JoinFileError) -> KeyPair {
    do throws(ZeroMQError) {
      return try KeyPair.generate()
    } catch {
      throw JoinFileError(coordinatorKey, .noKeys(reason: "\(error)"))
    }
  }

  private static let names = [
    "hitsweep-coordinator-key", "coordinator-public-key", "coordinator-secret-key",
  ]
}
