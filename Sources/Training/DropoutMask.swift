import KernelContract
import RandomStreams

/// Draws what dropout keeps.
struct DropoutMask {
  private var stream: RandomStream
  /// What was drawn last; kept, so that no batch allocates.
  private var words: [UInt64] = []

  init(_ stream: RandomStream) { self.stream = stream }

  /// Draws panels of 0 and 1 / (1 - rate), feature by feature, in each for the given rows in order.
  ///
  /// A feature of a row is left out where 16 random bits are below rate × 2¹⁶; a draw of 64 bits serves four, the
  /// lowest bits first. A multilayer perceptron draws for the rows of a batch, an LSTM for those of a panel.
  mutating func draw(
    rate: Float, width: Int, rows: Int, into panels: UnsafeMutablePointer<Float>
  ) {
    let wordCount = (width * rows + 3) / 4
    while words.count < wordCount { words.append(0) }
    words.withUnsafeMutableBufferPointer { words in
      for k in 0..<wordCount { words[k] = stream.next().littleEndian }
    }
    let threshold = UInt32((rate * 65536).rounded())
    let kept = 1 / (1 - rate)
    let pitch = paddedWidth(width) * panelRows
    words.withUnsafeBytes { bytes in
      for feature in 0..<width {
        for first in stride(from: 0, to: rows, by: panelRows) {
          let lanes = panels + first / panelRows * pitch + feature * panelRows
          let place = (feature * rows + first) * 2
          for row in 0..<min(panelRows, rows - first) {
            let bits = bytes.loadUnaligned(fromByteOffset: place + 2 * row, as: UInt16.self)
            // 1 where the bits are not below the threshold, without a branch, which would be guessed wrong half the time.
            let isKept = (UInt32(UInt16(littleEndian: bits)) &- threshold) >> 31 ^ 1
            lanes[row] = kept * Float(isKept)
          }
        }
      }
    }
  }
}
