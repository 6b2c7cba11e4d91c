/// A function given by its knots: linear between them and constant beyond.
///
/// Over normal scores it turns a normally distributed number into one of any other distribution. A
/// value of which a share of the songs has exactly the same is a step for whole numbers, which are
/// rounded down, or a constant end.
struct QuantileTable: Sendable {
  let scores: [Double]
  let values: [Double]

  subscript(score: Double) -> Double {
    var low = 0
    var high = scores.count - 1
    guard score > scores[low] else { return values[low] }
    guard score < scores[high] else { return values[high] }
    while high - low > 1 {
      let middle = (low + high) / 2
      if scores[middle] <= score { low = middle } else { high = middle }
    }
    let share = (score - scores[low]) / (scores[high] - scores[low])
    return values[low] + (values[high] - values[low]) * share
  }
}

/// The distribution of one feature, over normal scores.
struct Marginal: Sendable {
  let name: String
  /// Whether the feature has whole values only, which are not negative.
  let isWhole: Bool
  let table: QuantileTable

  func value(ofScore score: Double) -> Double {
    isWhole ? Double(Int(table[score])) : table[score]
  }
}
