import SearchSpace
import SweepFile
import Testing

/// What is printed of a faulty file, a line each; `s.yaml` begins with a name and generated songs.
@Suite struct SweepFileErrorTests {
  private func error(_ text: String) -> String? {
    #expect(throws: SweepFileError.self) { try SweepFile(parsing: text, path: "s.yaml") }?
      .description
  }

  /// The error of lines 3 and following.
  private func error(after lines: String) -> String? {
    error("name: songs\ndata: { source: generated }\n" + lines)
  }

  private func error(data: String) -> String? {
    error("name: songs\ndata: { \(data) }")
  }

  private static let recipeKeys =
    "years, genres, features, sequenceLength, scaling, balanceRatio, oversample, model, layers, units,"
    + " epochs, batchSize, learningRate, l2, dropout, classWeight"
  private static let layers =
    "a list of at most 16 hidden sizes from 1 to 4096, such as [30, 10], or []"

  @Test(arguments: [
    ("", "s.yaml: key 'name' is missing; give it, for example name: songs"),
    ("# nothing yet\n", "s.yaml: key 'name' is missing; give it, for example name: songs"),
    ("a text", "s.yaml:1: the sweep file must be a mapping of keys to values"),
    ("- 1\n- 2", "s.yaml:1: the sweep file must be a mapping of keys to values"),
    (
      "\"two\\nlines\": 1",
      "s.yaml:1: unknown key 'two lines' in the sweep file; "
        + "the keys are name, seed, data, trial, replicates, axes, exclude, fronts"
    ),
    ("seed: 1", "s.yaml:1: key 'name' is missing; give it, for example name: songs"),
    (
      "name: songs",
      "s.yaml:1: key 'data' is missing; give it, for example data: { source: generated }"
    ),
    (
      "name: songs\ndata: { seed: 1 }",
      "s.yaml:2: key 'source' is missing; give it, for example source: generated"
    ),
    (
      "name: songs\ndata:\n  songs: 10",
      "s.yaml:3: key 'source' is missing; give it, for example source: generated"
    ),
    ("name: songs\ndata:", "s.yaml:2: data must be a mapping of keys to values"),
    ("name:\ndata: { source: generated }", "s.yaml:1: key 'name': expected a text; found nothing"),
    (
      "name: top songs",
      "s.yaml:1: key 'name': expected letters, digits, '-', '_' and '.', as in a file's name;"
        + " found 'top songs'"
    ),
    (
      "name: [songs]", "s.yaml:1: key 'name': expected a text; found [songs]"
    ),
  ])
  func `what every file needs`(text: String, line: String) {
    #expect(error(text) == line)
  }

  @Test(arguments: [
    (
      "name: songs\n\tdata: 1",
      "s.yaml:2: not YAML: found a tab character that violates indentation"
    ),
    (
      "name: songs\naxes: [1, 2\nseed: 1",
      "s.yaml:3: not YAML: did not find expected ',' or ']'"
    ),
    (
      "name: songs\nseed: 1\nseed: 2\n",
      "s.yaml:2: not YAML: the key 'seed' stands twice in one mapping"
    ),
    (
      "name: a\n---\nname: b",
      "s.yaml:2: not YAML: but found another document"
    ),
    ("name: a\nseed: \u{7}", "s.yaml:2: not YAML: control characters are not allowed"),
    ("name: *songs", "s.yaml:1: not YAML: found undefined alias"),
  ])
  func `text that is no YAML`(text: String, line: String) {
    #expect(error(text) == line)
  }

  @Test(arguments: [
    (
      "replicate: 2",
      "s.yaml:3: unknown key 'replicate' in the sweep file; did you mean 'replicates'?"
    ),
    (
      "trial:\n  learning_rate: 1",
      "s.yaml:4: unknown key 'learning_rate' in trial; did you mean 'learningRate'?"
    ),
    ("axes: { LAYERS: [[1]] }", "s.yaml:3: unknown key 'LAYERS' in axes; did you mean 'layers'?"),
    ("trial: { lr: 1 }", "s.yaml:3: unknown key 'lr' in trial; the keys are \(recipeKeys)"),
    (
      "top: popularity > 75",
      "s.yaml:3: unknown key 'top' in the sweep file; the keys are name, seed, data, trial,"
        + " replicates, axes, exclude, fronts"
    ),
    (
      "? [1]\n: 2",
      "s.yaml:3: unknown key '?' in the sweep file; the keys are name, seed, data,"
        + " trial, replicates, axes, exclude, fronts"
    ),
    (
      "exclude: [{ layer: 1 }]",
      "s.yaml:3: unknown key 'layer' in an exclusion; did you mean 'layers'?"
    ),
    (
      "fronts: [{ name: a, maximise: auc }]",
      "s.yaml:3: unknown key 'maximise' in a front; did you mean 'maximize'?"
    ),
  ])
  func `keys that do not exist`(lines: String, line: String) {
    #expect(error(after: lines) == line)
  }

