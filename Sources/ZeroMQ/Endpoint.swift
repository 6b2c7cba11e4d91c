/// A TCP endpoint as people type it: `tcp://HOST:PORT`.
public struct Endpoint: Hashable, Sendable {
  /// What an endpoint is for.
  public enum Use: Sendable {
    case connect
    /// The port may be `*`, for any free one.
    case listen
  }

  /// The endpoint as sockets take it.
  public let text: String
  /// A name or an address; `*` for all addresses of this machine.
  public let host: String
  /// A number from 1 to 65535, or `*`.
  public let port: String

  /// Takes up an endpoint; `nil` where it is none.
  public init?(_ text: String, use: Use) {
    let parts = text.hasPrefix("tcp://") ? text.dropFirst("tcp://".count) : ""
    guard let colon = parts.lastIndex(of: ":") else { return nil }
    let (host, port) = (parts[..<colon], parts[parts.index(after: colon)...])
    let isPort = Int(port).map { (1...65_535).contains($0) } ?? (port == "*" && use == .listen)
    guard isPort, !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
      return nil
    }
    self.host = String(host)
    self.port = String(port)
    // A socket is bound to an address, not to a name.
    self.text = use == .listen && host == "localhost" ? "tcp://127.0.0.1:\(port)" : text
  }

  /// Whether other machines cannot reach it.
  public var isLoopback: Bool { host.hasPrefix("127.") || host == "localhost" }
}
