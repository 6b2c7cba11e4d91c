public import SearchSpace

/// Makes the content keys of a grid's trials by their indices, of pieces that are encoded once.
public struct GridKeys: Sendable {
  /// One setting of the recipe, of which an axis has several.
  private struct Piece {
    /// The name and the value, for each value of the axis; one where the recipe fixes it; `nil` where keys leave it out.
    var encodings: [[UInt8]?]
    /// How many configurations lie between one value and the next.
    var stride: Int
  }

  private let keys: TrialKeys
  private let replicates: Int
  /// In the order of names, in which keys hash them.
  private let pieces: [Piece]

  /// Prepares the keys of the trials that `grid` spans over a sweep's own recipe.
  public init(of keys: TrialKeys, recipe: [String: Setting], grid: TrialGrid) {
    var pieces: [(name: String, piece: Piece)] = recipe.map { name, value in
      (name, Piece(encodings: [Self.encoded(name, value)], stride: 1))
    }
    var stride = 1
    for axis in grid.space.axes.reversed() {
      let encodings = axis.values.map { Self.encoded(axis.name, $0) }
      pieces.append((axis.name, Piece(encodings: encodings, stride: stride)))
      stride *= axis.values.count
    }
    self.keys = keys
    replicates = grid.replicates
    self.pieces = pieces.sorted { $0.name < $1.name }.map(\.piece)
  }

  /// The key of the trial at an index of the grid.
  public subscript(index: Int) -> ContentHash {
    var writer = CanonicalWriter()
    let settings = pieces.compactMap { piece in
      piece.encodings[index / replicates / piece.stride % piece.encodings.count]
    }
    writer.write(UInt32(settings.count))
    for setting in settings { writer.write(raw: setting) }
    return keys.key(encodedRecipe: writer, replicate: index % replicates)
  }

  private static func encoded(_ name: String, _ value: Setting) -> [UInt8]? {
    if impliedSettings[name] == value { return nil }
    var writer = CanonicalWriter()
    writer.write(name)
    writer.write(value)
    return writer.bytes
  }
}
