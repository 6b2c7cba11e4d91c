import CLanes

/// Whether this thread rounds to nearest and keeps subnormal numbers, without which bits differ.
///
/// Libraries that were linked for speed can change both behind a program's back.
public func floatingPointEnvironmentIsStandard() -> Bool {
  lanes_environment_is_standard()
}
