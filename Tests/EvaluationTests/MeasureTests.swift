import Evaluation
import Testing

@Suite struct MeasureTests {
  @Test func `of errors and losses less is better and of everything else more`() {
    let minimized = Measure.allCases.filter { $0.orientation == .minimized }
    #expect(minimized == [.falsePositiveRate, .logLoss, .brierScore])
    #expect(Measure.falsePositiveRate.worst == 1)
    #expect(Measure.recall.worst == 0)
    #expect(Measure.logLoss.worst == nil)
  }

  @Test func `measures of counts are those of the counts and no others`() async {
    let part = figures(30, 70)
    let ofCounts = Measure.allCases.filter(\.isOfCounts)
    #expect(
      ofCounts.map(\.rawValue) == [
        "precision", "recall", "falsePositiveRate", "f1", "accuracy", "balancedAccuracy",
      ])
    for measure in ofCounts { #expect(part[measure] == part.counts[measure]) }
    #expect(part[.balancedAccuracy] == (0.3 + (1 - 0.07)) / 2)
    await #expect(processExitsWith: .failure) {
      let counts = ConfusionCounts(
        truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 1)
      _ = counts[.auc]
    }
  }

  @Test func `balanced accuracy over replicates breaks no tie by rounding`() {
    let left = ReplicateFigures([figures(3, 7, positives: 49), figures(6, 9, positives: 49)])
    let right = ReplicateFigures([figures(5, 8, positives: 49), figures(4, 8, positives: 49)])
    #expect(left[.balancedAccuracy].value == right[.balancedAccuracy].value)
    #expect(left[.balancedAccuracy].value == (9.0 / 98 + (1 - 16.0 / 2_000)) / 2)
  }

  @Test func `a front weighs a measure against a fact of the configurations`() {
    let definition = FrontDefinition(
      name: "small", maximize: [.auc], minimize: [], facts: [.parameters])
    let candidates = [(0.70, 14), (0.72, 400), (0.71, 500), (0.72, 400), (0.69, 14)].map {
      ReplicateFigures(
        [figures(1, 1, auc: $0.0)],
        facts: ConfigurationFacts(parameters: $0.1, flops: 1_000 - $0.1))
    }
    #expect(definition.costs(of: candidates[0]) == [14, -0.70])
    #expect(
      Front(of: candidates, definition: definition).members.map(\.candidateIndex) == [0, 1, 3])
    let flops = FrontDefinition(name: "fast", maximize: [.auc], minimize: [], facts: [.flops])
    #expect(Front(of: candidates, definition: flops).members.map(\.candidateIndex) == [2, 1, 3])
  }

  @Test func `a front of facts needs the facts`() async {
    await #expect(processExitsWith: .failure) {
      let definition = FrontDefinition(name: "n", maximize: [], minimize: [], facts: [.flops])
      let part = PartFigures(scores: [0.2, 0.7], labels: [0, 1], correction: 1)!
      _ = Front(of: [ReplicateFigures([part])], definition: definition)
    }
  }
}
