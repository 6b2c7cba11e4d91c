import ArgumentParser

/// A time as people tell it to a cluster: `90s`, `55m`, `2h`, `1.5h`; a plain number is minutes.
struct TimeLimit: ExpressibleByArgument, Equatable {
  let duration: Duration

  init?(argument: String) {
    let units = ["s": 1.0, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[String($0)] }
    guard let number = Double(unit == nil ? argument[...] : argument.dropLast()),
      number > 0, number < 1e6
    else { return nil }
    duration = .seconds(number * (unit ?? 60))
  }
}
