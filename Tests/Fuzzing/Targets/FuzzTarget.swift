/// Something that takes bytes from outside, with what must hold whatever the bytes are.
///
/// A fuzzer looks for bytes that break it (`deploy/test --fuzz`); an ordinary test replays what fuzzers have found.
public struct FuzzTarget: Sendable, CustomStringConvertible {
  /// What a person calls the target; its corpus is the file of this name.
  public let name: String
  /// Inputs as honest peers and files make them, from which a fuzzer starts.
  public let seeds: @Sendable () -> [[UInt8]]
  /// Runs one input; traps or throws where something does not hold.
  public let check: @Sendable ([UInt8]) throws(BrokenPromise) -> Void

  /// The name.
  public var description: String { name }

  /// All targets.
  public static let all = [
    workerMessage, coordinatorMessage, outcomeRecord, summary, sweep, songTable, trainingFrames,
    tableFile, kaggleSongs, tidyTuesdaySongs, sweepFile, reportFile, scheduler, session,
    safetensors,
  ]
}

/// What an input has shown to be untrue.
public struct BrokenPromise: Error, CustomStringConvertible {
  /// What was promised.
  public let description: String
}

/// Throws where `condition` does not hold.
func require(
  _ condition: @autoclosure () throws(BrokenPromise) -> Bool,
  _ promise: @autoclosure () -> String
) throws(BrokenPromise) {
  guard try condition() else { throw BrokenPromise(description: promise()) }
}

/// What `read` makes of its bytes; `nil` where it refuses them, as it may.
func accepted<Value, Refusal: Error>(_ read: () throws(Refusal) -> Value) -> Value? {
  do throws(Refusal) {
    return try read()
  } catch {
    return nil
  }
}

/// An input as a source of choices; behind its end all choices are 0.
struct ByteTape {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  /// A number from 0 to `bound` - 1.
  mutating func choice(of bound: Int) -> Int { byte() % bound }

  /// At most `count` bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}
