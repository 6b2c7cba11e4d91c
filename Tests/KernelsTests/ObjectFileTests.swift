import Foundation
import Testing

/// What the compiler made of the kernels, looked up in the object files of this very build.
///
/// The linker keeps one copy of a weak symbol. One that two targets share, say a generic function of
/// the standard library, could come from AVX-512 code and run on a processor that has none.
@Suite struct ObjectFileTests {
  #if arch(x86_64)
  private static let targets = ["KernelsBaseline", "KernelsV3", "KernelsV4"]
  #else
  private static let targets = ["KernelsBaseline"]
  #endif

  private struct Missing: Error {
    let what: String
  }

  /// The object files of a target, which lie beside the executable of the tests.
  private func objectFiles(_ target: String) throws -> [String] {
    let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = executable.deletingLastPathComponent()
    while folder.path != "/" {
      let build = folder.appendingPathComponent("\(target).build").path
      if FileManager.default.fileExists(atPath: build) {
        let files = try FileManager.default.subpathsOfDirectory(atPath: build)
          .filter { $0.hasSuffix(".o") }.sorted()
        guard !files.isEmpty else { throw Missing(what: "an object file in \(build)") }
        return files.map { "\(build)/\($0)" }
      }
      folder = folder.deletingLastPathComponent()
    }
    throw Missing(what: "\(target).build in a folder above \(executable.path)")
  }

  /// The lines that one of the binutils prints.
  private func lines(_ tool: String, _ arguments: [String]) throws -> [Substring] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Missing(what: "\(tool) of the binutils") }
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  /// Symbols that the linker merges: weak functions (W), weak (V) and unique (u) objects.
  private func mergedSymbols(_ target: String) throws -> [Substring] {
    try lines("nm", ["--defined-only", "--no-sort"] + objectFiles(target)).compactMap { line in
      let fields = line.split(separator: " ", maxSplits: 2)
      return fields.count == 3 && ["W", "V", "u"].contains(fields[1]) ? fields[2] : nil
    }
  }

  /// References to types are text, the version of reflection is a number, and an entry of the
  /// global offset table is the address that its name says: no code is behind any of them.
  private func isHarmless(_ symbol: Substring) -> Bool {
    symbol == "__swift_reflection_version"
      || ["symbolic ", "got."].contains { symbol.hasPrefix($0) }
  }

  @Test(arguments: targets)
  func `no weak symbol of the kernels could stand for another target's`(target: String) throws {
    let symbols = try mergedSymbols(target)
    let own = symbols.count { $0.contains(target) }
    #expect(own > 0)
    #expect(symbols.filter { !$0.contains(target) && !isHarmless($0) }.prefix(9) == [])
  }

  #if arch(x86_64)
  /// Instructions with their operands.
  private func instructions(_ target: String) throws -> [Substring] {
    try lines("objdump", ["-d", "--no-show-raw-insn", "--no-addresses"] + objectFiles(target))
      .filter { $0.first?.isWhitespace == true }
      .map { $0.drop { $0.isWhitespace } }
  }

  private func isFused(_ instruction: Substring) -> Bool {
    ["vfmadd", "vfnmadd"].contains { instruction.hasPrefix($0) }
  }

  @Test func `kernels of x86-64-v4 multiply and add in registers of 512 bits`() throws {
    let fused = try instructions("KernelsV4").filter(isFused)
    let wide = fused.count { $0.contains("ps ") && $0.contains("%zmm") }
    #expect(wide > 0)
  }

  @Test func `kernels of x86-64-v3 multiply and add in registers of 256 bits and no more`() throws {
    let instructions = try instructions("KernelsV3")
    let fused = instructions.filter(isFused)
    let wide = fused.count { $0.contains("ps ") && $0.contains("%ymm") }
    #expect(wide > 0)
    let wider = instructions.first { $0.contains("%zmm") || $0.contains("%k1") }
    #expect(wider == nil)
  }

  @Test func `kernels of the baseline have no instruction of AVX`() throws {
    let instructions = try instructions("KernelsBaseline")
    let products = instructions.count { $0.hasPrefix("mulps") }
    #expect(products > 0)
    let vector = instructions.first { $0.hasPrefix("v") || $0.contains("%ymm") }
    #expect(vector == nil)
  }
  #endif
}
