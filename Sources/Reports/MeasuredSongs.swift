import SearchSpace
import Songs
import Sweeps

/// What the songs that configurations are measured on are called, and have in common.
struct MeasuredSongs: Sendable {
  /// What a row of the data is.
  let subject: Subject
  /// What of the artist's past they have; `nil` where that does not matter.
  let past: PastRule?
  /// What tells their population from others; `nil` where there is one.
  let label: String?

  /// A song, in a word.
  var item: String { past?.unit == .album ? "album" : subject.rawValue }

  /// The songs, in words; without an article, as after "measured on".
  var name: String {
    guard let past, past.count > 1 else { return past == nil ? "all \(item)s" : "dated \(item)s" }
    switch past.unit {
    case .song:
      let earlier = NumberText.count(past.count - 1, "earlier \(item)")
      return "\(item)s with \(earlier) of their artist"
    case .album: return "the newest albums of artists with \(past.count) albums"
    }
  }

  /// The same as a heading.
  var title: String {
    guard let label else { return name.prefix(1).uppercased() + name.dropFirst() }
    return "Population \(label)" + (past == nil ? "" : ", \(name)")
  }
}

extension Sweep {
  /// Whether some net sees what became of an artist's earlier songs.
  var showsEarlierLabels: Bool {
    let axis = space.axes.first { $0.name == "features" }
    let values = axis?.values ?? recipe["features"].map { [$0] } ?? []
    return values.contains(where: \.showsEarlierLabels)
  }
}

extension Setting {
  /// Whether a value of `features` has earlier labels among the inputs.
  fileprivate var showsEarlierLabels: Bool {
    guard case .mapping(let members) = self, case .mapping(let past)? = members["past"] else {
      return false
    }
    return past["labels"] == .word("true")
  }
}

/// How what became of earlier songs is to be taken.
let earlierLabelsNote =
  "popularity is that of the day of collection: what nets with labels: true see of earlier ones is known today, and "
  + "was not at the release of the newest"
