import SearchSpace
import Songs
import Trials

/// Which values of recipe keys meet in the configurations of a grid, and what follows from it.
struct Combinations {
  let recipe: [String: Setting]
  let space: SearchSpace

  /// What keeps keys from going together, with the key to change; `nil` where all do.
  ///
  /// - Parameter lines: the keys that the file gives, by their names.
  func fault(of lines: [String: Int]) -> (RecipeKey, String)? {
    let models = values(of: .model)
    for (model, keys) in [
      ("mlp", [RecipeKey.units, .sequenceLength]), ("lstm", [RecipeKey.layers]),
    ] where models == [.word(model)] {
      if let key = keys.first(where: { lines[$0.rawValue] != nil }) {
        return (key, "a net of model \(model) has none; leave it out or change 'model'")
      }
    }
    for fault in Recipe.Fault.allCases where models.contains(.word("lstm")) {
      if values(of: fault.key).contains(where: {
        fault.applies(to: $0) && meets(.word("lstm"), $0, of: fault.key)
      }) {
        let remedy = models.count > 1 ? ", or exclude the combination" : ""
        return (fault.key, fault.description + remedy)
      }
    }
    return nil
  }

  /// What of the past the nets of the grid see at the most; all of them are measured on the songs that have it.
  func past(
    _ error: (RecipeKey, String) -> SweepFileError
  ) throws(SweepFileError) -> PastRule? {
    let models = values(of: .model)
    var unit: PastRule.Unit?
    var count = 1
    var isRead = false
    for setting in values(of: .features) {
      guard case .past(let past)? = FeatureRule(setting) else { continue }
      if let unit, unit != past.unit {
        throw error(
          .features,
          "past songs and past albums define populations of their own; make a sweep of each")
      }
      unit = past.unit
      if models.contains(.word("mlp")), meets(.word("mlp"), setting, of: .features) {
        count = max(count, past.count)
      }
      if models.contains(.word("lstm")), meets(.word("lstm"), setting, of: .features) {
        isRead = true
      }
    }
    if isRead {
      for case .integer(let length) in values(of: .sequenceLength)
      where meets(.word("lstm"), .integer(length), of: .sequenceLength) {
        count = max(count, length)
      }
    }
    // Exclusions may leave none that sees it.
    guard let unit, count > 1 else { return nil }
    return PastRule(unit: unit, count: count)
  }

  /// The values that a key has anywhere in the grid.
  func values(of key: RecipeKey) -> [Setting] {
    space.axes.first { $0.name == key.rawValue }?.values
      ?? [recipe[key.rawValue] ?? key.standard]
  }

  /// Whether some configuration has the model and the value, as far as exclusions of these two keys tell.
  private func meets(_ model: Setting, _ value: Setting, of key: RecipeKey) -> Bool {
    let pair = [RecipeKey.model.rawValue: model, key.rawValue: value]
    return !space.exclusions.contains { $0.settings.allSatisfy { pair[$0.key] == $0.value } }
  }
}

extension YAMLSection {
  /// A problem with a recipe key that stands on a line, or is not there.
  func error(at line: Int?, key: RecipeKey, reason: String) -> SweepFileError {
    SweepFileError(
      file: file, line: line ?? self.line, problem: .unfit(key: key.rawValue, reason: reason))
  }
}
