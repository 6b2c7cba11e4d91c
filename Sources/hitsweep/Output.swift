import ArgumentParser
import Foundation

/// How a command prints what it found.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case json
}

/// How commands with rows print them.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case json
  case csv
}

/// Prints a value as JSON, keys sorted, in lines that people can read.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
