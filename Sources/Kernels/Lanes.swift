/// The logical vector of every kernel, whatever the width of the machine's own.
///
/// All kernels take flat pointers and whole panels. Their arithmetic is laid down to the last bit:
/// each element of a result is a fixed sequence of single additions and multiplications that
/// depends on nothing but the shape.
typealias Lanes = SIMD16<Float>

/// Rows in a panel.
///
/// A panel holds 16 rows feature by feature: `[features × 16]`, so that one vector holds one
/// feature of all its rows.
public var panelRows: Int { Lanes.scalarCount }

/// Below this, slopes and first moments count as 0.
///
/// They are too small to move a weight, but what is computed from them would be subnormal numbers,
/// which slow many processors down: measured, a training with dead units took twice as long.
var negligible: Float { 0x1p-100 }

@inline(__always)
func load(_ pointer: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}
