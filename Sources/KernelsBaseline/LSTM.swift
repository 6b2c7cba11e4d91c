import CLanes
import KernelContract

extension VectorKernels {
  package static func lstmForward(
    gates: UnsafeMutablePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, previousHidden: UnsafePointer<Float>,
    cell: UnsafeMutablePointer<Float>, cellTanh: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>
  ) {
    let gateStep = units &* panelRows
    var first = 0
    while first < rows {
      let present = load(present + first)
      let offset = panelOffset(first, stride: paddedWidth(units))
      let gates = gates + panelOffset(first, stride: paddedWidth(4 &* units))
      for unit in 0..<units {
        let lane = unit &* panelRows
        let gate = gates + lane
        let input = logistic(load(gate))
        let forget = logistic(load(gate + gateStep))
        let candidate = hyperbolicTangent(load(gate + 2 &* gateStep))
        let output = logistic(load(gate + 3 &* gateStep))
        let before = load(previousCell + offset + lane)
        let after = fused(forget, before, input * candidate)
        let squashed = hyperbolicTangent(after)
        store(input, gate)
        store(forget, gate + gateStep)
        store(candidate, gate + 2 &* gateStep)
        store(output, gate + 3 &* gateStep)
        store(squashed, cellTanh + offset + lane)
        store(lanes_choose(Lanes(), present, after, before), cell + offset + lane)
        let kept = load(previousHidden + offset + lane)
        store(lanes_choose(Lanes(), present, output * squashed, kept), hidden + offset + lane)
      }
      first &+= laneCount
    }
  }

  package static func lstmBackward(
    gates: UnsafePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, cellTanh: UnsafePointer<Float>,
    gateGradient: UnsafeMutablePointer<Float>, cellGradient: UnsafeMutablePointer<Float>,
    hiddenGradient: UnsafeMutablePointer<Float>
  ) {
    let gateStep = units &* panelRows
    var first = 0
    while first < rows {
      let present = load(present + first)
      let offset = panelOffset(first, stride: paddedWidth(units))
      let gateOffset = panelOffset(first, stride: paddedWidth(4 &* units))
      for unit in 0..<units {
        let lane = unit &* panelRows
        let gate = gates + gateOffset + lane
        let slope = gateGradient + gateOffset + lane
        let (input, forget) = (load(gate), load(gate + gateStep))
        let (candidate, output) = (load(gate + 2 &* gateStep), load(gate + 3 &* gateStep))
        let squashed = load(cellTanh + offset + lane)
        let fromHidden = load(hiddenGradient + offset + lane)
        let fromCell = load(cellGradient + offset + lane)
        // Slopes of a missing step are 0; what comes from later steps passes it unchanged.
        let hidden = lanes_choose(Lanes(), present, fromHidden, Lanes())
        let later = lanes_choose(Lanes(), present, fromCell, Lanes())
        let cell = fused(hidden * output, fused(lanes_negated(squashed), squashed, 1), later)
        store(cell * candidate * fused(lanes_negated(input), input, input), slope)
        store(
          cell * load(previousCell + offset + lane) * fused(lanes_negated(forget), forget, forget),
          slope + gateStep)
        store(cell * input * fused(lanes_negated(candidate), candidate, 1), slope + 2 &* gateStep)
        store(
          hidden * squashed * fused(lanes_negated(output), output, output), slope + 3 &* gateStep)
        store(
          lanes_choose(Lanes(), present, cell * forget, fromCell), cellGradient + offset + lane)
        store(
          lanes_choose(Lanes(), present, Lanes(), fromHidden), hiddenGradient + offset + lane)
      }
      first &+= laneCount
    }
  }

  package static func multiply(
    _ values: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, count: Int
  ) {
    var k = 0
    while k < count {
      store(load(values + k) * load(factors + k), values + k)
      k &+= laneCount
    }
  }
}
