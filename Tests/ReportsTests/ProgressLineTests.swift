import Reports
import Testing

struct ProgressLineTests {
  private func line(
    done: Int, total: Int = 1_200, failed: Int = 0, rate: Double? = 41.25,
    eta: Duration? = .seconds(80)
  ) -> ProgressLine {
    ProgressLine(
      done: done, total: total, failed: failed, rate: rate, eta: eta, workers: 2, slots: 8,
      frontSize: 12)
  }

  @Test func `at the start rate and end are unknown`() {
    let start = line(done: 0, rate: nil, eta: nil)
    #expect(
      start.terminalText(width: 90)
        == "▕                    ▏   0 %      0/1,200  ETA –  – trials/s  "
        + "2 workers, 8 slots  front 12"
    )
    #expect(
      start.logText
        == "0 of 1,200 trials done (0 %), – trials/s, ETA –, 2 workers, 8 slots, front 12")
  }

  @Test func `half way the bar is half full`() {
    #expect(
      line(done: 600, failed: 3).terminalText(width: 100)
        == "▕██████      ▏  50 %    600/1,200  3 failed  ETA 1m 20s  41.3 trials/s  "
        + "2 workers, 8 slots  front 12"
    )
    #expect(
      line(done: 600, failed: 3).logText
        == "600 of 1,200 trials done (50 %), 3 failed, 41.3 trials/s, ETA 1m 20s, "
        + "2 workers, 8 slots, front 12")
  }

  @Test func `what is provisional is told beside the front`() {
    let line = ProgressLine(
      done: 3, total: 4, failed: 0, rate: nil, eta: nil, workers: 1, slots: 2, frontSize: 12,
      provisionalCount: 1_300)
    #expect(line.logText.hasSuffix(", front 12 (+1,300 provisional)"))
    #expect(line.terminalText(width: 100).hasSuffix("  front 12 (+1,300 provisional)"))
  }

  @Test func `at the end the bar is full`() {
    let end = line(done: 1_200, eta: .zero)
    #expect(
      end.terminalText(width: 200)
        == "▕████████████████████████████████████████▏ 100 %  1,200/1,200  ETA 0s  41.3 trials/s  "
        + "2 workers, 8 slots  front 12")
    #expect(line(done: 1_199).logText.hasPrefix("1,199 of 1,200 trials done (99 %)"))
    #expect(line(done: 0, total: 0).terminalText(width: 20) == "▕████████████▏ 100 %")
  }

  @Test func `the bar grows by eighths`() {
    let bars = (0...8).map { done in
      String(line(done: done, total: 80).terminalText(width: 18).prefix(3))
    }
    #expect(bars == ["▕  ", "▕▏ ", "▕▎ ", "▕▍ ", "▕▌ ", "▕▋ ", "▕▊ ", "▕▉ ", "▕█ "])
  }

  @Test func `a narrow terminal drops figures, then the bar, and is never overrun`() {
    #expect(line(done: 600).terminalText(width: 31) == "▕█████     ▏  50 %    600/1,200")
    #expect(line(done: 600).terminalText(width: 10) == "50 %")
    for width in 4...200 {
      #expect(line(done: 600, failed: 3).terminalText(width: width).count <= width)
    }
  }
}
