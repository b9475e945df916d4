# conftest.py - a box of meters served over TCP, for whoever reads or searches it
import asyncio
import threading

import pytest

from wattkey_host.meter.boxserved import ServedBox
from wattkey_host.meter.serve import serve_tcp
from wattkey_host.sim.clock import VirtualClock


@pytest.fixture
def served():
    """served(specs) -> socket://host:port of a box."""
    ends = []

    def start(*specs):
        told, listening, where = [], threading.Event(), []
        loop = asyncio.new_event_loop()

        def ready(address):
            where.append(address)
            listening.set()

        box = ServedBox(list(specs), VirtualClock(), told.append)
        task = loop.create_task(serve_tcp(box, "127.0.0.1", 0, ready))
        thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])), daemon=True)
        thread.start()
        ends.append((loop, task, thread))
        assert listening.wait(10)
        return f"socket://{where[0]}"

    yield start
    for loop, task, thread in ends:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        loop.close()
