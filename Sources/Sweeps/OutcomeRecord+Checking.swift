extension OutcomeRecord {
  /// Whether `bytes` are a record: what ``init(decoding:)`` takes, found out without an allocation.
  ///
  /// A coordinator asks it of every outcome that comes, and decodes none.
  public static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes.count >= 3, bytes[0] == 1, bytes[1] == 0, let kind = Kind(rawValue: bytes[2])
      else { return false }
      var cursor = Cursor(bytes: bytes, position: 3)
      switch kind {
      case .infeasible, .failed:
        guard let length = cursor.readCount(), length == bytes.count - cursor.position else {
          return false
        }
        return String(validating: bytes[cursor.position...], as: UTF8.self) != nil
      case .measured:
        guard bytes.count >= measuredHeadLength else { return false }
        // Where the counts and the figures of either part lie in the head.
        let parts = [23, 79].map { start in
          (0..<4).map { cursor.number(at: start + 4 * $0) }
        }
        let haveFigures = [39, 95].allSatisfy { start in
          (0..<5).allSatisfy { (0...figureLimit).contains(cursor.double(at: start + 8 * $0)) }
        }
        cursor.position = measuredHeadLength
        return haveFigures
          && parts.allSatisfy { counts in
            cursor.skipStaircase(positives: counts[0] + counts[2], negatives: counts[1] + counts[3])
          } && cursor.position == bytes.count
      }
    }
  }
}

/// A position in bytes that are only looked at.
private struct Cursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int

  func number(at position: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
  }

  func double(at position: Int) -> Double {
    Double(bitPattern: UInt64(number(at: position)) | UInt64(number(at: position + 4)) << 32)
  }

  /// The length of a list or a text, which takes at least a byte an element.
  mutating func readCount() -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    let count = number(at: position)
    position += 4
    return count <= bytes.count - position ? count : nil
  }

  /// The same conditions as those of ``CanonicalReader/readCompact()``.
  mutating func readCompact() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = Int(bytes[position])
      position += 1
      value |= (byte & 0x7F) << shift
      if byte & 0x80 == 0 { return byte > 0 || shift == 0 ? value : nil }
    }
    return nil
  }

  /// The same conditions as those of ``Staircase/init(positives:negatives:steps:)``.
  mutating func skipStaircase(positives: Int, negatives: Int) -> Bool {
    guard let count = readCount() else { return false }
    var (truePositives, falsePositives) = (0, 0)
    var threshold = Float.infinity
    for _ in 0..<count {
      guard let rise = readCompact(), rise > 0, let others = readCompact(),
        bytes.count - position >= 4
      else { return false }
      let next = Float(bitPattern: UInt32(number(at: position)))
      position += 4
      truePositives += rise
      falsePositives += others
      guard falsePositives <= negatives, next < threshold, next >= 0, next <= 1 else {
        return false
      }
      threshold = next
    }
    return truePositives == positives
  }
}
