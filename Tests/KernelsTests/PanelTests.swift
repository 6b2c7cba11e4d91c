import Kernels
import Testing

@Suite struct PanelTests {
  @Test(arguments: widths) func `a gathered panel is that of the reference`(width: Int) {
    var numbers = TestNumbers()
    let features = numbers.draw(40 * width)
    for count in 1...panelRows {
      let order = numbers.indices(count, below: 40)
      var panel = numbers.draw(width * panelRows)
      var expected = panel
      panelGather(features, order: order, count: count, width: width, into: &panel)
      Reference.panelGather(features, order: order, count: count, width: width, into: &expected)
      #expect(panel == expected)
    }
  }

  @Test(arguments: widths) func `a transposed panel is that of the reference`(width: Int) {
    var numbers = TestNumbers()
    let panel = numbers.draw(width * panelRows)
    let stride = roundedUp(width)
    var rows = numbers.draw(panelRows * stride)
    var expected = rows
    panelTranspose(panel, width: width, stride: stride, into: &rows)
    Reference.panelTranspose(panel, width: width, stride: stride, into: &expected)
    #expect(rows == expected)
  }
}
