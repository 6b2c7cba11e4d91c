import Foundation
import Testing
import ZeroMQ

extension CommandLineTests {
  /// Wrong input: a clear sentence, the documented exit code, nothing lost.
  @Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(
        SweepText.text(layers: "[[]]", replicates: 1, epochs: 2), to: "sweep.yaml")
    }

    private func expect(
      _ arguments: [String], status: Int32, _ errors: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let end = try Program.run(arguments, in: folder.url)
      #expect(end.status == status, sourceLocation: sourceLocation)
      #expect(end.errors == errors + "\n", sourceLocation: sourceLocation)
    }

    @Test func `a sweep file that is not there, or not one`() throws {
      try expect(
        ["run", "none.yaml"], status: 2,
        "none.yaml: no such sweep file; 'hitsweep init' writes one to start from")
      try folder.write("name: x\ndata: { source: generated }\naxes: { layers: [] }\n", to: "a.yaml")
      try expect(
        ["plan", "a.yaml"], status: 2,
        "a.yaml:3: axis 'layers' has no values; give it at least one, for example [[30, 10]]")
      try folder.write("name: x\ndata: { source: generated }\nreplicate: 3\n", to: "b.yaml")
      try expect(
        ["plan", "b.yaml"], status: 2,
        "b.yaml:3: unknown key 'replicate' in the sweep file; did you mean 'replicates'?")
    }

    @Test func `output that cannot be written is an error`() throws {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = [
        "-c", "\"$0\" --version > /dev/null && \"$0\" doctor > /dev/full", Program.executable.path,
      ]
      let errors = Pipe()
      shell.standardError = errors
      try shell.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 3)
      #expect(text == "the output could not be written: No space left on device\n")
    }

    @Test func `an unknown option is a matter of usage`() throws {
      let end = try Program.run(["run", "sweep.yaml", "--slot", "2"], in: folder.url)
      #expect(end.status == 2)
      #expect(end.errors.contains("Unknown option '--slot'"))
      #expect(try Program.run(["run", "sweep.yaml", "--slots", "0"], in: folder.url).status == 2)
      #expect(try Program.run(["--help"], in: folder.url).status == 0)
    }

    @Test func `a missing real file is named with where it was looked for and where to get it`()
      throws
    {
      try folder.write(
        "name: x\ndata: { source: kaggle-19000-spotify-songs, folder: here }\n", to: "k.yaml")
      let end = try Program.run(["plan", "k.yaml", "--data", "elsewhere"], in: folder.url)
      #expect(end.status == 2)
      #expect(
        end.errors
          == "song_data.csv was not found in elsewhere (--data); get it from the Kaggle dataset "
          + "edalrami/19000-spotify-songs\n")
      let both = try Program.run(
        ["plan", "k.yaml"], in: folder.url, environment: ["HITSWEEP_DATA": "/nowhere"])
      #expect(both.errors.contains("/nowhere ($HITSWEEP_DATA)"))
      #expect(both.errors.contains(" here (data.folder)"))
      let below = folder.url.appendingPathComponent("below")
      try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: folder.url.appendingPathComponent("k.yaml"),
        to: below.appendingPathComponent("k.yaml"))
      let relative = try Program.run(["plan", "below/k.yaml"], in: folder.url)
      #expect(relative.errors.contains(" below/here (data.folder)"))
    }

    @Test func `a broken table is named by file, line, column and value`() throws {
      try folder.write("name: x\ndata: { source: csv, file: t.csv, label: hit }\n", to: "t.yaml")
      try folder.write("tempo,hit\n120,1\nfast,0\n", to: "t.csv")
      try expect(
        ["plan", "t.yaml"], status: 2,
        "t.csv:3: column 'tempo': 'fast' is not a number; list a column of words under 'nominal'")
      try folder.write("tempo,hit\n120,1\n130", to: "t.csv")
      try expect(
        ["plan", "t.yaml"], status: 2, "t.csv:3: 1 fields where the header has 2")
      try folder.write("tempo\n120\n", to: "t.csv")
      try expect(
        ["plan", "t.yaml"], status: 2, "t.csv:1: no column 'hit'; the header has tempo")
      try FileManager.default.removeItem(at: folder.url.appendingPathComponent("t.csv"))
      try expect(
        ["plan", "t.yaml"], status: 2,
        "t.csv: no such file; 'file' in t.yaml names it, relative to that file's folder")
      try folder.write("tempo,hit\n120,0\n", to: "t.csv")
      try expect(["plan", "t.yaml"], status: 2, "t.yaml: no row is a top song by 'hit'")
    }

    @Test func `years without release dates are refused with the line`() throws {
      try folder.write("tempo,hit\n120,1\n130,0\n", to: "t.csv")
      try folder.write(
        "name: x\ndata: { source: csv, file: t.csv, label: hit }\naxes:\n  years: [all, since 2010]\n",
        to: "y.yaml")
      try expect(
        ["plan", "y.yaml"], status: 2,
        "y.yaml:4: key 'years': the songs have no years of release; name the column that holds them as 'year' of t.csv"
      )
    }

    @Test func `a store of another sweep is refused with the difference, and left as it is`() throws
    {
      #expect(
        try Program.run(["run", "sweep.yaml", "--store", "s.hitsweep"], in: folder.url).status == 0)
      let digest = try Program.run(["export", "digest", "s.hitsweep"], in: folder.url).output
      try folder.write(
        SweepText.text(layers: "[[]]", replicates: 1, epochs: 3, seed: 2), to: "other.yaml")
      let end = try Program.run(["run", "other.yaml", "--store", "s.hitsweep"], in: folder.url)
      #expect(end.status == 4)
      #expect(end.errors.contains("  seed: 1 in the store, 2 here\n"))
      #expect(end.errors.contains("  trial.epochs: 2 in the store, 3 here\n"))
      #expect(try Program.run(["export", "digest", "s.hitsweep"], in: folder.url).output == digest)
      let fresh = try Program.run(
        ["run", "sweep.yaml", "--store", "s.hitsweep", "--fresh"], in: folder.url)
      #expect(fresh.status == 4)
    }

    @Test func `stores that are none`() throws {
      try folder.write("no database, but a text that is long enough to be looked at", to: "text")
      try expect(
        ["summary", "text"], status: 2,
        "text: not a store of hitsweep; expected a file that 'hitsweep run' or 'hitsweep coordinator' wrote"
      )
      try expect(
        ["status", "none"], status: 2,
        "none: no such store; 'hitsweep run SWEEP' or 'hitsweep coordinator SWEEP' makes one")
      let folderMissing = try Program.run(
        ["run", "sweep.yaml", "--store", "no/such/folder/s.hitsweep"], in: folder.url)
      #expect(folderMissing.status == 3)
      #expect(folderMissing.errors.contains("no/such/folder/s.hitsweep: cannot be written"))
      let readOnly = try Program.run(
        ["run", "sweep.yaml", "--store", "/proc/s.hitsweep"], in: folder.url)
      #expect(readOnly.status == 3)
    }

    @Test func `a second coordinator on a store, a port in use, an argument that is no endpoint`()
      throws
    {
      let first = try Program(
        ["coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*"], in: folder.url)
      let endpoint = try first.waitForEndpoint()
      try expect(
        ["coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*"], status: 4,
        "small.hitsweep: in use by another coordinator; end that one first, or name another file with --store"
      )
      try expect(
        ["coordinator", "sweep.yaml", "--listen", endpoint, "--store", "b.hitsweep"], status: 3,
        "cannot listen on \(endpoint): the port is in use; choose another with --listen, or end what uses it"
      )
      // The store that was made for it is gone again.
      #expect(
        try !FileManager.default.contentsOfDirectory(atPath: folder.url.path).contains("b.hitsweep")
      )
      try expect(
        ["worker", "127.0.0.1"], status: 2,
        "127.0.0.1: neither an endpoint, such as tcp://HOST:5555, nor a join file, such as songs.join"
      )
      for port in ["0", "65536", "-1", "x", ""] {
        let worker = try Program.run(["worker", "tcp://localhost:\(port)"], in: folder.url)
        #expect(worker.status == 2)
      }
    }

    @Test
    func `a worker with nobody at the other end says so, keeps trying, and gives up in the end`()
      throws
    {
      let worker = try Program(
        ["worker", "tcp://127.0.0.1:9", "--give-up-after", "0.1"], in: folder.url)
      _ = try worker.waitForErrors(
        "no answer for 2 s, still trying: nobody listens at tcp://127.0.0.1:9. Likely causes: the coordinator is not running;"
      )
      #expect(worker.isRunning)
      let end = try worker.finish()
      #expect(end.status == 3)
      #expect(end.errors.contains("gave up: nobody has answered at tcp://127.0.0.1:9"))
      let status = try Program.run(["status", "tcp://127.0.0.1:9"], in: folder.url)
      #expect(status.status == 3)
    }

    @Test func `messages that are none are ignored, and the sweep goes on`() throws {
      let coordinator = try Program(
        ["coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*"], in: folder.url)
      let endpoint = try coordinator.waitForEndpoint()
      let stranger = try Socket(.dealer)
      try stranger.connect(endpoint)
      #expect(try stranger.send([UInt8](repeating: 0xA5, count: 4096)) == .sent)
      _ = try coordinator.waitForErrors(
        "ignored a message from 127.0.0.1: no message of hitsweep's protocol")
      #expect(try Program.run(["worker", endpoint], in: folder.url).status == 0)
      #expect(try coordinator.finish().status == 0)
    }

    @Test func `a balance that leaves no other song is infeasible, and no trap`() throws {
      try folder.write(
        """
        name: thin
        data: { source: generated, songs: 500 }
        trial: { epochs: 1 }
        replicates: 1
        axes: { balanceRatio: [0.005, 1] }
        """, to: "thin.yaml")
      #expect(try Program.run(["plan", "thin.yaml"], in: folder.url).status == 0)
      let run = try Program.run(["run", "thin.yaml"], in: folder.url)
      #expect(run.status == 0)
      #expect(run.output.contains("trials: 2 of 2 done, 1 infeasible, 0 failed"))
      let export = try Program.run(["export", "outcomes", "thin.hitsweep"], in: folder.url)
      #expect(export.output.contains("the balance ratio leaves no other song to train on"))
    }

    @Test func `a run whose worker ends goes on with another one`() throws {
      try folder.write(SweepText.small, to: "small.yaml")
      let run = try Program(["run", "small.yaml", "--slots", "1"], in: folder.url)
      _ = try run.waitForErrors("joined")
      let path = "/proc/\(run.identifier)/task/\(run.identifier)/children"
      let children = FileManager.default.contents(atPath: path) ?? Data()
      let worker = try #require(
        Int32(String(decoding: children, as: UTF8.self).trimmingCharacters(in: .whitespaces)))
      kill(worker, SIGTERM)
      _ = try run.waitForErrors("the worker process ended before its time; starting another")
      let end = try run.finish()
      #expect(end.status == 0, "\(end.errors)")
    }

    @Test func `a reader of stderr that goes away does not end a run`() throws {
      let run = try Process.run(
        URL(fileURLWithPath: "/bin/sh"),
        arguments: [
          "-c",
          "cd \(folder.url.path) && { \(Program.executable.path) run sweep.yaml; echo $? > s; mv s status; } 2>&1 | true",
        ])
      run.waitUntilExit()
      let status = folder.url.appendingPathComponent("status")
      let deadline = Date(timeIntervalSinceNow: 60 * Program.patience)
      while !FileManager.default.fileExists(atPath: status.path), Date() < deadline {}
      #expect(try String(contentsOf: status, encoding: .utf8) == "0\n")
    }
  }
}
