public import Evaluation
public import SearchSpace
public import Sweeps

/// What configurations are chosen by: nothing of the test part, ever.
public enum Quantity: Hashable, Sendable {
  /// A figure on the validation part.
  case measure(Measure)
  /// What is known before anything is trained.
  case fact(ConfigurationFact)
  /// A key of the recipe, be it an axis or the same everywhere.
  case setting(String)
}

/// What a configuration is to be like: `recall >= 0.7`, `layers = [30, 10]`.
public struct Condition: Hashable, Sendable {
  /// How a value is compared.
  enum Comparison: String, CaseIterable {
    // Those of two characters come first: they begin like others.
    case least = ">="
    case most = "<="
    case unlike = "!="
    case more = ">"
    case less = "<"
    case equal = "="
  }

  /// What is compared.
  public let quantity: Quantity
  let comparison: Comparison
  let value: Setting

  /// Whether a value of the quantity is as wanted; one that is undefined never is.
  public func holds(for actual: Setting?) -> Bool {
    guard let actual else { return false }
    switch comparison {
    case .equal: return actual.sameKind == value.sameKind
    case .unlike: return actual.sameKind != value.sameKind
    case .least, .most, .more, .less: break
    }
    guard let left = actual.asNumber, let right = value.asNumber else { return false }
    switch comparison {
    case .least: return left >= right
    case .most: return left <= right
    case .more: return left > right
    case .less: return left < right
    case .equal, .unlike: return false
    }
  }
}

extension Condition: CustomStringConvertible {
  /// The condition as it is written.
  public var description: String { "\(quantity.name) \(comparison.rawValue) \(value)" }
}

/// Conditions that all are to hold, and what is to be the best among what they leave:
/// `recall >= 0.7, minimize falsePositiveRate`.
public struct Choice: Sendable {
  /// What must hold.
  public let conditions: [Condition]
  /// What is to be the least, or the greatest.
  public let objective: Quantity
  /// Whether more of the objective is better.
  public let isMaximized: Bool

  /// Reads a choice.
  ///
  /// - Parameter settings: the keys of the recipe.
  public init(parsing text: String, settings: [String]) throws(ConditionError) {
    var conditions: [Condition] = []
    var objectives: [(Quantity, isMaximized: Bool)] = []
    for term in try terms(of: text) {
      let parts = words(term)
      if parts.count == 2, let isMaximized = ["minimize": false, "maximize": true][parts[0]] {
        let quantity = try Quantity(named: parts[1], settings: settings)
        if case .setting(let name) = quantity { throw .noFigure(name) }
        objectives.append((quantity, isMaximized))
      } else {
        conditions.append(try Condition(parsing: term, settings: settings))
      }
    }
    guard let (objective, isMaximized) = objectives.first, objectives.count == 1 else {
      throw .objectives(count: objectives.count)
    }
    self.conditions = conditions
    self.objective = objective
    self.isMaximized = isMaximized
  }
}

extension Choice: CustomStringConvertible {
  /// The choice as it is written.
  public var description: String {
    (conditions.map(\.description) + ["\(isMaximized ? "maximize" : "minimize") \(objective.name)"])
      .joined(separator: ", ")
  }
}

extension [Condition] {
  /// Reads conditions that a comma or the word `and` separates.
  ///
  /// - Parameter settings: the keys of the recipe.
  public init(parsing text: String, settings: [String]) throws(ConditionError) {
    self = []
    for term in try terms(of: text) { append(try Condition(parsing: term, settings: settings)) }
  }

  /// Makes sure that settings are compared with values that some configuration has: one that none has is a slip, such as
  /// a bracket left open.
  public func check(of sweep: Sweep) throws(ConditionError) {
    for condition in self {
      guard case .setting(let name) = condition.quantity, !condition.comparison.isOrdered else {
        continue
      }
      let values =
        sweep.space.axes.first { $0.name == name }?.values ?? sweep.recipe[name].map { [$0] } ?? []
      guard !values.contains(where: { $0.sameKind == condition.value.sameKind }) else { continue }
      throw .value(
        condition.value.description, of: name,
        expected: values.count < 2
          ? "\(values.first?.description ?? "nothing")"
          : "one of: \(values.map(\.description).joined(separator: " · "))")
    }
  }
}

/// Why a text is no condition.
public enum ConditionError: Error, Equatable, CustomStringConvertible {
  /// A part of it compares nothing.
  case noComparison(String)
  /// It names a figure of the test part.
  case testFigure(String)
  /// It names what no configuration has; `known` is what there is.
  case unknown(String, known: [String])
  /// A value is none that the quantity can have.
  case value(String, of: String, expected: String)
  /// A setting was to be minimised or maximised.
  case noFigure(String)
  /// There is not exactly one `minimize` or `maximize`.
  case objectives(count: Int)

  /// What is wrong, and what was expected.
  public var description: String {
    switch self {
    case .noComparison(let text):
      "'\(text)' is no condition; expected one such as: recall >= 0.7"
    case .testFigure(let name):
      "'\(name)' is a figure of the test part, which is only reported: nothing is chosen, filtered or sorted "
        + "by it; the figures of the validation part go by their names alone, such as recall"
    case .unknown(let name, let known):
      "nothing is called '\(name)'; expected one of: \(known.joined(separator: ", "))"
    case .value(let value, let name, let expected):
      "'\(value)' is no value for \(name); expected \(expected)"
    case .noFigure(let name):
      "'\(name)' is a setting; expected a figure to minimize or maximize, such as falsePositiveRate"
    case .objectives(let count):
      "there are \(count) of 'minimize FIGURE' and 'maximize FIGURE'; expected one"
    }
  }
}

