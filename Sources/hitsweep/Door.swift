import Coordinator
import Foundation
import JoinFile
import Reports
import Synchronization
import ZeroMQ

/// A coordinator's keys, and the files by which workers come to it.
struct Door {
  private let plan: DoorPlan
  private let sweep: String
  private let folder: JoinFolder
  private let coordinatorKeys: KeyPair?
  private let workerKeys: KeyPair?
  private let allowList: AllowList?
  private let stamp: FileStamp?

  /// Reads the keys beside a store, or makes them.
  init(_ plan: DoorPlan, sweep: String, store: String) throws {
    self.plan = plan
    self.sweep = sweep
    folder = JoinFolder(sweep: sweep, store: store)
    guard plan.asksForKeys else {
      (coordinatorKeys, workerKeys, allowList, stamp) = (nil, nil, nil, nil)
      return
    }
    coordinatorKeys = try folder.coordinatorKeys()
    if folder.isCoordinatorKeyExposed {
      Terminal.say(
        "Warning: \(folder.coordinatorKey): other users can read the secret key in it, and pose as this coordinator; "
          + "chmod 600 \(folder.coordinatorKey)")
    }
    let (joinPath, listPath) = (folder.joinFile, folder.allowList)
    let known = try Self.ifThere { () throws(JoinFileError) in try JoinFile(path: joinPath) }
    let keys = try known?.keys?.worker ?? folder.newKeys()
    var stamp = FileStamp(listPath)
    var list = try Self.ifThere { () throws(JoinFileError) in try AllowList(path: listPath) }
    if list == nil || known?.keys == nil {
      var longer = list ?? AllowList()
      // A new key takes the place of the one before, whose file is gone.
      longer.remove(name: "\(sweep).join")
      longer.add(keys.publicKey, name: "\(sweep).join")
      try longer.replace(folder.allowList)
      list = longer
      stamp = FileStamp(listPath)
    }
    if list?.names[keys.publicKey] == nil {
      Terminal.say(
        "Warning: the key in \(folder.joinFile) is not in \(folder.allowList); workers that use it are refused. "
          + "Put the line back, or remove \(folder.joinFile) and start again for a new key")
    }
    self.stamp = stamp
    workerKeys = keys
    allowList = list
  }

  private static func ifThere<Value>(
    _ read: () throws(JoinFileError) -> Value
  ) throws(JoinFileError) -> Value? {
    do throws(JoinFileError) {
      return try read()
    } catch {
      if case .missing = error.problem { return nil }
      throw error
    }
  }

  /// The names of the keys that are admitted; `nil` where none are asked for.
  var admitted: [PublicKey: String]? { allowList?.names }

  /// How the coordinator's socket proves itself.
  var encryption: Encryption {
    guard let coordinatorKeys, let allowList else { return .none }
    return .server(coordinatorKeys, admitting: Set(allowList.names.keys))
  }

  /// Where the join file is; `nil` where there is none.
  var joinFile: String? { plan.writesJoinFile ? folder.joinFile : nil }

  /// Writes the file that workers join with, once it is known where the coordinator listens.
  func writeJoinFile(listeningOn bound: String) throws {
    guard plan.writesJoinFile else { return }
    let bound = try Endpoint(argument: bound, use: .connect)
    let host =
      plan.outside?.host
      ?? (bound.host == "0.0.0.0" ? ProcessInfo.processInfo.hostName : bound.host)
    let endpoint = try Endpoint(
      argument: "tcp://\(host):\(plan.outside?.port ?? bound.port)", use: .connect)
    var keys: JoinFile.Keys?
    if let coordinatorKeys, let workerKeys {
      keys = .init(coordinator: coordinatorKeys.publicKey, worker: workerKeys)
    }
    try JoinFile(sweep: sweep, endpoints: [endpoint], keys: keys).replace(folder.joinFile)
  }

  /// What a person does next.
  var invitation: String {
    let command = "Start workers with: hitsweep worker \(folder.joinFile)"
    return if plan.asksForKeys {
      "\(command) (on another machine with a copy of that file; whoever has it can join)"
    } else if plan.listen.isLoopback {
      "\(command) (on this machine; --endpoint HOST lets others join)"
    } else {
      "\(command) (WITHOUT ENCRYPTION OR KEYS: whoever reaches the port can join)"
    }
  }

  /// Watches the allow-list from now on, if there is one.
  func watchAllowList(reportTo mailbox: Mailbox<Coordinator.Incident>) -> AllowListWatch? {
    guard allowList != nil else { return nil }
    return AllowListWatch(path: folder.allowList, seen: stamp, reportTo: mailbox)
  }
}

/// What changes with a file's content.
struct FileStamp: Equatable {
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// Looks at a file; `nil` where there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}

/// Reads the allow-list again when it has changed, beside the loop, which never waits for a disk.
///
/// A list with a mistake is told, and the one before it stays in force.
final class AllowListWatch {
  private let timer: any DispatchSourceTimer

  init(path: String, seen: FileStamp?, reportTo mailbox: Mailbox<Coordinator.Incident>) {
    let seen = Seen(seen)
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "allow-list"))
    timer.setEventHandler {
      if seen.isReplaced(by: FileStamp(path)) { Self.read(path, reportTo: mailbox) }
    }
    timer.schedule(deadline: .now(), repeating: .milliseconds(500))
    timer.resume()
  }

  private final class Seen: Sendable {
    private let stamp: Mutex<FileStamp?>

    init(_ stamp: FileStamp?) { self.stamp = Mutex(stamp) }

    func isReplaced(by new: FileStamp?) -> Bool {
      stamp.withLock { stamp in
        defer { stamp = new }
        return stamp != new
      }
    }
  }

  func stop() { timer.cancel() }

  private static func read(_ path: String, reportTo mailbox: Mailbox<Coordinator.Incident>) {
    do throws(JoinFileError) {
      let list = try AllowList(path: path)
      mailbox.post(.admit(list.names))
      mailbox.post(
        .remark(
          kind: "keys", "read \(path) again: \(NumberText.count(list.names.count, "key")) admitted")
      )
    } catch {
      mailbox.post(.remark(kind: "keys", "\(error); the list as it was stays in force"))
    }
  }
}
