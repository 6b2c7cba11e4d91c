/// Why a training ended without a net.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss of a batch, both counted from 0, was infinite or not a number.
  case lossNotFinite(epoch: Int, batch: Int)
  /// The last step made a parameter infinite or not a number.
  case parametersNotFinite

  /// Says what to do.
  public var description: String {
    let advice = "lower the learning rate, and look for infinite features or weights"
    switch self {
    case .lossNotFinite(let epoch, let batch):
      return "the loss is not finite in epoch \(epoch + 1), batch \(batch + 1); \(advice)"
    case .parametersNotFinite:
      return "the parameters are not finite after the last batch; \(advice)"
    }
  }
}
