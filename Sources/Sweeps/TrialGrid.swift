public import SearchSpace

/// The axes and replicates that the index of a trial counts in, the first axis varying slowest, the replicate fastest.
public struct TrialGrid: Hashable, Sendable {
  /// The axes; nothing is excluded.
  public let space: SearchSpace
  /// How often each configuration is repeated.
  public let replicates: Int

  /// Spans a grid; `nil` where it has more than ``Sweep/trialLimit`` trials or none.
  public init?(axes: [Axis], replicates: Int) {
    do throws(SearchSpaceError) {
      space = try SearchSpace(axes: axes)
    } catch {
      return nil
    }
    guard (1...Sweep.trialLimit / space.size).contains(replicates) else { return nil }
    self.replicates = replicates
  }

  /// The grid that the indices of a sweep's trials mean.
  public init(of sweep: Sweep) {
    // A sweep's own grid is within the limit.
    self.init(axes: sweep.space.axes, replicates: sweep.replicates)!
  }

  /// This grid with the values and replicates of `other` that it lacks, each axis' new values behind its own; `nil` where
  /// that has too many trials.
  ///
  /// Both must have axes of the same names, in whatever order.
  public func grown(by other: TrialGrid) -> TrialGrid? {
    let axes = space.axes.map { axis in
      let known = Set(axis.values)
      return Axis(
        name: axis.name,
        values: axis.values + other.axis(axis.name).values.filter { !known.contains($0) })
    }
    return TrialGrid(axes: axes, replicates: max(replicates, other.replicates))
  }

  /// The trial that `index` addresses.
  public func trial(at index: Int) -> Trial {
    Trial(
      configuration: space.configuration(at: index / replicates), replicate: index % replicates)
  }

  /// The index of a trial, or `nil` where the grid does not hold it.
  public func index(of trial: Trial) -> Int? {
    guard (0..<replicates).contains(trial.replicate),
      let configuration = space.index(of: trial.configuration)
    else { return nil }
    return configuration * replicates + trial.replicate
  }

  /// The grid as canonical bytes.
  public func encoded() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.write(UInt32(space.axes.count))
    for axis in space.axes {
      writer.write(axis.name)
      writer.write(.list(axis.values))
    }
    writer.write(Int64(replicates))
    return writer.bytes
  }

  /// Reads what ``encoded()`` wrote.
  public init(decoding bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes)
    var axes: [Axis] = []
    for _ in 0..<(try reader.readCount()) {
      let name = try reader.readText()
      guard case .list(let values) = try reader.readSetting(), !values.isEmpty,
        Set(values).count == values.count, !axes.contains(where: { $0.name == name })
      else { throw .malformed }
      axes.append(Axis(name: name, values: values))
    }
    guard let grid = TrialGrid(axes: axes, replicates: Int(try reader.read(Int64.self))) else {
      throw .malformed
    }
    try reader.finish()
    self = grid
  }

  func axis(_ name: String) -> Axis {
    guard let axis = space.axes.first(where: { $0.name == name }) else {
      preconditionFailure("grids without the same axes: '\(name)' is one's alone")
    }
    return axis
  }
}
