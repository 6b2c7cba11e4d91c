import SongFile
import Songs
import Testing

/// The format of the files, seen through tables that are read from them.
@Suite struct CSVTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder([:])
  }

  private func read(_ bytes: [UInt8], group: String? = nil) throws -> SongTable {
    try folder.write(bytes, to: "t.csv")
    return try TableFile(
      path: folder.path + "/t.csv", label: LabelRule(parsing: "hit"), group: group
    ).read()
  }

  private func message(_ bytes: [UInt8]) -> String? {
    let error = #expect(throws: SongFileError.self) { try read(bytes) }
    return error?.description.replacing(folder.path + "/", with: "")
  }

  private static let table = SongTable(
    featureNames: ["tempo", "key, major"], features: [1, 2, 3, 4], labels: [0, 1],
    songGroups: [0, 1], artistGroups: [0, 1], years: nil, sourceRows: [1, 2], duplicatesRemoved: 0)

  @Test(arguments: [
    "hit,tempo,\"key, major\"\n0,1,2\n1,3,4\n",
    "hit,tempo,\"key, major\"\n0,1,2\n1,3,4",
    "hit,tempo,\"key, major\"\r\n0,1,2\r\n1,3,4\r\n",
    "hit,tempo,\"key, major\"\r\n0,1,2\n1,3,4",
    "\u{FEFF}hit,tempo,\"key, major\"\n0,1,2\n1,3,4\n",
    "\u{FEFF}\"hit\",\"tempo\",\"key, major\"\n\"0\",\"1\",\"2\"\n1,\"+3.0\",4e0",
    "\n\nhit,tempo,\"key, major\"\n\n0,1,2\r\n\r\n1,3,4\n\n",
  ])
  func `line ends, quotes, byte-order mark and blank lines do not matter`(text: String) throws {
    #expect(try read(Array(text.utf8)) == Self.table)
  }

  @Test func `quoted fields hold commas, doubled quotes and line ends`() throws {
    let text =
      "hit,tempo,g\n0,1,\"a \"\"b\"\", c\"\n0,1,\"\"\"\"\n0,1,\"\"\"\"\"\"\n0,1,\"a\r\nb\"\n"
      + "1,1,\"a \"\"b\"\", c\"\n0,1,\"a\r\nb\"\n0,1,\"\"\"\"\n"
    #expect(try read(Array(text.utf8), group: "g").songGroups == [0, 1, 2, 3, 0, 3, 1])
    #expect(
      message(Array("hit,tempo\n0,\"a\n\"\"b\"\n".utf8))
        == "t.csv:2: column 'tempo': 'a\u{FFFD}\"b' is not a number;"
        + " list a column of words under 'nominal'")
    #expect(
      message(Array("hit,tempo\n0,\"1\n\"\n0,x\n".utf8))?.hasPrefix("t.csv:2: ") == true)
    #expect(
      message(Array("\"h\nit\",tempo\n0,1\n".utf8))
        == "t.csv:1: no column 'hit'; the header has h\nit, tempo")
  }

  @Test(arguments: [
    ("", "t.csv: the file is empty"),
    ("\u{FEFF}", "t.csv: the file is empty"),
    ("\r\n\n", "t.csv: the file is empty"),
    ("hit,tempo\n", "t.csv: no row below the header"),
    ("hit,tempo", "t.csv: no row below the header"),
    ("hit,tempo\n0,1\n1\n", "t.csv:3: 1 fields where the header has 2"),
    ("hit,tempo\n0,1\n\n1,2,3\n", "t.csv:4: 3 fields where the header has 2"),
    ("hit,tempo\n0,\"1\n1,2\n", "t.csv:2: a quoted field is never closed; the file may be cut off"),
    ("hit,tempo\n0,\"", "t.csv:2: a quoted field is never closed; the file may be cut off"),
    (
      "hit,tempo\n0,\"1\"2\n",
      "t.csv:2: a stray quote; put the whole field in quotes and double those inside"
    ),
    (
      "hit,tempo\n0,1\"2\n",
      "t.csv:2: a stray quote; put the whole field in quotes and double those inside"
    ),
    (
      "hit,tempo,tempo\n0,1,2\n",
      "t.csv:1: more than one column is named 'tempo'; give each a name of its own"
    ),
    ("top,tempo\n0,1\n", "t.csv:1: no column 'hit'; the header has top, tempo"),
    ("hit,tempo\n2,1\n", "t.csv:2: column 'hit': '2' is not 0 or 1"),
    ("hit,tempo\n,1\n", "t.csv:2: column 'hit': a value is missing"),
  ])
  func `a file in bad form is refused with its line`(text: String, expected: String) {
    #expect(message(Array(text.utf8)) == expected)
  }

  @Test func `a line that is not UTF-8 is named`() {
    #expect(
      message(Array("hit,tempo\n0,1\n1,".utf8) + [0xE9, 0x0A])
        == "t.csv:3: not UTF-8; save the file in that encoding")
  }

  @Test func `a file that cannot be read is named with the system's reason`() throws {
    let rule = try LabelRule(parsing: "hit")
    #expect(
      throws: SongFileError.unreadable(file: "/none.csv", reason: "No such file or directory")
    ) {
      try TableFile(path: "/none.csv", label: rule).read()
    }
    #expect(throws: SongFileError.unreadable(file: folder.path, reason: "Is a directory")) {
      try TableFile(path: folder.path, label: rule).read()
    }
  }

  @Test(
    arguments: [
      ("0.10800000000000001", 0.108), ("2.94e-05", 2.94e-05), ("-4.095", -4.095), ("1E3", 1000),
      ("+.5", 0.5), ("5.", 5),
      ("340282346638528859811704183484516925440", .greatestFiniteMagnitude),
      ("1e-46", 0), ("-0", 0),
      // Below the midpoint of two floats as text, at it as a double: ties go to the even one, above.
      ("1.00000017881393432617187499", 1.0000002384185791),
      ("16777217", 16_777_216),
    ] as [(String, Float)])
  func `numbers are rounded to the nearest double, then to the nearest float`(
    text: String, number: Float
  ) throws {
    #expect(try read(Array("hit,tempo\n0,\(text)\n".utf8)).features == [number])
  }

  @Test(arguments: [
    "1,5", "1 ", " 1", "1e", "--1", "1e5.0", ".", "+", "١", "1_000", "0x1p3", "infinity",
  ])
  func `other text is no number`(text: String) {
    #expect(
      message(Array("hit,tempo\n0,\"\(text)\"\n".utf8))
        == "t.csv:2: column 'tempo': '\(text)' is not a number;"
        + " list a column of words under 'nominal'")
  }

  @Test func `a long value is shown by its beginning`() {
    let digits = String(repeating: "9", count: 61)
    #expect(
      message(Array("hit,tempo\n0,\(digits)\n".utf8))
        == "t.csv:2: column 'tempo': '\(digits.dropLast())…' is not a number up to 3.4e38 in size")
  }
}
