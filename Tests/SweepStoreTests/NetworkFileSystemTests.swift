import Foundation
import GRDB
import SweepStore
import Sweeps
import Testing

@Suite struct NetworkFileSystemTests {
  private static let mounts = """
    22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
    40 22 0:35 / /home rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2
    41 22 0:36 / /data rw - fuse.sshfs user@host:/data rw
    42 22 0:37 / /merged rw - fuse.fuse-overlayfs fuse-overlayfs rw
    43 22 0:38 / /scratch rw master:2 propagate_from:1 - lustre 10.0.0.1@tcp:/scratch rw
    44 22 8:17 / /usb rw - fuseblk /dev/sdb1 rw
    """

  @Test(
    arguments: [
      ("254:0", nil), ("0:35", "nfs4"), ("0:36", "fuse.sshfs"), ("0:37", nil), ("0:38", "lustre"),
      ("8:17", nil), ("0:99", nil),
    ] as [(String, String?)])
  func `a device is that of a network file system by its mount`(device: String, type: String?) {
    #expect(NetworkFileSystem.type(ofDevice: device, in: Self.mounts) == type)
  }

  @Test func `a device is named as the kernel names it`() {
    #expect(NetworkFileSystem.name(ofDevice: 0xFE00) == "254:0")
    #expect(NetworkFileSystem.name(ofDevice: 0x0000_1234_5678_9ABC) == "6298:591751100")
  }

  @Test func `on a network file system the store needs no shared memory and is nobody else's`()
    throws
  {
    let folder = try TemporaryFolder()
    for count in 1...2 {
      let store = try SweepStore.own(folder.store, for: description()) { _ in "nfs4" }
      #expect(store.networkFileSystem == "nfs4")
      #expect(try store.commit([outcome(count)]) == receipt(new: 1))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == ["songs.hitsweep", "songs.hitsweep-wal"])
      let settings = try store.database.writeWithoutTransaction { database in
        try ["journal_mode", "synchronous", "locking_mode"].map {
          try String.fetchOne(database, sql: "PRAGMA \($0)")
        }
      }
      #expect(settings == ["wal", "2", "exclusive"])
      var configuration = GRDB.Configuration()
      configuration.busyMode = .immediateError
      #expect(throws: DatabaseError.self) {
        try DatabaseQueue(path: folder.store, configuration: configuration).read {
          try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM outcome")
        }
      }
      try store.release()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }
    #expect(try SweepStore.read(folder.store).records().count == 2)
  }

  @Test func `a local store says nothing of networks`() throws {
    let folder = try TemporaryFolder()
    #expect(try SweepStore.own(folder, try description()).networkFileSystem == nil)
  }
}
