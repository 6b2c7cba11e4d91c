import RandomStreams
import Scheduling

extension World {
  /// Draws when a trouble comes next, if ever.
  mutating func schedule(_ trouble: Trouble) {
    guard let position = Trouble.allCases.firstIndex(of: trouble),
      let interval = circumstances.intervals[position]
    else { return }
    let due = now + random.duration(.zero, interval * 2)
    if due < circumstances.faultsEnd { queue.push(.trouble(trouble), at: due) }
  }

  mutating func befall(_ trouble: Trouble) {
    let machine = random.below(machines.count)
    switch trouble {
    case .cut: cut(machine)
    case .partition: isolate(machine, isMute: true, isDeaf: true)
    case .muteWorker: isolate(machine, isMute: true, isDeaf: false)
    case .deafWorker: isolate(machine, isMute: false, isDeaf: true)
    case .coordinatorCrash: crashCoordinator()
    case .coordinatorPause: pauseCoordinator()
    case .coordinatorSlow: coordinatorSlowUntil = moment(within: .seconds(10))
    case .coordinatorDrain:
      coordinator?.incidents.append(.interrupted)
      turnCoordinator()
    case .storeSlow: disk.slowUntil = moment(within: .seconds(10))
    case .storeFull: disk.fullUntil = moment(within: .seconds(15))
    case .storeFailure: disk.failsNext = true
    case .trainingStops where machine == 0:
      // Somebody has to be left who can train.
      break
    case .workerCrash, .trainingCrash, .trainingStops, .workerStall, .workerSuspended,
      .workerLoopStall,
      .workerSlow, .workerLeaves:
      // A process that stands still sees signals and the ends of others when it goes on.
      if let worker = machines[machine].worker, workers[worker].isUp,
        now >= workers[worker].standsUntil
      {
        befall(worker, trouble)
      }
    }
    schedule(trouble)
  }

  private mutating func befall(_ worker: Int, _ trouble: Trouble) {
    trace.say(now, "\(name(worker)): \(trouble)")
    switch trouble {
    case .workerCrash:
      tally[.workerCrashes] += 1
      endProcess(worker)
    case .trainingCrash:
      let running = workers[worker].pool.running.compactMap { $0?.trial }
      if running.count == 1, !crashedAlone.insert(running[0]).inserted { return }
      crashTraining(of: worker, reason: "signal 9 (killed)")
    case .trainingStops:
      tally[.stoppedTrainings] += 1
      workers[worker].pool.hasStopped = true
    case .workerStall, .workerSuspended, .workerLoopStall: stall(worker, trouble)
    case .workerSlow:
      tally[.slowWorkers] += 1
      workers[worker].pool.slowness = 100
    case .workerLeaves:
      tally[.leavingWorkers] += 1
      tell(worker, .drain)
    default: break
    }
  }

  private mutating func stall(_ worker: Int, _ trouble: Trouble) {
    let end = moment(within: circumstances.rules.leaseTime * 3)
    guard end > workers[worker].standsUntil else { return }
    workers[worker].standsUntil = end
    workers[worker].slotsStand = trouble != .workerLoopStall
    if trouble == .workerSuspended {
      tally[.suspendedMachines] += 1
      workers[worker].clock.standStill(for: end - now)
    } else {
      tally[.workerStalls] += 1
    }
    queue.push(.turnWorker(worker), at: end)
  }

  private mutating func pauseCoordinator() {
    guard coordinator != nil else { return }
    tally[.coordinatorPauses] += 1
    let end = moment(within: circumstances.rules.leaseTime * 3)
    trace.say(now, "the coordinator stands still until \(end.inSeconds)")
    coordinator?.standsUntil = end
    coordinator?.pausedUntil = end
    queue.push(.turnCoordinator, at: end)
  }

  private mutating func isolate(_ machine: Int, isMute: Bool, isDeaf: Bool) {
    let end = moment(within: circumstances.rules.leaseTime * 2)
    trace.say(
      now,
      "machine \(machine + 1) is \(isMute ? isDeaf ? "cut off" : "mute" : "deaf") until \(end.inSeconds)"
    )
    tally[isMute && isDeaf ? .partitions : .oneWayPartitions] += 1
    if isMute { machines[machine].muteUntil = end }
    if isDeaf { machines[machine].deafUntil = end }
    machines[machine].holdsBack = random.oneIn(2)
    if !machines[machine].holdsBack { queue.push(.linkIsBack(machine: machine), at: end) }
  }
}
