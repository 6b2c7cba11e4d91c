import Foundation
import Testing

extension CommandLineTests {
  /// What a person asks the training core.
  @Suite struct TrainingCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: [String]) throws -> Finished {
      try Program.run(arguments, in: folder.url)
    }

    private func supportedSets() throws -> [String] {
      try #require(try run(["doctor", "--format", "json"]).json()["supportedISAs"] as? [String])
    }

    @Test func `the doctor names the instruction set in use, the fastest one`() throws {
      let json = try run(["doctor", "--format", "json"]).json()
      let sets = try supportedSets()
      #expect(json["isa"] as? String == sets.last)
      #expect(sets.first == "baseline")
      #if arch(x86_64)
      let flags =
        try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        .split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ") ?? []
      #expect(sets.contains("v3") == (flags.contains("avx2") && flags.contains("fma")))
      #expect(sets.contains("v4") == (flags.contains("avx512vl") && flags.contains("avx512bw")))
      #endif
      #expect(
        Set(json.keys) == [
          "schemaVersion", "version", "numericsVersion", "protocolVersion", "isa", "supportedISAs",
          "cores",
          "zeroMQ", "openFilesLimit", "warnings",
        ])
      let text = try run(["doctor"])
      #expect(text.status == 0)
      #expect(text.output.contains("instruction set in use  \(sets.last ?? "")"))
    }

    @Test func `the doctor warns of a set that is slow`() throws {
      let text = try run(["doctor", "--isa", "baseline"])
      #expect(text.status == 0)
      #if arch(x86_64)
      #expect(text.output.contains("instruction set in use  baseline"))
      #expect(text.output.contains("warning: baseline computes each multiply-add by a call"))
      #endif
    }

    @Test func `a benchmark gives a training's time beside what the machine could do`() throws {
      let isa = try #require(try supportedSets().last)
      let json = try run(["bench", "train", "--workload", "2", "--format", "json"]).json()
      #expect(Set(json.keys) == ["isa", "peakGFLOPS", "workloads"])
      #expect(json["isa"] as? String == isa)
      let peak = try #require(json["peakGFLOPS"] as? Double)
      let workloads = try #require(json["workloads"] as? [[String: Any]])
      #expect(workloads.count == 1)
      let workload = try #require(workloads.first)
      #expect(
        Set(workload.keys) == ["name", "milliseconds", "gflops", "shareOfPeak", "ratioToFloor"])
      #expect(workload["name"] as? String == "13-2-2")
      let milliseconds = try #require(workload["milliseconds"] as? Double)
      let rate = try #require(workload["gflops"] as? Double)
      let share = try #require(workload["shareOfPeak"] as? Double)
      let ratio = try #require(workload["ratioToFloor"] as? Double)
      // 13 × 2 + 2 × 2 multiply-adds forward and again for the weights, 2 × 2 back, for each row and epoch; 34 parameters
      // in 184 × 25 steps of Adam.
      let operations: Double = 128 * 293_650 + 408 * 4600
      #expect(abs(rate * milliseconds * 1e6 / operations - 1) < 1e-9)
      #expect(abs(share - rate / peak) < 1e-9 && abs(ratio * share - 1) < 1e-9)
      #expect(share > 0 && share < 1)
    }

    @Test func `an LSTM's work is counted with its exponentials, and slots are compared`() throws {
      let json = try run(
        ["bench", "train", "--workload", "w2", "--slots", "2", "--format", "json"]
      ).json()
      let workload = try #require((json["workloads"] as? [[String: Any]])?.first)
      let milliseconds = try #require(workload["milliseconds"] as? Double)
      let rate = try #require(workload["gflops"] as? Double)
      // 0.68 GFLOP and 7.5 million exponentials at 16 each.
      let operations: Double = 2 * (2 * 2940 + 860) * 50_000 + 12 * 1022 * 800 + 16 * 150 * 50_000
      #expect(abs(rate * milliseconds * 1e6 / operations - 1) < 1e-9)
      let efficiency = try #require(workload["slotEfficiency"] as? Double)
      #expect(efficiency > 0.2 && efficiency < 1.5)
      let text = try run(["bench", "train", "--workload", "2", "--slots", "2"])
      #expect(text.output.contains("on one core, whose peak is") && text.output.contains("13-2-2"))
      #expect(text.output.contains("2 slots, each"))
    }

    @Test func `a worker is told the instruction set, and says so`() throws {
      let isa = try #require(try supportedSets().first)
      let worker = try Program(
        ["worker", "tcp://127.0.0.1:1", "--isa", isa, "--give-up-after", "0.01"], in: folder.url)
      let end = try worker.finish()
      #expect(end.errors.contains("training with \(isa)\n"), "\(end.errors)")
    }

    /// A library that is preloaded makes the process flush subnormal numbers, as one built with -ffast-math would.
    @Test func `where numbers would come out otherwise nothing is trained`() throws {
      #if arch(x86_64)
      let library = folder.url.appendingPathComponent("flush.so").path
      try folder.write(
        """
        #include <xmmintrin.h>
        __attribute__((constructor)) static void flush(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }
        """, to: "flush.c")
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = [
        "clang", "-shared", "-fPIC", "-o", library,
        folder.url.appendingPathComponent("flush.c").path,
      ]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
      try folder.write(SweepText.text(layers: "[[]]", replicates: 1, epochs: 1), to: "s.yaml")
      for arguments in [
        ["run", "s.yaml"], ["worker", "tcp://127.0.0.1:1"], ["bench", "train", "--workload", "2"],
      ] {
        let refused = try Program.run(
          arguments, in: folder.url, environment: ["LD_PRELOAD": library])
        #expect(refused.status == 3)
        #expect(refused.errors.hasPrefix("this process takes subnormal numbers for 0"))
      }
      let doctor = try Program.run(
        ["doctor"], in: folder.url, environment: ["LD_PRELOAD": library])
      #expect(doctor.output.contains("warning: this process takes subnormal numbers for 0"))
      #endif
    }

    @Test(
      arguments: [
        (["bench", "train", "--workload", "W9"], "--workload: 'W9' is not expected; expected W1"),
        (["bench", "train", "--workload", "30,0"], "--workload: '30,0' is not expected"),
        (["bench", "train", "--workload", "6 4"], "--workload: '6 4' is not expected"),
        (["bench", "train", "--workload", "5]["], "--workload: '5][' is not expected"),
        (["bench", "train", "--workload", ""], "--workload: '' is not expected"),
        (["bench", "train", "--isa", "mmx"], "--isa: 'mmx' is not expected; expected one of base"),
        (["worker", "tcp://127.0.0.1:1", "--isa", "v9"], "--isa: 'v9' is not expected"),
      ])
    func `what is not there is refused by name`(arguments: [String], message: String) throws {
      let refused = try run(arguments)
      #expect(refused.status == 2)
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }

    @Test func `every instruction set and number of slots gives the same digest`() throws {
      try folder.write(
        """
        name: bits
        data: { source: generated, songs: 500 }
        trial: { epochs: 2, l2: 0.001 }
        replicates: 2
        axes: { layers: [[], [30, 10]], classWeight: [1, 4] }
        """, to: "bits.yaml")
      var digests: Set<String> = []
      for (index, isa) in try supportedSets().enumerated() {
        let store = "\(isa).hitsweep"
        let run = try run(
          ["run", "bits.yaml", "--store", store, "--isa", isa, "--slots", "\(index + 1)"])
        #expect(run.status == 0, "\(run.errors)")
        digests.insert(try self.run(["export", "digest", store]).output)
      }
      #expect(digests.count == 1)
    }
  }
}
