import Foundation
import Testing

/// A sweep that has been run, and models of it.
struct ModelStand {
  let folder: TemporaryFolder
  let name: String

  /// Runs a sweep; `text` is its file without the name.
  init(_ name: String, _ text: String, files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    self.name = name
    for (name, content) in files { try folder.write(content, to: name) }
    try folder.write("name: \(name)\n\(text)", to: "\(name).yaml")
    let run = try run(["run", "\(name).yaml"])
    try #require(run.status == 0, "\(run.errors)")
  }

  var store: String { "\(name).hitsweep" }

  func run(_ arguments: [String]) throws -> Finished {
    try Program.run(arguments, in: folder.url)
  }

  /// Trains the nets of a configuration and says what the command printed.
  @discardableResult func train(_ id: String, to file: String = "model.safetensors") throws
    -> String
  {
    let trained = try run(["train", store, id, "--output", file])
    try #require(trained.status == 0, "\(trained.errors)")
    return trained.output
  }

  /// The rows of a CSV that a command prints, the titles first.
  func rows(_ arguments: [String]) throws -> [[String]] {
    let finished = try run(arguments)
    try #require(finished.status == 0, "\(finished.errors)")
    return cells(finished.output)
  }

  func cells(_ csv: String) -> [[String]] {
    csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  func write(_ rows: [[String]], to name: String) throws {
    try folder.write(rows.map { $0.joined(separator: ",") + "\n" }.joined(), to: name)
  }

  func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.url.appendingPathComponent(name)))
  }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: folder.url.appendingPathComponent(name))
  }
}

extension ModelStand {
  /// 2,000 generated songs.
  static func songs(_ axes: String, replicates: Int = 3) throws -> ModelStand {
    try ModelStand(
      "songs",
      """
      seed: 1
      data: { source: generated, songs: 2000, split: { train: 0.6, validation: 0.2, test: 0.2, by: artist } }
      trial: { epochs: 5, learningRate: 0.01, scaling: standard, layers: [6], balanceRatio: 2, classWeight: 2 }
      replicates: \(replicates)
      axes: \(axes)
      """)
  }

  /// 300 rows of two numbers and a word.
  static func table() throws -> ModelStand {
    let rows = (0..<300).map { row in
      "\(Double(row * 37 % 101) / 100_000),\(row * 53 % 89),\(["x", "y", "z"][row % 3]),\(row * 37 % 101 > 80 ? 1 : 0)"
    }
    return try ModelStand(
      "rows",
      """
      data: { source: csv, file: rows.csv, label: hit, features: [a, b, word], nominal: [word] }
      trial: { epochs: 2, layers: [3] }
      replicates: 2
      axes: { classWeight: [1] }
      """, files: ["rows.csv": (["a,b,word,hit"] + rows).joined(separator: "\n") + "\n"])
  }
}

/// What the header of a model file says of the model, in JSON.
func modelDescription(_ bytes: [UInt8]) throws -> [String: Any] {
  let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
  func object(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
  let metadata = try #require(
    try object(Data(bytes[8..<8 + length]))["__metadata__"] as? [String: String])
  return try object(Data(try #require(metadata["model"]).utf8))
}