extension Condition {
  fileprivate init(parsing text: String, settings: [String]) throws(ConditionError) {
    guard let sign = text.firstIndex(where: { "<>=!".contains($0) }),
      let comparison = Comparison.allCases.first(where: { text[sign...].hasPrefix($0.rawValue) })
    else { throw .noComparison(text) }
    let name = trimmed(text[..<sign])
    let behind = text[sign...].dropFirst(comparison.rawValue.count)
    // Two signs of equality are what some languages have.
    let word = trimmed(comparison == .equal && behind.first == "=" ? behind.dropFirst() : behind)
    guard !name.isEmpty, !word.isEmpty else { throw .noComparison(text) }
    quantity = try Quantity(named: name, settings: settings)
    self.comparison = comparison
    value = Setting(conditionValue: word)
    if let expected = quantity.expectation(of: value, isOrdered: comparison.isOrdered) {
      throw .value(word, of: name, expected: expected)
    }
  }
}

extension Condition.Comparison {
  fileprivate var isOrdered: Bool { self != .equal && self != .unlike }
}

extension Quantity {
  /// The name by which conditions, sweep files and the JSON call it.
  var name: String {
    switch self {
    case .measure(let measure): measure.rawValue
    case .fact(let fact): fact.rawValue
    case .setting(let name): name
    }
  }

  /// Finds a quantity by the name that conditions, sweep files and the JSON have for it.
  ///
  /// - Parameter settings: the keys of the recipe.
  public init(named name: String, settings: [String]) throws(ConditionError) {
    if let measure = Measure(rawValue: name) {
      self = .measure(measure)
    } else if let fact = ConfigurationFact(rawValue: name) {
      self = .fact(fact)
    } else if settings.contains(name) {
      self = .setting(name)
    } else if name.hasPrefix("test.") || name.hasPrefix("test_") {
      throw .testFigure(name)
    } else {
      throw .unknown(
        name,
        known: Measure.allCases.map(\.rawValue) + ConfigurationFact.allCases.map(\.rawValue)
          + settings.sorted())
    }
  }

  /// What was expected in place of a value that cannot be one; `nil` where it can.
  fileprivate func expectation(of value: Setting, isOrdered: Bool) -> String? {
    switch self {
    case .measure(let measure) where measure.worst != nil:
      value.asNumber.map { (0...1).contains($0) } == true ? nil : "a number from 0 to 1"
    case .measure, .fact: value.asNumber == nil ? "a number" : nil
    case .setting: isOrdered && value.asNumber == nil ? "a number, to compare by size" : nil
    }
  }
}

extension Setting {
  /// A value as people write it: a number, a list in brackets, a mapping in braces, or words.
  fileprivate init(conditionValue text: String) {
    if text.hasPrefix("{"), text.hasSuffix("}") {
      var members: [String: Setting] = [:]
      for member in parts(of: text.dropFirst().dropLast(), separatedBy: { $0 == "," }) {
        let pair = member.split(separator: ":", maxSplits: 1).map { trimmed($0) }
        members[pair.first ?? ""] = Setting(conditionValue: pair.count > 1 ? pair[1] : "")
      }
      self = .mapping(members)
    } else if text.hasPrefix("["), text.hasSuffix("]") {
      let inside = text.dropFirst().dropLast()
      self = .list(
        parts(of: inside, separatedBy: { $0 == "," }).map { Setting(conditionValue: $0) })
    } else if text.allSatisfy({ "0123456789+-.eE".contains($0) }), let number = Double(text),
      number.isFinite
    {
      self = .number(number)
    } else {
      let quotes = text.count > 1 && text.first == text.last && ["\"", "'"].contains(text.first)
      self = .word(quotes ? String(text.dropFirst().dropLast()) : text)
    }
  }

  /// The value of a number; `nil` of anything else.
  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .word, .list, .mapping: nil
    }
  }

  /// The setting with all integers as numbers, so that 2 equals 2.0.
  fileprivate var sameKind: Setting {
    switch self {
    case .integer(let value): .number(Double(value))
    case .list(let values): .list(values.map(\.sameKind))
    case .mapping(let settings): .mapping(settings.mapValues(\.sameKind))
    case .number, .word: self
    }
  }
}

/// The terms between commas and the word `and`, but for those inside brackets; at least one, and none is empty.
private func terms(of text: String) throws(ConditionError) -> [String] {
  let terms = parts(of: text[...], separatedBy: { $0 == "," }).flatMap { part in
    part.split(separator: " ").split(separator: "and", omittingEmptySubsequences: false)
      .map { $0.joined(separator: " ") }
  }
  guard !terms.isEmpty, !terms.contains("") else { throw .noComparison(text) }
  return terms
}

/// The parts of a text between separators outside of brackets, trimmed; empty ones are left out.
private func parts(
  of text: Substring, separatedBy isSeparator: (Character) -> Bool
) -> [String] {
  var depth = 0
  let pieces = text.split(whereSeparator: { character in
    depth += "[{".contains(character) ? 1 : "]}".contains(character) ? -1 : 0
    return depth == 0 && isSeparator(character)
  })
  return pieces.map { trimmed($0) }.filter { !$0.isEmpty }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first == " " { text.removeFirst() }
  while text.last == " " { text.removeLast() }
  return String(text)
}
