import KernelContract

extension ReferenceKernels {
  package static func lstmForward(
    gates: UnsafeMutablePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, previousHidden: UnsafePointer<Float>,
    cell: UnsafeMutablePointer<Float>, cellTanh: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for unit in 0..<units {
        let index = panelIndex(row, unit, width: units)
        let gate = (0..<4).map { panelIndex(row, $0 * units + unit, width: 4 * units) }
        let input = logistic(gates[gate[0]])
        let forget = logistic(gates[gate[1]])
        let candidate = hyperbolicTangent(gates[gate[2]])
        let output = logistic(gates[gate[3]])
        let newCell = (input * candidate).addingProduct(forget, previousCell[index])
        let newTanh = hyperbolicTangent(newCell)
        gates[gate[0]] = input
        gates[gate[1]] = forget
        gates[gate[2]] = candidate
        gates[gate[3]] = output
        cellTanh[index] = newTanh
        cell[index] = present[row] > 0 ? newCell : previousCell[index]
        hidden[index] = present[row] > 0 ? output * newTanh : previousHidden[index]
      }
    }
  }

  package static func lstmBackward(
    gates: UnsafePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, cellTanh: UnsafePointer<Float>,
    gateGradient: UnsafeMutablePointer<Float>, cellGradient: UnsafeMutablePointer<Float>,
    hiddenGradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for unit in 0..<units {
        let index = panelIndex(row, unit, width: units)
        let gate = (0..<4).map { panelIndex(row, $0 * units + unit, width: 4 * units) }
        let (input, forget) = (gates[gate[0]], gates[gate[1]])
        let (candidate, output) = (gates[gate[2]], gates[gate[3]])
        let isPresent = present[row] > 0
        let fromHidden = isPresent ? hiddenGradient[index] : 0
        let fromCell = isPresent ? cellGradient[index] : 0
        let tanhSlope = Float(1).addingProduct(-cellTanh[index], cellTanh[index])
        let slope = fromCell.addingProduct(fromHidden * output, tanhSlope)
        gateGradient[gate[0]] = slope * candidate * input.addingProduct(-input, input)
        gateGradient[gate[1]] = slope * previousCell[index] * forget.addingProduct(-forget, forget)
        gateGradient[gate[2]] = slope * input * Float(1).addingProduct(-candidate, candidate)
        gateGradient[gate[3]] = fromHidden * cellTanh[index] * output.addingProduct(-output, output)
        guard isPresent else { continue }
        cellGradient[index] = slope * forget
        hiddenGradient[index] = 0
      }
    }
  }
}
