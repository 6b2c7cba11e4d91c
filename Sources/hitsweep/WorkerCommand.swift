import ArgumentParser
import Foundation
import Kernels
import Reports
import Scheduling
import Worker
import ZeroMQ

/// `hitsweep worker`.
struct Work: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Train a coordinator's trials on the cores of this machine.",
    discussion: """
      Needs nothing but the file NAME.join that the coordinator wrote (or the endpoint of one without keys): sweep and \
      songs come from the coordinator. Ends when the sweep is done. \
      A worker that gets no answer says what may be the cause and keeps trying. SIGTERM, or Ctrl-C, finishes what runs \
      within --grace and gives the rest back at once; a second one ends at once. A training that crashes takes nothing \
      else with it.
      """)

  @Argument(
    help: ArgumentHelp(
      "The coordinator's join file, or where it listens if it has no keys, such as tcp://HOST:5555.",
      valueName: "join-file-or-endpoint"))
  var coordinator: String
  @Option(help: "Trials at a time; without it one for each core that this process may use.")
  var slots: Int?
  @OptionGroup var isa: InstructionSetOption
  @Option(
    help: ArgumentHelp(
      "How long to keep trying while nobody answers.", valueName: "minutes"))
  var giveUpAfter = 15.0
  @Option(
    help: ArgumentHelp(
      "How long a worker that is told to end may finish what runs.", valueName: "seconds"))
  var grace = 25.0
  @Option(
    help: ArgumentHelp(
      "End so long after the start as on SIGTERM, before a cluster's wall time would: 90s, 55m, 2h; a plain number is minutes.",
      valueName: "duration"))
  var timeLimit: TimeLimit?
  @Flag(help: .hidden) var tied = false
  @OptionGroup(visibility: .hidden) var spin: SpinOptions

  func validate() throws {
    if let slots, !(1...4096).contains(slots) {
      throw ValidationError("--slots: \(slots) is not expected; expected 1 to 4096")
    }
    if !(giveUpAfter > 0 && giveUpAfter < 1e6) {
      throw ValidationError(
        "--give-up-after: \(giveUpAfter) is not expected; expected minutes above 0")
    }
    if !(grace >= 0 && grace < 1e6) {
      throw ValidationError("--grace: \(grace) is not expected; expected seconds from 0")
    }
  }

  func run() throws {
    Signals.outliveReaders()
    // Where a parent has these ignored, ended processes vanish before anybody sees how they ended.
    signal(SIGCHLD, SIG_DFL)
    try FloatingPoint.requireStandard()
    if tied { Self.endWithStandardInput() }
    var rules = WorkerSession.Rules()
    rules.giveUpAfter = .seconds(giveUpAfter * 60)
    rules.grace = .seconds(grace)
    rules.timeLimit = timeLimit?.duration
    rules.jitter = .milliseconds(Int64.random(in: 0..<2000))
    let mailbox = Mailbox<Worker.Incident>()
    let isTied = tied
    let point = try JoinPoint(coordinator)
    let worker = try Worker(
      endpoints: point.endpoints, encryption: point.encryption, program: program,
      instructionSet: isa.instructionSet.rawValue, rules: rules, mailbox: mailbox
    ) { note, approach in
      let text = note.text(isTied: isTied, at: approach.endpoint) {
        point.explanation(of: approach.contact, at: approach.endpoint)
      }
      if let text { Terminal.say(text) }
    }
    if !isTied { Terminal.say("training with \(isa.instructionSet.title)") }
    let grace = NumberText.duration(rules.grace)
    let signals = Signals { ordinal in
      if !isTied, ordinal == 1 {
        Terminal.say(
          "Ending: finishing what runs, \(grace) at the most. Interrupt again to stop at once.")
      }
      mailbox.post(.interrupted)
    }
    defer { signals.stop() }
    try Self.end(try worker.run(), at: point.endpoints.joined(separator: ", "))
  }

  /// This program again, as the part that trains.
  private var program: TrainingProgram {
    let slots = slots ?? ProcessInfo.processInfo.activeProcessorCount
    // What the hello names is what computes.
    let options = ["--isa", isa.instructionSet.rawValue] + spin.arguments
    return TrainingProgram(
      arguments: [Slots.configuration.commandName ?? "", "--slots", "\(slots)"] + options
        + ["--worker"], slots: slots)
  }

  private static func end(_ ending: WorkerSession.Ending, at endpoint: String) throws {
    switch ending {
    case .done, .drained: break
    case .stopped:
      throw Complaint(.interrupted, "Stopped; what ran here will be run again, by other workers.")
    case .refused(let reason):
      throw Complaint(.refused, "\(endpoint) refuses this worker: \(reason)")
    case .cannotTrain(let reason):
      throw Complaint(.infrastructure, "training processes end before they run anything: \(reason)")
    case .gaveUp:
      throw Complaint(.infrastructure, "gave up: nobody has answered at \(endpoint) for too long")
    }
  }

  /// Ends this process at once when standard input closes, which is when the process that holds its other end is gone.
  static func endWithStandardInput() {
    let watch = Thread {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 {}
      _exit(ExitStatus.interrupted.rawValue)
    }
    watch.start()
  }
}

extension WorkerSession.Note {
  /// What a person is told; a worker that was started by `run` keeps to what is wrong.
  ///
  /// - Parameter explanation: why there may be no answer.
  func text(isTied: Bool, at endpoint: String, explanation: () -> String) -> String? {
    switch self {
    case .joined: isTied ? nil : "joined the coordinator at \(endpoint)"
    case .noAnswer(let silence):
      "no answer for \(Int(silence / .seconds(1))) s, still trying: \(explanation())"
    case .badData:
      "the coordinator at \(endpoint) sent a sweep that cannot be read; is it the same version of hitsweep?"
    case .timeIsUp: "the time limit is reached: finishing what runs"
    case .crashed(let crash):
      "the training process ended unasked (\(crash.reason)); starting another"
    case .strangeMessage: "ignored a message that is no coordinator's"
    }
  }
}
