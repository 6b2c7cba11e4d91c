import CLanes

/// The logical vector of every kernel, whatever the width of the machine's own.
typealias Lanes = SIMD16<Float>

@inline(__always)
func load(_ pointer: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}

@inline(__always)
func all(_ value: Float) -> Lanes { Lanes(repeating: value) }

/// a × b + c, rounded once.
@inline(__always)
func fused(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes { c.addingProduct(a, b) }

/// a × b + c, rounded once.
@inline(__always)
func fused(_ a: Lanes, _ b: Lanes, _ c: Float) -> Lanes { all(c).addingProduct(a, b) }

/// x where it is not below `least`, else `least`; NaN stays.
@inline(__always)
func atLeast(_ least: Float, _ x: Lanes) -> Lanes {
  lanes_choose(x, all(least), all(least), x)
}

/// x where it is not above `most`, else `most`; NaN stays.
@inline(__always)
func atMost(_ most: Float, _ x: Lanes) -> Lanes {
  lanes_choose(all(most), x, all(most), x)
}

/// What a product accumulates at once: the lanes of one or two logical vectors.
protocol Vector {
  static var laneCount: Int { get }
  init(_ scalar: Float)
  init(at pointer: UnsafePointer<Float>)
  func store(_ pointer: UnsafeMutablePointer<Float>)
  /// self + x × factor, rounded once.
  mutating func add(_ x: Self, times factor: Float)
  /// Makes what is negative 0; NaN stays.
  mutating func rectify()
  /// Makes 0 what is not beside a positive number.
  mutating func keep(wherePositive pointer: UnsafePointer<Float>)
}

/// As many lanes as leave room for the sums of six rows in the registers.
#if WIDE_REGISTERS
typealias Widest = Pair
#else
typealias Widest = Single
#endif

struct Single: Vector {
  @inline(__always) static var laneCount: Int { 16 }
  private var lanes: Lanes

  @inline(__always) init(_ scalar: Float) { lanes = all(scalar) }
  @inline(__always) init(at pointer: UnsafePointer<Float>) { lanes = load(pointer) }

  @inline(__always)
  func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
  }

  @inline(__always)
  mutating func add(_ x: Single, times factor: Float) {
    lanes = fused(x.lanes, all(factor), lanes)
  }

  // Not a maximum, which would turn NaN into 0 and hide a training that has diverged.
  @inline(__always)
  mutating func rectify() { lanes = atLeast(0, lanes) }

  @inline(__always)
  mutating func keep(wherePositive pointer: UnsafePointer<Float>) {
    lanes = lanes_choose(Lanes(), load(pointer), lanes, Lanes())
  }
}

struct Pair: Vector {
  @inline(__always) static var laneCount: Int { 32 }
  private var low: Single
  private var high: Single

  @inline(__always)
  init(_ scalar: Float) {
    low = Single(scalar)
    high = Single(scalar)
  }

  @inline(__always)
  init(at pointer: UnsafePointer<Float>) {
    low = Single(at: pointer)
    high = Single(at: pointer + 16)
  }

  @inline(__always)
  func store(_ pointer: UnsafeMutablePointer<Float>) {
    low.store(pointer)
    high.store(pointer + 16)
  }

  @inline(__always)
  mutating func add(_ x: Pair, times factor: Float) {
    low.add(x.low, times: factor)
    high.add(x.high, times: factor)
  }

  @inline(__always)
  mutating func rectify() {
    low.rectify()
    high.rectify()
  }

  @inline(__always)
  mutating func keep(wherePositive pointer: UnsafePointer<Float>) {
    low.keep(wherePositive: pointer)
    high.keep(wherePositive: pointer + 16)
  }
}
