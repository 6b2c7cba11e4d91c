/// Gathers up to 16 rows into a panel; the lanes of missing rows are 0.
///
/// - Parameters:
///   - features: `[rows × width]`, row-major.
///   - order: `[count]`, the indices of the rows to gather.
///   - count: 1 ... 16.
///   - panel: `[width × 16]`.
public func panelGather(
  _ features: UnsafePointer<Float>, order: UnsafePointer<UInt32>, count: Int, width: Int,
  into panel: UnsafeMutablePointer<Float>
) {
  if count < panelRows { panel.update(repeating: 0, count: width * panelRows) }
  for lane in 0..<count {
    let row = features + Int(order[lane]) * width
    for feature in 0..<width { panel[feature * panelRows + lane] = row[feature] }
  }
}

/// Turns a panel `[width × 16]` into rows `[16 × stride]`, filled up with 0.
///
/// - Parameter stride: `width` rounded up to a multiple of 16.
public func panelTranspose(
  _ panel: UnsafePointer<Float>, width: Int, stride: Int, into rows: UnsafeMutablePointer<Float>
) {
  var feature = 0
  while feature + 4 <= width {
    for lane in Swift.stride(from: 0, to: panelRows, by: 4) {
      transpose4x4(panel + feature * panelRows + lane, into: rows + lane * stride + feature, stride)
    }
    feature += 4
  }
  for lane in 0..<panelRows {
    let row = rows + lane * stride
    for last in feature..<width { row[last] = panel[last * panelRows + lane] }
    for padding in width..<stride { row[padding] = 0 }
  }
}

@inline(__always)
private func transpose4x4(
  _ panel: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>, _ stride: Int
) {
  let source = UnsafeRawPointer(panel)
  let rowBytes = panelRows * MemoryLayout<Float>.stride
  let a = source.loadUnaligned(as: SIMD4<Float>.self)
  let b = source.loadUnaligned(fromByteOffset: rowBytes, as: SIMD4<Float>.self)
  let c = source.loadUnaligned(fromByteOffset: 2 * rowBytes, as: SIMD4<Float>.self)
  let d = source.loadUnaligned(fromByteOffset: 3 * rowBytes, as: SIMD4<Float>.self)
  for lane in 0..<4 {
    UnsafeMutableRawPointer(rows + lane * stride)
      .storeBytes(of: SIMD4(a[lane], b[lane], c[lane], d[lane]), as: SIMD4<Float>.self)
  }
}
