import KernelContract

extension VectorKernels {
  public static var multiplyAddsPerRound: Int { 6 * Widest.laneCount }

  public static func multiplyAdds(rounds: Int, of value: Float) -> Float {
    var tile = SixRows { Widest(Float($0)) }
    let vector = Widest(value)
    for _ in 0..<rounds { tile.update { sums, _ in sums.add(vector, times: value) } }
    var total: Float = 0
    tile.update { sums, _ in total += sums.firstLane }
    return total
  }
}
