import ArgumentParser
import Foundation
import Reports

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
  case markdown
}

/// What can be printed in every such form.
protocol RowReport: Encodable {
  func text(width: Int, style: TerminalStyle) -> String
  var csv: String { get }
  var markdown: String { get }
}

extension SweepSummary: RowReport {}
extension Pick: RowReport {}
extension ConfigurationListing: RowReport {
  /// A table has no colours.
  func text(width: Int, style: TerminalStyle) -> String { text(width: width) }
}

extension RowReport {
  /// Prints the report in a form.
  func print(as format: RowFormat) throws {
    switch format {
    case .table: printText()
    case .json: try printJSON(self)
    case .csv: Swift.print(csv, terminator: "")
    case .markdown: Swift.print(markdown, terminator: "")
    }
  }

  /// Prints the report as people read it.
  func printText() {
    Swift.print(
      text(width: Terminal.width, style: Terminal.hasColor ? .ansi : .plain), terminator: "")
  }
}

/// Prints a value as JSON, keys sorted, in lines that people can read.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
