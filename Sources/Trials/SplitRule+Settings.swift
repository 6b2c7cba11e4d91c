public import SearchSpace
public import Songs

extension SplitRule {
  /// The rule as a sweep holds it, by the names that sweep files use.
  public var settings: [String: Setting] {
    [
      "train": .number(train), "validation": .number(validation), "test": .number(test),
      "by": .word(grouping.rawValue),
    ]
  }

  /// Reads what ``settings`` wrote; `nil` for anything else.
  public init?(_ settings: [String: Setting]) {
    guard settings.count == 4, case .number(let train)? = settings["train"],
      case .number(let validation)? = settings["validation"],
      case .number(let test)? = settings["test"], case .word(let by)? = settings["by"],
      let grouping = Grouping(rawValue: by)
    else { return nil }
    do throws(SongRuleError) {
      try self.init(train: train, validation: validation, test: test, by: grouping)
    } catch {
      return nil
    }
  }
}
