import ArgumentParser
import Foundation
import JoinFile
import ZeroMQ

/// `hitsweep keygen`.
struct KeyGeneration: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Make a join file with a key of its own for each worker.",
    discussion: """
      Run it where the coordinator was started. Each worker's key goes into the allow-list, which a running \
      coordinator reads again within seconds: so one worker can be locked out later by removing its line. Remove the \
      line of NAME.join, too, and only workers with keys of their own can join. Nothing is overwritten.

      The files, beside the store; NAME is the sweep's name. Their mode is 0600:

        NAME.join             written by the coordinator: its endpoint, its public key, and a worker's key pair
        NAME-WORKER.join      written by keygen: the same, with a key pair for this worker
        NAME.allow            the keys that are admitted: a name and a public key a line
        NAME.coordinator-key  the coordinator's key pair; made once, and kept so that workers know it again

      Only join files travel to workers. A key is 40 characters of Z85.
      """)

  @Argument(help: "The join file that the coordinator wrote.") var joinFile: String
  @Argument(help: ArgumentHelp("A name for each worker that gets a key.", valueName: "worker"))
  var workers: [String]

  func validate() throws {
    for worker in workers where !Self.isName(worker) {
      throw ValidationError(
        "'\(worker)' is not expected as a worker's name; expected letters, digits, '-', '_' and '.'"
      )
    }
    if let twice = workers.first(where: { name in workers.count { $0 == name } > 1 }) {
      throw ValidationError("the worker '\(twice)' is named twice")
    }
  }

  func run() throws {
    guard let folder = JoinFolder(joinFile: joinFile) else {
      throw Complaint(
        .badInput, "\(joinFile): not named like a join file; expected one such as songs.join")
    }
    let file = try JoinFile(path: joinFile)
    guard let coordinator = file.keys?.coordinator else {
      throw Complaint(
        .badInput,
        "\(joinFile): its coordinator has no keys; start it with --endpoint HOST or --curve first")
    }
    var list = try AllowList(path: folder.allowList)
    var files: [(path: String, file: JoinFile)] = []
    for worker in workers {
      let path = folder.joinFile(of: worker)
      guard !FileManager.default.fileExists(atPath: path) else {
        throw Complaint(
          .refused,
          "\(path): exists already and is not overwritten; remove it or choose another name")
      }
      let keys = try folder.newKeys()
      list.add(keys.publicKey, name: worker)
      files.append(
        (
          path,
          JoinFile(
            sweep: file.sweep, endpoints: file.endpoints,
            keys: .init(coordinator: coordinator, worker: keys))
        ))
    }
    // A key on the list whose file could not be written opens nothing; a file whose key is not on it puzzles its owner.
    try list.replace(folder.allowList)
    for (path, file) in files {
      try file.create(path)
      print(
        "Wrote \(path). On that machine: hitsweep worker \(path.split(separator: "/").last ?? "")")
    }
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy { byte in
        let character = Character(UnicodeScalar(byte))
        return character.isASCII
          && (character.isLetter || character.isNumber || "-_.".contains(character))
      }
  }
}
