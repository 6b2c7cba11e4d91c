import RandomStreams
import Songs
import Testing

@Suite struct PartingTests {
  private let table = SongTable.manyArtists()
  private let key = StreamKey(high: 8, low: 9)

  private func rule(_ grouping: SplitRule.Grouping) throws -> SplitRule {
    try SplitRule(train: 0.6, validation: 0.25, test: 0.15, by: grouping)
  }

  @Test(arguments: SplitRule.Grouping.allCases)
  func `every song is in exactly one part, and no group in two`(grouping: SplitRule.Grouping) throws
  {
    let parting = Parting(of: table, rule: try rule(grouping), key: key)
    let groups = table.groups(by: grouping)
    for replicate in 0..<5 {
      let parts = parting.parts(replicate: replicate)
      let all = [parts.train, parts.validation, parts.test]
      #expect(all.flatMap { $0 }.sorted() == (0..<UInt32(table.count)).map { $0 })
      for part in all { #expect(part == part.sorted()) }
      let groupSets = all.map { part in Set(part.map { groups[Int($0)] }) }
      #expect(groupSets.map(\.count).reduce(0, +) == Set(groups).count)
    }
  }

  @Test(arguments: SplitRule.Grouping.allCases)
  func `parts have the wanted sizes and the natural share of top songs, within one group`(
    grouping: SplitRule.Grouping
  ) throws {
    let rule = try rule(grouping)
    let parting = Parting(of: table, rule: rule, key: key)
    let groups = table.groups(by: grouping)
    let largest = Double(Dictionary(grouping: groups) { $0 }.values.map(\.count).max()!)
    for replicate in 0..<20 {
      let parts = parting.parts(replicate: replicate)
      let shares = [
        (parts.train, rule.train, largest), (parts.validation, rule.validation, largest / 2),
        (parts.test, rule.test, largest / 2),
      ]
      for (part, share, tolerance) in shares {
        let topSongs = part.count { table.labels[Int($0)] == 1 }
        #expect((Double(part.count) - share * Double(table.count)).magnitude <= tolerance)
        #expect((Double(topSongs) - share * Double(table.topCount)).magnitude <= tolerance)
      }
    }
  }

  @Test func `the test part is the same for every replicate, the others are not`() throws {
    let parting = Parting(of: table, rule: try rule(.song), key: key)
    let (first, second) = (parting.parts(replicate: 0), parting.parts(replicate: 1))
    #expect(first.test == second.test)
    #expect(first.train != second.train)
    #expect(first.validation != second.validation)
    #expect(first == parting.parts(replicate: 0))
  }

  @Test func `another key draws another test part`() throws {
    let other = StreamKey(high: 8, low: 10)
    let test = Parting(of: table, rule: try rule(.song), key: key).parts(replicate: 0).test
    let otherTest = Parting(of: table, rule: try rule(.song), key: other).parts(replicate: 0).test
    #expect(Set(test).intersection(otherTest).count < test.count / 2)
  }

  @Test func `every song outside the test part is in validation equally often`() throws {
    let labels: [UInt8] = (0..<100).map { $0 < 20 ? 1 : 0 }
    let rule = try SplitRule(train: 0.5, validation: 0.25, test: 0.25, by: .song)
    let parting = Parting(of: .labelled(labels), rule: rule, key: key)
    var counts = [Int](repeating: 0, count: 100)
    for replicate in 0..<1800 {
      for row in parting.parts(replicate: replicate).validation { counts[Int(row)] += 1 }
    }
    let test = parting.parts(replicate: 0).test
    // A third of the 75 songs outside the test part: 600 of 1,800 times, with a standard deviation of 20.
    for row in 0..<100 {
      #expect(test.contains(UInt32(row)) ? counts[row] == 0 : (500...700).contains(counts[row]))
    }
  }

  @Test func `a group much larger than a part goes into training`() throws {
    let table = SongTable.labelled(
      [1, 0, 0, 0, 0, 0, 0, 0, 1, 0], songGroups: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2])
    let parts = Parting(of: table, rule: try rule(.song), key: key).parts(replicate: 0)
    #expect(parts == Parts(train: Array(0...8), validation: [], test: [9]))
  }

  @Test func `a table without songs has empty parts`() throws {
    let parts = Parting(of: .labelled([]), rule: try rule(.song), key: key).parts(replicate: 0)
    #expect(parts == Parts(train: [], validation: [], test: []))
  }

  /// Parts are in every outcome's identity: what a key draws may never change.
  @Test func `what a key draws stays for ever`() throws {
    let labels: [UInt8] = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    let rule = try SplitRule(train: 0.5, validation: 0.25, test: 0.25, by: .song)
    let parting = Parting(of: .labelled(labels), rule: rule, key: StreamKey(high: 1, low: 2))
    #expect(
      parting.parts(replicate: 3)
        == Parts(
          train: [1, 2, 3, 4, 6, 8, 10, 11], validation: [0, 5, 13, 15], test: [7, 9, 12, 14]))
  }
}
