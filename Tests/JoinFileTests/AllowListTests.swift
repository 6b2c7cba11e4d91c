import JoinFile
import Testing
import ZeroMQ

@Suite struct AllowListTests {
  private let first: PublicKey
  private let second: PublicKey

  init() throws {
    first = try KeyPair.generate().publicKey
    second = try KeyPair.generate().publicKey
  }

  private func complaint(_ text: String) throws -> String {
    let error = #expect(throws: JoinFileError.self) {
      try AllowList(parsing: text, path: "s.allow")
    }
    return "\(try #require(error))"
  }

  @Test func `names and keys are read, and comments and blank lines stay as they are`() throws {
    let text = "# mine\n\n  node1\t\(first)\n# node2 is out\nnode3 \(second)"
    var list = try AllowList(parsing: text, path: "s.allow")
    #expect(list.names == [first: "node1", second: "node3"])
    let third = try KeyPair.generate().publicKey
    list.add(third, name: "node4")
    #expect(list.text == "\(text)\nnode4 \(third)\n")
    #expect(try AllowList(parsing: list.text, path: "") == list)
    var fresh = AllowList()
    fresh.add(first, name: "songs.join")
    #expect(try AllowList(parsing: fresh.text, path: "").names == [first: "songs.join"])
  }

  @Test func `all keys of a name are removed with their lines, and nothing else`() throws {
    let text = "# node1 is old\nnode1 \(first)\n\nnode2 \(second)\n"
    var list = try AllowList(parsing: text, path: "s.allow")
    list.remove(name: "node1")
    #expect(list.names == [second: "node2"])
    #expect(list.text == "# node1 is old\n\nnode2 \(second)\n")
  }

  @Test func `what is wrong is told with file, line, value and what was expected`() throws {
    #expect(
      try complaint("# x\n\(first)\n")
        == "s.allow:2: expected a name and a public key, such as 'node7 KEY'; found '\(first)'")
    #expect(
      try complaint("node1 nokey\n")
        == "s.allow:1: key 'node1': expected a key of 40 characters in Z85; found 'nokey'")
    #expect(
      try complaint("a \(first)\nb \(second)\nc \(first)\n")
        == "s.allow:3: the key \(first.short) stands twice, here and in line 1; remove one of them")
  }
}
