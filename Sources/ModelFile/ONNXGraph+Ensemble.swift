import Songs
import Trials

extension ONNXGraph {
  /// From raw features to the means over the nets.
  init(_ ensemble: Ensemble, inputNames: [String]) {
    self.init(name: "ensemble")
    let names = inputNames.joined(separator: ", ")
    let steps = if case .sequence(let length) = ensemble.inputs { [length] } else { [Int]() }
    let features = addInput(
      "features", rest: steps + [inputNames.count],
      about: "raw values, NaN where one is missing: \(names)")
    let isMissing = add("isMissing", "IsNaN", [features])
    let one = add("one", scalar: 1)
    let label = add("label", Tensor(shape: [], .int64([1])))
    var (scores, probabilities): ([String], [String]) = ([], [])
    for (index, member) in ensemble.members.enumerated() {
      let scope = "net\(index)"
      let inputs = addScale(
        member.scaling.columns, of: features, isMissing: isMissing, scope: scope)
      let logits = addLogits(of: member.net, inputs, scope: scope)
      let both = add("\(scope)/softmax", "Softmax", [logits], [.integer("axis", 1)])
      let top = add("\(scope)/top", "Gather", [both, label], [.integer("axis", 1)])
      scores.append(add("\(scope)/score", top, as: .float64))
      probabilities.append(
        addCorrection(of: scores[index], by: member.oddsCorrection, one: one, scope: scope))
    }
    let count = add("netCount", scalar: Double(ensemble.members.count))
    addMean("probability", of: probabilities, count: count)
    addOutput("probability", about: "mean of the nets' corrected probabilities of label 1")
    addMean("score", of: scores, count: count)
    addOutput("score", about: "mean of the nets' softmax probabilities of label 1")
  }

  /// Medians in the place of missing values, then the scale: float32, in the shape of `features`.
  private mutating func addScale(
    _ columns: [ScaledColumn], of features: String, isMissing: String, scope: String
  ) -> String {
    let shape = [columns.count]
    let medians = add("\(scope)/medians", Tensor(shape: shape, .float32(columns.map(\.median))))
    let origins = add("\(scope)/origins", Tensor(shape: shape, .float64(columns.map(\.origin))))
    let factors = add("\(scope)/factors", Tensor(shape: shape, .float64(columns.map(\.factor))))
    let complete = add("\(scope)/complete", "Where", [isMissing, medians, features])
    let exact = add("\(scope)/exact", complete, as: .float64)
    let centered = add("\(scope)/centered", "Sub", [exact, origins])
    let scaled = add("\(scope)/scaled", "Mul", [centered, factors])
    return add("\(scope)/inputs", scaled, as: .float32)
  }

  /// c × s / (1 - s + c × s): float64 `[N]`.
  private mutating func addCorrection(
    of score: String, by correction: Double, one: String, scope: String
  ) -> String {
    let factor = add("\(scope)/oddsCorrection", scalar: correction)
    let weighted = add("\(scope)/weighted", "Mul", [score, factor])
    let other = add("\(scope)/other", "Sub", [one, score])
    let sum = add("\(scope)/sum", "Add", [other, weighted])
    return add("\(scope)/probability", "Div", [weighted, sum])
  }

  /// The mean of float64 values, added in order: float32 `[N]`.
  private mutating func addMean(_ name: String, of values: [String], count: String) {
    var sum = values[0]
    for (index, value) in values.enumerated().dropFirst() {
      sum = add("\(name)/sum\(index)", "Add", [sum, value])
    }
    _ = add(name, add("\(name)/mean", "Div", [sum, count]), as: .float32)
  }
}
