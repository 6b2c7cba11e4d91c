import Foundation
import Testing

extension CommandLineTests {
  /// A person's own table, as the README shows it.
  @Suite struct TableTests {
    @Test func `on the breast-cancer table the AUC is that of scikit-learn's logistic regression`()
      throws
    {
      let folder = try TemporaryFolder()
      let fixtures = projectFolder.appendingPathComponent("Tests/Fixtures/breast_cancer")
      try FileManager.default.copyItem(
        at: fixtures.appendingPathComponent("breast_cancer.csv"),
        to: folder.url.appendingPathComponent("breast_cancer.csv"))
      try folder.write(
        """
        name: tumours
        data: { source: csv, file: breast_cancer.csv, label: malignant, positiveName: tumour }
        trial: { epochs: 100, scaling: standard, learningRate: 0.01 }
        replicates: 20
        axes: { layers: [[], [10]] }
        """, to: "tumours.yaml")
      let run = try Program.run(["run", "tumours.yaml"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(" tumours (3"))
      #expect(!run.output.contains("song") && !run.output.contains("deck"))

      let reference = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: fixtures.appendingPathComponent("reference.json")))
          as? [String: Any])
      let json = try Program.run(
        ["summary", "tumours.hitsweep", "--format", "json"], in: folder.url
      )
      .json()
      let comparison = try #require((json["comparisons"] as? [[String: Any]])?.first)
      let baseline = try #require(comparison["baseline"] as? [String: Any])
      let test = try #require(baseline["test"] as? [String: Any])
      let expected = try #require(reference["meanAUC"] as? Double)
      // Over replicates training and validation are redrawn, the test part is one: both are held against the reference.
      #expect(abs(try #require(baseline["auc"] as? Double) - expected) < 0.01)
      #expect(abs(try #require(test["auc"] as? Double) - expected) < 0.01)
    }
  }
}
