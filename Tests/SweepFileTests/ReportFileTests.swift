import Evaluation
import Reports
import SweepFile
import Sweeps
import Testing

struct ReportFileTests {
  private static let whole = """
    title: Claims
    introduction: >
      One paragraph
      of two lines.

      Another.
    sections:
      - title: Model I
        text: What it is.
        published:
          - { name: precision, value: 0.61, is: recall, note: on a few songs }
          - { value: 0.3, is: falsePositiveRate }
        show:
          - { sweep: a.yaml }
          - { name: a net, sweep: b.yaml, where: "classWeight = 1, recall > 0.1", best: auc }
        compare:
          - { of: a net, less: a.yaml }
        reasons: [They differ., Or not.]
      - { title: Model II, show: [{ sweep: a.yaml }] }
    """

  @Test func `a whole report has all that its file says`() throws {
    let file = try ReportFile(parsing: Self.whole, path: "r/report.yaml")
    #expect(file.title == "Claims" && file.path == "r/report.yaml")
    #expect(file.introduction == ["One paragraph of two lines.", "Another."])
    #expect(file.sections.map(\.title) == ["Model I", "Model II"])
    let section = file.sections[0]
    #expect(section.text == ["What it is."])
    #expect(
      section.published == [
        PublishedFigure(name: "precision", value: 0.61, measure: .recall, note: "on a few songs"),
        PublishedFigure(
          name: "falsePositiveRate", value: 0.3, measure: .falsePositiveRate, note: nil),
      ])
    #expect(section.shown.map(\.name) == ["a.yaml", "a net"])
    #expect(section.shown.map(\.sweep) == ["a.yaml", "b.yaml"])
    #expect(section.shown.map(\.best) == [nil, .auc])
    #expect(section.comparisons.map(\.of) == ["a net"])
    #expect(section.comparisons.map(\.less) == ["a.yaml"])
    #expect(section.reasons == ["They differ.", "Or not."])
    #expect(file.sections[1].published == [] && file.sections[1].comparisons.isEmpty)
  }

  @Test func `conditions are those of the sweep, and faults tell their line`() throws {
    let file = try ReportFile(parsing: Self.whole, path: "report.yaml")
    func sweep(_ axes: String) throws -> Sweep {
      try SweepFile(
        parsing: "name: b\ndata: { source: generated }\naxes: { \(axes) }", path: "b.yaml"
      ).sweep(dataHash: ContentHash(high: 0, low: 0))
    }
    let shown = file.sections[0].shown
    #expect(
      try file.conditions(of: shown[1], in: sweep("classWeight: [1, 2]")).map(\.description)
        == ["classWeight = 1", "recall > 0.1"])
    #expect(try file.conditions(of: shown[0], in: sweep("classWeight: [2]")) == [])
    let error = #expect(throws: SweepFileError.self) {
      try file.conditions(of: shown[1], in: sweep("classWeight: [2, 3]"))
    }
    #expect(
      error?.description
        == "report.yaml:15: key 'where': '1' is no value for classWeight; expected one of: 2 · 3")
    #expect(
      file.error(in: shown[0], key: "sweep", reason: "not there").description
        == "report.yaml:14: key 'sweep': not there")
    #expect(
      file.error(in: shown[0], key: "where", reason: "several").description
        == "report.yaml:14: key 'where': several")
  }

  @Test(arguments: [
    ("titles: x", "r.yaml:1: unknown key 'titles' in the report; did you mean 'title'?"),
    (
      "introduction: x",
      "r.yaml:1: key 'title' is missing; give it, for example title: What was claimed, measured again"
    ),
    (
      "title: x",
      "r.yaml:1: key 'sections' is missing; give it, for example sections: [{ title: Model I, show: [{ sweep: model-1.yaml }] }]"
    ),
    (
      "title: x\nsections: 3",
      "r.yaml:2: key 'sections': expected a list of sections, each with title and show; found '3'"
    ),
    ("title: x\nsections:\n  - 3", "r.yaml:3: a section must be a mapping of keys to values"),
    (
      "title: x\nsections:\n  - { title: a }",
      "r.yaml:3: key 'show' is missing; give it, for example show: [{ sweep: model-1.yaml }]"
    ),
    (
      "title: x\nsections:\n  - { show: [{ sweep: a }] }",
      "r.yaml:3: key 'title' is missing; give it, for example title: Model I"
    ),
    ("title: [x]", "r.yaml:1: key 'title': expected a text; found [x]"),
    ("\ttitle: x", "r.yaml:1: not YAML: found character that cannot start any token"),
  ])
  func `a faulty report`(text: String, line: String) {
    #expect(error(text) == line)
  }

  @Test(arguments: [
    ("show: [{ name: a }]", "key 'sweep' is missing; give it, for example sweep: model-1.yaml"),
    (
      "show: [{ sweep: a, wheres: b }]",
      "unknown key 'wheres' in a configuration to show; did you mean 'where'?"
    ),
    (
      "show: [{ sweep: a, best: luck }]",
      "key 'best': expected one of precision, recall, falsePositiveRate, f1, accuracy, balancedAccuracy, auc, averagePrecision, recallAtFalsePositiveRate30, logLoss, brier; found 'luck'"
    ),
    ("show: [{ sweep: a }, { sweep: a }]", "key 'name': the value a stands twice"),
    (
      "show: [{ sweep: a }], published: [{ value: 61, is: recall }]",
      "key 'value': expected a number from 0 to 1; found '61'"
    ),
    (
      "show: [{ sweep: a }], published: [{ value: 0.61 }]",
      "key 'is' is missing; give it, for example is: recall"
    ),
    (
      "show: [{ sweep: a }], published: [{ is: recall }]",
      "key 'value' is missing; give it, for example value: 0.61"
    ),
    (
      "show: [{ sweep: a }], compare: [{ of: a, less: b }]",
      "key 'less': expected one of a; found 'b'"
    ),
    (
      "show: [{ sweep: a }], compare: [{ of: a, less: a }]",
      "key 'less': nothing is compared with itself"
    ),
    (
      "show: [{ sweep: a }], compare: [{ of: a }]",
      "key 'less' is missing; give it, for example less: a"
    ),
    (
      "show: [{ sweep: a }], reasons: { a: b }",
      "key 'reasons': expected a list of texts; found {a: b}"
    ),
  ])
  func `a faulty section`(keys: String, problem: String) {
    #expect(error("title: x\nsections:\n  - { title: s, \(keys) }") == "r.yaml:3: \(problem)")
  }

  private func error(_ text: String) -> String? {
    do throws(SweepFileError) {
      _ = try ReportFile(parsing: text, path: "r.yaml")
      return nil
    } catch {
      return error.description
    }
  }
}
