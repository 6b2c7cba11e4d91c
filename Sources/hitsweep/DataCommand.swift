import ArgumentParser
import Reports
import Songs
import SweepFile

/// `hitsweep data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Look at the songs of a sweep.",
    subcommands: [Describe.self, Parts.self])

  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count a sweep's songs, top songs and parts, and list its features.")

    @Argument(help: "The sweep file.") var sweep: String
    @OptionGroup var data: DataOptions
    @Option(help: "The form of the output.") var format = TableFormat.table

    func run() throws {
      let prepared = try PreparedSweep(path: sweep, options: data)
      let description = prepared.description
      if format == .json { return try printJSON(description) }
      for line in description.lines(positiveName: prepared.file.positiveName) { print(line) }
    }
  }
}

extension DataCommand {
  /// `hitsweep data parts`.
  struct Parts: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Write a replicate's parts as CSV, so that anything else can train on the same songs.",
      discussion: """
        A line a song: its data row in the source file, its part (train, validation or test), its label, its features \
        unscaled; where nets see the past, those of earlier songs, too (energy.1 for the song before), and their labels (top.1). \
        The test part is the same for all replicates.
        """)

    @Argument(help: "The sweep file.") var sweep: String
    @Option(help: "The replicate, from 0.") var replicate = 0
    @OptionGroup var data: DataOptions

    func validate() throws {
      guard replicate >= 0 else {
        throw ValidationError("--replicate: \(replicate) is not expected; expected 0 or more")
      }
    }

    func run() throws {
      let prepared = try PreparedSweep(path: sweep, options: data)
      let parts = prepared.parting.parts(replicate: replicate)
      let named = [("train", parts.train), ("validation", parts.validation), ("test", parts.test)]
      let table = prepared.table
      let inputs = InputTable(of: table, table.wholeInputs)
      let width = inputs.names.count
      print(CSVText.line(["row", "part", "label"] + inputs.names), terminator: "")
      for (row, part) in named.flatMap({ name, rows in rows.map { (Int($0), name) } })
        .sorted(by: { $0.0 < $1.0 })
      {
        let features = inputs.values[row * width..<(row + 1) * width]
        print(
          CSVText.line(
            ["\(table.sourceRows[row])", part, "\(table.labels[row])"]
              + features.map { $0.isNaN ? "" : "\($0)" }),
          terminator: "")
      }
    }
  }
}

extension DataDescription {
  /// The figures for people.
  func lines(positiveName: String) -> [String] {
    var table = TextTable([
      .left("part"), .right("songs"), .right("\(positiveName)s"), .right("share"),
    ])
    func row(_ name: String, _ size: Size) {
      table.append([
        name, "\(size.songs)", "\(size.topSongs)",
        NumberText.share(size.topSongs, of: size.songs),
      ])
    }
    for name in ["train", "validation", "test"] {
      if let size = parts[name] { row(name, size) }
    }
    row("all", Size(songs: songs, topSongs: topSongs))
    return [
      "\(songs) songs, \(topSongs) \(positiveName)s; "
        + "\(duplicatesRemoved) duplicates removed; release years: \(hasYears ? "yes" : "none")",
      "\(features.count) features: \(features.joined(separator: ", "))",
      "data hash \(dataHash)", "",
    ] + table.lines(width: Terminal.width)
  }
}
