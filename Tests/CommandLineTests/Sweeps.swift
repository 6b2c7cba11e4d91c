/// Sweep files of the tests.
enum SweepText {
  /// 12 configurations × 4 replicates, some seconds of work on a core.
  static let small = text(layers: "[[], [10], [30, 10]]", replicates: 4)

  static func text(
    name: String = "small", layers: String, replicates: Int, epochs: Int = 2000, seed: Int = 1
  ) -> String {
    """
    name: \(name)
    seed: \(seed)
    data: { source: generated, songs: 4000 }
    trial: { epochs: \(epochs), scaling: standard }
    replicates: \(replicates)
    axes:
      layers: \(layers)
      balanceRatio: [1, none]
      classWeight: [1, 4]
    """
  }
}
