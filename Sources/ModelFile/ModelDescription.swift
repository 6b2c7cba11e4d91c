import Evaluation
import SearchSpace
import Songs
import Sweeps
import Training
import Trials

/// What a model file says in JSON beside its tensors; the properties are the keys.
struct ModelDescription: Codable {
  struct Inputs: Codable {
    /// `newest`, `columns` or `sequence`.
    let kind: String
    /// How many earlier songs are read, beside the newest.
    let earlier: Int
    /// Whether their labels are.
    let labels: Bool
    /// The names of a time step's inputs, in the order of the tensors; told for readers of the file.
    let names: [String]
  }

  struct Rule: Codable {
    /// `share` or `probability`.
    let kind: String
    /// Of a share.
    var flagged: Int?
    var of: Int?
    /// Of a probability.
    var probability: Double?
    let leastProbability: Double
  }

  struct Net: Codable {
    let key: String
    let oddsCorrection: Double
    /// The hidden sizes of a multilayer perceptron.
    var layers: [Int]?
    /// The width of an LSTM.
    var units: Int?
  }

  struct Provenance: Codable {
    let sweep: String
    let sweepPath: String
    let sweepFile: String
    let dataHash: String
    let id: String
    let configuration: [String: SettingText]
    let numericsVersion: Int
    let softwareVersion: String
    let test: [String: Double]
  }

  let features: [String]
  let inputs: Inputs
  let allowsMissingValues: Bool
  let label: String
  let positiveName: String
  let rule: Rule
  let nets: [Net]
  let provenance: Provenance
}

extension ModelDescription {
  init(_ model: Model) {
    features = model.featureNames
    inputs = Inputs(model.inputs, featureNames: model.featureNames)
    allowsMissingValues = model.allowsMissingValues
    label = model.label.description
    positiveName = model.positiveName
    rule = Rule(model.rule)
    nets = zip(model.provenance.keys, model.ensemble.members).map(Net.init)
    provenance = Provenance(model.provenance)
  }

  /// The model that these words and the tensors make.
  func model(with tensors: [String: Tensor]) throws(ModelFileError) -> Model {
    guard let inputs = self.inputs.rule, !features.isEmpty, Set(features).count == features.count
    else { throw .badDescription("its inputs are none") }
    let width = inputs.names(features).count
    var reader = TensorReader(tensors)
    var members: [TrainedNet] = []
    for (number, net) in nets.enumerated() {
      guard net.oddsCorrection > 0, net.oddsCorrection.isFinite,
        net.isWhole(for: inputs)
      else { throw .badDescription("its net \(number) is none") }
      members.append(try reader.net(net, number: number, inputs: inputs, width: width))
    }
    if let name = reader.unread.min() {
      throw .badDescription("no net has the tensor '\(name)'")
    }
    guard !members.isEmpty else { throw .badDescription("it has no net") }
    guard let rule = rule.rule else { throw .badDescription("its rule is none") }
    let labelRule: LabelRule
    do throws(SongRuleError) {
      labelRule = try LabelRule(parsing: label)
    } catch {
      throw .badDescription("'\(label)' labels nothing")
    }
    return Model(
      ensemble: Ensemble(members), featureNames: features,
      allowsMissingValues: allowsMissingValues, label: labelRule, positiveName: positiveName,
      rule: rule, provenance: try provenance.provenance(of: nets))
  }
}

extension ModelDescription.Inputs {
  init(_ rule: InputRule, featureNames: [String]) {
    switch rule {
    case .newest: (kind, labels) = ("newest", false)
    case .columns(_, let shown): (kind, labels) = ("columns", shown == .shown)
    case .sequence: (kind, labels) = ("sequence", false)
    }
    earlier = rule.earlierCount
    names = rule.names(featureNames)
  }

  var rule: InputRule? {
    switch kind {
    case "newest" where earlier == 0: .newest
    case "columns" where (1..<64).contains(earlier):
      .columns(earlier: earlier, labels: labels ? .shown : .hidden)
    case "sequence" where (1..<64).contains(earlier): .sequence(length: earlier + 1)
    default: nil
    }
  }
}

