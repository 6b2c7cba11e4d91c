import RandomStreams
import SweepFile
import Testing

@Suite struct GarbageTests {
  private func parse(_ text: String) {
    do {
      _ = try SweepFile(parsing: text, path: "s.yaml")
    } catch {
      #expect(error.description.hasPrefix("s.yaml:"))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func `random text never traps`() {
    var random = RandomStream(key: StreamKey(high: 3, low: 8), purpose: .rowOrder)
    let letters = Array("ab: -[]{},#&*!|>'\"%@`?\n\t\r\\0é\u{0}\u{FEFF}~<")
    for _ in 0..<3000 {
      parse(String((0..<random.below(80)).map { _ in letters[random.below(letters.count)] }))
    }
  }

  @Test func `the example with characters changed, or cut off, never traps`() {
    var random = RandomStream(key: StreamKey(high: 3, low: 9), purpose: .rowOrder)
    let example = Array(exampleSweepFile)
    for length in example.indices { parse(String(example.prefix(length))) }
    for _ in 0..<1000 {
      var text = example
      for _ in 0..<1 + random.below(6) {
        text[random.below(text.count)] = example[random.below(example.count)]
      }
      parse(String(text))
    }
  }
}
