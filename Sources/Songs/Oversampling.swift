public import RandomStreams

/// Stub.
public struct Oversampling: Sendable {
  public init?(tops rows: [Float], width: Int, nominal: [[Int]], neighbours: Int) { return nil }
  public func synthetic(_ count: Int, stream: inout RandomStream) -> [Float] { [] }
  public static func count(tops: Int, others: Int, ratio: Double) -> Int { 0 }
}
