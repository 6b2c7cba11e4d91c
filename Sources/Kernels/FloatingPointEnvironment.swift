import CLanes

/// Whether this thread rounds to nearest and keeps subnormal numbers, as the bits of every result ask for.
public func floatingPointEnvironmentIsStandard() -> Bool { lanes_environment_is_standard() }
