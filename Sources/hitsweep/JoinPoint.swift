import Foundation
import JoinFile
import ZeroMQ

/// Where a command finds its coordinator: by an endpoint, without keys, or by a join file.
struct JoinPoint {
  let endpoints: [String]
  let keys: JoinFile.Keys?
  let encryption: Encryption
  /// The argument, for messages.
  let name: String

  /// Takes up an argument of the command line.
  init(_ argument: String) throws {
    name = argument
    if argument.contains("://") {
      endpoints = [try Endpoint(argument: argument, use: .connect).text]
      keys = nil
      encryption = .none
      return
    }
    guard JoinFolder(joinFile: argument) != nil else {
      throw Complaint(
        .badInput,
        "\(argument): neither an endpoint, such as tcp://HOST:5555, nor a join file, such as songs.join"
      )
    }
    let file = try JoinFile(path: argument)
    endpoints = file.endpoints.map(\.text)
    keys = file.keys
    encryption = file.encryption
    if file.isExposed(at: argument) {
      Terminal.say(
        "Warning: \(argument): other users can read the secret key in it, and join as this worker; "
          + "chmod 600 \(argument)")
    }
  }

  /// What stands between this machine and a coordinator, the likeliest causes first.
  func explanation(of contact: Contact, at endpoint: String) -> String {
    switch contact.stage {
    case .nothing:
      "nothing answers at \(endpoint), not even with a refusal. Likely causes: a firewall between; "
        + "the wrong host; a host that is down"
    case .unreachable(.nameNotResolved):
      "the host's name in \(endpoint) has no address on this machine. Likely causes: a name typed wrong; "
        + "one that only other machines know (start the coordinator with --endpoint ADDRESS)"
    case .unreachable(.refused):
      "nobody listens at \(endpoint). Likely causes: the coordinator is not running; the wrong port or host; "
        + "it listens on loopback only (start it with --endpoint HOST); a firewall that refuses"
    case .connected:
      "something takes connections at \(endpoint) and says nothing. Likely causes: it is no coordinator of "
        + "hitsweep; it stands still"
    case .handshakeFailed(let failure): explanation(of: failure, at: endpoint)
    case .established:
      "connected to \(endpoint), and no answer. Likely causes: the coordinator stands still or is "
        + "overloaded; it is no coordinator of hitsweep"
        + (keys == nil ? "" : "; this key was just taken off its allow-list")
    }
  }

  private func explanation(of failure: HandshakeFailure, at endpoint: String) -> String {
    guard let keys else {
      return
        "what listens at \(endpoint) ended the handshake. Likely causes: the coordinator asks for keys, "
        + "and an endpoint alone has none (join with its file, NAME.join); it is no coordinator of hitsweep"
    }
    return switch failure {
    case .keyRefused:
      "the coordinator at \(endpoint) refuses this worker's key \(keys.worker.publicKey.short). Likely causes: "
        + "its line was removed from the allow-list beside the store, or never added; \(name) is an old copy"
    case .onlyOneSideHasKeys:
      "the coordinator at \(endpoint) has no keys, and \(name) has. Likely causes: it was started anew "
        + "with --insecure or on loopback (copy its present join file); another coordinator listens there"
    case .brokenOff, .wrongServerKey, .notZeroMQ:
      "what listens at \(endpoint) ended the handshake. Likely causes: it is not the coordinator whose key is in "
        + "\(name), which is an old copy or another coordinator's; it has no keys; it is no coordinator of hitsweep"
    }
  }
}