extension ModelDescription.Rule {
  init(_ rule: Model.Rule) {
    leastProbability = rule.leastProbability
    kind = rule.decision.kind.rawValue
    switch rule.decision {
    case .share(let share): (flagged, of) = (share.flagged, share.total)
    case .probability(let value): probability = value
    }
  }

  var rule: Model.Rule? {
    guard (0...1).contains(leastProbability) else { return nil }
    let decision: DecisionRule
    if let flagged, let of, of > 0, (0...of).contains(flagged) {
      decision = .share(DecisionRule.Share(flagged: flagged, of: of))
    } else if let probability, (0...1).contains(probability) {
      decision = .probability(probability)
    } else {
      return nil
    }
    return Model.Rule(decision: decision, leastProbability: leastProbability)
  }
}

extension ModelDescription.Net {
  init(_ key: ContentHash, _ net: TrainedNet) {
    self.key = key.description
    oddsCorrection = net.oddsCorrection
    switch net.net {
    case .mlp(let net): layers = net.shape.hidden
    case .lstm(let net): units = net.shape.units
    }
  }

  /// Whether the net is one that reads such inputs.
  func isWhole(for inputs: InputRule) -> Bool {
    switch (layers, units) {
    case (let layers?, nil):
      inputs.steps == 1 && layers.count <= 16 && layers.allSatisfy((1...4096).contains)
    case (nil, let units?): inputs.steps > 1 && (1...1024).contains(units)
    default: false
    }
  }
}

extension ModelDescription.Provenance {
  init(_ provenance: Model.Provenance) {
    sweep = provenance.sweepName
    sweepPath = provenance.sweepPath
    sweepFile = provenance.sweepFile
    dataHash = provenance.dataHash.description
    id = provenance.configuration.id.short
    configuration = provenance.configuration.settings.mapValues(SettingText.init)
    numericsVersion = provenance.numericsVersion
    softwareVersion = provenance.softwareVersion
    test = Dictionary(
      uniqueKeysWithValues: provenance.test.map { ($0.key.rawValue, $0.value) })
  }

  func provenance(of nets: [ModelDescription.Net]) throws(ModelFileError) -> Model.Provenance {
    var settings: [String: Setting] = [:]
    for (name, text) in configuration {
      guard let key = RecipeKey(rawValue: name), let value = key.canonical(text.setting) else {
        throw .badDescription("its configuration has a bad '\(name)'")
      }
      settings[name] = value
    }
    let keys = nets.compactMap { ContentHash(hexadecimal: $0.key) }
    guard keys.count == nets.count, let hash = ContentHash(hexadecimal: dataHash) else {
      throw .badDescription("a key or the hash of its songs is none")
    }
    return Model.Provenance(
      sweepName: sweep, sweepPath: sweepPath, sweepFile: sweepFile, dataHash: hash,
      configuration: Configuration(settings), keys: keys, numericsVersion: numericsVersion,
      softwareVersion: softwareVersion,
      test: Dictionary(
        uniqueKeysWithValues: test.compactMap { name, value in
          Measure(rawValue: name).map { ($0, value) }
        }))
  }
}

/// A setting in JSON; whether a number is a whole one is decided by its key.
struct SettingText: Codable {
  let setting: Setting

  init(_ setting: Setting) { self.setting = setting }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each asks of which kind the value is, and what is of none is the last one's error.
    if let value = try? container.decode(Bool.self) {
      setting = .word("\(value)")
    } else if let value = try? container.decode(Int.self) {
      setting = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      setting = .number(value)
    } else if let value = try? container.decode(String.self) {
      setting = .word(value)
    } else if let values = try? container.decode([SettingText].self) {
      setting = .list(values.map(\.setting))
    } else {
      setting = .mapping(try container.decode([String: SettingText].self).mapValues(\.setting))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch setting {
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .word(let value): try container.encode(value)
    case .list(let values): try container.encode(values.map(SettingText.init))
    case .mapping(let settings): try container.encode(settings.mapValues(SettingText.init))
    }
  }
}
