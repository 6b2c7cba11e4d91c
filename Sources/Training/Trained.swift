/// What a training gave.
public struct Trained<Net: Equatable & Sendable>: Equatable, Sendable {
  /// The net after the last step.
  public let net: Net
  /// For each epoch the mean loss of its batches, each before its own step, weighted by their rows.
  public let epochLosses: [Float]
}
