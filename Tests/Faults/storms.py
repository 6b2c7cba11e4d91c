"""What a sweep has to go through: each storm starts the cluster, disturbs it, says what it did."""
import signal
import sys
import time
from itertools import cycle
from pathlib import Path

from cluster import COORDINATOR, PORT, RELAY, WORKERS, expect
from hosts import send

LEASE_SECONDS = 10  # how long the coordinator keeps the trials of a worker that it does not hear
LONG = LEASE_SECONDS + 2


def undisturbed(cluster, numbers):
    cluster.start()
    return "no faults"


def loss(cluster, numbers):
    """Every host loses some of the packets that reach it, from the first to the last."""
    shares = {name: numbers.uniform(0.1, 0.3) for name in (COORDINATOR, *WORKERS)}
    for name, share in shares.items():
        cluster.hosts[name].lose("INPUT", share)
    cluster.all_will_hear = False
    # Whoever loses the packets that make a connection may come when all is done.
    cluster.start(crew=1)
    return ", ".join(f"{share:.0%} on {name}" for name, share in shares.items())


def delay(cluster, numbers):
    """Everything passes a relay that keeps it for a while."""
    relay = cluster.hosts[RELAY]
    log = cluster.folder / "relay.log"
    process = relay.start(
        [sys.executable, Path(__file__).with_name("relay.py"), f"{relay.address}:{PORT}",
         f"{cluster.hosts[COORDINATOR].address}:{PORT}", numbers.random()], log)
    cluster.all_will_hear = False
    cluster.start(endpoint=f"tcp://{relay.address}:{PORT}")
    expect(process.poll() is None, f"the relay failed: {log}")
    return "20 to 120 ms each way, now and then 1 to 2 s"


def short_cuts(cluster, numbers):
    """One worker after the other is cut off for less than its leases live: nothing lapses."""
    cluster.start()
    ways = [lambda host: host.unplug(), lambda host: host.lose("INPUT"),
            lambda host: host.lose("OUTPUT")]
    cluster.all_will_hear = False
    count = 0
    end = time.monotonic() + 10
    for name in cycle(numbers.sample(WORKERS, len(WORKERS))):
        numbers.choice(ways)(cluster.hosts[name])
        time.sleep(numbers.uniform(0.5, 3))
        cluster.hosts[name].heal()
        time.sleep(numbers.uniform(0, 0.3))
        count += 1
        if time.monotonic() > end or cluster.is_over:
            break
    expect(count >= 2, f"only {count} cuts before the sweep was over")
    expect(not cluster.events("lapsed"), f"leases lapsed: {cluster.events('lapsed')}")
    return f"{count} cuts of 0.5 to 3 s"


def long_cuts(cluster, numbers):
    """Workers are cut off both ways for longer than their leases live."""
    return fall_out(cluster, numbers, lambda name: cluster.hosts[name].unplug(),
                    lambda name: cluster.hosts[name].heal())


def one_way_cuts(cluster, numbers):
    """Some workers do not hear the coordinator, some are not heard by it."""
    lost = dict(zip(numbers.sample(WORKERS, len(WORKERS)), ("INPUT", "OUTPUT", "OUTPUT")))
    done = fall_out(cluster, numbers, lambda name: cluster.hosts[name].lose(lost[name]),
                    lambda name: cluster.hosts[name].heal())
    return f"{done}; lost {', '.join(f'{name} {chain}' for name, chain in sorted(lost.items()))}"


def stopped_workers(cluster, numbers):
    """Workers stand still, all their processes (SIGSTOP), for longer than their leases live."""
    return fall_out(cluster, numbers, cluster.stop, cluster.go_on)


def fall_out(cluster, numbers, fall, rise):
    """All workers fall out until their leases have lapsed; then one comes back, and 2 s later the others.

    The first one's late outcomes are of trials that are open again, so they fit. Then it is given
    what the others held, so that their late outcomes are in the store already.
    """
    cluster.start()
    start = time.monotonic()
    for name in WORKERS:
        fall(name)
    cluster.pause(LONG)
    cluster.wait_for("all leases to lapse", lambda: cluster.have_lapsed(WORKERS))
    seconds = time.monotonic() - start
    first, *others = numbers.sample(WORKERS, len(WORKERS))
    rise(first)
    cluster.pause(2)
    for name in others:
        rise(name)
    return f"{first} away for {seconds:.0f} s, the others for 2 s more"


def stopped_coordinator(cluster, numbers):
    """The coordinator stands still: no worker loses its leases for that."""
    cluster.start()
    shorter = numbers.uniform(2, 4)
    for seconds in (shorter, LONG):
        cluster.stop(COORDINATOR)
        cluster.pause(seconds)
        cluster.go_on(COORDINATOR)
        time.sleep(0.5)
    expect(not cluster.events("lapsed"), f"leases lapsed: {cluster.events('lapsed')}")
    return f"for {shorter:.1f} s and {LONG} s"


def stalled_training(cluster, numbers):
    """A worker's training stands still for good while the worker goes on to say that it lives."""
    cluster.start()
    name = numbers.choice(WORKERS)
    stalled = cluster.training_processes(name)
    expect(stalled, f"{name} trains in no process of its own")
    send(signal.SIGSTOP, stalled)
    return f"that of {name}"


def kills(cluster, numbers):
    """Kill -9 at random moments; what was killed is started again at once, in the same way."""
    cluster.start()
    everybody = (COORDINATOR, *WORKERS)
    killed = dict.fromkeys((*everybody, "training"), 0)
    end = time.monotonic() + 12
    while time.monotonic() < end:
        time.sleep(numbers.uniform(0.05, 0.8))
        victims = numbers.choice([[COORDINATOR], [COORDINATOR], *([name] for name in WORKERS),
                                  everybody, ["training"], ["training"]])
        if victims == ["training"]:
            send(signal.SIGKILL, cluster.training_processes(numbers.choice(WORKERS)))
        elif cluster.kill(victims):
            for name in victims:
                cluster.start_again(name)
        else:
            break
        for name in victims:
            killed[name] += 1
    workers = sum(killed[name] for name in WORKERS)
    expect(min(killed[COORDINATOR], workers) >= 3, f"the sweep was over after few kills: {killed}")
    return (f"coordinator {killed[COORDINATOR]} times, workers {workers} times, "
            f"their training {killed['training']} times")


STORMS = {storm.__name__.replace("_", "-"): storm for storm in (
    loss, delay, short_cuts, long_cuts, one_way_cuts, stopped_workers, stopped_coordinator,
    stalled_training, kills)}
