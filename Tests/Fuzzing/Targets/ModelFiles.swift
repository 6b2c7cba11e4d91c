import ModelFile

extension FuzzTarget {
  /// A file in the safetensors format.
  static let safetensors = FuzzTarget(name: "safetensors") {
    let tensors: [String: Tensor] = [
      "kernel": Tensor(shape: [2, 2], .float32([1, 2, 3, 4])),
      "sums": Tensor(shape: [], .float64([0.5])), "songs": Tensor(shape: [1], .int64([-1])),
      "years": Tensor(shape: [2], .int32([1, -1])), "none": Tensor(shape: [0, 3], .uint8([])),
    ]
    return [
      SafetensorsFile(tensors: [:]).bytes, SafetensorsFile(tensors: tensors).bytes,
      SafetensorsFile(tensors: ["é\"": tensors["years"]!], metadata: ["k\n": "v\u{1}"]).bytes,
    ]
  } check: { bytes throws(BrokenPromise) in
    switch Result(catching: { () throws(SafetensorsError) in try SafetensorsFile(bytes) }) {
    case .success(let file):
      // Numbers may be none, which differ from themselves: bytes are compared.
      let written = file.bytes
      let again = accepted { try SafetensorsFile(written) }
      try require(again?.bytes == written, "a file comes through again")
    case .failure(let error):
      try require(
        "\(error)".unicodeScalars.allSatisfy { $0 >= " " }, "an error is one line: \(error)")
    }
  }
}
