import SearchSpace

/// A sweep's configuration, under a name that the database's own configuration leaves free.
typealias GridConfiguration = Configuration
