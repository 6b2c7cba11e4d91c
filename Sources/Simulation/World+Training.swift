import Scheduling
import SearchSpace
import Sweeps

extension World {
  mutating func prepare(_ sweep: Sweep, _ data: [UInt8], by worker: Int) {
    guard data == circumstances.data else {
      return violate("\(name(worker)) was given other data than the sweep's")
    }
    let id = sweep.id
    workers[worker].preparation = grids.last { $0.id == id }
    startPreparing(worker)
  }

  /// Makes a training process ready, at once or some time later.
  mutating func startPreparing(_ worker: Int) {
    guard workers[worker].preparation != nil else { return }
    workers[worker].preparationCount += 1
    let number = workers[worker].preparationCount
    if circumstances.preparationTime == .zero {
      finishPreparing(worker, number: number)
    } else {
      let due = now + random.duration(.zero, circumstances.preparationTime)
      queue.push(.prepared(worker: worker, number: number), at: due)
    }
  }

  mutating func finishPreparing(_ worker: Int, number: Int) {
    guard workers[worker].isUp, workers[worker].preparationCount == number,
      !workers[worker].pool.hasStopped, let grid = workers[worker].preparation
    else { return }
    workers[worker].pool.use(grid)
    answer(.prepared, by: worker)
  }

  /// Changes what waits for a slot, and starts what a slot is free for.
  mutating func queueTrials(_ worker: Int, _ change: (inout TrainingPool) -> Void) {
    change(&workers[worker].pool)
    while let (slot, run) = workers[worker].pool.startNext(
      at: now, lasting: circumstances.duration)
    {
      queue.push(.trialEnds(worker: worker, slot: slot, number: run.number), at: run.end)
    }
  }

  mutating func endTrial(of worker: Int, slot: Int, number: Int) {
    guard workers[worker].isUp, !workers[worker].pool.hasStopped,
      let run = workers[worker].pool.running[slot], run.number == number, run.end <= now
    else { return }
    let isPoison = circumstances.poison.contains(run.trial)
    if workers[worker].slotsStand || isPoison, now < workers[worker].standsUntil {
      let due = workers[worker].standsUntil
      workers[worker].pool.running[slot]?.end = due
      return queue.push(.trialEnds(worker: worker, slot: slot, number: number), at: due)
    }
    if isPoison {
      return crashTraining(of: worker, reason: "signal 11 (segmentation fault)")
    }
    workers[worker].pool.running[slot] = nil
    tally[.trials] += 1
    let lasted = (now - run.startedAt) * workers[worker].clock.permille / 1_000
    gather(
      FinishedTrial(
        index: run.index, record: Self.record(of: run.trial), duration: lasted, slot: slot),
      of: run.sweep, by: worker)
    queueTrials(worker) { _ in }
  }

  /// Lets outcomes gather until the loop's next turn.
  private mutating func gather(_ trial: FinishedTrial, of sweep: ContentHash, by worker: Int) {
    if case .finished(var trials, sweep) = workers[worker].answers.last {
      trials.append(trial)
      workers[worker].answers[workers[worker].answers.count - 1] = .finished(trials, of: sweep)
    } else {
      answer(.finished([trial], of: sweep), by: worker)
    }
  }

  /// The training process says something; the worker's loop hears it a little later.
  mutating func answer(_ answer: WorkerProcess.Answer, by worker: Int) {
    if workers[worker].answers.isEmpty {
      let due = now + random.duration(.zero, circumstances.gatheringTime)
      queue.push(.turnWorker(worker), at: max(due, workers[worker].standsUntil))
    }
    workers[worker].answers.append(answer)
  }

  /// The training process is gone, with all that it ran.
  mutating func crashTraining(of worker: Int, reason: String) {
    guard workers[worker].pool.running.contains(where: { $0 != nil }) else { return }
    turn(worker)
    tally[.trainingCrashes] += 1
    let sweep = workers[worker].session.currentSweep
    let running = workers[worker].pool.crash().filter { $0.sweep == sweep }.map(\.index)
    trace.say(now, "the training process of \(name(worker)) is gone; it ran \(running)")
    tell(worker, .trainingEnded(Crash(running: running.sorted(), reason: reason)))
  }

  /// Lets what runs slowly end as soon as it would otherwise have, from now on.
  mutating func speedUp(_ worker: Int) {
    workers[worker].pool.slowness = 1
    for slot in workers[worker].pool.running.indices {
      guard let run = workers[worker].pool.running[slot] else { continue }
      let end = min(run.end, now + circumstances.duration(of: run.trial))
      workers[worker].pool.running[slot]?.end = end
      queue.push(.trialEnds(worker: worker, slot: slot, number: run.number), at: end)
    }
  }

  /// The outcome of a trial, a pure function of it.
  static func record(of trial: Int) -> [UInt8] {
    let reason = "trial \(trial)"
    return
      (trial % 7 == 3
      ? OutcomeRecord.failed(reason: reason) : OutcomeRecord.infeasible(reason: reason)).encoded()
  }
}
