import Evaluation

extension PopulationReport {
  /// The front among all complete configurations and what there is to compare it with; `nil` where
  /// none is complete, and unless something is maximised and something minimised.
  func plot(of front: PopulationSummary.Front) -> ScatterPlot? {
    guard let x = front.definition.minimize.first, let y = front.definition.maximize.first,
      !population.candidates.isEmpty
    else { return nil }
    func points(_ candidates: [PopulationSummary.Candidate]) -> [ScatterPlot.Point] {
      candidates.compactMap {
        let figures = $0.parts.validation.figures
        return ScatterPlot.Point(x: figures[x].value, y: figures[y].value)
      }
    }
    let isFixed = front.definition.thresholds == .fixed
    let threshold = isFixed ? "" : ", at a threshold of 0.5"
    let own = [
      ScatterPlot.Marks(
        symbol: "●", label: isFixed ? "on the front" : "operating point on the front",
        emphasis: .green, points: points(front.members.map(\.candidate))),
      ScatterPlot.Marks(
        symbol: "○", label: "baseline" + threshold, emphasis: .cyan,
        points: points(population.baseline.map { [$0] } ?? [])),
    ]
    return ScatterPlot(
      xTitle: x.title, yTitle: "\(y.title) (validation)",
      dots: points(population.candidates), dotLabel: "configuration" + threshold,
      marks: own + (songs.subject == .song ? deckMarks(x: x, y: y) : []),
      // The labels of y, its axis, and half of the last label of x stand outside.
      columns: min(max(width - 9, 16), 60))
  }

  /// The deck's nets, each by its own mark, where the deck tells both measures.
  private func deckMarks(x: Measure, y: Measure) -> [ScatterPlot.Marks] {
    let share =
      [x, y].contains(.precision) ? ", with \(DeckModel.naturalShare) \(positiveName)s" : ""
    let symbols: [(symbol: Character, model: DeckModel)] = [
      ("✕", .two), ("▲", .three), ("◆", .four),
    ]
    return symbols.map { symbol, model in
      ScatterPlot.Marks(
        symbol: symbol, label: "the deck's \(model.name), on \(model.songs)\(share)",
        emphasis: .yellow,
        points: ScatterPlot.Point(x: model[x], y: model[y]).map { [$0] } ?? [])
    }
  }
}

extension ScatterPlot.Point {
  fileprivate init?(x: Double?, y: Double?) {
    guard let x, let y else { return nil }
    self.init(x: x, y: y)
  }
}