  @Test(arguments: [
    ("seed: -1", "s.yaml:3: key 'seed': expected a whole number from 0 to 2147483647; found '-1'"),
    ("seed: x", "s.yaml:3: key 'seed': expected a whole number from 0 to 2147483647; found 'x'"),
    (
      "replicates: 0",
      "s.yaml:3: key 'replicates': expected a whole number from 1 to 100000; found '0'"
    ),
    (
      "replicates:",
      "s.yaml:3: key 'replicates': expected a whole number from 1 to 100000; found nothing"
    ),
    (
      "trial:\n  epochs: 25.0",
      "s.yaml:4: key 'epochs': expected a whole number from 1 to 100000; found '25.0'"
    ),
    (
      "trial: { epochs: \"25\" }",
      "s.yaml:3: key 'epochs': expected a whole number from 1 to 100000; found the text \"25\""
    ),
    (
      "trial: { epochs: [25, 50] }",
      "s.yaml:3: key 'epochs': expected a whole number from 1 to 100000; found [25, 50]"
    ),
    (
      "trial: { batchSize: 1000001 }",
      "s.yaml:3: key 'batchSize': expected a whole number from 1 to 1000000; found '1000001'"
    ),
    (
      "trial: { learningRate: 0 }",
      "s.yaml:3: key 'learningRate': expected a number above 0, at most 1000; found '0'"
    ),
    (
      "trial: { l2: -0.5 }", "s.yaml:3: key 'l2': expected a number from 0 to 1000; found '-0.5'"
    ),
    (
      "trial: { dropout: 1 }",
      "s.yaml:3: key 'dropout': expected a number from 0 to 0.99; found '1'"
    ),
    (
      "trial: { classWeight: .inf }",
      "s.yaml:3: key 'classWeight': expected a number above 0, at most 1000000; found '.inf'"
    ),
    (
      "trial: { scaling: minmax }",
      "s.yaml:3: key 'scaling': expected standard, minMax or none; found 'minmax'"
    ),
    ("trial: { model: gru }", "s.yaml:3: key 'model': expected mlp or lstm; found 'gru'"),
    (
      "trial: { years: 2010 }",
      "s.yaml:3: key 'years': expected all, since YEAR, before YEAR or YEAR-YEAR; found '2010'"
    ),
    (
      "trial:\n  years: |\n    all\n    since 2010",
      "s.yaml:4: key 'years': expected all, since YEAR, before YEAR or YEAR-YEAR;"
        + " found the text \"all since 2010\""
    ),
    (
      "trial: { layers: [30, 0] }", "s.yaml:3: key 'layers': expected \(layers); found [30, 0]"
    ),
    ("trial: 5", "s.yaml:3: trial must be a mapping of keys to values"),
  ])
  func `values of the wrong type or out of range`(lines: String, line: String) {
    #expect(error(after: lines) == line)
  }

  @Test(arguments: [
    (
      "axes:\n  layers: []",
      "s.yaml:4: axis 'layers' has no values; give it at least one, for example [[30, 10]]"
    ),
    (
      "axes: { classWeight: 4 }",
      "s.yaml:3: key 'classWeight': expected a list of values, each a number above 0, at most"
        + " 1000000; found '4'"
    ),
    ("axes:", "s.yaml:3: axes must be a mapping of keys to values"),
    ("axes: { layers: [30, 10] }", "s.yaml:3: key 'layers': expected \(layers); found '30'"),
    (
      "axes:\n  layers:\n    - [30]\n    - { a: 1 }",
      "s.yaml:6: key 'layers': expected \(layers); found {a: 1}"
    ),
    (
      "axes:\n  layers:\n    - [{ a: 1 }]",
      "s.yaml:5: key 'layers': expected \(layers); found [{a: 1}]"
    ),
    (
      "axes:\n  classWeight: [1, 2,\n    1.0]",
      "s.yaml:5: key 'classWeight': the value 1 stands twice"
    ),
    (
      "axes: { years: [2000-2001, all, all] }", "s.yaml:3: key 'years': the value all stands twice"
    ),
    ("axes: { layers: [[], [10], []] }", "s.yaml:3: key 'layers': the value [] stands twice"),
    (
      "trial: { epochs: 5 }\naxes: { epochs: [5, 6] }",
      "s.yaml:4: key 'epochs' stands in trial and in axes; leave one of them"
    ),
  ])
  func `faulty axes`(lines: String, line: String) {
    #expect(error(after: lines) == line)
  }

