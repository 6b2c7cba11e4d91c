import ArgumentParser
import Foundation
import Reports
import SongFile
import Songs
import SweepFile
import Sweeps
import Trials

/// `hitsweep predict`.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say how likely songs are top songs, by a model file.",
    discussion: """
      Either of the rows of a CSV file, whose columns are called as the model's features and may stand in any order; the \
      first other column names the rows. Or, with --song, of all rows of that name in the data set that the model was \
      trained on; then it is told which nets were trained on it.

        hitsweep predict MODEL songs.csv
        hitsweep predict MODEL --song Firework --artist "Katy Perry"

      Of an earlier song that the model reads, columns are called energy.1 for the song before, energy.2 for the one before \
      that, and top.1 for its label.
      """)

  @Argument(help: "The model file that 'hitsweep train' wrote.") var model: String
  @Argument(help: "A CSV file of songs.") var songs: String?
  @Option(help: "The name of a song in the data set.") var song: String?
  @Option(help: "With --song, its artist.") var artist: String?
  @OptionGroup var data: DataOptions
  @Option(help: "The form of the output.") var format = RowFormat.table

  func validate() throws {
    guard (songs == nil) != (song == nil) else {
      throw ValidationError("name the songs, either by a CSV file or by --song")
    }
    guard artist == nil || song != nil else {
      throw ValidationError("--artist goes with --song")
    }
  }

  func run() throws {
    let model = try Model.read(model)
    let rows =
      if let songs {
        try rows(ofFile: songs, by: model)
      } else {
        try NamedSongs(song ?? "", artist: artist, of: model, modelPath: self.model, options: data)
          .rows()
      }
    try PredictionReport(
      model: self.model, rule: model.rule.decision.title,
      leastProbability: model.rule.leastProbability, netCount: model.ensemble.members.count,
      positiveName: model.positiveName, rows: rows
    ).print(as: format)
  }

  private func rows(
    ofFile path: String, by model: Model
  ) throws -> [PredictionReport.Row] {
    let inputs = model.inputs
    let columns =
      inputs.steps == 1
      ? inputs.names(model.featureNames)
      : (0..<inputs.steps).reversed().flatMap { before in
        model.featureNames.map { InputRule.name($0, before: before) }
      }
    let content = try FeatureFile(
      path: path, columns: columns, labels: Set(inputs.labelNames), label: model.label.column,
      missing: model.allowsMissingValues ? .median : .refuse
    ).read()
    if !content.unused.isEmpty {
      Terminal.say(printable("\(path): not used: \(content.unused.joined(separator: ", "))"))
    }
    let table = InputTable(
      names: inputs.names(model.featureNames), steps: inputs.steps, values: content.values)
    let predictions = model.predictions(for: Array(0..<UInt32(table.count)), in: table)
    return try predictions.enumerated().map { row, prediction in
      guard let prediction else {
        throw Complaint(
          .badInput,
          "\(path):\(content.lines[row]): a value is so far from all that the model was trained on that its nets give no "
            + "number; expected \(model.featureNames.joined(separator: ", ")) in the units of the training data"
        )
      }
      return PredictionReport.Row(
        prediction, row: row + 1, name: content.names?[row], artist: nil, known: nil)
    }
  }
}

extension PredictionReport.Row {
  init(
    _ prediction: Prediction, row: Int, name: String?, artist: String?,
    known: PredictionReport.Known?
  ) {
    self.init(
      row: row, name: name, artist: artist, probability: prediction.probability,
      range: prediction.range, score: prediction.score, isFlagged: prediction.isFlagged,
      known: known)
  }
}
