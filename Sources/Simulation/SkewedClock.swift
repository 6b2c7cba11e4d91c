package import Scheduling

/// A process' own clock: it began somewhere, and runs faster or slower than the world's time.
package struct SkewedClock {
  private var offset: Duration
  /// How many of its seconds pass in a thousand of the world's.
  package let permille: Int

  /// A clock that shows `reading` at the time `now`.
  package init(reading: Instant, at now: Instant, permille: Int) {
    self.permille = permille
    offset = reading - now * permille / 1_000
  }

  /// What the clock shows at the world's time `now`.
  package func reading(at now: Instant) -> Instant { now * permille / 1_000 + offset }

  /// How long the world takes for `duration` of this clock.
  package func worldTime(_ duration: Duration) -> Duration { duration * 1_000 / permille }

  /// Makes up for a clock that stands still while its machine is suspended for `gap` of the world's time.
  package mutating func standStill(for gap: Duration) { offset -= gap * permille / 1_000 }
}
