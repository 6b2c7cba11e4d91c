/// A TCP endpoint as people type it: `tcp://HOST:PORT`.
struct Endpoint {
  let text: String
  let host: Substring

  /// Takes up an endpoint to connect to, or to listen on, where the port may be `*` for any free one.
  init(_ text: String, use: Use) throws(Complaint) {
    let parts = text.hasPrefix("tcp://") ? text.dropFirst("tcp://".count) : ""
    guard let colon = parts.lastIndex(of: ":"), colon != parts.startIndex else {
      throw Self.complaint(text)
    }
    let (host, port) = (parts[..<colon], parts[parts.index(after: colon)...])
    let isPort = Int(port).map { (1...65_535).contains($0) } ?? (port == "*" && use == .listen)
    guard isPort else { throw Self.complaint(text) }
    self.host = host
    // A socket is bound to an address, not to a name.
    self.text = use == .listen && host == "localhost" ? "tcp://127.0.0.1:\(port)" : text
  }

  /// What the endpoint is for.
  enum Use {
    case connect
    case listen
  }

  /// Whether other machines cannot reach it.
  var isLoopback: Bool { host.hasPrefix("127.") || host == "localhost" }

  private static func complaint(_ text: String) -> Complaint {
    Complaint(
      .badInput,
      "\(text): not an endpoint; expected tcp://HOST:PORT with a port from 1 to 65535, "
        + "such as tcp://127.0.0.1:5555")
  }
}
