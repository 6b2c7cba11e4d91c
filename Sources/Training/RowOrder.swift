public import RandomStreams

/// In what order each epoch takes the rows.
public enum RowOrder: Sendable {
  /// As they are.
  case asGiven
  /// In a new random order each epoch.
  case shuffled(RandomStream)
  /// In orders given beforehand, one an epoch, each of all positions in the selection.
  case fixed([[UInt32]])
}

extension RowOrder {
  /// The positions in a selection of `count` rows that each epoch takes, in its order: `[epochs][count]`.
  public func positions(of count: Int, epochs: Int) -> [[UInt32]] {
    var order = EpochOrder(self, selection: [UInt32](0..<UInt32(count)), epochs: epochs)
    return (0..<epochs).map { epoch in
      order.begin(epoch: epoch)
      return order.rows
    }
  }
}

/// The order of the current epoch.
struct EpochOrder {
  private let rule: RowOrder
  private let selection: [UInt32]
  private var stream: RandomStream?
  /// The indices of the rows, in their order.
  private(set) var rows: [UInt32]

  init(_ rule: RowOrder, selection: [UInt32], epochs: Int) {
    self.rule = rule
    self.selection = selection
    rows = selection
    switch rule {
    case .asGiven: break
    case .shuffled(let stream): self.stream = stream
    case .fixed(let orders):
      let all = [UInt32](0..<UInt32(selection.count))
      precondition(orders.count == epochs, "one order an epoch")
      precondition(orders.allSatisfy { $0.sorted() == all }, "each order has each row once")
    }
  }

  mutating func begin(epoch: Int) {
    switch rule {
    case .asGiven: break
    case .shuffled: stream!.shuffle(&rows)
    case .fixed(let orders): rows = orders[epoch].map { selection[Int($0)] }
    }
  }
}
