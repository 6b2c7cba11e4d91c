import Reports
import Testing

struct TextTableTests {
  @Test func `cells stand at their column's edge`() {
    var table = TextTable([.left("axis"), .right("values")])
    table.append(["layers", "3"])
    table.append(["balanceRatio", "12"])
    #expect(
      table.lines(width: 80) == [
        "axis          values",
        "layers             3",
        "balanceRatio      12",
      ])
  }

  @Test func `the wrapped column alone gives way`() {
    var table = TextTable([.left("id"), .wrapped("reason"), .right("n")])
    table.append(["1a2b", "the loss is not finite", "12"])
    #expect(table.naturalWidth == 32)
    #expect(table.lines(width: 32)[1] == "1a2b  the loss is not finite  12")
    #expect(
      table.lines(width: 31) == [
        "id    reason                  n",
        "1a2b  the loss is not        12",
        "      finite",
      ])
    #expect(table.lines(width: 5)[1] == "1a2b  the loss  12")
  }

  @Test func `a heading crosses the columns and breaks between its parts`() {
    var table = TextTable([.left("part"), .right("AUC")])
    table.append(heading: ["layers [30, 10]", "classWeight 4"])
    table.append(["test", "0.7"])
    let head = "part  AUC"
    #expect(
      table.lines(width: 31) == [head, "layers [30, 10] · classWeight 4", "test  0.7"])
    #expect(
      table.lines(width: 30) == [head, "layers [30, 10]", "    classWeight 4", "test  0.7"])
  }

  @Test func `a table without rows is its titles`() {
    #expect(TextTable([.left("id"), .right("n")], gap: 1).lines(width: 80) == ["id n"])
  }
}