  @Test(arguments: [
    (
      "- { epochs: 5 }",
      "s.yaml:5: exclude names 'epochs', which is no axis; the axes are layers, classWeight"
    ),
    (
      "- { classWeight: 1 }\n  - { classWeight: 3 }",
      "s.yaml:6: exclude names the value 3, which axis 'classWeight' does not have; it has 1, 2"
    ),
    (
      "- { layers: [20] }",
      "s.yaml:5: exclude names the value [20], which axis 'layers' does not have; it has [], [10]"
    ),
    (
      "- { classWeight: [1, 2] }",
      "s.yaml:5: key 'classWeight': expected a number above 0, at most 1000000; found [1, 2]"
    ),
    ("- {}", "s.yaml:5: key 'exclude': expected a value of one axis at least; found {}"),
    ("- classWeight", "s.yaml:5: an exclusion must be a mapping of keys to values"),
    (
      "- { classWeight: 1 }\n  - { classWeight: 2 }",
      "s.yaml:4: the exclusions leave no trial to run"
    ),
    (
      "{ classWeight: 1 }",
      "s.yaml:4: key 'exclude': expected a list such as - { layers: [10], classWeight: 16 };"
        + " found {classWeight: 1}"
    ),
  ])
  func `faulty exclusions`(lines: String, line: String) {
    #expect(
      error(after: "axes: { layers: [[], [10]], classWeight: [1, 2] }\nexclude:\n  \(lines)")
        == line)
  }

  @Test func `an exclusion without axes`() {
    #expect(
      error(after: "exclude: [{ epochs: 25 }]")
        == "s.yaml:3: exclude names 'epochs', which is no axis; there are none")
  }

  @Test func `grids that are too large`() throws {
    func axes(_ keys: [String], _ count: Int) -> String {
      "axes:\n" + keys.map { "  \($0): \((1...count).map(\.self))\n" }.joined()
    }
    let four = ["epochs", "batchSize", "learningRate", "classWeight"]
    let tooMany =
      "s.yaml:3: the axes span more than 9007199254740992 trials; give them fewer values"
    #expect(error(after: axes(four + ["l2", "balanceRatio"], 1000)) == tooMany)
    #expect(error(after: axes(four + ["l2"], 1000) + "replicates: 10") == tooMany)
    #expect(
      error(after: axes(four, 100) + "exclude:\n- { epochs: 1, classWeight: 1 }")
        == "s.yaml:8: the exclusions cut so large a grid into too many pieces;"
        + " give the axes fewer values")
    let coarse =
      "name: a\ndata: { source: generated }\n" + axes(four, 100)
      + "exclude:\n- { epochs: 1 }"
    #expect(
      try SweepFile(parsing: coarse, path: "s.yaml").space.includedRanges
        == [1_000_000..<100_000_000])
  }

  @Test(arguments: [
    (
      "source: spotify",
      "key 'source': expected one of kaggle-19000-spotify-songs, generated, csv,"
        + " tidytuesday-2020-01-21; found 'spotify'"
    ),
    (
      "source: generated, file: a.csv",
      "unknown key 'file' in data of source generated; the keys are source, split, evaluate,"
        + " positiveName, top, songs, seed, duplicates"
    ),
    ("source: generated, song: 9", "unknown key 'song' in data; did you mean 'songs'?"),
    (
      "source: generated, songs: 99",
      "key 'songs': expected a whole number from 100 to 10000000; found '99'"
    ),
    ("source: generated, evaluate: some", "key 'evaluate': expected all or subset; found 'some'"),
    (
      "source: generated, top: popularity => 75",
      "key 'top': expected a column of 0 and 1, or a rule such as popularity > 75; found"
        + " 'popularity => 75'"
    ),
    (
      "source: generated, split: { train: 0.6, validation: 0.2, test: 0.1 }",
      "key 'split': the shares of train, validation and test sum to 0.9; make them sum to 1"
    ),
    (
      "source: generated, split: { train: 1, validation: 0, test: 0 }",
      "key 'split': the validation part's share is 0.0; give each of train, validation and test a"
        + " share above 0"
    ),
    (
      "source: generated, split: { train: 0.8, validation: 0.2 }",
      "key 'test' is missing; give it, for example split: { train: 0.6, validation: 0.2, test: 0.2"
        + " }"
    ),
    (
      "source: generated, split: { train: most }",
      "key 'validation' is missing; give it, for"
        + " example split: { train: 0.6, validation: 0.2, test: 0.2 }"
    ),
    (
      "source: generated, split: { train: most, validation: 0.2, test: 0.2 }",
      "key 'train': expected a number; found 'most'"
    ),
    (
      "source: generated, split: { by: album }",
      "key 'by': expected song, artist or row; found 'album'"
    ),
    ("source: generated, split: 0.6", "split must be a mapping of keys to values"),
    ("source: csv, label: y", "key 'file' is missing; give it, for example file: customers.csv"),
    (
      "source: csv, file: a.csv", "key 'label' is missing; give it, for example label: churned > 0"
    ),
    (
      "source: csv, file: a.csv, label: y > x",
      "key 'label': expected a column of 0 and 1, or a rule such as popularity > 75; found 'y > x'"
    ),
    (
      "source: csv, file: a.csv, label: y, missing: mean",
      "key 'missing': expected refuse or median; found 'mean'"
    ),
    (
      "source: csv, file: a.csv, label: y, features: []",
      "key 'features': expected all or a list of columns; found []"
    ),
    (
      "source: csv, file: a.csv, label: y, nominal: [[a]]",
      "key 'nominal': expected a list of texts; found [[a]]"
    ),
    ("source: csv, file: , label: y", "key 'file': expected a text; found nothing"),
  ])
  func `faulty data`(data: String, line: String) {
    #expect(error(data: data) == "s.yaml:2: " + line)
  }

  private static let measures =
    "one or more of precision, recall, falsePositiveRate, f1, accuracy, balancedAccuracy, auc,"
    + " averagePrecision, recallAtFalsePositiveRate30, logLoss, brier"

  @Test(arguments: [
    (
      "{ name: a }",
      "s.yaml:4: front 'a' needs one to three different measures in maximize and minimize together"
    ),
    (
      "{ name: a, maximize: [auc, recall], minimize: auc }",
      "s.yaml:4: front 'a' needs one to three different measures in maximize and minimize together"
    ),
    (
      "{ name: a, maximize: [auc, recall, f1], minimize: brier }",
      "s.yaml:4: front 'a' needs one to three different measures in maximize and minimize together"
    ),
    ("{ maximize: auc }", "s.yaml:4: key 'name' is missing; give it, for example name: precision"),
    (
      "{ name: a, maximize: sensitivity }",
      "s.yaml:4: key 'maximize': expected \(measures); found 'sensitivity'"
    ),
    (
      "{ name: a, maximize: auc, minimumRecall: [0.3, 0.1] }",
      "s.yaml:4: key 'minimumRecall': expected a number from 0 to 1, or a list of different ones,"
        + " ascending; found [0.3, 0.1]"
    ),
    (
      "{ name: a, maximize: auc, minimumRecall: 1.5 }",
      "s.yaml:4: key 'minimumRecall': expected a number from 0 to 1, or a list of different ones,"
        + " ascending; found '1.5'"
    ),
    (
      "{ name: a, maximize: auc, minimumFlagged: -1 }",
      "s.yaml:4: key 'minimumFlagged': expected a number of songs, at least 0; found '-1'"
    ),
    (
      "{ name: a, maximize: auc }\n  - { name: a, minimize: brier }",
      "s.yaml:5: key 'name': the value a stands twice"
    ),
    (
      "{ name: a, maximize: parameters }",
      "s.yaml:4: key 'maximize': expected \(measures); found 'parameters'"
    ),
    (
      "{ name: a, maximize: auc, thresholds: all }",
      "s.yaml:4: key 'thresholds': no objective of front 'a' depends on a threshold; leave it out"
    ),
    (
      "{ name: a, maximize: recall, thresholds: 0.3 }",
      "s.yaml:4: key 'thresholds': expected all; found '0.3'"
    ),
    (
      "{ name: a, maximize: recall, rule: share }",
      "s.yaml:4: key 'rule': a rule is for fronts with thresholds: all"
    ),
    (
      "{ name: a, maximize: recall, thresholds: all, rule: luck }",
      "s.yaml:4: key 'rule': expected probability or share; found 'luck'"
    ),
    ("auc", "s.yaml:4: a front must be a mapping of keys to values"),
  ])
  func `faulty fronts`(front: String, line: String) {
    #expect(error(after: "fronts:\n  - \(front)") == line)
  }

  /// A few lines that stand for ten billion numbers.
  @Test func `references to references`() {
    let lists = (1...9).map { level in
      "&a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]"
    }
    #expect(
      error(after: "trial: { layers: [&a0 [1], \(lists.joined(separator: ", "))] }")
        == "s.yaml:3: key 'layers': expected \(Self.layers); found a list")
  }

  @Test(arguments: ["[", "{a: "])
  func `nesting without end`(opening: String) {
    #expect(
      error("name: songs\naxes: " + String(repeating: opening, count: 20_000))
        == "s.yaml:2: not YAML: Maximum nesting level reached, set with"
        + " yaml_set_max_nest_level())")
  }

  @Test(arguments: ["[]", "precision", "{ name: a }"])
  func `fronts that are no list of any`(fronts: String) {
    let found = fronts == "[]" ? "[]" : fronts == "precision" ? "'precision'" : "{name: a}"
    #expect(
      error(after: "fronts: \(fronts)") == "s.yaml:3: key 'fronts': expected a list of fronts, each"
        + " with name, maximize, minimize; found \(found)")
  }
}
