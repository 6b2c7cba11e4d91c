/// What befalls a world now and then, until it heals.
enum Trouble: String, CaseIterable {
  /// A connection breaks; what is on its way may or may not arrive.
  case cut
  /// A machine is cut off, both ways.
  case partition
  /// What a machine says does not arrive, while it hears.
  case muteWorker
  /// What a machine should hear does not arrive, while it speaks.
  case deafWorker
  /// A worker's process is gone; another is started.
  case workerCrash
  /// A worker's training process is gone, with all that it ran.
  case trainingCrash
  /// A worker's process stands still.
  case workerStall
  /// A worker's machine is suspended: its clock stands still, too.
  case workerSuspended
  /// A worker's loop stands still while its slots go on.
  case workerLoopStall
  /// A worker's training process stands still for good, and the worker does not know.
  case trainingStops
  /// A worker is a hundred times as slow.
  case workerSlow
  /// A worker is asked to leave.
  case workerLeaves
  /// The coordinator's process is gone, between two events.
  case coordinatorCrash
  /// The coordinator's process stands still, its store thread, too.
  case coordinatorPause
  /// Each turn of the coordinator's loop takes long.
  case coordinatorSlow
  /// A person asks the coordinator to end, and starts it again.
  case coordinatorDrain
  /// Commits take long.
  case storeSlow
  /// The disk is full.
  case storeFull
  /// A write fails otherwise: the coordinator ends with an error.
  case storeFailure
}

/// What may befall any message or any step, by the thousand.
enum Mishap: Int, CaseIterable {
  /// A message is lost alone.
  case lost
  /// A message is delivered twice.
  case doubled
  /// A message takes long, and what follows it on its connection waits.
  case delayed
  /// A worker sends the same outcomes once more, much later.
  case repeated
  /// A connection takes no message from the coordinator, though it is alive.
  case unreachable
  /// The coordinator crashes at this very step.
  case crash
  /// A closed connection swallows what was on its way.
  case closedEarly
}
