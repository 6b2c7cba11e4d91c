/// One value of an axis or of a recipe key, as written in a sweep file.
///
/// Two settings are equal when they are the same case with the same value; `integer(1)` and `number(1)` differ, so
/// whoever reads a file decides by key which case a number becomes.
public indirect enum Setting: Hashable, Sendable {
  case integer(Int)
  case number(Double)
  case word(String)
  case list([Setting])
  case mapping([String: Setting])
}

extension Setting: CustomStringConvertible {
  /// The setting as YAML writes it in a line: `[30, 10]`, `4`, `0.001`, `since 2010`, `{method: smote, ratio: 1}`.
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value):
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .word(let value): value
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .mapping(let settings): "{\(Configuration(settings))}"
    }
  }
}
