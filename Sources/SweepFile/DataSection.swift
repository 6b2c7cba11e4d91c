import SearchSpace
import SongFile
import Songs
import Trials

/// What `data` says.
struct DataSection {
  let source: SweepFile.Source
  let label: LabelRule
  let positiveName: String
  let split: SplitRule
  let evaluate: EvaluationRule

  /// The line on which the file says what a split must not separate; `nil` where it does not.
  let groupingLine: Int?
  let duplicates: SongList.Duplicates

  private static let sources = [
    "kaggle-19000-spotify-songs", "generated", "csv", "tidytuesday-2020-01-21",
  ]
  private static let shared = ["source", "split", "evaluate", "positiveName"]

  init(in top: YAMLSection) throws(SweepFileError) {
    guard let node = top.node("data") else {
      throw top.error("data", .missingKey("data", example: "data: { source: generated }"))
    }
    let all =
      Self.shared + ["top", "folder", "songs", "seed", "file", "label", "features", "nominal"]
      + ["missing", "group", "year", "id", "genre", "duplicates", "dates"]
    let loose = try YAMLSection(node, file: top.file, name: "data", known: all)
    guard let kind = try loose.text("source") else {
      throw loose.error("source", .missingKey("source", example: "source: generated"))
    }
    let own: [String] =
      switch kind {
      case Self.sources[0]: ["top", "folder", "duplicates", "dates"]
      case Self.sources[1]: ["top", "songs", "seed", "duplicates"]
      case Self.sources[2]:
        ["file", "label", "features", "nominal", "missing", "group", "year", "id", "genre"]
      case Self.sources[3]: ["top", "folder", "duplicates"]
      default:
        throw loose.badValue(
          "source", expected: "one of \(Self.sources.joined(separator: ", "))")
      }
    let section = try YAMLSection(
      node, file: top.file, name: "data of source \(kind)", known: Self.shared + own)
    (split, groupingLine) = try Self.split(in: section)
    duplicates =
      try section.value("duplicates", expected: "remove or keep") {
        SongList.Duplicates(rawValue: $0.description)
      } ?? .remove
    evaluate =
      try section.value("evaluate", expected: "all or subset") {
        EvaluationRule(rawValue: $0.description)
      } ?? .all
    positiveName = try section.text("positiveName") ?? "top song"
    let folder = try section.text("folder").map { Self.path($0, besides: section.file) }
    switch kind {
    case Self.sources[0]:
      label = try Self.label("top", in: section) ?? Self.top
      let dates = try section.value(
        "dates", expected: KaggleSongs.Dates.allCases.map(\.rawValue).joined(separator: " or ")
      ) { KaggleSongs.Dates(rawValue: $0.description) }
      source = .kaggle(folder: folder, dates: dates ?? .playlists)
    case Self.sources[3]:
      label = try Self.label("top", in: section) ?? Self.top
      source = .tidyTuesday(folder: folder)
    case Self.sources[1]:
      label = try Self.label("top", in: section) ?? Self.top
      source = .generated(
        songs: try section.whole("songs", 100...10_000_000) ?? 14_683,
        seed: try section.whole("seed", 0...Int(Int32.max)) ?? 1)
    default:
      guard let label = try Self.label("label", in: section) else {
        throw section.error("label", .missingKey("label", example: "label: churned > 0"))
      }
      self.label = label
      source = .table(try Self.table(in: section, label: label))
    }
  }

  /// What the deck calls a top song.
  private static let top: LabelRule = {
    do {
      return try LabelRule(parsing: "popularity > 75")
    } catch {
      preconditionFailure("the deck's own rule: \(error)")
    }
  }()

  private static func label(
    _ key: String, in section: YAMLSection
  ) throws(SweepFileError) -> LabelRule? {
    try section.value(
      key, expected: "a column of 0 and 1, or a rule such as popularity > 75"
    ) { setting in
      do throws(SongRuleError) {
        return try LabelRule(parsing: setting.description)
      } catch {
        return nil
      }
    }
  }

  private static func split(
    in section: YAMLSection
  ) throws(SweepFileError) -> (rule: SplitRule, groupingLine: Int?) {
    let parts = try section.section("split", known: ["train", "validation", "test", "by"])
    let by = try parts?.value("by", expected: "song, artist or row") {
      SplitRule.Grouping(rawValue: $0.description)
    }
    let shares = ["train", "validation", "test"]
    if let parts, parts.keys.contains(where: shares.contains),
      let missing = shares.first(where: { parts.node($0) == nil })
    {
      throw parts.error(
        missing, .missingKey(missing, example: "split: { train: 0.6, validation: 0.2, test: 0.2 }")
      )
    }
    do {
      let rule = try SplitRule(
        train: try parts?.number("train") ?? 0.6,
        validation: try parts?.number("validation") ?? 0.2,
        test: try parts?.number("test") ?? 0.2, by: by ?? .song)
      return (rule, by == nil ? nil : parts?.line(of: "by"))
    } catch let error as SweepFileError {
      throw error
    } catch {
      throw section.error("split", .unfit(key: "split", reason: "\(error)"))
    }
  }

  private static func table(
    in section: YAMLSection, label: LabelRule
  ) throws(SweepFileError) -> TableFile {
    guard let file = try section.text("file") else {
      throw section.error("file", .missingKey("file", example: "file: customers.csv"))
    }
    let columns = try section.texts("features") ?? ["all"]
    if columns.isEmpty {
      throw section.badValue("features", expected: "all or a list of columns")
    }
    let missing = try section.value("missing", expected: "refuse or median") {
      TableFile.MissingValues(rawValue: $0.description)
    }
    return TableFile(
      path: path(file, besides: section.file), label: label,
      features: columns == ["all"] ? .all : .named(columns),
      nominal: try section.texts("nominal") ?? [], missing: missing ?? .refuse,
      group: try section.text("group"), year: try section.text("year"),
      id: try section.text("id"), genre: try section.text("genre"))
  }

  /// A path in a sweep file is relative to the file's folder.
  private static func path(_ path: String, besides file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }
}
