import Sweeps
import Testing
import Worker

@Suite struct TrainingMessagesTests {
  private static let commands: [TrainingCommand] = [
    .prepare(sweep: [1, 2, 3], songs: [4, 5]), .prepare(sweep: [], songs: []),
    .run([0..<5, 7..<9]), .replaceQueue([]), .cancelQueue, .forget([1 << 52..<1 << 53]),
  ]
  private static let answers: [TrainingAnswer] = [
    .prepared(ContentHash(of: [1])), .cancelled([3..<4]), .failed(reason: "keine Lieder"),
    .outcomes([], of: ContentHash(of: [2])),
    .outcomes(
      [
        FinishedTrial(index: 1 << 50, record: [1, 2], duration: .microseconds(7), slot: 4095),
        FinishedTrial(index: 0, record: [], duration: .zero, slot: 0),
        FinishedTrial(index: 5, record: [9], duration: .seconds(1000), slot: 1),
      ], of: ContentHash(of: [3])),
  ]

  @Test func `messages come through the pipes as they were, cut anywhere`() throws {
    let bytes = Self.commands.flatMap { $0.encoded() }
    for size in [1, 2, 3, 7, bytes.count] {
      var buffer = FrameBuffer()
      var read: [TrainingCommand] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { buffer.append($0) }
        while let frame = buffer.next() { read.append(try TrainingCommand(decoding: frame)) }
      }
      #expect(read == Self.commands)
    }
    for answer in Self.answers {
      #expect(try TrainingAnswer(decoding: Array(answer.encoded().dropFirst(4))) == answer)
    }
  }

  @Test func `an answer that ends too soon or goes on too long is refused`() throws {
    for answer in Self.answers {
      let content = Array(answer.encoded().dropFirst(4))
      for count in 0..<content.count {
        #expect(throws: CanonicalError.self) {
          try TrainingAnswer(decoding: Array(content.prefix(count)))
        }
      }
      #expect(throws: CanonicalError.self) { try TrainingAnswer(decoding: content + [0]) }
    }
  }
}
