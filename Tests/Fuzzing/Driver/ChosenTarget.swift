import FuzzTargets
import Glibc

/// The target that `FUZZ_TARGET` names.
let target: FuzzTarget = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ_TARGET names none of \(FuzzTarget.all.map(\.name))")
  }
  return target
}()
