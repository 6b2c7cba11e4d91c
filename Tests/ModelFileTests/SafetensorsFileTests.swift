import ModelFile
import RandomStreams
import Testing

/// A file of a header and of bytes behind it, as no writer of ours would make it.
private func file(_ header: String, _ numbers: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    + Array(header.utf8) + numbers
}

/// Two tensors of four bytes each, of which the second's header may be another one.
private func pair(_ second: String) -> [UInt8] {
  file(#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":\#(second)}"#, [1, 2, 3, 4])
}

@Suite struct SafetensorsFileTests {
  private static let everything = SafetensorsFile(
    tensors: [
      "layer1/kernel": Tensor(shape: [2, 3], .float32([1, -2, 0.5, .infinity, 0, 3])),
      "layer1/bias": Tensor(shape: [3], .float32([0, 0.25, -0.0])),
      "scale": Tensor(shape: [], .float64([0.1])),
      "songs": Tensor(shape: [2, 1, 1], .int64([.min, .max])),
      "years": Tensor(shape: [1], .int32([-2026])),
      "labels": Tensor(shape: [3], .uint8([0, 1, 255])),
      "nothing": Tensor(shape: [2, 0], .float32([])),
      "quote \" slash \\ bell \u{7} line \n é 𝄞": Tensor(shape: [0], .uint8([])),
    ], metadata: ["format": "np", "a \"key\"": "line\r\n\ttab"])

  @Test func `the bytes are a length, a header that a person can read, and the numbers`() {
    let file = SafetensorsFile(
      tensors: [
        "b": Tensor(shape: [2], .float32([1, -2])),
        "a": Tensor(shape: [1, 2], .float32([0.5, 0])),
        "z": Tensor(shape: [], .float64([1])),
      ], metadata: ["by": "hitsweep", "at": "noon"])
    let header = """
      {"__metadata__":{"at":"noon","by":"hitsweep"},\
      "z":{"dtype":"F64","shape":[],"data_offsets":[0,8]},\
      "a":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},\
      "b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}
      """
    #expect(header.utf8.count == 209)
    #expect(
      file.bytes == [216, 0, 0, 0, 0, 0, 0, 0] + Array("\(header)       ".utf8) + [
        0, 0, 0, 0, 0, 0, 0xF0, 0x3F,
        0, 0, 0, 0x3F, 0, 0, 0, 0,
        0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0,
      ])
  }

  @Test func `a file of nothing has an empty header, padded`() throws {
    let empty = SafetensorsFile(tensors: [:])
    #expect(empty.bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try SafetensorsFile(empty.bytes) == empty)
  }

  @Test func `what is written is read, whatever the types, the shapes and the names`() throws {
    #expect(try SafetensorsFile(Self.everything.bytes) == Self.everything)
  }

  @Test func `numbers keep their bits, even those that are none`() throws {
    let bits: [UInt32] = [0x7FC0_0001, 0xFFFF_FFFF, 0x8000_0000, 1]
    let file = SafetensorsFile(
      tensors: ["a": Tensor(shape: [4], .float32(bits.map { Float(bitPattern: $0) }))])
    guard case .float32(let values) = try SafetensorsFile(file.bytes).tensors["a"]?.values else {
      Issue.record("float32 is read as float32")
      return
    }
    #expect(values.map(\.bitPattern) == bits)
  }

  @Test func `white space, escapes and any order of keys and tensors are read`() throws {
    let header = """
       { "b\\u00e9\\ud834\\udd1e\\/\\b\\f\\n\\r\\t\\"\\\\" :
      {"data_offsets":[ 1 , 3 ],"shape":[2],"dtype":"U8"}\t,\r
      "a":{"shape":[],"dtype":"U8","data_offsets":[0,1]}, "__metadata__" : { } }
      """
    #expect(
      try SafetensorsFile(file(String(header.dropFirst()), [7, 8, 9]))
        == SafetensorsFile(
          tensors: [
            "bé𝄞/\u{8}\u{C}\n\r\t\"\\": Tensor(shape: [2], .uint8([8, 9])),
            "a": Tensor(shape: [], .uint8([7])),
          ]))
  }

  @Test func `as many dimensions as may be are read`() throws {
    let shape = [Int](repeating: 1, count: 64)
    let file = SafetensorsFile(tensors: ["a": Tensor(shape: shape, .uint8([5]))])
    #expect(try SafetensorsFile(file.bytes) == file)
  }

  @Test func `a tensor has as many numbers as its shape says, and a name of its own`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 2], .uint8([1, 2, 3])) }
    await #expect(processExitsWith: .failure) { _ = Tensor(shape: [-1, -1], .uint8([1])) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor(shape: [Int](repeating: 1, count: 65), .uint8([1]))
    }
    await #expect(processExitsWith: .failure) {
      _ = SafetensorsFile(tensors: ["__metadata__": Tensor(shape: [], .uint8([1]))])
    }
  }
}

