import Scheduling
import Songs
import Sweeps
import WireProtocol
import Worker

extension FuzzTarget {
  /// What a coordinator hears.
  static let workerMessage = FuzzTarget(name: "worker-message") {
    Examples.workerMessages.map { Envelope(sweep: Examples.sweep.id, message: $0).encoded() }
  } check: { bytes throws(BrokenPromise) in
    guard let envelope = accepted({ try Envelope<WorkerMessage>(decoding: bytes) }) else { return }
    let encoded = envelope.encoded()
    let again = accepted { try Envelope<WorkerMessage>(decoding: encoded) }
    try require(again?.message == envelope.message, "a message comes through again")
    try require(again?.sweep == envelope.sweep, "a sweep's id comes through again")
    if case .outcomes(let batch) = envelope.message {
      for (position, outcome) in batch.enumerated() {
        try require(outcome.record == Array(batch.record(at: position)), "a batch holds records")
      }
    }
  }

  /// What a worker, or `hitsweep status`, hears.
  static let coordinatorMessage = FuzzTarget(name: "coordinator-message") {
    Examples.coordinatorMessages.map { Envelope(sweep: Examples.sweep.id, message: $0).encoded() }
  } check: { bytes throws(BrokenPromise) in
    guard let envelope = accepted({ try Envelope<CoordinatorMessage>(decoding: bytes) })
    else { return }
    // Rates may be no numbers, which differ from themselves: bytes are compared.
    let encoded = envelope.encoded()
    let again = accepted { try Envelope<CoordinatorMessage>(decoding: encoded) }
    try require(again?.encoded() == encoded, "a message comes through again")
  }

  /// What is stored; a coordinator looks at it with other code than its readers.
  static let outcomeRecord = FuzzTarget(name: "outcome-record") {
    Examples.records.map { $0.encoded() }
  } check: { bytes throws(BrokenPromise) in
    let record = accepted { try OutcomeRecord(decoding: bytes) }
    // As it lies among others.
    let among = [1, 0, 2] + bytes + [0, 0]
    let isWellFormed = OutcomeRecord.isWellFormed(among[3..<3 + bytes.count])
    try require(isWellFormed == (record != nil), "both readers agree: \(isWellFormed)")
    guard let record else { return }
    try require(record.encoded() == bytes, "a record has one encoding")
    try require(OutcomeRecord.kind(ofEncoded: bytes) == record.kind, "the kind is the record's")
  }

  /// What a worker is told to train.
  static let sweep = FuzzTarget(name: "sweep") {
    [Examples.sweep.encoded(), Examples.otherSweep.encoded()]
  } check: { bytes throws(BrokenPromise) in
    guard let sweep = accepted({ try Sweep(decoding: bytes) }) else { return }
    try require(sweep.encoded() == bytes, "a sweep has one encoding")
    for index in [0, sweep.indexCount / 2, sweep.indexCount - 1] {
      let trial = sweep.trial(at: index)
      let found = sweep.index(of: trial)
      // A value that is no number differs from itself, and so is in no grid.
      try require(found == index || found == nil, "the trial at \(index) is not at \(index)")
      _ = TrialKeys(of: sweep).key(
        recipe: sweep.recipe(of: trial.configuration), replicate: trial.replicate)
    }
  }

  /// The songs as workers get them.
  static let songTable = FuzzTarget(name: "song-table") {
    [
      Examples.songs(years: nil), Examples.songs(years: [0, 1999, 2020]),
      Examples.songsOfArtists(genres: []),
      Examples.songsOfArtists(genres: ["pop", "r&b", "pop"]),
    ].map { $0.encoded() }
  } check: { bytes throws(BrokenPromise) in
    guard let table = accepted({ try SongTable(decoding: bytes) }) else { return }
    try require(table.encoded() == bytes, "a table has one encoding")
  }

  /// What a worker and its training process say to each other, as it comes out of a pipe in pieces.
  ///
  /// The first byte says how long the pieces are.
  static let trainingFrames = FuzzTarget(name: "training-frames") {
    Examples.trainingFrames.map { [7] + $0 } + [[64] + Examples.trainingFrames.joined()]
  } check: { bytes throws(BrokenPromise) in
    var tape = ByteTape(bytes)
    let pieceLength = 1 + tape.byte()
    var buffer = FrameBuffer()
    while !tape.isAtEnd {
      tape.bytes(pieceLength).withUnsafeBytes { buffer.append($0) }
      while let frame = buffer.next() {
        if let command = accepted({ try TrainingCommand(decoding: frame) }) {
          try require(Array(command.encoded().dropFirst(4)) == frame, "a command has one encoding")
        }
        if let answer = accepted({ try TrainingAnswer(decoding: frame) }) {
          try require(Array(answer.encoded().dropFirst(4)) == frame, "an answer has one encoding")
        }
      }
    }
  }
}
