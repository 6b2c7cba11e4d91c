"""Hosts that can be cut off: network namespaces on a switch, out of which nothing can be reached."""
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

SECONDS_MAX = 20  # for any one command that is waited for
TOOLS = ("ip", "iptables", "nsenter", "unshare", "hostname")
NAMESPACES = Path("/run/netns")
PREFIX = f"hitsweep-{os.getpid()}-"  # what only this process names its namespaces by
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}


class NoHosts(Exception):
    """This machine does not let us make hosts."""


def command(*words):
    """Run a command to its end and return what it printed."""
    done = subprocess.run([str(word) for word in words], check=True, text=True,
                          capture_output=True, timeout=SECONDS_MAX)
    return done.stdout


def make_network(names):
    """Make a host for each name, and a switch that joins them."""
    if os.geteuid() != 0:
        raise NoHosts("only root can make network namespaces")
    for tool in TOOLS:
        if not shutil.which(tool):
            raise NoHosts(f"there is no '{tool}'")
    try:
        switch = make_namespace("switch")
        command("ip", "-n", switch, "link", "add", "name", "bridge0", "type", "bridge")
        command("ip", "-n", switch, "link", "set", "bridge0", "up")
        hosts = {name: Host(name, number, switch) for number, name in enumerate(names, start=1)}
        hosts[names[0]].lose("INPUT", 0.5)
        hosts[names[0]].heal()
        return hosts
    except subprocess.CalledProcessError as error:
        raise NoHosts(f"{' '.join(error.cmd)}: {error.stderr.strip()}") from error


def make_namespace(name):
    command("ip", "netns", "add", PREFIX + name)
    return PREFIX + name


def remove_network():
    """Kill all that runs on this process's hosts, and take them away; signals wait for that."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        for namespace in sorted(NAMESPACES.glob(PREFIX + "*")):
            deadline = time.monotonic() + SECONDS_MAX
            while (left := processes(namespace.name)) and time.monotonic() < deadline:
                send(signal.SIGKILL, left)
                time.sleep(0.02)
            command("ip", "netns", "del", namespace.name)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def processes(namespace):
    """The ids of all processes in a namespace, whoever started them."""
    return [int(word) for word in command("ip", "netns", "pids", namespace).split()]


def send(number, ids):
    """Send a signal to processes, of which some may have ended meanwhile."""
    for process in ids:
        with suppress(ProcessLookupError):
            os.kill(process, number)


class Host:
    """A namespace with one interface, `eth0`, on the switch."""

    def __init__(self, name, number, switch):
        self.name, self.switch = name, switch
        self.address = f"10.0.0.{number}"
        self.namespace = make_namespace(name)
        self.port = f"port{number}"
        command("ip", "-n", self.namespace, "link", "add", "name", "eth0", "type", "veth",
                "peer", "name", self.port, "netns", switch)
        command("ip", "-n", switch, "link", "set", self.port, "master", "bridge0", "up")
        command("ip", "-n", self.namespace, "address", "add", f"{self.address}/24", "dev", "eth0")
        for link in ("lo", "eth0"):
            command("ip", "-n", self.namespace, "link", "set", link, "up")

    def inside(self, *words):
        """A command that becomes `words` here, under this host's name."""
        return ["nsenter", f"--net={NAMESPACES / self.namespace}", "unshare", "--uts",
                "sh", "-c", 'hostname "$0"; exec "$@"', self.name, *map(str, words)]

    def start(self, words, log):
        """Start a process whose output goes to the end of a file."""
        with open(log, "a") as output:
            return subprocess.Popen(self.inside(*words), stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=output, start_new_session=True)

    def lose(self, chain, share=1.0):
        """Drop a share of the packets that come in (`INPUT`) or go out (`OUTPUT`)."""
        interface = "-i" if chain == "INPUT" else "-o"
        some = [] if share == 1 else ["-m", "statistic", "--mode", "random",
                                      "--probability", f"{share:.3f}"]
        command(*self.inside("iptables", "-w", "-A", chain, interface, "eth0", *some,
                             "-j", "DROP"))

    def unplug(self):
        """Cut the host off, both ways."""
        command("ip", "-n", self.switch, "link", "set", self.port, "down")

    def heal(self):
        """Let every packet through again."""
        command(*self.inside("iptables", "-w", "-F"))
        command("ip", "-n", self.switch, "link", "set", self.port, "up")

    def processes(self):
        return processes(self.namespace)

    def send_all(self, number):
        """Send a signal to every process here."""
        send(number, self.processes())
