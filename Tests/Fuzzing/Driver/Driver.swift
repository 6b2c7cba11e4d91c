import FuzzTargets
import Glibc

// Libfuzzer brings its own main function and calls the two functions here. The target comes by the environment, since
// libfuzzer takes all arguments for its own.

/// Writes the seeds into the folder that `FUZZ_SEEDS` names, and ends, where it is set.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> CInt {
  guard let folder = getenv("FUZZ_SEEDS") else { return 0 }
  for (number, seed) in target.seeds().enumerated() {
    guard let file = fopen("\(String(cString: folder))/seed\(number)", "wb"),
      fwrite(seed, 1, seed.count, file) == seed.count, fclose(file) == 0
    else { fatalError("a seed cannot be written into \(String(cString: folder))") }
  }
  exit(0)
}

/// Runs one input; what does not hold ends the process, as a trap would.
@_cdecl("LLVMFuzzerTestOneInput")
func runOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    fatalError("\(target): broken: \(error)")
  }
  return 0
}
