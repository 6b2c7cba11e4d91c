"""A sweep's coordinator and workers on hosts, and what its store must look like at the end."""
import csv
import io
import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

from hosts import command

PORT = 5555
COORDINATOR, WORKERS, RELAY = "h0", ("h1", "h2", "h3"), "relay"
TOLD_SECONDS_MAX = 5  # from the end of the sweep until a worker that can hear of it has ended
GONE_SECONDS_MAX = 5  # from there until no process of its own is left


class Failure(Exception):
    """Something went otherwise than it must."""


def expect(condition, complaint):
    if not condition:
        raise Failure(complaint)


class Cluster:
    """A coordinator on `h0` and a worker on each of `h1` to `h3`."""

    def __init__(self, hosts, program, sweep, folder):
        self.hosts, self.program, self.sweep, self.folder = hosts, program, sweep, folder
        self.endpoint = f"tcp://{hosts[COORDINATOR].address}:{PORT}"
        self.store = folder / "faults.hitsweep"
        self.commands, self.processes = {}, {}
        self.doing = "starting"
        self.all_will_hear = True  # whether no fault keeps workers from being told of the end
        self.untold = []  # workers that were not

    def start(self, endpoint=None, crew=len(WORKERS)):
        """Start everything, workers with the coordinator's endpoint or with `endpoint`.

        Return once so many workers as `crew` says have brought something.
        """
        self.commands[COORDINATOR] = ["coordinator", self.sweep, "--store", self.store,
                                      "--listen", self.endpoint, "--insecure"]
        for name in WORKERS:
            self.commands[name] = ["worker", endpoint or self.endpoint, "--slots", "1"]
        for name in self.commands:
            self.start_again(name)
        self.wait_for(f"the first outcomes of {crew} workers",
                      lambda: len(self.hosts_with_outcomes()) >= crew)
        self.count_arrivals()

    def start_again(self, name):
        self.processes[name] = self.hosts[name].start(
            [self.program, *self.commands[name]], self.folder / f"{name}.log")

    def kill(self, names):
        """Kill -9, all at once; whether the sweep was still going on.

        At its end, processes may end by themselves meanwhile.
        """
        for name in names:
            self.processes[name].kill()
        codes = {name: self.processes[name].wait() for name in names}
        for name, code in codes.items():
            expect(code in (-signal.SIGKILL, 0), f"{name} failed, {self.last_words(name)}")
        is_over = self.processes[COORDINATOR].poll() == 0
        if is_over:
            for name in codes.keys() - {COORDINATOR}:
                del self.processes[name]
        return not is_over

    def training_processes(self, name):
        """The processes that a worker has started."""
        return set(self.hosts[name].processes()) - {self.processes[name].pid}

    def stop(self, name):
        self.hosts[name].send_all(signal.SIGSTOP)

    def go_on(self, name):
        self.hosts[name].send_all(signal.SIGCONT)

    @property
    def is_over(self):
        return self.processes[COORDINATOR].poll() is not None

    def wait_for(self, what, condition):
        """Look at `condition` until it holds; the watchdog ends it where that never comes."""
        self.doing = f"waiting for {what}"
        while not condition():
            expect(not self.is_over, f"the sweep ended before {what}, "
                                     f"{self.last_words(COORDINATOR)}")
            time.sleep(0.1)

    def pause(self, seconds):
        """Let a storm go on; the sweep must outlast it, or it was none."""
        self.doing = f"leaving it alone for {seconds:.1f} s"
        time.sleep(seconds)
        expect(not self.is_over, "the sweep did not outlast the storm (more 'replicates' in "
                                 f"sweep.yaml would help), {self.last_words(COORDINATOR)}")

    def finish(self):
        """Wait for the end of everything; a worker that was cut off from the news is ended."""
        self.doing = "waiting for the coordinator to end"
        expect(self.processes[COORDINATOR].wait() == 0,
               f"the coordinator failed, {self.last_words(COORDINATOR)}")
        self.doing = "waiting for the workers to end"
        deadline = time.monotonic() + TOLD_SECONDS_MAX
        for name in WORKERS & self.processes.keys():
            worker = self.processes[name]
            try:
                worker.wait(max(0, deadline - time.monotonic()))
                expect(worker.returncode == 0, f"{name} failed, {self.last_words(name)}")
            except subprocess.TimeoutExpired:
                self.untold.append(name)
                worker.kill()
                worker.wait()
        expect(not (self.untold and self.all_will_hear),
               f"the coordinator has ended, and not told {', '.join(self.untold)}")
        self.expect_nobody()

    def expect_nobody(self):
        self.doing = "waiting for every process to be gone"
        deadline = time.monotonic() + GONE_SECONDS_MAX
        while left := [name for name in self.commands if self.hosts[name].processes()]:
            expect(time.monotonic() < deadline, f"processes are left on {', '.join(left)}")
            time.sleep(0.05)

    def last_words(self, name):
        log = (self.folder / f"{name}.log").read_text(errors="replace").strip()
        return (f"exit code {self.processes[name].poll()}, "
                f"last line: {(log or '(none)').splitlines()[-1]}")

    def hosts_with_outcomes(self):
        try:
            status = json.loads(command(*self.hosts[COORDINATOR].inside(
                self.program, "status", self.endpoint, "--format", "json")))
        except subprocess.CalledProcessError:
            return set()
        return {worker["host"] for worker in status["workers"] if worker["finished"] > 0}

    # What the store holds.

    def count_arrivals(self):
        """Let the store count the outcomes that it is given, those that it has already, too."""
        with closing(sqlite3.connect(self.store, timeout=10)) as store:
            store.executescript("""
                BEGIN IMMEDIATE;
                CREATE TABLE arrival AS SELECT id FROM outcome;
                CREATE TRIGGER arrives BEFORE INSERT ON outcome
                BEGIN INSERT INTO arrival VALUES (NEW.id); END;
                COMMIT;
                """)

    def query(self, text):
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=10)) as store:
            return store.execute(text).fetchall()

    def events(self, kind):
        return [text for (text,) in self.query(f"SELECT text FROM event WHERE kind = '{kind}'")]

    def have_lapsed(self, names):
        texts = self.events("lapsed")
        return all(any(f" on {name} " in text for text in texts) for name in names)

    def came_twice(self):
        """How many outcomes the store was given that it had already."""
        [(count,)] = self.query("SELECT (SELECT count(*) FROM arrival) - "
                                "(SELECT count(*) FROM outcome)")
        return count

    def audited_digest(self):
        """The digest of a store with one outcome of each trial and nothing to worry about."""
        status = json.loads(command(self.program, "status", self.store, "--format", "json"))
        total = status["trials"]["total"]
        expect(status["trials"]["done"] == total > 0, f"not all is done: {status['trials']}")
        rows = list(csv.DictReader(io.StringIO(
            command(self.program, "export", "outcomes", self.store))))
        trials = {(row["id"], row["replicate"]) for row in rows}
        expect(len(rows) == len(trials) == total, f"{total} trials have {len(rows)} outcomes")
        others = [row for row in rows if row["outcome"] != "measured"]
        expect(not others, f"{len(others)} trials were not measured: {others[:1]}")
        # Connections that break off before they speak are refused, too: only what was brought counts.
        bad = self.events("alarm") + [text for text in self.events("refused")
                                      if not text.startswith("refused a connection")]
        expect(not bad, f"in the event log: {bad}")
        [(integrity,)] = self.query("PRAGMA integrity_check")
        expect(integrity == "ok", f"the store is damaged: {integrity}")
        return command(self.program, "export", "digest", self.store).strip()
