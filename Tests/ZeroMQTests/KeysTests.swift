import Testing
import ZeroMQ

@Suite struct KeysTests {
  @Test func `a pair is known by its secret half, which is not shown`() throws {
    // The client's keys of the CurveZMQ examples (ZeroMQ RFC 26 and zmq_curve(7)).
    let secret = try #require(SecretKey("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"))
    #expect(try KeyPair(secret).publicKey.text == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
    #expect("\(secret)" == "a secret key")
    #expect(try KeyPair.generate() != KeyPair.generate())
  }

  @Test func `texts that are no keys are none`() {
    let key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    #expect(PublicKey(key)?.short == "Yne@$w-v…")
    for text in [
      "", String(key.dropLast()), key + "0", "~" + key.dropFirst(), "é" + key.dropFirst(2),
    ] {
      #expect(PublicKey(text) == nil, "\(text)")
      #expect(SecretKey(text) == nil, "\(text)")
    }
  }

  @Test func `endpoints are taken apart, and what is none is none`() {
    let endpoint = Endpoint("tcp://node1.cluster:65535", use: .connect)
    #expect(endpoint?.host == "node1.cluster")
    #expect(endpoint?.port == "65535")
    #expect(endpoint?.isLoopback == false)
    #expect(Endpoint("tcp://localhost:*", use: .listen)?.text == "tcp://127.0.0.1:*")
    #expect(Endpoint("tcp://*:5555", use: .listen)?.isLoopback == false)
    for text in [
      "", "tcp://", "tcp://:5555", "tcp://host", "tcp://host:0", "tcp://host:65536", "tcp://host:*",
      "tcp://a b:5555", "tcp://a/b:5555", "ipc://x:1",
    ] {
      #expect(Endpoint(text, use: .connect) == nil, "\(text)")
    }
  }
}
