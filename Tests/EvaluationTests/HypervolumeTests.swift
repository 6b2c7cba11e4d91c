import Evaluation
import RandomStreams
import Testing

@Suite struct HypervolumeTests {
  @Test func `hypervolumes are those of moocore`() throws {
    let cases = try FrontFixture.read().hypervolumes
    #expect(cases.count == 13)
    for (index, reference) in cases.enumerated() {
      let volume = hypervolume(of: reference.points, reference: reference.reference)
      #expect(isClose(volume, reference.hypervolume), "case \(index)")
    }
  }

  @Test func `the order of points and points that are dominated change nothing`() throws {
    var random = RandomStream(key: StreamKey(high: 5, low: 1), purpose: .rowOrder)
    for reference in try FrontFixture.read().hypervolumes {
      var points = reference.points + reference.points.map { $0.map { $0 + 0.01 } }
      random.shuffle(&points)
      let volume = hypervolume(of: points, reference: reference.reference)
      #expect(isClose(volume, reference.hypervolume))
    }
  }

  @Test func `of one objective it is a length and of no points nothing`() {
    #expect(hypervolume(of: [[0.5], [0.25], [3]], reference: [1]) == 0.75)
    #expect(hypervolume(of: [], reference: [1, 1]) == 0)
    #expect(hypervolume(of: [[1, 0]], reference: [1, 1]) == 0)
  }

  @Test func `the reference point is the worst of each objective or the worst that was seen`() {
    let definition = FrontDefinition(
      name: "n", maximize: [.recall], minimize: [.logLoss], facts: [.parameters])
    #expect(
      definition.referencePoint(for: [[0.2, -0.5, 400], [0.3, -0.7, 14]]) == [0.3, 0, 400])
    #expect(FrontDefinition.recall.referencePoint(for: []) == [1, 0])
  }
}

@Suite struct FrontComparisonTests {
  @Test func `each side has its hypervolume and the members that beat and are beaten`() {
    func members(_ costs: [Double]...) -> [FrontComparison.Member] {
      costs.map { FrontComparison.Member(costs: $0) }
    }
    let comparison = FrontComparison(
      members([0, 0.75], [0.25, 0.5], [0.75, 0.25]),
      members([0.25, 0.75], [0.25, 0.5], [0.5, 0.25]),
      reference: [1, 1])
    let (first, second) = (comparison.first, comparison.second)
    #expect(first.hypervolume == 0.25 + 0.75 * 0.25 + 0.25 * 0.25)
    #expect(first.dominating == [0, 1])
    #expect(first.dominated == [2])
    #expect(second.hypervolume == 0.75 * 0.5 + 0.5 * 0.25)
    #expect(second.dominating == [2])
    #expect(second.dominated == [0])
  }

  @Test func `who does not reach the floor of a member does not dominate it`() {
    let easy = FrontComparison.Member(costs: [0.1, 0.1], recall: 0.2, floor: 0.1)
    let hard = FrontComparison.Member(costs: [0.3, 0.3], recall: 0.6, floor: 0.5)
    let harder = FrontComparison.Member(costs: [0.2, 0.2], recall: 0.55, floor: 0.5)
    let same = FrontComparison([easy, hard], [easy, hard], reference: [1, 1])
    #expect(same.first.dominating == [] && same.second.dominated == [])
    let other = FrontComparison([easy, hard], [harder], reference: [1, 1])
    #expect(other.first.dominating == [] && other.first.dominated == [1])
    #expect(other.second.dominating == [0])
  }

  @Test func `the knee lies farthest below the line between the ends`() {
    // Scaled by 10 and 0.5, the members' sums are 1, 0.9, 0.6, 0.7 and 1.
    let front = [[0, 0.5], [1, 0.4], [2, 0.2], [6, 0.05], [10, 0.0]]
    #expect(knee(of: front) == 2)
    #expect(knee(of: front.map { [$0[0], $0[1], 3] }) == 2)
    #expect(
      knee(of: [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0.5, 0.3, 0.1], [0.1, 0.4, 0.3]]) == 4)
  }

  @Test func `a front that is straight or bulges or has two ends only has no knee`() {
    #expect(knee(of: []) == nil)
    #expect(knee(of: [[0, 1]]) == nil)
    #expect(knee(of: [[0, 1], [1, 0]]) == nil)
    #expect(knee(of: [[0, 0.3], [0.1, 0.2], [0.2, 0.1], [0.3, 0]]) == nil)
    #expect(knee(of: [[0, 1], [0.6, 0.6], [1, 0]]) == nil)
    #expect(knee(of: [[0.1], [0.1]]) == nil)
  }
}
