import KernelContract

extension VectorKernels {
  package static var multiplyAddsPerRound: Int { 6 * Widest.laneCount }

  package static func multiplyAdds(rounds: Int, to sums: UnsafeMutablePointer<Float>) {
    var tile = SixRows { Widest(at: sums + $0 * panelRows) }
    let factor = Widest(0x1p-10)
    for _ in 0..<rounds { tile.update { sums, _ in sums.add(factor, times: 0x1p-10) } }
    tile.update { result, row in result.store(sums + row * panelRows) }
  }
}
