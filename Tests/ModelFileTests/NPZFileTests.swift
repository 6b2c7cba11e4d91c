import ModelFile
import Testing

@Suite struct NPZFileTests {
  /// A file in the format npy 1.0: its header, and its numbers.
  private func npy(_ header: String, spaces: Int, _ numbers: [UInt8]) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
      + [UInt8](repeating: 32, count: spaces) + [10] + numbers
  }

  @Test func `the bytes are those of an archive that Python has read`() throws {
    let file = NPZFile([
      "é": Tensor(shape: [], .float64([-2])), "a": Tensor(shape: [3], .uint8([1, 2, 255])),
    ])
    let a = npy(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", spaces: 60, [1, 2, 255])
    let e = npy(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", spaces: 62,
      [0, 0, 0, 0, 0, 0, 0, 0xC0])
    // Version 2.0, a name in ASCII (then in UTF-8), stored, midnight of 1980-01-01.
    var factsOfA: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]
    var factsOfE: [UInt8] = [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]
    // A checksum, the length packed and unpacked, the lengths of the name and of extensions.
    factsOfA += [0x1D, 0x5D, 0x85, 0x05, 131, 0, 0, 0, 131, 0, 0, 0, 5, 0, 0, 0]
    factsOfE += [0x11, 0xF2, 0xEE, 0x1A, 136, 0, 0, 0, 136, 0, 0, 0, 6, 0, 0, 0]
    var expected = Array("PK\u{3}\u{4}".utf8) + factsOfA + Array("a.npy".utf8) + a
    expected += Array("PK\u{3}\u{4}".utf8) + factsOfE + Array("é.npy".utf8) + e
    #expect(expected.count == 338)
    // No comment, disk 0, no attributes; where the file begins.
    let rest = [UInt8](repeating: 0, count: 10)
    expected += Array("PK\u{1}\u{2}".utf8) + [20, 0] + factsOfA + rest + [0, 0, 0, 0]
    expected += Array("a.npy".utf8)
    expected += Array("PK\u{1}\u{2}".utf8) + [20, 0] + factsOfE + rest + [166, 0, 0, 0]
    expected += Array("é.npy".utf8)
    // Disk 0 of disk 0, two files of two; the directory's length and begin; no comment.
    expected += Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0, 2, 0, 2, 0]
    expected += [103, 0, 0, 0, 82, 1, 0, 0, 0, 0]
    #expect(try file.bytes() == expected)
  }

  @Test func `a file of nothing is the end of an archive`() throws {
    #expect(
      try NPZFile([:]).bytes() == Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 18))
  }

  @Test func `numbers begin at a multiple of 64 bytes, whatever the shape`() throws {
    for length in 0...Tensor.dimensionLimit {
      let shape = [Int](repeating: 1, count: length)
      let bytes = try NPZFile(["a": Tensor(shape: shape, .uint8([0xEE]))]).bytes()
      // Behind 35 bytes of the archive and 10 of the header's own come as many as the header says.
      let start = 45 + Int(bytes[43]) + Int(bytes[44]) << 8
      #expect((start - 35).isMultiple(of: 64))
      #expect(bytes[start - 1] == 10 && bytes[start] == 0xEE)
    }
  }

  @Test func `a file may be as large as its format allows, and no larger`() throws {
    let file = NPZFile(["a": Tensor(shape: [2], .int64([1, 2]))])
    let bytes = try file.bytes()
    #expect(try file.bytes(limit: bytes.count) == bytes)
    let error = #expect(throws: NPZError.tooLarge(bytes: bytes.count, limit: bytes.count - 1)) {
      try file.bytes(limit: bytes.count - 1)
    }
    #expect(
      error?.description
        == "these arrays make an npz file of 252 bytes, and at most 251 are written; "
        + "divide them over several files")
  }

  @Test func `a file has at most 65,534 arrays`() throws {
    func file(_ count: Int) -> NPZFile {
      let array = Tensor(shape: [], .uint8([1]))
      return NPZFile(Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", array) }))
    }
    #expect(try file(65_534).bytes().suffix(14).prefix(4) == [0xFE, 0xFF, 0xFE, 0xFF])
    #expect(throws: NPZError.tooManyArrays(count: 65_535)) { try file(65_535).bytes() }
  }

  @Test func `a name is one that archives can hold`() async {
    await #expect(processExitsWith: .failure) { _ = NPZFile(["": Tensor(shape: [0], .uint8([]))]) }
    await #expect(processExitsWith: .failure) {
      _ = NPZFile(["a\0": Tensor(shape: [0], .uint8([]))])
    }
    await #expect(processExitsWith: .failure) {
      _ = NPZFile([String(repeating: "a", count: 65_532): Tensor(shape: [0], .uint8([]))])
    }
    await #expect(processExitsWith: .success) {
      let name = String(repeating: "a", count: 65_531)
      _ = try NPZFile([name: Tensor(shape: [0], .uint8([]))]).bytes()
    }
  }
}
