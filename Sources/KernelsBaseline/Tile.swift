/// A few rows of a result, each a vector of sums that are kept in registers while products are added.
protocol Tile {
  associatedtype Sums: Vector
  static var rowCount: Int { get }
  init(_ sums: (Int) -> Sums)
  mutating func update(_ body: (inout Sums, Int) -> Void)
}

extension Tile {
  /// Adds vector k × scalar k to the sums of each row, for k = 0, 1, … `count` - 1.
  ///
  /// This loop is where nearly all arithmetic of a training happens.
  ///
  /// - Parameters:
  ///   - vectors: vector k is at `k × vectorStep`; all rows take the same.
  ///   - scalars: scalar k of a row is at `row × rowStep + k × step`.
  @inline(__always)
  mutating func addProducts(
    count: Int, vectors: UnsafePointer<Float>, vectorStep: Int, scalars: UnsafePointer<Float>,
    rowStep: Int, step: Int
  ) {
    var vectors = vectors
    var scalars = scalars
    for _ in 0..<count {
      let vector = Sums(at: vectors)
      update { sums, row in sums.add(vector, times: scalars[row &* rowStep]) }
      vectors += vectorStep
      scalars += step
    }
  }
}

/// A product that can be computed a few rows at a time.
protocol TiledProduct {
  func compute<T: Tile>(_ tile: T.Type, from row: Int)
}

extension TiledProduct {
  /// Computes `rowCount` rows with tiles as large as the registers allow; the result does not depend on their size.
  @inline(__always)
  func computeRows<V: Vector>(_ rowCount: Int, of _: V.Type) {
    var row = 0
    #if WIDE_REGISTERS
    if V.laneCount == 16 {
      while row + 12 <= rowCount {
        compute(TwelveRows<V>.self, from: row)
        row += 12
      }
    }
    #endif
    while row + 6 <= rowCount {
      compute(SixRows<V>.self, from: row)
      row += 6
    }
    if row + 4 <= rowCount {
      compute(FourRows<V>.self, from: row)
      row += 4
    }
    if row + 2 <= rowCount {
      compute(TwoRows<V>.self, from: row)
      row += 2
    }
    if row < rowCount { compute(OneRow<V>.self, from: row) }
  }
}

// Accumulators are named one by one: those of an array would not be kept in registers.

struct OneRow<Sums: Vector>: Tile {
  private var a: Sums

  @inline(__always) static var rowCount: Int { 1 }
  @inline(__always) init(_ sums: (Int) -> Sums) { a = sums(0) }
  @inline(__always) mutating func update(_ body: (inout Sums, Int) -> Void) { body(&a, 0) }
}

struct TwoRows<Sums: Vector>: Tile {
  private var a, b: Sums

  @inline(__always) static var rowCount: Int { 2 }

  @inline(__always)
  init(_ sums: (Int) -> Sums) {
    a = sums(0)
    b = sums(1)
  }

  @inline(__always)
  mutating func update(_ body: (inout Sums, Int) -> Void) {
    body(&a, 0)
    body(&b, 1)
  }
}

struct FourRows<Sums: Vector>: Tile {
  private var a, b, c, d: Sums

  @inline(__always) static var rowCount: Int { 4 }

  @inline(__always)
  init(_ sums: (Int) -> Sums) {
    a = sums(0)
    b = sums(1)
    c = sums(2)
    d = sums(3)
  }

  @inline(__always)
  mutating func update(_ body: (inout Sums, Int) -> Void) {
    body(&a, 0)
    body(&b, 1)
    body(&c, 2)
    body(&d, 3)
  }
}

struct SixRows<Sums: Vector>: Tile {
  private var a, b, c, d, e, f: Sums

  @inline(__always) static var rowCount: Int { 6 }

  @inline(__always)
  init(_ sums: (Int) -> Sums) {
    a = sums(0)
    b = sums(1)
    c = sums(2)
    d = sums(3)
    e = sums(4)
    f = sums(5)
  }

  @inline(__always)
  mutating func update(_ body: (inout Sums, Int) -> Void) {
    body(&a, 0)
    body(&b, 1)
    body(&c, 2)
    body(&d, 3)
    body(&e, 4)
    body(&f, 5)
  }
}

struct TwelveRows<Sums: Vector>: Tile {
  private var low, high: SixRows<Sums>

  @inline(__always) static var rowCount: Int { 12 }

  @inline(__always)
  init(_ sums: (Int) -> Sums) {
    low = SixRows(sums)
    high = SixRows { sums($0 &+ 6) }
  }

  @inline(__always)
  mutating func update(_ body: (inout Sums, Int) -> Void) {
    low.update(body)
    high.update { body(&$0, $1 &+ 6) }
  }
}
