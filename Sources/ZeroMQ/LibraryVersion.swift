import CZeroMQ

/// The version of libzmq that is linked, such as 4.3.4.
public func libraryVersion() -> String {
  var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
  zmq_version(&major, &minor, &patch)
  return "\(major).\(minor).\(patch)"
}
