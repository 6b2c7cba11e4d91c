import Foundation

/// Which file systems lie between hosts, so that the memory that SQLite shares among processes does not work on them.
package enum NetworkFileSystem {
  private static let types: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "lustre", "gpfs", "beegfs", "ceph", "afs", "9p", "gfs2", "ocfs2",
    "orangefs", "pvfs2", "panfs",
  ]

  /// The type of the network file system that a file lies on, such as `nfs4`; `nil` where it lies on none that we know.
  static func type(ofFile path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0,
      let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo")
    else { return nil }
    return type(
      ofDevice: name(ofDevice: UInt64(status.st_dev)), in: String(decoding: mounts, as: UTF8.self))
  }

  /// The numbers of a device as makedev(3) puts them into one: `259:1`.
  package static func name(ofDevice device: UInt64) -> String {
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
    return "\(major):\(minor)"
  }

  /// The same for a device by its numbers, of the text of `/proc/self/mountinfo` (proc(5)).
  package static func type(ofDevice device: String, in mounts: String) -> String? {
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == device,
        let separator = fields.firstIndex(of: "-"), separator + 1 < fields.count
      else { continue }
      let type = String(fields[separator + 1])
      // Whatever a process serves may lie anywhere; only the layers of containers are known to be local.
      let isServed = type.hasPrefix("fuse.") && type != "fuse.fuse-overlayfs"
      return isServed || types.contains(type) ? type : nil
    }
    return nil
  }
}
