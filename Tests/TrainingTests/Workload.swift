import KernelContract
import Kernels
import RandomStreams
import Testing
import Training

/// A training in small of each kind that sweeps run.
struct Workload: CustomTestStringConvertible, Sendable {
  private enum Net: Sendable {
    case mlp(inputs: Int, hidden: [Int])
    case lstm(inputs: Int, units: Int, steps: Int)
  }

  let testDescription: String
  /// The hash of the parameters that it ends with.
  let recordedHash: UInt64
  private let net: Net
  private let rowCount: Int
  private let settings: TrainingSettings

  static let all = [
    Workload(
      testDescription: "MLP 13-30-10-2", recordedHash: 0x793b_e0db_3843_3871,
      net: .mlp(inputs: 13, hidden: [30, 10]), rowCount: 600,
      settings: TrainingSettings(epochs: 5, batchSize: 64, learningRate: 0.001)),
    Workload(
      testDescription: "LSTM(10), 3 steps of 14 features, some missing",
      recordedHash: 0x9435_6f54_9845_6a7b,
      net: .lstm(inputs: 14, units: 10, steps: 3), rowCount: 300,
      settings: TrainingSettings(epochs: 4, batchSize: 64, learningRate: 0.001)),
    Workload(
      testDescription: "MLP 13-256-128-2", recordedHash: 0xc9a4_2b49_e6ff_3f77,
      net: .mlp(inputs: 13, hidden: [256, 128]), rowCount: 300,
      settings: TrainingSettings(epochs: 2, batchSize: 256, learningRate: 0.001)),
    Workload(
      testDescription: "MLP 13-30-10-2 with L2 and dropout", recordedHash: 0x722e_c720_bb5b_ce6f,
      net: .mlp(inputs: 13, hidden: [30, 10]), rowCount: 300,
      settings: TrainingSettings(
        epochs: 3, batchSize: 58, learningRate: 0.01, l2: 0.001,
        dropout: Dropout(rate: 0.25, stream: testStream(.dropout)))),
    Workload(
      testDescription: "LSTM(10) with L2 and dropout", recordedHash: 0x0014_3312_5b22_8dce,
      net: .lstm(inputs: 14, units: 10, steps: 3), rowCount: 200,
      settings: TrainingSettings(
        epochs: 2, batchSize: 48, learningRate: 0.01, l2: 0.001,
        dropout: Dropout(rate: 0.25, recurrentRate: 0.5, stream: testStream(.dropout)))),
  ]

  /// All bits that a training gives.
  struct Bits: Equatable {
    let parameters: [UInt32]
    let epochLosses: [UInt32]
    let probabilities: [UInt32]

    fileprivate init(parameters: [Float], epochLosses: [Float], probabilities: [Float]) {
      self.parameters = parameters.map(\.bitPattern)
      self.epochLosses = epochLosses.map(\.bitPattern)
      self.probabilities = probabilities.map(\.bitPattern)
    }

    /// FNV-1a of 64 bits over the bytes of the parameters, the lowest of each first.
    ///
    /// Not a cryptographic hash: it guards against drift, not against anybody.
    ///
    /// Source: Fowler, Noll and Vo, as in RFC 9923.
    var hash: UInt64 {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for bits in parameters {
        for shift in [UInt32(0), 8, 16, 24] {
          hash = (hash ^ UInt64(bits >> shift & 0xFF)) &* 0x100_0000_01b3
        }
      }
      return hash
    }
  }

  /// Trains in an order that is shuffled each epoch, and predicts the rows that were trained on.
  func train(with kernels: any KernelSet.Type) throws -> Bits {
    switch net {
    case .mlp(let inputs, let hidden):
      let rows = testRows(rowCount, inputs: inputs)
      let trained = try Trainer.train(
        testNet(inputs: inputs, hidden: hidden), on: rows, settings: settings,
        order: .shuffled(testStream(.rowOrder)), kernels: kernels)
      return Bits(
        parameters: trained.net.parameters, epochLosses: trained.epochLosses,
        probabilities: trained.net.topProbabilities(of: rows.features, kernels: kernels))
    case .lstm(let inputs, let units, let steps):
      let present = testPresence(rowCount, steps: steps)
      let rows = testRows(rowCount, inputs: inputs, steps: steps, present: present)
      let trained = try Trainer.train(
        testLSTM(inputs: inputs, units: units), on: rows, settings: settings,
        order: .shuffled(testStream(.rowOrder)), kernels: kernels)
      return Bits(
        parameters: trained.net.parameters, epochLosses: trained.epochLosses,
        probabilities: trained.net.topProbabilities(
          of: rows.features, steps: steps, present: present, kernels: kernels))
    }
  }
}