@Suite struct RefusedSafetensorsTests {
  private static let cases: [(bytes: [UInt8], error: SafetensorsError)] = [
    ([], .truncated(expectedBytes: 8, foundBytes: 0)),
    ([0, 0, 0, 0, 0, 0, 0], .truncated(expectedBytes: 8, foundBytes: 7)),
    ([2, 0, 0, 0, 0, 0, 0, 0, 123], .truncated(expectedBytes: 10, foundBytes: 9)),
    ([0, 0, 0, 0, 0, 0, 0, 0], .badHeader(offset: 8, expected: "'{'")),
    // 100,000,000 and one more.
    ([0, 0xE1, 0xF5, 5, 0, 0, 0, 0], .truncated(expectedBytes: 100_000_008, foundBytes: 8)),
    ([1, 0xE1, 0xF5, 5, 0, 0, 0, 0], .headerTooLong(bytes: 100_000_001)),
    ([UInt8](repeating: 255, count: 16), .headerTooLong(bytes: .max)),
    (file(" {}"), .badHeader(offset: 8, expected: "'{'")),
    (file("{} x"), .badHeader(offset: 11, expected: "nothing but spaces")),
    (file("{"), .badHeader(offset: 9, expected: "a text in quotation marks")),
    (file(#"{"a""#), .badHeader(offset: 12, expected: "':'")),
    (file(#"{"a":1}"#), .badHeader(offset: 13, expected: "'{'")),
    (file(#"{"__metadata__":null}"#), .badHeader(offset: 24, expected: "'{'")),
    (
      file(#"{"__metadata__":{"a":1}}"#),
      .badHeader(offset: 29, expected: "a text in quotation marks")
    ),
    (file(#"{"__metadata__":{},}"#), .badHeader(offset: 27, expected: "a text in quotation marks")),
    (file(#"{"__metadata__":{"#), .badHeader(offset: 25, expected: "a text in quotation marks")),
    (file(#"{"__metadata__":{"a":"b""#), .badHeader(offset: 32, expected: "',' or '}'")),
    (file("{\"a\n"), .badHeader(offset: 11, expected: "a character of a text or its end")),
    (file(#"{"a\x"#), .badHeader(offset: 12, expected: "an escaped character")),
    (file(#"{"a\"#), .badHeader(offset: 12, expected: "an escaped character")),
    (
      file(#"{"\ud834\u0041""#),
      .badHeader(
        offset: 12, expected: "four hexadecimal digits of a character or of half a surrogate pair")
    ),
    (
      file(#"{"\udd1e""#),
      .badHeader(
        offset: 12, expected: "four hexadecimal digits of a character or of half a surrogate pair")
    ),
    (
      file(#"{"\u+123""#),
      .badHeader(
        offset: 12, expected: "four hexadecimal digits of a character or of half a surrogate pair")
    ),
    (
      [4, 0, 0, 0, 0, 0, 0, 0, 123, 34, 0xC0, 34],
      .badHeader(offset: 10, expected: "a text in UTF-8")
    ),
    (file(#"{"__metadata__":{},"__metadata__":{}}"#), .duplicateName("__metadata__")),
    (file(#"{"__metadata__":{"a":"","\u0061":""}}"#), .duplicateName("a")),
    (file(#"{"a":{"dtype":"U8","dtype":"U8"}}"#), .duplicateName("dtype")),
    (
      file(
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
          + #""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#), .duplicateName("a")
    ),
    (file(#"{"a":{}}"#), .missingKey(tensor: "a", key: "dtype")),
    (file(#"{"a":{"dtype":"U8"}}"#), .missingKey(tensor: "a", key: "shape")),
    (
      file(#"{"a":{"dtype":"U8","shape":[]}}"#), .missingKey(tensor: "a", key: "data_offsets")
    ),
    (file(#"{"a":{"strides":[1]}}"#), .unknownKey(tensor: "a", key: "strides")),
    (
      pair(#"{"dtype":"BF16","shape":[0],"data_offsets":[4,4]}"#),
      .badDataType(tensor: "b", found: "BF16")
    ),
    (file(#"{"a":{"shape":[1.0]"#), .badHeader(offset: 24, expected: "',' or ']'")),
    (
      file(#"{"a":{"shape":[-1]"#),
      .badHeader(offset: 23, expected: "a whole number from 0 to 2⁶³ - 1")
    ),
    (
      file(#"{"a":{"shape":[01]"#),
      .badHeader(offset: 23, expected: "a whole number from 0 to 2⁶³ - 1")
    ),
    (
      file(#"{"a":{"shape":[9223372036854775808]"#),
      .badHeader(offset: 23, expected: "a whole number from 0 to 2⁶³ - 1")
    ),
    (
      file(#"{"a":{"shape":[\#([String](repeating: "1", count: 65).joined(separator: ","))]"#),
      .tooManyDimensions(tensor: "a")
    ),
    (
      file(#"{"a":{"data_offsets":[0]"#),
      .badHeader(offset: 29, expected: "a list of two numbers")
    ),
    (
      file(#"{"a":{"data_offsets":[0,0,0]"#),
      .badHeader(offset: 29, expected: "a list of two numbers")
    ),
    (
      pair(#"{"dtype":"F64","shape":[9223372036854775807,2,0],"data_offsets":[4,4]}"#),
      .shapeTooLarge(tensor: "b")
    ),
    (
      pair(#"{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[4,4]}"#),
      .shapeTooLarge(tensor: "b")
    ),
    (pair(#"{"dtype":"U8","shape":[0],"data_offsets":[4,3]}"#), .offsetsOutOfBounds(tensor: "b")),
    (pair(#"{"dtype":"U8","shape":[1],"data_offsets":[4,5]}"#), .offsetsOutOfBounds(tensor: "b")),
    (
      pair(#"{"dtype":"F32","shape":[1],"data_offsets":[3,4]}"#),
      .sizeMismatch(tensor: "b", expectedBytes: 4, foundBytes: 1)
    ),
    (pair(#"{"dtype":"U8","shape":[1],"data_offsets":[3,4]}"#), .overlap(tensor: "a", other: "b")),
    (
      file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, [1, 2]),
      .unusedBytes(offset: 61, count: 1)
    ),
    (
      file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, [1, 2, 3]),
      .unusedBytes(offset: 62, count: 2)
    ),
  ]

  @Test(arguments: cases)
  func `what is no file of the format is refused, and told why`(
    bytes: [UInt8], error: SafetensorsError
  ) {
    #expect(throws: error) { try SafetensorsFile(bytes) }
  }

  @Test func `an error is one line of printable characters, however long a name is`() {
    let name = String(repeating: "é\u{7}", count: 1000)
    #expect(
      SafetensorsError.overlap(tensor: name, other: "b").description
        == "tensors '\(String(repeating: "??", count: 30))…' and 'b' share bytes")
    #expect(
      SafetensorsError.badDataType(tensor: "a", found: "BF16").description
        == "tensor 'a': type 'BF16' is not read; types are U8, I32, F32, F64, I64")
  }

  /// Whatever is read is whole: it is written to bytes that are read to the same bytes again.
  private func check(_ bytes: [UInt8]) throws -> Bool {
    let file: SafetensorsFile
    do throws(SafetensorsError) {
      file = try SafetensorsFile(bytes)
    } catch {
      #expect(error.description.unicodeScalars.allSatisfy { $0 >= " " })
      return false
    }
    #expect(try SafetensorsFile(file.bytes).bytes == file.bytes)
    return true
  }

  @Test func `no bytes trap: changed, cut and lengthened files are read or refused`() throws {
    var stream = RandomStream(key: StreamKey(high: 5, low: 6), purpose: .simulation)
    let original = SafetensorsFile(
      tensors: [
        "a": Tensor(shape: [2, 3], .float32([1, 2, 3, 4, 5, 6])),
        "b": Tensor(shape: [1], .int64([-1])), "c": Tensor(shape: [0], .uint8([])),
      ], metadata: ["k": "v\n\"\\"]
    ).bytes
    let marks = Array("{}[]:,\"\\u0123456789 ".utf8) + [0, 255]
    var readCount = 0
    let tries = 50_000
    for _ in 0..<tries {
      var bytes = original
      for _ in 0...stream.below(3) {
        let place = stream.below(bytes.count)
        switch stream.below(5) {
        case 0: bytes[place] = UInt8(stream.below(256))
        case 1: bytes[place] = marks[stream.below(marks.count)]
        case 2: bytes.insert(marks[stream.below(marks.count)], at: place)
        case 3: bytes.remove(at: place)
        default: bytes.swapAt(place, stream.below(bytes.count))
        }
        // Otherwise most would fail at their length.
        if stream.below(4) > 0 { bytes.replaceSubrange(..<8, with: original[..<8]) }
      }
      if try check(bytes) { readCount += 1 }
    }
    for count in original.indices { #expect(try !check(Array(original[..<count]))) }
    #expect(try check(original))
    #expect(readCount > tries / 50 && readCount < tries / 2, "\(readCount) were read")
  }
}
