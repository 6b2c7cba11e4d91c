#!/usr/bin/env python3
"""Pass TCP connections on with a delay: relay.py ADDRESS:PORT TARGET:PORT SEED

Every piece of data waits 20 to 120 ms each way, and one in fifty 1 to 2 s more; what follows waits behind it, so the
order stays. This stands in for the kernel's netem, which not every kernel has.
"""
import asyncio
import random
import sys


def delay(numbers):
    return numbers.uniform(0.02, 0.12) + (numbers.uniform(1, 2) if numbers.random() < 0.02 else 0)


async def carry(reader, writer, numbers):
    """Carry data one way, until its source has no more or its target takes no more."""
    queue = asyncio.Queue()
    clock = asyncio.get_running_loop().time

    async def deliver():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(due - clock())
            if not data:
                return
            writer.write(data)
            await writer.drain()

    delivery = asyncio.create_task(deliver())
    try:
        due, data = 0, b"-"
        while data:
            data = await reader.read(65_536)
            due = max(due, clock() + delay(numbers))
            queue.put_nowait((due, data))
        await delivery
    except OSError:
        delivery.cancel()
    finally:
        writer.close()


async def serve(listen, target, seed):
    numbers = random.Random(seed)

    async def connected(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(*target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(carry(reader, far_writer, numbers), carry(far_reader, writer, numbers))

    server = await asyncio.start_server(connected, *listen)
    await server.serve_forever()


def endpoint(text):
    address, port = text.split(":")
    return address, int(port)


asyncio.run(serve(endpoint(sys.argv[1]), endpoint(sys.argv[2]), sys.argv[3]))
