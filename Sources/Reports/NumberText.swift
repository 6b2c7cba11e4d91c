import Evaluation

/// Numbers as people read them.
public enum NumberText {
  /// What stands where a figure is undefined.
  public static let undefined = "–"

  /// A count with its thousands apart: `1,200`.
  public static func count(_ count: Int) -> String {
    let digits = Array("\(count.magnitude)")
    var text = count < 0 ? "-" : ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A count of things, in the plural unless there is one: `1 worker`, `1,200 trials`.
  public static func count(_ count: Int, _ thing: String) -> String {
    "\(self.count(count)) \(thing)\(count == 1 ? "" : "s")"
  }

  /// A number with a fixed number of digits behind the point: `0.612`.
  ///
  /// - Parameter value: a number whose magnitude is below 10¹².
  public static func fixed(_ value: Double, decimals: Int) -> String {
    precondition(value.magnitude < 1e12, "a finite number below 10^12")
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let fraction = "\(scaled % scale)"
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
  }

  /// A share in percent with one digit behind the point: `6.4 %`; undefined of nothing.
  public static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? undefined : "\(fixed(100 * Double(part) / Double(whole), decimals: 1)) %"
  }

  /// How many a second: `250,000`, `41.3`, `0.05`.
  ///
  /// - Parameter rate: not negative, below 10¹².
  public static func rate(_ rate: Double) -> String {
    if rate >= 99.95 { return count(Int(rate.rounded())) }
    return fixed(rate, decimals: rate >= 0.995 || rate == 0 ? 1 : 2)
  }

  /// A duration by its two largest units: `45s`, `1m 20s`, `2h 05m`, `3d 04h`.
  ///
  /// A broken second counts as a whole one.
  ///
  /// - Parameter duration: not negative.
  public static func duration(_ duration: Duration) -> String {
    precondition(duration >= .zero, "a duration that is not negative")
    let (whole, attoseconds) = duration.components
    let seconds = Int(whole) + (attoseconds > 0 ? 1 : 0)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3600: "\(seconds / 60)m \(two(seconds % 60))s"
    case ..<86_400: "\(seconds / 3600)h \(two(seconds / 60 % 60))m"
    default: "\(seconds / 86_400)d \(two(seconds / 3600 % 24))h"
    }
  }

  /// A figure over replicates with its spread, where it has one: `0.612 ± 0.031`.
  static func estimate(
    _ estimate: ReplicateFigures.Estimate, plusMinus: String = " ± ", sign: Sign = .minusOnly
  ) -> String {
    guard let value = estimate.value else { return undefined }
    let number = fixed(value, decimals: 3)
    let signed = sign == .always && !number.hasPrefix("-") ? "+" + number : number
    guard let spread = estimate.spread else { return signed }
    return signed + plusMinus + fixed(spread, decimals: 3)
  }

  /// Which numbers bear a sign.
  enum Sign {
    case minusOnly
    case always
  }
}
