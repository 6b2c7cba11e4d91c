import ArgumentParser
import Evaluation
import Foundation
import RandomStreams
import Reports
import SearchSpace
import SongFile
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// Options of commands that read the songs of a sweep.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "Where the files of real songs are; else $HITSWEEP_DATA, else data.folder of the sweep file.",
      valueName: "folder"))
  var folder: String?
}

/// A sweep file with its songs read, cleaned and labelled.
struct PreparedSweep {
  let file: SweepFile
  let table: SongTable
  /// The canonical bytes of `table`, as workers get them.
  let data: [UInt8]
  let sweep: Sweep

  /// Reads a sweep file and its songs.
  init(path: String, options: DataOptions) throws {
    try self.init(file: Self.read(path), options: options)
  }

  /// Reads the songs of a store's sweep, which are not in it.
  ///
  /// - Throws: a complaint where they are not those that it was run on.
  init(of header: StoreHeader, storePath: String, options: DataOptions) throws {
    try self.init(
      sweepFile: header.sweepFile, sweepPath: header.sweepPath,
      dataHash: header.sweep.facts.dataHash, of: storePath, options: options)
  }

  /// Reads the songs that a model was trained on, which are not in its file.
  ///
  /// - Throws: a complaint where they are not those.
  init(of model: Model, modelPath: String, options: DataOptions) throws {
    let provenance = model.provenance
    try self.init(
      sweepFile: provenance.sweepFile, sweepPath: provenance.sweepPath,
      dataHash: provenance.dataHash, of: modelPath, options: options)
  }

  private init(
    sweepFile: String, sweepPath: String, dataHash: ContentHash, of path: String,
    options: DataOptions
  ) throws {
    try self.init(
      file: Self.file(sweepFile, sweepPath: sweepPath, besides: path), options: options)
    guard sweep.facts.dataHash == dataHash else {
      let remedy =
        switch file.source {
        case .kaggle, .tidyTuesday: "; --data names another folder"
        case .generated, .table: ""
        }
      throw Complaint(
        .refused,
        "the songs are not those that \(path) was run on: their hash is \(sweep.facts.dataHash.short), that of its own "
          + "songs \(dataHash.short)\(remedy)")
    }
  }

  /// A sweep file's text, as if it lay where its table is found: beside where it was seen from the current folder, or
  /// from the folder of `path`, or in that.
  static func file(
    _ text: String, sweepPath: String, besides path: String
  ) throws -> SweepFile {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let name = URL(fileURLWithPath: sweepPath).lastPathComponent
    let moved = [sweepPath, name].map { folder.appendingPathComponent($0).relativePath }
    let file = try SweepFile(parsing: text, path: sweepPath)
    for path in moved {
      guard case .table(let table) = file.source,
        !FileManager.default.fileExists(atPath: table.path)
      else { return file }
      let other = try SweepFile(parsing: text, path: path)
      if case .table(let table) = other.source, FileManager.default.fileExists(atPath: table.path) {
        return other
      }
    }
    return file
  }

  private init(file: SweepFile, options: DataOptions) throws {
    self.file = file
    table = try Self.songs(of: file, options: options)
    data = table.encoded()
    sweep = file.sweep(dataHash: ContentHash(of: data))
    guard table.topCount > 0 else {
      throw Complaint(
        .badInput,
        "\(file.path): no \(file.subject.rawValue) is a \(file.positiveName) by '\(file.label)'")
    }
  }

  private static func read(_ path: String) throws -> SweepFile {
    try SweepFile(
      parsing: text(
        of: path, what: "sweep file", remedy: "; 'hitsweep init' writes one to start from"),
      path: path)
  }

