import ArgumentParser
import Reports
import SweepFile

/// `hitsweep data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Look at the songs of a sweep.", subcommands: [Describe.self])

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
