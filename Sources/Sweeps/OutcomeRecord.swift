public import Evaluation

/// What a trial produced, as a value; its ``encoded()`` bytes are what is sent, stored and compared.
///
/// Nothing in it tells when, where or in which order the trial ran.
public enum OutcomeRecord: Equatable, Sendable {
  /// The trial ran.
  case measured(Measurement)
  /// The trial cannot be run on its data, for the reason given.
  case infeasible(reason: String)
  /// The trial broke off, for the reason given.
  case failed(reason: String)

  /// The figures of a trial that ran.
  public struct Measurement: Equatable, Sendable {
    /// Songs in the training part after subsets and downsampling.
    public var trainingSongs: Int
    /// Top songs among them.
    public var trainingTopSongs: Int
    /// The factor on a score's odds that makes it a probability: others kept / others / class weight.
    public var oddsCorrection: Double
    /// The mean loss of the last epoch.
    public var trainingLoss: Float
    /// Figures on the validation part, on which configurations are chosen.
    public var validation: PartFigures
    /// Figures on the test part, which are only reported.
    public var test: PartFigures

    /// Makes a measurement.
    public init(
      trainingSongs: Int, trainingTopSongs: Int, oddsCorrection: Double, trainingLoss: Float,
      validation: PartFigures, test: PartFigures
    ) {
      self.trainingSongs = trainingSongs
      self.trainingTopSongs = trainingTopSongs
      self.oddsCorrection = oddsCorrection
      self.trainingLoss = trainingLoss
      self.validation = validation
      self.test = test
    }
  }

  /// How a trial ended, without its figures.
  public enum Kind: UInt8, Sendable {
    case measured = 1
    case infeasible = 2
    case failed = 3
  }
}
