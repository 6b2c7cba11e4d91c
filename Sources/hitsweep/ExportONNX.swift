import ArgumentParser
import ModelFile
import Reports
import Songs
import Sweeps
import Trials

extension Export {
  /// `hitsweep export onnx`.
  struct ONNX: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "onnx",
      abstract: "Write a model as ONNX, for other programs to run.",
      discussion: """
        The graph takes raw feature values, [songs, inputs] or, of an LSTM, [songs, steps, inputs] with the oldest first; \
        NaN is a missing value. It holds the scale, all nets, their mean and the correction, and gives 'probability' and \
        'score', [songs] each, as 'hitsweep predict' tells them. The names of the inputs stand in its metadata.
        """)

    @Argument(help: "The model file that 'hitsweep train' wrote.") var model: String
    @Argument(help: "The file to write.") var file: String
    @Flag(help: "Overwrite the file if it exists.") var force = false

    func run() throws {
      try refuseOverwriting(file, unless: force, remedy: "name another file")
      let model = try Model.read(model)
      let provenance = model.provenance
      let onnx: ONNXModel
      do throws(ONNXError) {
        onnx = try ONNXModel(
          model.ensemble, inputNames: model.inputs.names(model.featureNames),
          producerVersion: hitsweepVersion,
          metadata: [
            "sweep": provenance.sweepName, "id": provenance.configuration.id.short,
            "dataHash": provenance.dataHash.description, "label": model.label.description,
            "rule": model.rule.decision.title,
            "leastProbability": "\(model.rule.leastProbability)",
          ])
      } catch {
        throw Complaint(.badInput, "\(self.model): \(error)")
      }
      try write(onnx.bytes, to: file)
      print("Wrote \(file): input 'features', outputs 'probability' and 'score'.")
    }
  }
}
