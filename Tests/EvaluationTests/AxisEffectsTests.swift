import Evaluation
import Testing

@Suite struct AxisEffectsTests {
  private let splits = RepeatedSplits(trainingSongs: 400, validationSongs: 100)
  private let luck = [0.03, -0.01, 0.02, -0.04, 0.0]

  /// A grid of 2 × 3, of which each configuration is the sum of what its values do, and luck that all
  /// share.
  private func additive() -> (values: [[Double]], rows: [Int], columns: [Int]) {
    var values: [[Double]] = []
    var (rows, columns): ([Int], [Int]) = ([], [])
    for row in 0..<2 {
      for column in 0..<3 {
        values.append(luck.map { 0.5 + 0.1 * Double(row) + 0.02 * Double(column) + $0 })
        rows.append(row)
        columns.append(column)
      }
    }
    return (values, rows, columns)
  }

  @Test func `means have the interval of the replicates and effects are without their luck`() throws
  {
    let (values, rows, columns) = additive()
    let table = AxisEffects(values: values, splits: splits)
    let effects = table.effects(of: rows, count: 3)
    #expect(effects.count == 3)
    #expect(effects[2] == nil)
    let low = try #require(effects[0])
    #expect(low.configurationCount == 3)
    #expect(isClose(low.mean, 0.52))
    let expected = try #require(splits.interval(of: luck.map { 0.52 + $0 }).value)
    let found = try #require(low.meanInterval)
    #expect(isClose(found.lower, expected.lower) && isClose(found.upper, expected.upper))
    #expect(found.halfWidth > 0.01)
    #expect(isClose(low.effect, -0.05))
    #expect(try #require(low.effectInterval).halfWidth < 1e-12)
    let byColumn = table.effects(of: columns, count: 3).map { $0!.effect }
    #expect(zip(byColumn, [-0.02, 0, 0.02]).allSatisfy { isClose($0, $1) })
  }

  @Test func `an effect's interval is that of its paired differences`() throws {
    let ups = [0.01, 0.03, 0.02, 0.05, 0.04]
    let values = [luck, zip(luck, ups).map(+)]
    let effect = try #require(
      AxisEffects(values: values, splits: splits)
        .effects(of: [0, 1], count: 2)[1])
    let expected = try #require(splits.interval(of: ups.map { $0 / 2 }).value)
    let found = try #require(effect.effectInterval)
    #expect(isClose(effect.effect, 0.015))
    #expect(isClose(found.lower, expected.lower) && isClose(found.upper, expected.upper))
  }

  @Test func `what adds up has no interaction and what does not has the residual`() throws {
    var (values, rows, columns) = additive()
    let none = AxisEffects(values: values, splits: splits)
      .interactions(of: rows, count: 2, with: columns, count: 3)
    #expect(none.flatMap { $0 }.allSatisfy { isClose($0!.effect, 0) })
    // One cell is 0.06 higher: less a half of it for its column, a third for its row, a sixth for all.
    values[4] = values[4].map { $0 + 0.06 }
    let some = AxisEffects(values: values, splits: splits)
      .interactions(of: rows, count: 2, with: columns, count: 3)
    #expect(isClose(some[1][1]!.mean, 0.68))
    #expect(isClose(some[1][1]!.effect, 0.06 - 0.03 - 0.02 + 0.01))
    #expect(isClose(some[0][1]!.effect, -0.03 + 0.01))
    #expect(isClose(some[1][0]!.effect, -0.02 + 0.01))
    #expect(isClose(some[0][0]!.effect, 0.01))
    #expect(some[1][1]!.configurationCount == 1)
  }

  @Test func `a pair that no configuration has is no cell and few replicates give no interval`() {
    let table = AxisEffects(values: [[0.5, 0.6], [0.7, 0.8], [0.6, 0.6]], splits: splits)
    let cells = table.interactions(of: [0, 0, 1], count: 2, with: [0, 1, 1], count: 2)
    #expect(cells[1][0] == nil)
    #expect(cells[0][0] != nil)
    #expect(cells[0][0]?.meanInterval == nil)
    #expect(cells[0][0]?.effectInterval == nil)
  }

  @Test func `without splits there are means and effects but no interval`() throws {
    let (values, rows, _) = additive()
    let table = AxisEffects(values: values, splits: nil)
    let low = try #require(table.effects(of: rows, count: 2)[0])
    #expect(isClose(low.mean, 0.52) && isClose(low.effect, -0.05))
    #expect(low.meanInterval == nil && low.effectInterval == nil)
    #expect(table.all.configurationCount == 6 && isClose(table.all.mean, 0.57))
    #expect(table.all.effect == 0)
  }
}
