import KernelContract
import RandomStreams

/// Draws what dropout keeps.
struct DropoutMask {
  private var stream: RandomStream

  init(_ stream: RandomStream) { self.stream = stream }

  /// Draws panels of 0 and 1 / (1 - rate), feature by feature, in each for the given rows in order.
  ///
  /// A feature of a row is left out where 16 random bits are below rate × 2¹⁶; a draw of 64 bits serves four, the
  /// lowest bits first. A multilayer perceptron draws for the rows of a batch, an LSTM for those of a panel.
  mutating func draw(
    rate: Float, width: Int, rows: Int, into panels: UnsafeMutablePointer<Float>
  ) {
    let threshold = UInt64((rate * 65536).rounded())
    let kept = 1 / (1 - rate)
    let pitch = paddedWidth(width) * panelRows
    var (bits, left): (UInt64, Int) = (0, 0)
    for feature in 0..<width {
      for row in 0..<rows {
        if left == 0 { (bits, left) = (stream.next(), 4) }
        let place = row / panelRows * pitch + feature * panelRows + row % panelRows
        panels[place] = bits & 0xFFFF < threshold ? 0 : kept
        bits >>= 16
        left -= 1
      }
    }
  }
}
