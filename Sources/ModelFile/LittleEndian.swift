extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends the numbers of a tensor, in order.
  mutating func append(littleEndian values: Tensor.Values) {
    reserveCapacity(count + values.byteCount)
    switch values {
    case .float32(let values): for value in values { append(littleEndian: value.bitPattern) }
    case .float64(let values): for value in values { append(littleEndian: value.bitPattern) }
    case .int32(let values): for value in values { append(littleEndian: value) }
    case .int64(let values): for value in values { append(littleEndian: value) }
    case .uint8(let values): append(contentsOf: values)
    }
  }
}

extension ArraySlice<UInt8> {
  /// Reads numbers that lie one behind the other; there are no bytes but theirs.
  func littleEndian<Number: FixedWidthInteger, Value>(_ value: (Number) -> Value) -> [Value] {
    withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size).map { place in
        value(Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self)))
      }
    }
  }
}
