import ArgumentParser
import ZeroMQ

/// Options of a coordinator that say who reaches it, and how.
struct DoorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The address under which other machines reach this one; it goes into NAME.join. Port 5555, if none is named.",
      valueName: "host[:port]"))
  var endpoint: String?
  @Option(
    help: ArgumentHelp(
      "Where to listen; without it tcp://*:PORT if --endpoint is given, else tcp://127.0.0.1:5555.",
      valueName: "endpoint"))
  var listen: String?
  @Flag(help: "Ask for keys and encrypt on loopback, too.") var curve = false
  @Flag(help: "Ask for no keys and encrypt nothing, even where other machines can connect.")
  var insecure = false

  func validate() throws {
    if curve && insecure {
      throw ValidationError("--curve asks for keys and --insecure for none; give one of them")
    }
  }

  /// What the options come to.
  func plan() throws(Complaint) -> DoorPlan {
    let outside = try endpoint.map { text throws(Complaint) in try Self.outside(text) }
    let address = try Endpoint(
      argument: listen ?? outside.map { "tcp://*:\($0.port ?? "5555")" } ?? "tcp://127.0.0.1:5555",
      use: .listen)
    return DoorPlan(
      listen: address, outside: outside,
      asksForKeys: curve || ((outside != nil || !address.isLoopback) && !insecure),
      writesJoinFile: true)
  }

  private static func outside(_ text: String) throws(Complaint) -> DoorPlan.Outside {
    let bare = text.hasPrefix("tcp://") ? String(text.dropFirst("tcp://".count)) : text
    let hasPort = bare.contains(":")
    guard let endpoint = Endpoint("tcp://\(bare)\(hasPort ? "" : ":5555")", use: .connect),
      endpoint.host != "*", !endpoint.host.contains(where: { ":[]".contains($0) })
    else {
      throw Complaint(
        .badInput,
        "--endpoint: expected HOST or HOST:PORT with a port from 1 to 65535, such as node1.cluster:5555; "
          + "found '\(text)'")
    }
    return DoorPlan.Outside(host: endpoint.host, port: hasPort ? endpoint.port : nil)
  }
}

/// How a coordinator can be reached.
struct DoorPlan {
  /// An address as other machines see it.
  struct Outside {
    let host: String
    let port: String?
  }

  let listen: Endpoint
  let outside: Outside?
  let asksForKeys: Bool
  let writesJoinFile: Bool

  /// For a worker that the same command starts: loopback, any free port, and no file.
  static func local() throws -> DoorPlan {
    DoorPlan(
      listen: try Endpoint(argument: "tcp://127.0.0.1:*", use: .listen), outside: nil,
      asksForKeys: false, writesJoinFile: false)
  }
}
