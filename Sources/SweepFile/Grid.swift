import SearchSpace
import Songs
import Trials
import Yams

/// What `trial`, `axes` and `exclude` say.
struct Grid {
  let recipe: [String: Setting]
  let space: SearchSpace
  let lines: [String: Int]
  /// What of the past the songs must have; `nil` where nets see songs by themselves.
  let past: PastRule?

  init(in top: YAMLSection) throws(SweepFileError) {
    let trial = try Self.section("trial", in: top)
    let axesSection = try Self.section("axes", in: top)
    var recipe: [String: Setting] = [:]
    var axes: [Axis] = []
    var lines: [String: Int] = [:]
    for key in RecipeKey.allCases {
      let name = key.rawValue
      if trial?.node(name) != nil, let axesSection, axesSection.node(name) != nil {
        throw axesSection.error(name, .keyInBoth(name))
      }
      lines[name] = trial?.line(of: name) ?? axesSection?.line(of: name)
      if let axesSection, axesSection.node(name) != nil {
        axes.append(try Self.axis(key, in: axesSection))
      } else {
        let value = try trial?.value(name, expected: key.expectation, key.canonical)
        let effective = value ?? key.standard
        if effective != key.standard || !key.isOmittedAtStandard { recipe[name] = effective }
      }
    }
    self.recipe = recipe
    self.lines = lines
    space = try Self.space(axes, in: top)
    let combinations = Combinations(recipe: recipe, space: space)
    past = try combinations.past { top.error(at: lines[$0.rawValue], key: $0, reason: $1) }
    if let (key, reason) = combinations.fault(of: lines) {
      throw top.error(
        at: lines[key.rawValue] ?? lines[RecipeKey.model.rawValue], key: key, reason: reason)
    }
  }

  private static func section(
    _ key: String, in top: YAMLSection
  ) throws(SweepFileError) -> YAMLSection? {
    guard let node = top.node(key) else { return nil }
    return try YAMLSection(
      node, file: top.file, name: key, known: RecipeKey.allCases.map(\.rawValue))
  }

  private static func axis(
    _ key: RecipeKey, in section: YAMLSection
  ) throws(SweepFileError) -> Axis {
    let name = key.rawValue
    guard let node = section.node(name), case .sequence(let list) = node else {
      throw section.badValue(
        name, expected: "a list of values, each \(key.expectation)")
    }
    var values: [Setting] = []
    for node in list {
      let line = node.mark?.line
      guard let canonical = setting(node).flatMap(key.canonical) else {
        throw SweepFileError(
          file: section.file, line: line,
          problem: .badValue(key: name, found: shown(node), expected: key.expectation))
      }
      guard !values.contains(canonical) else {
        throw SweepFileError(
          file: section.file, line: line,
          problem: .duplicatedValue(key: name, value: canonical.description))
      }
      values.append(canonical)
    }
    guard !values.isEmpty else {
      throw section.error(name, .emptyAxis(name, example: "[\(key.standard)]"))
    }
    return Axis(name: name, values: values)
  }

  private static func space(
    _ axes: [Axis], in top: YAMLSection
  ) throws(SweepFileError) -> SearchSpace {
    var exclusions: [Configuration] = []
    if let node = top.node("exclude") {
      guard case .sequence(let list) = node else {
        throw top.badValue(
          "exclude", expected: "a list such as - { layers: [10], classWeight: 16 }")
      }
      for node in list { exclusions.append(try exclusion(node, axes: axes, file: top.file)) }
    }
    do {
      return try SearchSpace(axes: axes, exclusions: exclusions)
    } catch {
      throw error == .dividedTooFinely
        ? top.error("exclude", .dividedTooFinely) : top.error("axes", .tooLarge)
    }
  }

  private static func exclusion(
    _ node: Node, axes: [Axis], file: String
  ) throws(SweepFileError) -> Configuration {
    let section = try YAMLSection(
      node, file: file, name: "an exclusion", known: RecipeKey.allCases.map(\.rawValue))
    var settings: [String: Setting] = [:]
    for name in section.keys {
      guard let axis = axes.first(where: { $0.name == name }), let key = RecipeKey(rawValue: name)
      else { throw section.error(name, .excludedKey(name, axes: axes.map(\.name))) }
      let value = try section.value(name, expected: key.expectation, key.canonical)
      guard let value, axis.values.contains(value) else {
        throw section.error(
          name,
          .excludedValue(
            axis: name, value: value.map { "\($0)" } ?? "",
            values: axis.values.map(\.description).joined(separator: ", ")))
      }
      settings[name] = value
    }
    guard !settings.isEmpty else {
      throw SweepFileError(
        file: file, line: node.mark?.line,
        problem: .badValue(
          key: "exclude", found: "{}", expected: "a value of one axis at least"))
    }
    return Configuration(settings)
  }
}
