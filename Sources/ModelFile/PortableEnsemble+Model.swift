import Songs
public import Trials

extension PortableEnsemble {
  /// The nets of a model; inputs are those of its ``Model/inputs``.
  public init(_ model: Model) {
    self.init(
      inputNames: model.inputs.names(model.featureNames),
      members: model.ensemble.members.map { member in
        let network: Network =
          switch member.net {
          case .mlp(let net): .mlp(net)
          case .lstm(let net): .lstm(net, steps: member.inputs.steps)
          }
        return Member(
          columns: member.scaling.columns.map {
            Column(origin: $0.origin, factor: $0.factor, median: $0.median)
          }, network: network, oddsCorrection: member.oddsCorrection)
      })
  }
}
