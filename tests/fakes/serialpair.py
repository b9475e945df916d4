# serialpair.py - a serial line between two programs: pseudo terminals, and a meter of ours at one end

import asyncio
import os
import threading
import tty

import pytest
import serial

from wattkey_host.meter.making import build
from wattkey_host.meter.serve import serve_serial
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.clock import VirtualClock


@pytest.fixture
def pair():
    """Two ends of a line: pseudo terminals with a thread that carries bytes between them."""
    ends = [os.openpty() for _ in range(2)]
    for main, end in ends:
        tty.setraw(main)
        tty.setraw(end)
    (one, _), (two, _) = ends

    def carry(source, target):
        try:
            while data := os.read(source, 256):
                os.write(target, data)
        except OSError:
            return

    threads = [threading.Thread(target=carry, args=pair, daemon=True) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    yield [os.ttyname(end) for _, end in ends]
    for main, end in ends:
        os.close(end)
        os.close(main)


@pytest.fixture
def our_meter_on():
    """Serves a meter on a serial port in a thread."""
    loops = []

    def start(name, **setup):
        port = serial.Serial(name, 1200)
        meter = build(Setup(**setup), VirtualClock())
        loop = asyncio.new_event_loop()
        ready = threading.Event()
        task = loop.create_task(serve_serial(meter, port, lambda name: ready.set()))
        thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])), daemon=True)
        thread.start()
        assert ready.wait(10)
        loops.append((loop, task, thread, port))
        return port

    yield start
    for loop, task, thread, port in loops:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        port.close()
