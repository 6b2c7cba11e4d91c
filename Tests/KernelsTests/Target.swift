import KernelContract
import Kernels
import Testing

/// Floats that a kernel writes to, and those among them that may become anything.
struct Target {
  fileprivate let initial: [Float]
  fileprivate let isFree: [Bool]

  /// Floats each of which is compared.
  init(_ initial: [Float]) {
    self.initial = initial
    isFree = Array(repeating: false, count: initial.count)
  }

  /// Panels: the lanes of missing rows may become anything, features beyond the width may not.
  init(panels initial: [Float], width: Int, rows: Int) {
    self.init(initial, width: width, rows: rows, keptFeatures: width)
  }

  /// Panels that are written with the features beyond their width.
  init(paddedPanels initial: [Float], width: Int, rows: Int) {
    self.init(initial, width: width, rows: rows, keptFeatures: paddedWidth(width))
  }

  /// Strips: missing rows may become anything.
  init(strips initial: [Float], width: Int, rows: Int) {
    self.initial = initial
    var isFree = Array(repeating: false, count: initial.count)
    for column in stride(from: 0, to: paddedWidth(width), by: panelRows) {
      let stripWidth = min(panelRows, paddedWidth(width) - column)
      let strip = column * paddedRows(rows)
      for index in rows * stripWidth..<paddedRows(rows) * stripWidth {
        isFree[strip + index] = true
      }
    }
    self.isFree = isFree
  }

  /// One number a row.
  init(values initial: [Float], rows: Int) {
    self.initial = initial
    isFree = initial.indices.map { $0 >= rows }
  }

  private init(_ initial: [Float], width: Int, rows: Int, keptFeatures: Int) {
    self.initial = initial
    var isFree = Array(repeating: false, count: initial.count)
    forEachPanelIndex(width: width, rows: paddedRows(rows)) { index, row, feature in
      isFree[index] = row >= rows && feature < keptFeatures
    }
    self.isFree = isFree
  }
}

/// Runs a kernel with an instruction set and as a reference, and expects the same bits, of floats
/// before and after each target as well.
func expectReferenceBits(
  _ set: InstructionSet, writing targets: [Target], _ what: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation,
  _ run: (any KernelSet.Type, [UnsafeMutablePointer<Float>]) -> Void
) {
  let written = targets.map { GuardedMemory($0.initial) }
  let expected = targets.map { GuardedMemory($0.initial) }
  run(set.kernels, written.map(\.floats))
  run(ReferenceKernels.self, expected.map(\.floats))
  for (number, target) in targets.enumerated() {
    let difference = written[number].firstDifference(from: expected[number], besides: target.isFree)
    #expect(difference == nil, "\(what()), target \(number)", sourceLocation: sourceLocation)
  }
}

/// Floats with others around them that nobody should write to.
private final class GuardedMemory {
  private static let margin = 32
  private let memory: UnsafeMutableBufferPointer<Float>

  init(_ values: [Float]) {
    memory = .allocate(capacity: values.count + 2 * Self.margin)
    memory.initialize(repeating: 12345.678)
    for (index, value) in values.enumerated() { memory[Self.margin + index] = value }
  }

  deinit { memory.deallocate() }

  var floats: UnsafeMutablePointer<Float> { memory.baseAddress! + Self.margin }

  /// The first float of other bits, if any; what is not a number has no payload here.
  func firstDifference(from other: GuardedMemory, besides isFree: [Bool]) -> String? {
    for index in memory.indices {
      let (float, expected) = (memory[index], other.memory[index])
      if float.bitPattern == expected.bitPattern || float.isNaN && expected.isNaN { continue }
      let place = index - Self.margin
      if isFree.indices ~= place, isFree[place] { continue }
      return "\(float) instead of \(expected) at \(place) of \(isFree.count)"
    }
    return nil
  }
}
