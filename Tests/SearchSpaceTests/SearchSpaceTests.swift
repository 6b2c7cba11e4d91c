import RandomStreams
import SearchSpace
import Testing

@Suite struct SearchSpaceTests {
  private static let layers = Axis(
    name: "layers",
    values: [.list([]), .list([.integer(10)]), .list([.integer(30), .integer(10)])])
  private static let classWeight = Axis(name: "classWeight", values: [.number(1), .number(16)])
  private static let years = Axis(name: "years", values: [.word("all"), .word("since 2010")])

  private func random(_ trial: Int) -> RandomStream {
    RandomStream(key: StreamKey(high: 3, low: 1), purpose: .rowOrder, index: trial)
  }

  /// One to four axes `a`, `b`, … of the values 0, 1, …, and up to four exclusions of one axis or more.
  private func randomSpace(_ random: inout RandomStream) throws -> SearchSpace {
    let axes = ["a", "b", "c", "d"].prefix(1 + random.below(4)).map { name in
      Axis(name: name, values: (0...random.below(5)).map { .integer($0) })
    }
    let exclusions = (0..<random.below(5)).map { _ in
      var settings: [String: Setting] = [:]
      for axis in axes where random.below(2) == 0 {
        settings[axis.name] = axis.values[random.below(axis.values.count)]
      }
      if settings.isEmpty { settings[axes[0].name] = axes[0].values[0] }
      return Configuration(settings)
    }
    return try SearchSpace(axes: axes, exclusions: exclusions)
  }

  @Test func `the first axis varies slowest`() throws {
    let space = try SearchSpace(axes: [Self.layers, Self.classWeight, Self.years])
    #expect(
      (0..<space.size).map { space.configuration(at: $0).description } == [
        "classWeight: 1, layers: [], years: all",
        "classWeight: 1, layers: [], years: since 2010",
        "classWeight: 16, layers: [], years: all",
        "classWeight: 16, layers: [], years: since 2010",
        "classWeight: 1, layers: [10], years: all",
        "classWeight: 1, layers: [10], years: since 2010",
        "classWeight: 16, layers: [10], years: all",
        "classWeight: 16, layers: [10], years: since 2010",
        "classWeight: 1, layers: [30, 10], years: all",
        "classWeight: 1, layers: [30, 10], years: since 2010",
        "classWeight: 16, layers: [30, 10], years: all",
        "classWeight: 16, layers: [30, 10], years: since 2010",
      ])
  }

  @Test func `every index has a configuration of its own, excluded or not`() throws {
    for trial in 0..<200 {
      var random = random(trial)
      let space = try randomSpace(&random)
      let configurations = (0..<space.size).map(space.configuration(at:))
      #expect(configurations.map { space.index(of: $0) } == Array(0..<space.size))
      #expect(Set(configurations).count == space.size)
      #expect(space.size == space.axes.reduce(1) { $0 * $1.values.count })
    }
  }

  @Test func `an exclusion takes out the points that agree with all of it, and no others`() throws {
    for trial in 0..<400 {
      var random = random(trial)
      let space = try randomSpace(&random)
      let included = (0..<space.size).filter { index in
        let settings = space.configuration(at: index).settings
        return !space.exclusions.contains { exclusion in
          exclusion.settings.allSatisfy { settings[$0.key] == $0.value }
        }
      }
      #expect((0..<space.size).filter { !space.isExcluded($0) } == included)
      #expect(space.includedRanges.flatMap(Array.init) == included)
      #expect(
        zip(space.includedRanges, space.includedRanges.dropFirst())
          .allSatisfy { $0.upperBound < $1.lowerBound })
    }
  }

  @Test func `a grid without axes is one configuration of nothing`() throws {
    let space = try SearchSpace(axes: [])
    #expect(space.size == 1)
    #expect(space.configuration(at: 0) == Configuration([:]))
    #expect(space.index(of: Configuration([:])) == 0)
    #expect(space.includedRanges == [0..<1])
  }

  @Test func `exclusions may leave nothing`() throws {
    let exclusions = [
      Configuration(["years": .word("all")]), Configuration(["years": .word("since 2010")]),
    ]
    let space = try SearchSpace(axes: [Self.layers, Self.years], exclusions: exclusions)
    #expect(space.includedRanges == [])
  }

  @Test func `a configuration that is no point of the grid has no index`() throws {
    let space = try SearchSpace(axes: [Self.classWeight, Self.years])
    for settings: [String: Setting] in [
      [:], ["years": .word("all")], ["years": .word("all"), "classWeight": .number(2)],
      ["years": .word("all"), "classWeight": .integer(1)],
      ["years": .word("all"), "epochs": .integer(1)],
      ["years": .word("all"), "classWeight": .number(1), "epochs": .integer(1)],
    ] {
      #expect(space.index(of: Configuration(settings)) == nil)
    }
  }

  @Test func `an exclusion of what does not exist is refused with its number`() {
    func error(_ settings: [String: Setting]) -> SearchSpaceError? {
      #expect(throws: SearchSpaceError.self) {
        try SearchSpace(
          axes: [Self.years],
          exclusions: [Configuration(["years": .word("all")]), Configuration(settings)]
        )
      }
    }
    #expect(error([:]) == .emptyExclusion(number: 1))
    #expect(error(["layers": .list([])]) == .unknownAxis("layers", number: 1))
    #expect(
      error(["years": .word("since 2011")])
        == .unknownValue(.word("since 2011"), axis: "years", number: 1))
  }

  @Test func `a grid may have as many points as a double counts exactly`() throws {
    func axes(_ count: Int) -> [Axis] {
      (0..<count).map { Axis(name: "axis\($0)", values: [.integer(0), .integer(1)]) }
    }
    let space = try SearchSpace(axes: axes(53))
    #expect(space.size == 1 << 53)
    #expect(space.index(of: space.configuration(at: space.size - 1)) == space.size - 1)
    #expect(throws: SearchSpaceError.tooLarge) { try SearchSpace(axes: axes(54)) }
    #expect(throws: SearchSpaceError.tooLarge) { try SearchSpace(axes: axes(70)) }
  }

  @Test func `axes without values, of a value twice, and two of one name are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Axis(name: "years", values: []) }
    await #expect(processExitsWith: .failure) {
      _ = Axis(name: "years", values: [.word("all"), .word("all")])
    }
    await #expect(processExitsWith: .failure) {
      let axis = Axis(name: "years", values: [.word("all")])
      _ = try SearchSpace(axes: [axis, axis])
    }
  }
}

@Suite struct SettingTests {
  @Test(arguments: [
    (Setting.integer(-4), "-4"), (.number(4), "4"), (.number(0.001), "0.001"),
    (.number(1e20), "1e+20"), (.number(-2.5), "-2.5"), (.number(.infinity), "inf"),
    (.word("since 2010"), "since 2010"), (.list([]), "[]"),
    (.list([.integer(30), .list([.word("a"), .number(10)])]), "[30, [a, 10]]"),
  ])
  func `a setting is described as YAML writes it`(setting: Setting, description: String) {
    #expect(setting.description == description)
  }

  @Test func `a whole number and an integer are two settings`() {
    #expect(Setting.integer(1) != .number(1))
  }
}
