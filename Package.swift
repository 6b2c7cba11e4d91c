// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "hitsweep",
  targets: [
    .target(name: "RandomStreams", swiftSettings: strict),
    .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"], swiftSettings: strict),
  ]
)
