/// The checksum in archives: the cyclic redundancy check of IEEE 802.3.
///
/// Source: RFC 1952, section 8.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { register, byte in
    table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
  }
}

/// What each byte makes of an empty register.
private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { register, _ in
    register & 1 == 0 ? register >> 1 : register >> 1 ^ 0xEDB8_8320
  }
}
