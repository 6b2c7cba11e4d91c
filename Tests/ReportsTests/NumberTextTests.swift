import Reports
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
    (-999, "-999"),
  ])
  func `a count has its thousands apart`(count: Int, expected: String) {
    #expect(NumberText.count(count) == expected)
  }

  @Test func `one thing is not in the plural`() {
    #expect([0, 1, 2].map { NumberText.count($0, "slot") } == ["0 slots", "1 slot", "2 slots"])
  }

  @Test(arguments: [
    (0.6125, 3, "0.613"), (0.05, 3, "0.050"), (-0.0004, 3, "0.000"), (-0.0006, 3, "-0.001"),
    (0.9996, 3, "1.000"), (12.5, 0, "13"), (-1.25, 1, "-1.3"),
  ])
  func `a number has fixed decimals`(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == expected)
  }

  @Test(arguments: [
    (0, "0.0"), (0.004, "0.00"), (0.05, "0.05"), (0.994, "0.99"), (0.995, "1.0"), (41.25, "41.3"),
    (99.94, "99.9"), (99.95, "100"), (250_000.4, "250,000"),
  ])
  func `a rate has the digits that matter`(rate: Double, expected: String) {
    #expect(NumberText.rate(rate) == expected)
  }

  @Test func `a share of nothing is undefined`() {
    #expect(NumberText.share(946, of: 14_683) == "6.4 %")
    #expect(NumberText.share(0, of: 0) == "–")
  }

  @Test(arguments: [
    (Duration.zero, "0s"), (.milliseconds(1), "1s"), (.seconds(59), "59s"),
    (.milliseconds(59_001), "1m 00s"), (.seconds(80), "1m 20s"), (.seconds(3_599), "59m 59s"),
    (.seconds(3_600), "1h 00m"), (.seconds(7_500), "2h 05m"), (.seconds(86_399), "23h 59m"),
    (.seconds(86_400), "1d 00h"), (.seconds(273_600), "3d 04h"),
  ])
  func `a duration has its two largest units`(duration: Duration, expected: String) {
    #expect(NumberText.duration(duration) == expected)
  }
}
