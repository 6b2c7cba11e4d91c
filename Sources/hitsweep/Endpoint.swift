import ZeroMQ

extension Endpoint {
  /// Takes up an endpoint of the command line.
  init(argument text: String, use: Use) throws(Complaint) {
    guard let endpoint = Endpoint(text, use: use) else {
      throw Complaint(
        .badInput,
        "\(text): not an endpoint; expected tcp://HOST:PORT with a port from 1 to 65535, "
          + "such as tcp://127.0.0.1:5555")
    }
    self = endpoint
  }
}
