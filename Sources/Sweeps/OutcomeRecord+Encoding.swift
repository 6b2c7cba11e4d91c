import Evaluation

/// The format number that every record begins with.
private let recordFormat: UInt16 = 1

extension OutcomeRecord {
  /// What no figure of a part exceeds, -ln of the bounded probabilities of a log loss included; none is negative.
  static let figureLimit = 1000.0

  /// How many bytes a measured record has before its two staircases: format (2), kind (1), training songs and top
  /// songs (4 each), odds correction (8), training loss (4), and for either part four counts (4 each) and five
  /// doubles.
  public static let measuredHeadLength = 2 + 1 + 4 + 4 + 8 + 4 + 2 * (4 * 4 + 5 * 8)

  /// The canonical bytes: equal for equal records, on every machine.
  ///
  /// Little-endian, fixed layout. Behind the head of ``measuredHeadLength`` bytes come the staircases of validation
  /// and test: number of steps (4), then for each step the rise in true positives and in false positives (LEB128 each)
  /// and the threshold (4).
  public func encoded() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.write(recordFormat)
    writer.write(kind.rawValue)
    switch self {
    case .infeasible(let reason), .failed(let reason):
      writer.write(reason)
    case .measured(let measurement):
      writer.write(UInt32(measurement.trainingSongs))
      writer.write(UInt32(measurement.trainingTopSongs))
      writer.write(measurement.oddsCorrection)
      writer.write(measurement.trainingLoss)
      writer.write(figures: measurement.validation)
      writer.write(figures: measurement.test)
      for part in [measurement.validation, measurement.test] {
        guard let staircase = part.staircase else {
          preconditionFailure("a record of which only the head was read has no bytes of its own")
        }
        writer.write(staircase)
      }
    }
    return writer.bytes
  }

  /// How much of a record is read.
  private enum Extent {
    case head
    case whole
  }

  /// Reads what ``encoded()`` wrote, whatever else the bytes may be.
  public init(decoding bytes: [UInt8]) throws(CanonicalError) {
    try self.init(bytes[...], .whole)
  }

  /// Reads a record without its staircases, of bytes that may end or go on behind ``measuredHeadLength``.
  public init(decodingHead bytes: ArraySlice<UInt8>) throws(CanonicalError) {
    try self.init(bytes, .head)
  }

  private init(_ bytes: ArraySlice<UInt8>, _ extent: Extent) throws(CanonicalError) {
    var reader = CanonicalReader(bytes)
    guard try reader.read(UInt16.self) == recordFormat,
      let kind = Kind(rawValue: try reader.read(UInt8.self))
    else { throw .malformed }
    switch kind {
    case .infeasible: self = .infeasible(reason: try reader.readText())
    case .failed: self = .failed(reason: try reader.readText())
    case .measured:
      let trainingSongs = Int(try reader.read(UInt32.self))
      let trainingTopSongs = Int(try reader.read(UInt32.self))
      let oddsCorrection = try reader.readDouble()
      let trainingLoss = try reader.readFloat()
      let validation = try PartHead(&reader)
      let test = try PartHead(&reader)
      self = .measured(
        Measurement(
          trainingSongs: trainingSongs, trainingTopSongs: trainingTopSongs,
          oddsCorrection: oddsCorrection, trainingLoss: trainingLoss,
          validation: try validation.figures(
            extent == .whole ? validation.staircase(&reader) : nil),
          test: try test.figures(extent == .whole ? test.staircase(&reader) : nil)))
      if extent == .head { return }
    }
    try reader.finish()
  }

  /// How the trial ended.
  public var kind: Kind {
    switch self {
    case .measured: .measured
    case .infeasible: .infeasible
    case .failed: .failed
    }
  }

  /// The kind of the record that `bytes` begin with, or `nil` where they begin with none.
  public static func kind(ofEncoded bytes: [UInt8]) -> Kind? {
    bytes.withUnsafeBytes(kind(ofEncoded:))
  }

  /// The kind of the record that `bytes` begin with, or `nil` where they begin with none.
  public static func kind(ofEncoded bytes: UnsafeRawBufferPointer) -> Kind? {
    bytes.count > 2 ? Kind(rawValue: bytes[2]) : nil
  }

  /// Why the trial of a failed or infeasible record ended: the first 200 characters; what cannot be read is told so.
  public static func reason(ofEncoded bytes: UnsafeRawBufferPointer) -> String {
    do throws(CanonicalError) {
      switch try OutcomeRecord(decodingHead: Array(bytes)[...]) {
      case .infeasible(let reason), .failed(let reason): return String(reason.prefix(200))
      case .measured: return ""
      }
    } catch {
      return "a reason that cannot be read"
    }
  }
}

extension CanonicalWriter {
  fileprivate mutating func write(figures: PartFigures) {
    let counts = figures.counts
    for count in [
      counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives,
    ] { write(UInt32(count)) }
    for value in [
      figures.auc, figures.averagePrecision, figures.recallAtFalsePositiveRate30,
      figures.logLoss, figures.brierScore,
    ] { write(value) }
  }

  fileprivate mutating func write(_ staircase: Staircase) {
    write(UInt32(staircase.steps.count))
    var (truePositives, falsePositives) = (0, 0)
    for step in staircase.steps {
      write(compact: step.truePositives - truePositives)
      write(compact: step.falsePositives - falsePositives)
      write(step.threshold)
      (truePositives, falsePositives) = (step.truePositives, step.falsePositives)
    }
  }
}

/// The figures of a part as far as they stand in a record's head.
private struct PartHead {
  let counts: ConfusionCounts
  let auc: Double
  let averagePrecision: Double
  let recallAtFalsePositiveRate30: Double
  let logLoss: Double
  let brierScore: Double

  init(_ reader: inout CanonicalReader) throws(CanonicalError) {
    counts = ConfusionCounts(
      truePositives: Int(try reader.read(UInt32.self)),
      falsePositives: Int(try reader.read(UInt32.self)),
      falseNegatives: Int(try reader.read(UInt32.self)),
      trueNegatives: Int(try reader.read(UInt32.self)))
    auc = try reader.readDouble()
    averagePrecision = try reader.readDouble()
    recallAtFalsePositiveRate30 = try reader.readDouble()
    logLoss = try reader.readDouble()
    brierScore = try reader.readDouble()
    let limits = 0...OutcomeRecord.figureLimit
    guard
      [auc, averagePrecision, recallAtFalsePositiveRate30, logLoss, brierScore].allSatisfy(
        limits.contains)
    else { throw .malformed }
  }

  func staircase(_ reader: inout CanonicalReader) throws(CanonicalError) -> Staircase {
    var steps: [Staircase.Step] = []
    var (truePositives, falsePositives) = (0, 0)
    for _ in 0..<(try reader.readCount()) {
      truePositives += try reader.readCompact()
      falsePositives += try reader.readCompact()
      steps.append(
        Staircase.Step(
          truePositives: truePositives, falsePositives: falsePositives,
          threshold: try reader.readFloat()))
    }
    guard
      let staircase = Staircase(
        positives: counts.positives, negatives: counts.negatives, steps: steps)
    else { throw .malformed }
    return staircase
  }

  func figures(_ staircase: Staircase?) -> PartFigures {
    PartFigures(
      counts: counts, auc: auc, averagePrecision: averagePrecision,
      recallAtFalsePositiveRate30: recallAtFalsePositiveRate30, logLoss: logLoss,
      brierScore: brierScore, staircase: staircase)
  }
}