  /// The text of a file that a person wrote.
  ///
  /// - Parameters:
  ///   - what: what is expected to be there, for messages.
  ///   - remedy: what to do where there is no such file.
  static func text(of path: String, what: String, remedy: String = "") throws -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw Complaint(
        .badInput,
        isThere
          ? "\(path): not a text file in UTF-8; expected a \(what)"
          : "\(path): no such \(what)\(remedy)")
    }
  }

  private static func songs(of file: SweepFile, options: DataOptions) throws -> SongTable {
    let (list, noDates) = try list(of: file, options: options)
    func place(_ key: RecipeKey) -> String {
      "\(file.path):\(file.line(of: key).map { "\($0):" } ?? "") key '\(key.rawValue)':"
    }
    if list.dates == nil, let noDates {
      if file.needsYears { throw Complaint(.badInput, "\(place(.years)) \(noDates)") }
      if file.past != nil { throw Complaint(.badInput, "\(place(.features)) \(noDates)") }
    }
    try requireGenres(file.neededGenres, in: list, at: place(.genres))
    guard let past = file.past else {
      return list.table(file.duplicates, label: file.label.checkedLabel)
    }
    guard
      let table = list.table(file.duplicates, past: past, label: file.label.checkedLabel)
    else {
      throw Complaint(
        .badInput, "\(place(.features)) the songs do not tell their albums; use unit: song")
    }
    guard table.count > 0 else {
      throw Complaint(
        .badInput,
        "\(place(.features)) no artist has \(past.count) \(past.unit.rawValue)s, "
          + "one after the other, of known dates of release")
    }
    return table
  }

  private static func requireGenres(
    _ needed: [String], in list: SongList, at place: String
  ) throws {
    guard !needed.isEmpty else { return }
    guard let genres = list.genres else {
      throw Complaint(
        .badInput,
        "\(place) the songs have no genres; of a table of your own, name their column as 'genre'")
    }
    if let unseen = needed.first(where: { !genres.names.contains($0) }) {
      throw Complaint(
        .badInput,
        "\(place) no song has the genre '\(unseen)'; the genres are "
          + genres.names.joined(separator: ", "))
    }
  }

  /// The rows of a sweep's source, and what to tell where they have no dates of release and should.
  static func list(
    of file: SweepFile, options: DataOptions
  ) throws -> (list: SongList, noDates: SongFileError?) {
    switch file.source {
    case .generated(let songs, let seed):
      return (try generated(songs: songs, seed: seed, file: file), nil)
    case .kaggle(let folder, let dates):
      let files = KaggleSongs(
        folders: folders(inFile: folder, of: file, options: options), label: file.label,
        dates: dates)
      return (try files.list(), files.noYears)
    case .tidyTuesday(let folder):
      let files = TidyTuesdaySongs(
        folders: folders(inFile: folder, of: file, options: options), label: file.label)
      return (try files.list(), nil)
    case .table(let description):
      guard FileManager.default.fileExists(atPath: description.path) else {
        throw Complaint(
          .badInput,
          "\(description.path): no such file; 'file' in \(file.path) names it, relative to that file's folder"
        )
      }
      return (try description.list(), description.noYears)
    }
  }

  private static func generated(songs: Int, seed: Int, file: SweepFile) throws -> SongList {
    guard ["popularity", "song_popularity"].contains(file.label.column),
      case .compares = file.label.condition
    else {
      throw Complaint(
        .badInput,
        "\(file.path): key 'top': generated songs are labelled by a rule such as "
          + "popularity > 75, not by '\(file.label)'")
    }
    return SongGenerator(songs: songs, seed: UInt64(seed)).list()
  }

  private static func folders(
    inFile folder: String?, of file: SweepFile, options: DataOptions
  ) -> [SearchedFolder] {
    if let flag = options.folder { return [SearchedFolder(path: flag, namedBy: "--data")] }
    var folders: [SearchedFolder] = []
    if let variable = Terminal.environment("HITSWEEP_DATA"), !variable.isEmpty {
      folders.append(SearchedFolder(path: variable, namedBy: "$HITSWEEP_DATA"))
    }
    if let folder { folders.append(SearchedFolder(path: folder, namedBy: "data.folder")) }
    return folders
  }

  /// The division of the songs into parts.
  var parting: Parting {
    Parting(of: table, rule: file.split, key: StreamKey(TrialKeys(of: sweep).split))
  }

  /// What is known of the songs.
  var description: DataDescription {
    func size(_ rows: [UInt32]) -> DataDescription.Size {
      .init(songs: rows.count, topSongs: rows.count { table.labels[Int($0)] == 1 })
    }
    let parts = parting.parts(replicate: 0)
    return DataDescription(
      dataHash: sweep.facts.dataHash.description, songs: table.count, topSongs: table.topCount,
      features: table.featureNames, duplicatesRemoved: table.duplicatesRemoved,
      hasYears: table.years != nil,
      parts: [
        "train": size(parts.train), "validation": size(parts.validation),
        "test": size(parts.test),
      ])
  }
}

/// The songs of a sweep in figures: what `data describe` prints and stores keep.
struct DataDescription: Codable {
  struct Size: Codable {
    let songs: Int
    let topSongs: Int
  }

  var schemaVersion = 1
  let dataHash: String
  let songs: Int
  let topSongs: Int
  let features: [String]
  let duplicatesRemoved: Int
  let hasYears: Bool
  /// The parts of the first replicate; those of others differ by a group at the most.
  let parts: [String: Size]
}
