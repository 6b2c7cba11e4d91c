import Evaluation
import RandomStreams
import Testing

@Suite struct IntervalTests {
  @Test func `quantiles are those of SciPy`() throws {
    let fixture = try FrontFixture.read()
    #expect(fixture.students.count == 70 && fixture.normals.count == 12)
    for student in fixture.students {
      let quantile = studentQuantile(student.level, degreesOfFreedom: student.degrees)
      #expect(isClose(quantile, student.quantile, 1e-11), "\(student)")
    }
    for normal in fixture.normals {
      #expect(isClose(normalQuantile(normal.share), normal.quantile, 1e-13), "\(normal)")
    }
  }

  @Test func `a mean has the corrected interval of its replicates`() throws {
    for reference in try FrontFixture.read().intervals {
      let splits = RepeatedSplits(
        trainingSongs: reference.trainingSongs, validationSongs: reference.validationSongs,
        level: reference.level)
      let interval = try #require(splits.interval(of: reference.values).value)
      #expect(isClose(interval.estimate, reference.estimate))
      #expect(isClose(interval.lower, reference.lower))
      #expect(isClose(interval.upper, reference.upper))
      #expect(isClose(interval.halfWidth, (reference.upper - reference.lower) / 2))
    }
  }

  @Test func `of fewer than five replicates, or of such as all agree, there is no interval`() {
    let splits = RepeatedSplits(trainingSongs: 100, validationSongs: 20)
    #expect(splits.interval(of: [0.5, 0.6, 0.7, 0.8]) == .tooFewReplicates)
    #expect(splits.interval(of: []) == .tooFewReplicates)
    #expect(splits.interval(of: [0.5, 0.5, 0.5, 0.5, 0.5]) == .noSpread)
  }

  @Test func `a share of one replicate's songs has Wilson's interval`() throws {
    for reference in try FrontFixture.read().wilsons {
      let interval = try #require(
        Interval.wilson(reference.part, of: reference.whole, level: reference.level))
      #expect(interval.estimate == Double(reference.part) / Double(reference.whole))
      #expect(isClose(interval.lower, reference.lower))
      #expect(isClose(interval.upper, reference.upper))
    }
    #expect(Interval.wilson(0, of: 0) == nil)
    #expect(Interval.wilson(0, of: 7)?.lower == 0)
    #expect(Interval.wilson(7, of: 7)?.upper == 1)
  }

  @Test func `measures that are shares of songs have Wilson's interval and others have none`() {
    let counts = ConfusionCounts(
      truePositives: 6, falsePositives: 14, falseNegatives: 4, trueNegatives: 76)
    let intervals = Measure.allCases.map { counts.wilsonInterval(of: $0, level: 0.9) }
    let shares = [(6, 20), (6, 10), (14, 90), (82, 100)].map {
      Interval.wilson($0.0, of: $0.1, level: 0.9)
    }
    #expect(
      intervals == [shares[0], shares[1], shares[2], nil, shares[3]]
        + [Interval?](repeating: nil, count: 6))
    #expect(counts.wilsonInterval(of: .recall) == .wilson(6, of: 10, level: 0.95))
    let silent = ConfusionCounts(
      truePositives: 0, falsePositives: 0, falseNegatives: 4, trueNegatives: 9)
    #expect(silent.wilsonInterval(of: .precision) == nil)
  }

  @Test func `an interval reaches as far as its farther end`() {
    #expect(Interval(estimate: 0.25, lower: 0.125, upper: 0.5).reach == 0.25)
    #expect(Interval(estimate: 0.25, lower: -0.25, upper: 0.5).reach == 0.5)
  }

  @Test func `precision varies over replicates as a ratio does`() throws {
    let counts = ReplicateCounts(
      [(10, 30), (30, 10), (50, 70)].map { figures($0.0, $0.1).counts })
    // 90 of 200 are right. Of 40, 40 and 120 flagged one would expect 18, 18 and 54.
    let values = try #require(counts.values(of: .precision))
    let excesses: [Double] = [-8, 12, -4]
    let expected = excesses.map { 0.45 + $0 * 3 / 200 }
    #expect(zip(values, expected).allSatisfy { isClose($0, $1) })
    #expect(isClose(values.reduce(0, +) / 3, 0.45))
    #expect(counts.values(of: .recall) == [0.1, 0.3, 0.5])

    let silent = ReplicateCounts([figures(0, 0).counts, figures(10, 30).counts])
    #expect(silent.values(of: .precision) == [0.25, 0.25])
    #expect(ReplicateCounts([figures(0, 0).counts]).values(of: .precision) == nil)
  }

  @Test func `values of replicates are those of a measure at the counts that are given`() {
    let parts = [figures(10, 30, auc: 0.7), figures(30, 10, auc: 0.8)]
    #expect(replicateValues(of: .auc, in: parts) == [0.7, 0.8])
    #expect(replicateValues(of: .recall, in: parts) == [0.1, 0.3])
    let counts = ReplicateCounts([figures(20, 40).counts, figures(40, 20).counts])
    #expect(replicateValues(of: .recall, in: parts, counts: counts) == [0.2, 0.4])
    #expect(replicateValues(of: .auc, in: parts, counts: counts) == [0.7, 0.8])
  }
}

