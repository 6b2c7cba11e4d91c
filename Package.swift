// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Kernels and training are optimised in debug builds, too: tests train real nets.
let fast = ["-O", "-Xcc", "-ffp-contract=off"]

/// The kernels of one instruction set; where it is not the baseline, its folder is a link to the baseline's sources.
func kernels(_ name: String, settings: [SwiftSetting] = []) -> Target {
  // A multiply-add that the processor lacks is a call into libm, whose result is the rounded one everywhere.
  ours(
    name, ["CLanes", "KernelContract"], settings: settings, linking: [.linkedLibrary("m")])
}

#if arch(x86_64)
let kernelTargets = [
  kernels("KernelsBaseline", settings: [.unsafeFlags(fast)]),
  kernels("KernelsV3", settings: [.unsafeFlags(fast + ["-Xcc", "-march=x86-64-v3"])]),
  kernels(
    "KernelsV4",
    settings: [
      .define("WIDE_REGISTERS"), .unsafeFlags(fast + ["-Xcc", "-march=x86-64-v4"]),
    ]),
]
#else
let kernelTargets = [kernels("KernelsBaseline", settings: [.unsafeFlags(fast)])]
#endif
let kernelSets = kernelTargets.map { Target.Dependency.target(name: $0.name) }

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A target of ours; what it imports is listed from the layer below upwards (ARCHITECTURE.md).
func ours(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = [],
  exclude: [String] = [], linking: [LinkerSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict + settings,
    linkerSettings: linking)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: strict)
}

/// What is fuzzed is built with the tests, which replay what fuzzers have found; the fuzzer itself, which brings a main
/// function of its own, is built by Tests/Fuzzing/run only.
let fuzzing: [Target] =
  [
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Evaluation", "ModelFile", "Reports", "Scheduling", "SearchSpace", "SongFile", "Songs",
        "SweepFile", "Sweeps", "WireProtocol", "Worker",
      ], path: "Tests/Fuzzing/Targets", swiftSettings: strict),
    tests("Fuzzing", ["FuzzTargets"]),
  ]
  + (Context.environment["HITSWEEP_FUZZER"] == nil
    ? []
    : [
      .executableTarget(
        name: "fuzzer", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Driver",
        swiftSettings: strict)
    ])

let package = Package(
  name: "hitsweep",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: kernelTargets + fuzzing + [
    ours("RandomStreams"),
    ours("SearchSpace"),
    // Square roots are calls into libm, whose result is the rounded one everywhere.
    ours("Evaluation", linking: [.linkedLibrary("m")]),
    .target(name: "CLanes"),
    ours("KernelContract"),
    ours("Kernels", ["CLanes", "KernelContract"] + kernelSets),
    ours("Songs", ["RandomStreams"]),
    ours(
      "Training", ["KernelContract", "Kernels", "RandomStreams"],
      settings: [.unsafeFlags(fast)]),
    ours("Sweeps", ["SearchSpace", "Evaluation", crypto]),
    ours(
      "Trials",
      [
        "Evaluation", "Kernels", "RandomStreams", "SearchSpace", "Songs", "Sweeps", "Training",
      ]),
    ours(
      "Reports", ["Evaluation", "RandomStreams", "SearchSpace", "Songs", "Sweeps"],
      exclude: ["Schemas"]),
    ours("Scheduling", ["SearchSpace", "Sweeps"]),
    ours("WireProtocol", ["Scheduling", "Sweeps", protobuf], exclude: ["messages.proto"]),
    ours(
      "Simulation", ["RandomStreams", "Scheduling", "SearchSpace", "Sweeps", "WireProtocol"]),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    ours("ZeroMQ", ["CZeroMQ"]),
    .target(name: "CProcess"),
    ours("JoinFile", ["ZeroMQ"]),
    ours("SongFile", ["Songs"]),
    ours(
      "ModelFile",
      ["Evaluation", "SearchSpace", "Songs", "Sweeps", "Training", "Trials", protobuf],
      exclude: ["onnx.proto"]),
    ours(
      "SweepFile",
      ["Evaluation", "Reports", "SearchSpace", "SongFile", "Songs", "Sweeps", "Trials", yams],
      exclude: ["Schemas"]),
    ours("SweepStore", ["Sweeps", "SearchSpace", crypto, grdb, sqlite]),
    ours(
      "Coordinator",
      ["Scheduling", "SearchSpace", "SweepStore", "Sweeps", "WireProtocol", "ZeroMQ"]),
    ours(
      "Worker",
      ["CProcess", "Scheduling", "SearchSpace", "Sweeps", "WireProtocol", "ZeroMQ"]),
    .executableTarget(
      name: "hitsweep",
      dependencies: [
        "Coordinator", "Evaluation", "JoinFile", "KernelContract", "Kernels", "ModelFile",
        "RandomStreams",
        "Reports", "Scheduling", "SearchSpace", "Simulation", "SongFile", "Songs", "SweepFile",
        "SweepStore", "Sweeps", "Training", "Trials", "WireProtocol", "Worker", "ZeroMQ",
        argumentParser,
      ], swiftSettings: strict),
    tests("RandomStreams", ["RandomStreams"]),
    tests("Evaluation", ["Evaluation", "RandomStreams"]),
    tests("Kernels", ["CLanes", "KernelContract", "Kernels", "RandomStreams"]),
    tests("Songs", ["RandomStreams", "Songs"]),
    tests("Training", ["CLanes", "KernelContract", "Kernels", "RandomStreams", "Training"]),
    tests(
      "Reports", ["Evaluation", "RandomStreams", "Reports", "SearchSpace", "Songs", "Sweeps"]),
    tests(
      "Trials",
      [
        "Evaluation", "Kernels", "RandomStreams", "SearchSpace", "SongFile", "Songs", "Sweeps",
        "Training", "Trials",
      ]),
    tests("SearchSpace", ["RandomStreams", "SearchSpace"]),
    tests("Sweeps", ["Evaluation", "RandomStreams", "SearchSpace", "Sweeps"]),
    tests(
      "WireProtocol",
      ["Evaluation", "RandomStreams", "Scheduling", "SearchSpace", "Sweeps", "WireProtocol"]),
    tests("SweepStore", ["Evaluation", "SearchSpace", "SweepStore", "Sweeps", grdb]),
    tests(
      "SweepFile",
      [
        "Evaluation", "RandomStreams", "Reports", "SearchSpace", "SongFile", "Songs", "SweepFile",
        "Sweeps", "Trials",
      ]),
    tests("Scheduling", ["RandomStreams", "Scheduling", "SearchSpace", "Sweeps"]),
    tests(
      "Worker",
      ["Evaluation", "Scheduling", "SearchSpace", "Sweeps", "Worker", "ZeroMQ", "hitsweep"]),
    tests("Simulation", ["RandomStreams", "SearchSpace", "Simulation", "Sweeps"]),
    tests(
      "CommandLine",
      ["JoinFile", "Scheduling", "Sweeps", "WireProtocol", "ZeroMQ", "hitsweep", yams]),
    tests("ZeroMQ", ["ZeroMQ"]),
    tests("JoinFile", ["JoinFile", "ZeroMQ"]),
    tests("Coordinator", ["Coordinator", "Scheduling", "Sweeps", "ZeroMQ"]),
    tests("SongFile", ["RandomStreams", "SongFile", "Songs"]),
    tests(
      "ModelFile",
      [
        "Evaluation", "ModelFile", "RandomStreams", "SearchSpace", "Songs", "Sweeps", "Training",
        "Trials",
      ]),
  ]
)
