public import SearchSpace

/// A JSON text as a value, to be written by an encoder of JSON; undefined is `null` with its key
/// present.
public enum JSONValue: Encodable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(_ value: Int?) { self = value.map(Self.integer) ?? .null }
  init(_ value: Double?) { self = value.map(Self.number) ?? .null }
  init(_ value: String?) { self = value.map(Self.text) ?? .null }

  /// A setting: a number, a text, a list or an object.
  public init(_ setting: Setting) {
    switch setting {
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .word(let value): self = .text(value)
    case .list(let values): self = .list(values.map(Self.init))
    case .mapping(let settings): self = .object(settings.mapValues(Self.init))
    }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object of its members.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: members))
  }
}