@Suite struct SongBootstrapTests {
  @Test func `the interval of a mean over songs is that of theory`() throws {
    // Recall at a fixed rule is a share of the top songs, which are 400 here, 160 of them flagged.
    let labels = (0..<2_000).map { UInt8($0 < 400 ? 1 : 0) }
    let scores = (0..<2_000).map { Float($0 % 5 < 2 ? 0.75 : 0.25) }
    var random = RandomStream(key: StreamKey(high: 1, low: 7), purpose: .rowOrder)
    let bootstrap = try #require(
      SongBootstrap(
        scores: scores, labels: labels, rule: .probability(0.5), draws: 4_000, using: &random))
    let recall = try #require(bootstrap[.recall])
    let reach = 1.959_964 * (0.4 * 0.6 / 400.0).squareRoot()
    #expect(recall.estimate == 0.4)
    #expect(abs(recall.lower - (0.4 - reach)) < 0.004)
    #expect(abs(recall.upper - (0.4 + reach)) < 0.004)
    let rate = try #require(bootstrap[.falsePositiveRate])
    let width = 1.959_964 * (0.4 * 0.6 / 1_600.0).squareRoot()
    #expect(abs(rate.halfWidth - width) < 0.002)
    // Scores say nothing of labels.
    let auc = try #require(bootstrap[.auc])
    #expect(auc.estimate == 0.5)
    #expect(auc.lower < 0.49 && auc.upper > 0.51)
    #expect(bootstrap[.logLoss] != nil && bootstrap[.brierScore] != nil)
  }

  @Test func `a rule is applied to the part and to each drawn one`() throws {
    let (scores, labels) = randomPart(songs: 300, levels: 1 << 20, index: 5)
    var random = RandomStream(key: StreamKey(high: 1, low: 8), purpose: .rowOrder)
    let share = DecisionRule.share(DecisionRule.Share(flagged: 1, of: 10))
    let byShare = try #require(
      SongBootstrap(scores: scores, labels: labels, rule: share, draws: 200, using: &random))
    #expect(byShare.figures.counts.flagged == 30)
    #expect(
      byShare.figures.counts == Staircase(scores: scores, labels: labels).counts(flagging: 30))
    let precision = try #require(byShare[.precision])
    // Of 30 songs in every drawn part, each end is a number of thirtieths, or lies between two.
    #expect(precision.lower < precision.estimate && precision.estimate < precision.upper)

    let corrected = try #require(
      PartFigures(
        scores: scores, labels: labels, correction: 0.25, rule: .probability(0.2)))
    // Odds of 1/4 after a correction of 1/4 are a score of 1/2.
    let plain = try #require(PartFigures(scores: scores, labels: labels, correction: 0.25))
    #expect(corrected == plain)
  }

  @Test func `the same stream gives the same interval`() throws {
    let (scores, labels) = randomPart(songs: 60, levels: 40, index: 6)
    let intervals = (0..<2).map { _ in
      var random = RandomStream(key: StreamKey(high: 1, low: 9), purpose: .rowOrder)
      return SongBootstrap(
        scores: scores, labels: labels, rule: .probability(0.5), draws: 50, using: &random)?[.auc]
    }
    #expect(intervals[0] == intervals[1] && intervals[0] != nil)
  }

  @Test func `a figure that the part leaves undefined has no interval`() throws {
    var random = RandomStream(key: StreamKey(high: 1, low: 9), purpose: .rowOrder)
    let bootstrap = try #require(
      SongBootstrap(
        scores: [0.1, 0.2, 0.3], labels: [0, 1, 0], rule: .probability(0.9), draws: 50,
        using: &random))
    #expect(bootstrap[.precision] == nil)
    #expect(bootstrap.figures[.recall] == 0 && bootstrap[.recall] == nil)
    #expect(
      SongBootstrap(scores: [0.1], labels: [0], rule: .probability(0.9), using: &random) == nil)
  }
}
