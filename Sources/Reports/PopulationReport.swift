import Evaluation
import SearchSpace
import Sweeps

/// What people read of one population: its fronts as tables and plots, and how its nets compare.
struct PopulationReport {
  let population: PopulationSummary
  let effects: PopulationEffects
  /// The axes that tell configurations apart.
  let axes: [String]
  /// Whether the sweep's grid holds configurations without hidden layers.
  let isBaselineSwept: Bool
  let positiveName: String
  /// What is measured.
  let songs: MeasuredSongs
  /// Whether some net of the sweep sees what became of earlier songs.
  let showsEarlierLabels: Bool
  let width: Int
  let style: TerminalStyle

  /// The parts of the report, which stand a blank line apart.
  var sections: [[String]] {
    [opening] + population.fronts.flatMap(sections) + [flagged].filter { !$0.isEmpty }
      + baselineNote
      + modelII
      + EffectsReport(effects: effects, splits: population.splits, width: width).sections
  }

  /// What the population is.
  var opening: [String] {
    guard let size = population.validationSize else { return [songs.title] }
    let share = NumberText.share(size.topSongs, of: size.songs)
    let notes = [
      "\(NumberText.count(size.songs, songs.item)) in a replicate's validation part, "
        + "\(NumberText.count(size.topSongs, positiveName)) (\(share))",
      Majority(of: population).map {
        $0.text(item: songs.item, positiveName: positiveName) + "; "
          + $0.comparison(of: population.candidates.count)
      },
      showsEarlierLabels ? earlierLabelsNote : nil,
    ]
    return [songs.title] + notes.compactMap(\.self).flatMap(noteLines)
  }

  private func noteLines(_ note: String) -> [String] {
    wrapped(words(note), separator: " ", width: width - 2, indent: 2).map { "  " + $0 }
  }

  private var subject: Subject { songs.subject }

  private var flagged: [String] {
    FlaggedReport(population: population, axes: axes, item: songs.item, width: width).lines
  }

  private func sections(of front: PopulationSummary.Front) -> [[String]] {
    let table = MemberTable(population: population, front: front, axes: axes)
    let plot = plot(of: front).map { [$0.lines(style: style)] } ?? []
    return [title(of: front), table.lines(width: width)] + plot
  }

  /// The front's heading, and notes on it.
  private func title(of front: PopulationSummary.Front) -> [String] {
    [heading(of: front)]
      + notes(of: front).flatMap(noteLines)
  }

  /// The front's name and objectives.
  func heading(of front: PopulationSummary.Front) -> String {
    let definition = front.definition
    let isRecall = subject == .song && definition.name == FrontDefinition.recall.name
    let name = definition.name + (isRecall ? " (the deck's \"precision\")" : "")
    return "Front \(name): \(definition.objectiveText)"
  }

  /// How many members the front has, its floors, and how many configurations these leave.
  func notes(of front: PopulationSummary.Front) -> [String] {
    var notes = [membership(of: front)]
    if !front.provisional.isEmpty { notes.append(provisionalNote(of: front.provisional.count)) }
    let floors = front.definition.floorTexts(item: songs.item)
    if !floors.isEmpty {
      let excluded = NumberText.count(front.excludedByFloors, "configuration")
      notes.append("floors (\(floors.joined(separator: "; "))) excluded \(excluded)")
    }
    if !front.members.isEmpty {
      let knee = front.knee.map { "; knee \($0.candidate.id.short)" } ?? ""
      notes.append(
        "hypervolume \(NumberText.fixed(front.hypervolume, decimals: 4)) by validation\(front.definition.reach)\(knee)"
      )
    }
    let undefined = population.undefinedCount(in: front)
    if undefined > 0 {
      notes.append("an objective is undefined for \(NumberText.count(undefined, "configuration"))")
    }
    return notes
  }

  private func provisionalNote(of count: Int) -> String {
    let limit = MemberTable.provisionalLimit
    let shown = count > limit ? "; the \(limit) with the most replicates here, all in JSON" : ""
    return
      "\(NumberText.count(count, "incomplete configuration")) provisional, on the front by the "
      + "replicates done so far\(shown)"
  }

  private func membership(of front: PopulationSummary.Front) -> String {
    let complete = NumberText.count(population.candidates.count, "complete configuration")
    guard case .all(let kind) = front.definition.thresholds else {
      return "\(NumberText.count(front.members.count, "member")) of \(complete)"
    }
    let configurations = Set(front.members.map(\.candidate.id)).count
    let rule =
      switch kind {
      case .share: "share of \(subject.rawValue)s flagged"
      case .probability: "probability"
      }
    let shown =
      front.members.count > MemberTable.memberLimit
      ? "; \(MemberTable.memberLimit) of them at even distances here, all in CSV and JSON" : ""
    return "\(NumberText.count(front.members.count, "operating point")) of "
      + "\(NumberText.count(configurations, "configuration")), by the same \(rule) in every replicate, "
      + "out of \(complete)\(shown)"
  }

  private var baselineNote: [[String]] {
    guard population.baseline == nil else { return [] }
    return isBaselineSwept
      ? [["No baseline yet: no configuration with layers [] is complete."]]
      : [["No baseline: layers [] is not in the sweep."]]
  }

  /// The recall that nets of any threshold are compared by, beside the deck's where the data are songs.
  private var modelII: [[String]] {
    guard let best = population.bestAtModelII else { return [] }
    func recall(_ part: MeasuredPart, splits: RepeatedSplits? = nil) -> String {
      NumberText.estimate(part.estimate(.recallAtFalsePositiveRate30, splits: splits))
    }
    let name = best.name(axes: axes)
    var table = TextTable([.left("  recall at a false-positive rate of 0.30"), .left("")])
    table.append(["    validation", recall(best.parts.validation, splits: population.splits)])
    table.append(["    test", recall(best.parts.test)])
    if subject == .song {
      let isOfAll = population.label == nil && songs.past == nil
      table.append([
        isOfAll ? "    the deck" : "    the deck, on all songs",
        NumberText.fixed(DeckModel.two.recall, decimals: 2),
      ])
    }
    let title =
      subject == .song ? "Against the deck's Model II" : "Recall at a fixed false-positive rate"
    let choice = wrapped(
      ["  best by validation: \(name[0])"] + name.dropFirst(), separator: " · ", width: width,
      indent: 4)
    return [[title] + choice + table.lines(width: width)]
  }
}

extension FrontDefinition {
  /// Up to where the hypervolume is taken, where that is not the worst that there can be.
  fileprivate var reach: String {
    facts.isEmpty && (maximize + minimize).allSatisfy { $0.worst != nil }
      ? "" : ", up to its own worst members, so it is no other front's measure"
  }

  /// The floors in words; none where every configuration counts.
  fileprivate func floorTexts(item: String) -> [String] {
    let recalls = minimumRecall.sorted().map { Setting.number($0).description }
    let flagged = Setting.number(minimumFlagged)
    return (recalls.isEmpty ? [] : ["recall of at least \(recalls.joined(separator: ", "))"])
      + (minimumFlagged == 0 ? [] : ["at least \(flagged) \(item)s flagged"])
  }
}
