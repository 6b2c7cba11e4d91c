import Foundation
import Reports
import SongFile
import Songs
import SweepFile
import Sweeps
import Trials

/// The rows of a name in the data set that a model was trained on, and what the model says of them.
struct NamedSongs {
  private let model: Model
  private let prepared: PreparedSweep
  private let list: SongList
  private let titles: [SongList.Title]
  /// The rows of that name, from 0.
  private let matches: [Int]

  /// Reads the data set and looks for a name, and an artist if one is given.
  init(
    _ name: String, artist: String?, of model: Model, modelPath: String, options: DataOptions
  ) throws {
    self.model = model
    prepared = try PreparedSweep(of: model, modelPath: modelPath, options: options)
    list = try PreparedSweep.list(of: prepared.file, options: options).list
    guard let titles = list.titles else {
      throw Complaint(
        .badInput,
        "--song: the model's data have no names of songs; give a CSV file of features instead")
    }
    self.titles = titles
    matches = try Self.matches(name, artist: artist, in: titles)
  }

  private static func matches(
    _ name: String, artist: String?, in titles: [SongList.Title]
  ) throws -> [Int] {
    func isSame(_ left: String, _ right: String) -> Bool {
      left.compare(right, options: .caseInsensitive) == .orderedSame
    }
    let ofName = titles.indices.filter { isSame(titles[$0].name, name) }
    guard !ofName.isEmpty else {
      let similar = Set(
        titles.map(\.name).filter { $0.range(of: name, options: .caseInsensitive) != nil })
      let hint = similar.sorted().prefix(5).map { "'\(printable($0))'" }.joined(separator: ", ")
      throw Complaint(
        .badInput,
        "--song: no song of the data is called '\(printable(name))'"
          + (similar.isEmpty
            ? "" : "; it is in \(NumberText.count(similar.count, "name")), such as \(hint)"))
    }
    guard let artist else { return ofName }
    let matches = ofName.filter { isSame(titles[$0].artist, artist) }
    guard !matches.isEmpty else {
      let artists = Set(ofName.map { titles[$0].artist }).sorted().prefix(5)
      throw Complaint(
        .badInput,
        "--artist: '\(printable(name))' is not by '\(printable(artist))' in the data, but by "
          + artists.map { "'\(printable($0))'" }.joined(separator: ", "))
    }
    return matches
  }

  /// What the model says of each row.
  func rows() throws -> [PredictionReport.Row] {
    let songs = songOfRow
    let uses = try uses(of: Set(matches.compactMap { songs[$0] }))
    let inputs = InputTable(of: prepared.table, model.inputs)
    let rows = matches.compactMap { row -> PredictionReport.Row? in
      let song = songs[row]
      guard let prediction = prediction(ofRow: row, song: song, in: inputs) else { return nil }
      let source = song.map { Int(prepared.table.sourceRows[Int($0)]) }
      let known = PredictionReport.Known(
        isTop: song.map { prepared.table.labels[Int($0)] == 1 }
          ?? (prepared.file.label.checkedLabel(list.labelValues[row]) == 1),
        duplicateOf: source == row + 1 ? nil : source,
        nets: song.flatMap { uses[$0] } ?? (0, 0, 0))
      return PredictionReport.Row(
        prediction, row: row + 1, name: titles[row].name, artist: titles[row].artist,
        known: known)
    }
    guard !rows.isEmpty else {
      let past =
        prepared.file.past.map {
          NumberText.count($0.count - 1, "earlier \($0.unit.rawValue)")
        } ?? ""
      throw Complaint(
        .badInput,
        "--song: the model reads \(past) of the artist, and no row of that name has them in the data"
      )
    }
    return rows
  }

  /// The song of the table that each row of the list stands for: the row itself, the first of its recording, or its album.
  private var songOfRow: [Int: UInt32] {
    let groups: [UInt32]?
    if case .album? = prepared.file.past?.unit {
      groups = list.albumGroups
    } else {
      groups = prepared.file.duplicates == .remove ? list.recordings : nil
    }
    let group = { (row: Int) in groups.map { $0[row] } ?? UInt32(row) }
    var songs: [UInt32: UInt32] = [:]
    for (song, row) in prepared.table.sourceRows.enumerated() {
      songs[group(Int(row) - 1)] = UInt32(song)
    }
    return Dictionary(
      uniqueKeysWithValues: matches.compactMap { row in
        songs[group(row)].map { (row, $0) }
      })
  }

  /// By its own features; a model of the past, or of albums, takes the song that the row stands for.
  private func prediction(ofRow row: Int, song: UInt32?, in inputs: InputTable) -> Prediction? {
    guard model.inputs == .newest, prepared.file.past?.unit != .album else {
      return song.flatMap { model.predictions(for: [$0], in: inputs)[0] }
    }
    let own = InputTable(
      names: list.featureNames, steps: 1, values: Array(list.values(ofRow: row)))
    return model.predictions(for: [0], in: own)[0]
  }

  /// The songs of the table that are the same recording as each song, itself among them: where copies stay, a net that was
  /// trained on one knows them all.
  private func copies(of songs: Set<UInt32>) -> [UInt32: [UInt32]] {
    guard let recordings = list.recordings, prepared.file.duplicates == .keep else {
      return Dictionary(uniqueKeysWithValues: songs.map { ($0, [$0]) })
    }
    let all = (0..<UInt32(prepared.table.count)).map { song in
      (song, recordings[Int(prepared.table.sourceRows[Int(song)]) - 1])
    }
    let byRecording = Dictionary(grouping: all, by: \.1)
    return Dictionary(
      uniqueKeysWithValues: songs.map { song in
        (song, byRecording[all[Int(song)].1]?.map(\.0) ?? [song])
      })
  }

  /// How many nets were trained on each song or a copy of it, chosen by it, and measured on it; a net counts once, for the first
  /// of these.
  private func uses(
    of songs: Set<UInt32>
  ) throws -> [UInt32: (train: Int, validation: Int, test: Int)] {
    let runner = try TrialRunner(sweep: prepared.sweep, table: prepared.table)
    let copies = copies(of: songs)
    var uses: [UInt32: (train: Int, validation: Int, test: Int)] = [:]
    for replicate in model.ensemble.members.indices {
      let trial = Trial(
        configuration: model.provenance.configuration, replicate: replicate)
      guard case .success(let prepared) = runner.prepared(trial),
        let parts = runner.parts(of: trial.configuration, replicate: replicate)
      else { continue }
      let (train, validation, test) = (
        Set(prepared.songs), Set(parts.validation), Set(parts.test)
      )
      for song in songs {
        var use = uses[song] ?? (0, 0, 0)
        let all = copies[song] ?? [song]
        if all.contains(where: train.contains) {
          use.train += 1
        } else if all.contains(where: validation.contains) {
          use.validation += 1
        } else if all.contains(where: test.contains) {
          use.test += 1
        }
        uses[song] = use
      }
    }
    return uses
  }
}
