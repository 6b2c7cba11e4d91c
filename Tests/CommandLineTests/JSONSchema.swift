import Foundation

/// As much of JSON Schema (draft 2020-12) as the shipped schemas use; a keyword that is not known is itself a fault.
struct JSONSchema {
  private let root: [String: Any]

  init(contentsOf file: URL) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard let root = json as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    self.root = root
  }

  /// What is wrong with `value`, each with its place; nothing where it is valid.
  func faults(in value: Any) -> [String] {
    var evaluated: Set<String> = []
    return faults(in: value, by: root, at: "$", &evaluated)
  }

  private func faults(
    in value: Any, by schema: [String: Any], at place: String, _ evaluated: inout Set<String>
  ) -> [String] {
    var faults: [String] = []
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
        return ["\(place): no definition \(reference)"]
      }
      faults += self.faults(in: value, by: target, at: place, &evaluated)
    }
    for (keyword, rule) in schema.sorted(by: { $0.key < $1.key }) {
      switch keyword {
      case "$schema", "$defs", "$ref", "title", "description", "properties",
        "additionalProperties", "unevaluatedProperties":
        break
      case "type":
        let types = rule as? [String] ?? [rule as? String ?? "?"]
        if !types.contains(where: { isOfType(value, $0) }) {
          faults.append("\(place): not of type \(types)")
        }
      case "const":
        if !equal(value, rule) { faults.append("\(place): not \(rule)") }
      case "enum":
        if !(rule as? [Any] ?? []).contains(where: { equal(value, $0) }) {
          faults.append("\(place): none of \(rule)")
        }
      case "minimum", "maximum", "exclusiveMinimum":
        if let number = (value as? NSNumber)?.doubleValue,
          let bound = (rule as? NSNumber)?.doubleValue,
          isBeyond(keyword, number, bound)
        {
          faults.append("\(place): \(number) is beyond the \(keyword) \(bound)")
        }
      case "minItems", "maxItems":
        if let count = (value as? [Any])?.count, let bound = rule as? Int,
          isBeyond(keyword, Double(count), Double(bound))
        {
          faults.append("\(place): \(count) items are beyond the \(keyword) \(bound)")
        }
      case "pattern":
        if let text = value as? String, let rule = rule as? String,
          text.range(of: rule, options: .regularExpression) == nil
        {
          faults.append("\(place): '\(text)' does not match \(rule)")
        }
      case "required":
        let object = value as? [String: Any]
        for key in rule as? [String] ?? [] where object != nil && object?[key] == nil {
          faults.append("\(place): no '\(key)'")
        }
      case "items":
        for (index, item) in (value as? [Any] ?? []).enumerated() {
          faults += self.faults(in: item, byRule: rule, at: "\(place)[\(index)]")
        }
      case "anyOf":
        let ways = (rule as? [Any] ?? []).map { self.faults(in: value, byRule: $0, at: place) }
        if !ways.contains(where: \.isEmpty) { faults += ways.joined() }
      default: faults.append("\(place): the test does not know the keyword '\(keyword)'")
      }
    }
    return faults + propertyFaults(in: value, by: schema, at: place, &evaluated)
  }

  private func propertyFaults(
    in value: Any, by schema: [String: Any], at place: String, _ evaluated: inout Set<String>
  ) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    var faults: [String] = []
    let known = schema["properties"] as? [String: Any] ?? [:]
    for (key, member) in object {
      if let rule = known[key] {
        faults += self.faults(in: member, byRule: rule, at: "\(place).\(key)")
        evaluated.insert(key)
      } else if let rule = schema["additionalProperties"] {
        faults += self.faults(in: member, byRule: rule, at: "\(place).\(key)")
        evaluated.insert(key)
      }
    }
    if let rule = schema["unevaluatedProperties"] {
      for (key, member) in object where !evaluated.contains(key) {
        faults += self.faults(in: member, byRule: rule, at: "\(place).\(key)")
      }
    }
    return faults
  }

  private func faults(in value: Any, byRule rule: Any, at place: String) -> [String] {
    guard let schema = rule as? [String: Any] else {
      return rule as? Bool == true ? [] : ["\(place): not allowed"]
    }
    var evaluated: Set<String> = []
    return faults(in: value, by: schema, at: place, &evaluated)
  }

  private func isBeyond(_ keyword: String, _ number: Double, _ bound: Double) -> Bool {
    switch keyword {
    case "minimum", "minItems": number < bound
    case "exclusiveMinimum": number <= bound
    default: number > bound
    }
  }

  private func isOfType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "null": value is NSNull
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    // A number is a truth value, too, for Foundation; JSON's own are of another class.
    case "boolean": (value as? NSNumber).map { isTruth($0) } ?? false
    case "number": value is NSNumber && !(value is NSNull)
    case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: false
    }
  }

  private func isTruth(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == String(cString: NSNumber(value: true).objCType)
  }

  private func equal(_ left: Any, _ right: Any) -> Bool {
    (left as? NSObject)?.isEqual(right) ?? false
  }
}
