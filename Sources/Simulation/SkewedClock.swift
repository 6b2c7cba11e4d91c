import Scheduling

/// A process' own clock: it began somewhere, and runs faster or slower than the world's time.
struct SkewedClock {
  private var offset: Duration
  /// How many of its seconds pass in a thousand of the world's.
  let permille: Int

  /// A clock that shows `reading` at the time `now`.
  init(reading: Instant, at now: Instant, permille: Int) {
    self.permille = permille
    offset = reading - now * permille / 1_000
  }

  /// What the clock shows at the world's time `now`.
  func reading(at now: Instant) -> Instant { now * permille / 1_000 + offset }

  /// How long the world takes for `duration` of this clock.
  func worldTime(_ duration: Duration) -> Duration { duration * 1_000 / permille }

  /// Makes up for a clock that stands still while its machine is suspended for `gap` of the world's time.
  mutating func standStill(for gap: Duration) { offset -= gap * permille / 1_000 }
}
