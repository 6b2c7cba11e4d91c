package import KernelContract

/// output = bias + Σ input × weight, then rectified or not; of one panel, a row for each output.
private struct ForwardProduct<Activation: Finish>: TiledProduct {
  let input: UnsafePointer<Float>
  let weights: UnsafePointer<Float>
  let shape: DenseShape
  let output: UnsafeMutablePointer<Float>

  @inline(__always)
  func compute<T: Tile>(_: T.Type, from row: Int) {
    let stride = shape.stride
    let weights = weights + row &* stride
    let output = output + row &* panelRows
    let inputs = shape.inputs
    var tile = T { T.Sums(weights[$0 &* stride &+ inputs]) }
    tile.addProducts(
      count: inputs, vectors: input, vectorStep: panelRows, scalars: weights, rowStep: stride,
      step: 1)
    tile.update { sums, row in
      Activation.finish(&sums)
      sums.store(output + row &* panelRows)
    }
  }
}

private protocol Finish {
  static func finish<V: Vector>(_ sums: inout V)
}

private enum Linear: Finish {
  @inline(__always) static func finish<V: Vector>(_ sums: inout V) {}
}

private enum ReLU: Finish {
  @inline(__always) static func finish<V: Vector>(_ sums: inout V) { sums.rectify() }
}

/// inputGradient = Σ outputGradient × weight where the input is positive; of one panel, a row for each input.
private struct ReLUInputProduct: TiledProduct {
  let outputGradient: UnsafePointer<Float>
  let weights: UnsafePointer<Float>
  let shape: DenseShape
  let input: UnsafePointer<Float>
  let inputGradient: UnsafeMutablePointer<Float>

  @inline(__always)
  func compute<T: Tile>(_: T.Type, from row: Int) {
    var tile = T { _ in T.Sums(0) }
    tile.addProducts(
      count: shape.outputs, vectors: outputGradient, vectorStep: panelRows, scalars: weights + row,
      rowStep: 1, step: shape.stride)
    let input = input + row &* panelRows
    let inputGradient = inputGradient + row &* panelRows
    tile.update { sums, row in
      sums.keep(wherePositive: input + row &* panelRows)
      sums.store(inputGradient + row &* panelRows)
    }
  }
}

/// target += Σ vector × scalar.
private struct AddingProduct: TiledProduct {
  let count: Int
  let vectors: UnsafePointer<Float>
  let vectorStep: Int
  let scalars: UnsafePointer<Float>
  let rowStep: Int
  let step: Int
  let target: UnsafeMutablePointer<Float>
  let targetStep: Int

  @inline(__always)
  func compute<T: Tile>(_: T.Type, from row: Int) {
    let target = target + row &* targetStep
    var tile = T { T.Sums(at: target + $0 &* targetStep) }
    tile.addProducts(
      count: count, vectors: vectors, vectorStep: vectorStep, scalars: scalars + row &* rowStep,
      rowStep: rowStep, step: step)
    tile.update { sums, row in sums.store(target + row &* targetStep) }
  }
}

extension VectorKernels {
  package static func denseForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    forward(Linear.self, input, weights: weights, shape: shape, rows: rows, into: output)
  }

  package static func denseReLUForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    forward(ReLU.self, input, weights: weights, shape: shape, rows: rows, into: output)
  }

  @inline(__always)
  private static func forward<Activation: Finish>(
    _: Activation.Type, _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    shape: DenseShape, rows: Int, into output: UnsafeMutablePointer<Float>
  ) {
    compute(shape.outputs, rows: rows) { panel, lane in
      ForwardProduct<Activation>(
        input: input + panel &* shape.inputPitch + lane, weights: weights, shape: shape,
        output: output + panel &* shape.outputPitch + lane)
    }
  }

  package static func denseForwardAdding(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    compute(shape.outputs, rows: rows) { panel, lane in
      AddingProduct(
        count: shape.inputs, vectors: input + panel &* shape.inputPitch + lane,
        vectorStep: panelRows, scalars: weights, rowStep: shape.stride, step: 1,
        target: output + panel &* shape.outputPitch + lane, targetStep: panelRows)
    }
  }

  package static func denseInputBackwardAdding(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to inputGradient: UnsafeMutablePointer<Float>
  ) {
    compute(shape.inputs, rows: rows) { panel, lane in
      AddingProduct(
        count: shape.outputs, vectors: outputGradient + panel &* shape.outputPitch + lane,
        vectorStep: panelRows, scalars: weights, rowStep: 1, step: shape.stride,
        target: inputGradient + panel &* shape.inputPitch + lane, targetStep: panelRows)
    }
  }

  package static func denseReLUInputBackward(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, input: UnsafePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    compute(shape.inputs, rows: rows) { panel, lane in
      ReLUInputProduct(
        outputGradient: outputGradient + panel &* shape.outputPitch + lane, weights: weights,
        shape: shape, input: input + panel &* shape.inputPitch + lane,
        inputGradient: inputGradient + panel &* shape.inputPitch + lane)
    }
  }

  /// Computes `rowCount` rows of a product for every panel, as many lanes at once as there are registers for.
  @inline(__always)
  private static func compute<Product: TiledProduct>(
    _ rowCount: Int, rows: Int, _ product: (_ panel: Int, _ lane: Int) -> Product
  ) {
    var panel = 0
    var rest = rows
    while rest > 0 {
      #if WIDE_REGISTERS
      if rest > laneCount {
        product(panel, 0).computeRows(rowCount, of: Pair.self)
      } else {
        product(panel, 0).computeRows(rowCount, of: Single.self)
      }
      #else
      product(panel, 0).computeRows(rowCount, of: Single.self)
      if rest > laneCount { product(panel, laneCount).computeRows(rowCount, of: Single.self) }
      #endif
      panel &+= 1
      rest &-= panelRows
    }
  }

  package static func denseWeightsBackward(
    _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to gradient: UnsafeMutablePointer<Float>
  ) {
    let stripRows = paddedRows(rows)
    var column = 0
    while column < shape.stride {
      let width = stripWidth(at: column, of: shape.stride)
      let strip = input + column &* stripRows
      var first = 0
      while first < rows {
        let product = AddingProduct(
          count: min(panelRows, rows &- first), vectors: strip + first &* width, vectorStep: width,
          scalars: outputGradient + first / panelRows &* shape.outputPitch, rowStep: panelRows,
          step: 1, target: gradient + column, targetStep: shape.stride)
        compute(product, rowCount: shape.outputs, width: width)
        first &+= panelRows
      }
      column &+= width
    }
  }

  @inline(__always)
  private static func compute(_ product: AddingProduct, rowCount: Int, width: Int) {
    #if WIDE_REGISTERS
    if width == panelRows {
      product.computeRows(rowCount, of: Pair.self)
    } else {
      product.computeRows(rowCount, of: Single.self)
    }
    #else
    product.computeRows(rowCount, of: Single.self)
    if width == panelRows {
      product.shifted(by: laneCount).computeRows(rowCount, of: Single.self)
    }
    #endif
  }
}

extension AddingProduct {
  /// The same product of the lanes that follow.
  @inline(__always)
  fileprivate func shifted(by lanes: Int) -> AddingProduct {
    AddingProduct(
      count: count, vectors: vectors + lanes, vectorStep: vectorStep, scalars: scalars,
      rowStep: rowStep, step: step, target: target + lanes, targetStep: targetStep)
  }
}
