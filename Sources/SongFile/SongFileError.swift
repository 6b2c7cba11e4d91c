/// Why a file of songs cannot be used; lines are physical lines of the file, counted from 1.
public enum SongFileError: Error, Equatable, CustomStringConvertible {
  /// The operating system does not let the file be read.
  case unreadable(file: String, reason: String)
  /// A file of the Kaggle songs is in none of the folders.
  case notFound(file: String, searched: [SearchedFolder])
  /// The file has no header.
  case empty(file: String)
  /// The file has a header, and no row below it.
  case noRows(file: String)
  /// A line holds bytes that are not UTF-8.
  case notUTF8(file: String, line: Int)
  /// A quoted field that opens on this line is never closed.
  case unterminatedQuote(file: String, line: Int)
  /// A quote stands inside a field without quotes, or text follows a closing quote.
  case strayQuote(file: String, line: Int)
  /// A row has more or fewer fields than the header.
  case fieldCount(file: String, line: Int, found: Int, expected: Int)
  /// The header lacks a column.
  case missingColumn(file: String, column: String, header: [String])
  /// The header lacks columns of the features that are asked for.
  case missingColumns(file: String, columns: [String], header: [String])
  /// Two columns, of the header or of the features made of it, have one name.
  case ambiguousColumn(file: String, column: String)
  /// A cell is empty or `NA` where a value is needed.
  case missingValue(file: String, line: Int, column: String)
  /// A cell holds something else than expected.
  case badCell(file: String, line: Int, column: String, value: String, expected: String)
  /// Rows that should be about one song are about two.
  case rowsOfTwoSongs(SongRow, SongRow)
  /// Files whose rows belong together have different numbers of rows.
  case rowCounts(file: String, count: Int, otherFile: String, otherCount: Int)
  /// The label rule names a column that does not say how popular a song is.
  case labelColumn(file: String, column: String, expected: String)
  /// The column decides what a top song is, so it cannot be a feature.
  case labelAmongFeatures(file: String, column: String)
  /// A column is to be taken as nominal, and is no feature.
  case nominalNotAFeature(file: String, column: String)
  /// A nominal column has too many different values.
  case tooManyValues(file: String, column: String, limit: Int)
  /// No column is left that could be a feature.
  case noFeatures(file: String)
  /// Years of release are asked for, and the source has none; `remedy` says what to add.
  case noYears(remedy: String)

  /// A sentence for a person, after the place it is about.
  public var description: String {
    switch self {
    case .notUTF8(let file, let line):
      "\(file):\(line): not UTF-8; save the file in that encoding"
    case .unterminatedQuote(let file, let line):
      "\(file):\(line): a quoted field is never closed; the file may be cut off"
    case .strayQuote(let file, let line):
      "\(file):\(line): a stray quote; put the whole field in quotes and double those inside"
    case .fieldCount(let file, let line, let found, let expected):
      "\(file):\(line): \(found) fields where the header has \(expected)"
    case .missingValue(let file, let line, let column):
      "\(file):\(line): column '\(column)': a value is missing"
    case .badCell(let file, let line, let column, let value, let expected):
      "\(file):\(line): column '\(column)': '\(excerpt(of: value))' is not \(expected)"
    case .rowsOfTwoSongs(let row, let other):
      "\(row) and \(other) are about different songs; take both files from one source"
    case .rowCounts(let file, let count, let otherFile, let otherCount):
      "\(file) has \(count) rows and \(otherFile) has \(otherCount);"
        + " take both files from one source"
    case .unreadable(let file, let reason): "\(file): \(reason)"
    case .notFound(let file, let searched):
      (searched.isEmpty
        ? "\(file) was not looked for, as no folder is named: name one with --data, $HITSWEEP_DATA or data.folder;"
        : "\(file) was not found in \(searched.map(\.description).joined(separator: ", "));")
        + " get it from \(origin(of: file))"
    case .empty(let file): "\(file): the file is empty"
    case .noRows(let file): "\(file): no row below the header"
    case .missingColumn(let file, let column, let header):
      "\(file):1: no column '\(column)'; the header has \(header.joined(separator: ", "))"
    case .missingColumns(let file, let columns, let header):
      "\(file):1: no \(columns.count == 1 ? "column" : "columns") "
        + columns.map { "'\($0)'" }.joined(separator: ", ")
        + "; the header has \(header.joined(separator: ", "))"
    case .ambiguousColumn(let file, let column):
      "\(file):1: more than one column is named '\(column)'; give each a name of its own"
    case .labelColumn(let file, let column, let expected):
      "\(file):1: songs cannot be labelled by column '\(column)'; use '\(expected)'"
    case .labelAmongFeatures(let file, let column):
      "\(file):1: column '\(column)' makes the label; leave it out of 'features'"
    case .nominalNotAFeature(let file, let column):
      "\(file):1: nominal column '\(column)' is no feature; add it to 'features'"
    case .tooManyValues(let file, let column, let limit):
      "\(file):1: nominal column '\(column)' has more than \(limit) values;"
        + " leave it out of 'features'"
    case .noFeatures(let file): "\(file):1: no column is left as a feature"
    case .noYears(let remedy): "the songs have no years of release; \(remedy)"
    }
  }
}

/// Where a person gets a file of real songs.
private func origin(of file: String) -> String {
  switch file {
  case "spotify_songs.csv":
    "github.com/rfordatascience/tidytuesday, data/2020/2020-01-21"
  case KaggleSongs.Dates.albums.rawValue:
    "data.zip of github.com/MatthNig/BWSML_Spotify-Song-Popularities"
  default: "the Kaggle dataset edalrami/19000-spotify-songs"
  }
}

/// A row of a file and the song it is about.
public struct SongRow: Equatable, Sendable, CustomStringConvertible {
  /// The file's name.
  public let file: String
  /// The physical line, counted from 1.
  public let line: Int
  /// The song's name.
  public let song: String

  /// Makes a row of its place and its song.
  public init(file: String, line: Int, song: String) {
    self.file = file
    self.line = line
    self.song = song
  }

  /// The place and the song.
  public var description: String { "\(file):\(line) ('\(excerpt(of: song))')" }
}

/// The beginning of a text from a file, fit to be shown on one line.
private func excerpt(of text: String) -> String {
  let longest = 60
  let shown = text.unicodeScalars.prefix(longest).map { scalar in
    scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
  }
  return String(shown) + (text.unicodeScalars.count > longest ? "…" : "")
}
