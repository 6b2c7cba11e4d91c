import ArgumentParser
import Foundation
import SearchSpace
import Trials

/// `hitsweep init`.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented sweep file to start from.",
    discussion: """
      The file runs as it is: hitsweep run FILE.

      Keys of the recipe, with their defaults (the deck's Model I where it has one):
      \(recipeKeys.joined(separator: "\n"))
      """)

  /// A line for each key of the recipe: its default and its meaning.
  private static var recipeKeys: [String] {
    RecipeKey.allCases.map { key in
      "  \(key.rawValue): \(key.standard)".padding(toLength: 26, withPad: " ", startingAt: 0)
        + key.meaning
    }
  }

  @Argument(help: "The file to write; '-' prints it.")
  var file = "sweep.yaml"

  func run() throws {
    if file == "-" { return print(Self.text, terminator: "") }
    guard !FileManager.default.fileExists(atPath: file) else {
      throw Complaint(.badInput, "\(file): exists already; name another file")
    }
    do {
      try Self.text.write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw Complaint(.infrastructure, "\(file): cannot be written; check its folder")
    }
    print("Wrote \(file). Look it through, then: hitsweep plan \(file); hitsweep run \(file)")
  }

  static var text: String {
    let keys = RecipeKey.allCases.map { key in
      "#   \(key.rawValue): \(key.standard)".padding(toLength: 28, withPad: " ", startingAt: 0)
        + "\(key.meaning) (\(key.expectation))"
    }
    return """
      # A sweep: data + axes + training recipe + fronts. Lines that start with # are comments.
      name: sweep                 # the store will be ./sweep.hitsweep
      seed: 2020                  # splits, weights and orders all follow from it

      data:
        source: generated         # songs made by a generator (songs: 14683, seed: 1); no download needed
        # source: kaggle-19000-spotify-songs   # the real ones, found by --data, $HITSWEEP_DATA or folder:
        #                         #   duplicates: keep (as the deck did from Model III on), dates: album_dates.csv
        # source: tidytuesday-2020-01-21       # others, with genres: spotify_songs.csv, found likewise
        # source: csv             # any table: file: mine.csv, label: churned > 0, features: all,
        #                         #   nominal: [plan], missing: median, group: customer, year: since, id: row,
        #                         #   genre: kind, positiveName: churner
        top: popularity > 75      # what a top song is
        split: { train: 0.6, validation: 0.2, test: 0.2, by: song }   # or by: artist, by: row
        evaluate: all             # measure on all songs; or on the subset that was trained on

      # The recipe. Each key below may stand here, or under axes with a list of values, or be left out:
      \(keys.joined(separator: "\n"))
      trial:
        epochs: 25
        scaling: standard

      replicates: 3               # each configuration is trained on so many splits

      axes:
        layers: [[], [10], [30, 10]]   # []: logistic regression, the baseline
        balanceRatio: [1, 4, none]
        classWeight: [1, 4]

      exclude:
        - { balanceRatio: 1, classWeight: 4 }   # one value for each axis named

      # What is looked for; without it these two fronts.
      fronts:
        - { name: precision, maximize: precision, minimize: falsePositiveRate, minimumRecall: [0.1, 0.3, 0.5, 0.7], minimumFlagged: 20 }
        - { name: recall, maximize: recall, minimize: falsePositiveRate }
      # At all thresholds, by the share of songs flagged, and nets that are small and good:
      #  - { name: curve, maximize: recall, minimize: falsePositiveRate, thresholds: all, rule: share }
      #  - { name: small, maximize: auc, minimize: parameters }

      # The artist's past, beside nets that do not see it; all are measured on the songs that have one:
      #   features: [audio, { base: audio, past: { unit: song, count: 3, labels: false } }]
      # An LSTM that reads it: trial: { model: lstm, features: { base: audio, past: { unit: song } } },
      #   axes: { units: [5, 10], sequenceLength: [2, 3] }

      """
  }
}
