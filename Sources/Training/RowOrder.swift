public import RandomStreams

/// In what order each epoch takes the rows.
public enum RowOrder: Sendable {
  /// As they are.
  case asGiven
  /// In a new random order each epoch.
  case shuffled(RandomStream)
  /// In orders given beforehand, one an epoch, each of all row indices.
  case fixed([[UInt32]])
}

/// The order of the current epoch.
struct EpochOrder {
  private let rule: RowOrder
  private var stream: RandomStream?
  private(set) var rows: [UInt32]

  init(_ rule: RowOrder, rowCount: Int, epochs: Int) {
    self.rule = rule
    rows = [UInt32](0..<UInt32(rowCount))
    switch rule {
    case .asGiven: break
    case .shuffled(let stream): self.stream = stream
    case .fixed(let orders):
      precondition(orders.count == epochs, "one order an epoch")
      precondition(orders.allSatisfy { $0.sorted() == rows }, "each order has each row once")
    }
  }

  mutating func begin(epoch: Int) {
    switch rule {
    case .asGiven: break
    case .shuffled: stream!.shuffle(&rows)
    case .fixed(let orders): rows = orders[epoch]
    }
  }
}
