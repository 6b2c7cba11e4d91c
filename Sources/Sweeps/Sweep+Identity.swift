import SearchSpace

extension Sweep {
  /// A difference between two sweeps that makes the outcomes of one useless to the other.
  public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// What differs, such as `trial.epochs`.
    public let name: String
    /// Its value in the sweep that a store holds.
    public let stored: String
    /// Its value in the sweep that is asked for.
    public let wanted: String

    /// The difference in a line, such as `trial.epochs: 25 in the store, 50 here`.
    public var description: String { "\(name): \(stored) in the store, \(wanted) here" }
  }

  /// What a store's outcomes depend on, by name: as long as this stays, added values, replicates and exclusions change
  /// nothing that is stored.
  public var identity: [String: String] {
    var identity = [
      "data": facts.dataRule, "data hash": facts.dataHash.description, "seed": "\(facts.seed)",
      "data.evaluate": facts.evaluate, "numerics version": "\(numericsVersion)",
    ]
    for (name, value) in facts.split { identity["data.split.\(name)"] = value.description }
    for (name, value) in recipe { identity["trial.\(name)"] = value.description }
    for axis in space.axes { identity["trial.\(axis.name)"] = "an axis" }
    return identity
  }

  /// What differs between the identity that a store holds and this sweep's own, in the order of names.
  public func differences(from stored: [String: String]) -> [Difference] {
    let wanted = identity
    return Set(stored.keys).union(wanted.keys).sorted().compactMap { name in
      let (old, new) = (stored[name] ?? "absent", wanted[name] ?? "absent")
      return old == new ? nil : Difference(name: name, stored: old, wanted: new)
    }
  }

  /// What messages carry to tell whether their indices mean the same grid.
  public var id: ContentHash { ContentHash(of: encoded()) }

  /// The sweep as canonical bytes, for workers.
  public func encoded() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.write("hitsweep sweep 1")
    writer.write(raw: facts.dataHash.bytes)
    writer.write(facts.dataRule)
    writer.write(facts.split)
    writer.write(Int64(facts.seed))
    writer.write(facts.evaluate)
    writer.write(recipe)
    writer.write(UInt32(space.axes.count))
    for axis in space.axes {
      writer.write(axis.name)
      writer.write(.list(axis.values))
    }
    writer.write(UInt32(space.exclusions.count))
    for exclusion in space.exclusions { writer.write(exclusion.settings) }
    writer.write(UInt32(replicates))
    return writer.bytes
  }

  /// Reads what ``encoded()`` wrote.
  public init(decoding bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes)
    guard try reader.readText() == "hitsweep sweep 1" else { throw .malformed }
    guard let dataHash = ContentHash(try reader.read(raw: 16)) else { throw .truncated }
    let facts = Facts(
      dataHash: dataHash, dataRule: try reader.readText(), split: try reader.readSettings(),
      seed: Int(try reader.read(Int64.self)), evaluate: try reader.readText())
    let recipe = try reader.readSettings()
    let space = try Self.readSpace(&reader)
    let replicates = Int(try reader.read(UInt32.self))
    try reader.finish()
    guard (1...Self.trialLimit / space.size).contains(replicates),
      space.axes.allSatisfy({ recipe[$0.name] == nil })
    else { throw .malformed }
    self.init(facts: facts, recipe: recipe, space: space, replicates: replicates)
  }

  private static func readSpace(
    _ reader: inout CanonicalReader
  ) throws(CanonicalError) -> SearchSpace {
    var axes: [Axis] = []
    for _ in 0..<(try reader.readCount()) {
      let name = try reader.readText()
      guard case .list(let values) = try reader.readSetting(), !values.isEmpty,
        Set(values).count == values.count, !axes.contains(where: { $0.name == name })
      else { throw .malformed }
      axes.append(Axis(name: name, values: values))
    }
    var exclusions: [Configuration] = []
    for _ in 0..<(try reader.readCount()) {
      exclusions.append(Configuration(try reader.readSettings()))
    }
    do {
      return try SearchSpace(axes: axes, exclusions: exclusions)
    } catch {
      throw .malformed
    }
  }
}

extension Sweep.Facts {
  /// The names of what differs between these facts and others, so that figures are not measured on the same songs.
  public func names(differingFrom other: Sweep.Facts) -> [String] {
    let isSame = [
      ("data", dataRule == other.dataRule), ("data hash", dataHash == other.dataHash),
      ("split", split == other.split), ("seed", seed == other.seed),
      ("data.evaluate", evaluate == other.evaluate),
    ]
    return isSame.filter { !$0.1 }.map(\.0)
  }
}
