public import Evaluation

/// A figure that somebody published, under the name that it was published by.
public struct PublishedFigure: Hashable, Sendable {
  /// What it was called.
  public let name: String
  /// Its value; a share is one from 0 to 1.
  public let value: Double
  /// The measure that it is by the field's standard terms.
  public let measure: Measure
  /// On what it was measured, and what else there is to know; `nil` for nothing.
  public let note: String?

  /// Makes a figure.
  public init(name: String, value: Double, measure: Measure, note: String?) {
    self.name = name
    self.value = value
    self.measure = measure
    self.note = note
  }
}

extension PublishedFigure {
  /// The name and the value, and the standard term where the name is another: `"precision" 61 %, which is recall`.
  var text: String {
    let number =
      measure.worst == nil
      ? NumberText.fixed(value, decimals: 3) : NumberText.percent(value)
    let isStandard = [measure.rawValue, measure.title, measure.columnTitle].contains(name)
    return isStandard ? "\(name) \(number)" : "“\(name)” \(number), which is \(measure.title)"
  }
}

extension NumberText {
  /// A share in percent, with a digit behind the point where there is something: `61 %`, `6.4 %`.
  static func percent(_ share: Double) -> String {
    let text = fixed(100 * share, decimals: 1)
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text) %"
  }
}
