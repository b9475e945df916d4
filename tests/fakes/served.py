# served.py - meters on TCP ports, each served by a thread of its own until the test ends

import asyncio
import threading
from contextlib import contextmanager

from wattkey_host.meter.serve import serve_tcp


@contextmanager
def serving():
    """Gives `serve(meter)` -> "host:port"; what is served ends with the block."""
    ends = []

    def serve(meter):
        loop, listening, where = asyncio.new_event_loop(), threading.Event(), []

        def ready(address):
            where.append(address)
            listening.set()

        task = loop.create_task(serve_tcp(meter, "127.0.0.1", 0, ready))
        thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])), daemon=True)
        thread.start()
        ends.append((loop, task, thread))
        assert listening.wait(10)
        return where[0]

    yield serve
    for loop, task, thread in ends:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        loop.close()
