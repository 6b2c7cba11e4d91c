public import ZeroMQ

/// What a worker needs to join a sweep, in one file: where the coordinator is, and the keys of both.
public struct JoinFile: Hashable, Sendable {
  /// How worker and coordinator prove who they are.
  public struct Keys: Hashable, Sendable {
    /// The coordinator's public key.
    public var coordinator: PublicKey
    /// The worker's own pair.
    public var worker: KeyPair

    /// Puts keys together.
    public init(coordinator: PublicKey, worker: KeyPair) {
      self.coordinator = coordinator
      self.worker = worker
    }
  }

  /// The sweep's name.
  public var sweep: String
  /// Where the coordinator is reached, at least one way; they are tried in turn.
  public var endpoints: [Endpoint]
  /// The keys; `nil` where the coordinator has none.
  public var keys: Keys?

  /// Puts a file together.
  public init(sweep: String, endpoints: [Endpoint], keys: Keys?) {
    self.sweep = sweep
    self.endpoints = endpoints
    self.keys = keys
  }

  /// How a socket that connects has to prove itself.
  public var encryption: Encryption {
    keys.map { .client($0.worker, server: $0.coordinator) } ?? .none
  }

  /// Reads a file.
  public init(path: String) throws(JoinFileError) {
    try self.init(
      parsing: PrivateFile.read(
        path, remedy: "'hitsweep coordinator SWEEP' writes it beside the store; copy it from there"),
      path: path)
  }

  /// Reads the text of a file; `path` is its name in messages.
  public init(parsing text: String, path: String) throws(JoinFileError) {
    let lines = try KeyedLines(text, path: path, known: Self.names)
    sweep = try lines.required("sweep")
    endpoints = []
    for value in lines.values("endpoint") {
      guard let endpoint = Endpoint(value, use: .connect) else {
        throw lines.error(
          "endpoint", value: value, found: "'\(excerpt(value))'",
          expected: "tcp://HOST:PORT with a port from 1 to 65535")
      }
      endpoints.append(endpoint)
    }
    guard !endpoints.isEmpty else { throw JoinFileError(path, .missingKey("endpoint")) }
    // All three or none of them: half of the keys must never become no keys.
    guard Self.names.suffix(3).contains(where: { !lines.values($0).isEmpty }) else {
      keys = nil
      return
    }
    keys = Keys(
      coordinator: try lines.publicKey("coordinator-public-key"),
      worker: try lines.pair(secret: "worker-secret-key", open: "worker-public-key"))
  }

  private static let names = [
    "hitsweep-join", "sweep", "endpoint", "coordinator-public-key", "worker-public-key",
    "worker-secret-key",
  ]

  /// The file's text.
  public var text: String {
    var lines = [
      "# All that a machine needs to work on this sweep: hitsweep worker FILE",
      keys == nil
        ? "# The coordinator has no keys: whoever reaches its port can join."
        : "# Whoever can read this file can join, so keep it private.",
      "hitsweep-join: 1",
      "sweep: \(sweep)",
    ]
    lines += endpoints.map { "endpoint: \($0.text)" }
    if let keys {
      lines += [
        "coordinator-public-key: \(keys.coordinator)",
        "worker-public-key: \(keys.worker.publicKey)",
        "worker-secret-key: \(keys.worker.secretKey.text)",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes the file, with mode 0600, in place of what is there.
  public func replace(_ path: String) throws(JoinFileError) {
    try PrivateFile.write(text, to: path, .replacing)
  }

  /// Writes the file, with mode 0600, where there is none.
  public func create(_ path: String) throws(JoinFileError) {
    try PrivateFile.write(text, to: path, .new)
  }

  /// Whether the file holds a secret that others may read.
  public func isExposed(at path: String) -> Bool {
    keys != nil && PrivateFile.isOpenToOthers(path)
  }
}
