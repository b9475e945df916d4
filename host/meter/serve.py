# serve.py - a meter on a TCP port or a serial line, in real time
"""One meter, any number of clients; each line has its own ear: half a question on one does not spoil another."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Protocol

import serial

from wattkey_host.meter.commands import SPEEDS
from wattkey_host.meter.heard import GAP_US
from wattkey_host.meter.hearing import Hearer, Speak
from wattkey_host.meter.telling import Teller
from wattkey_host.sim.clock import VirtualClock

GAP_S = GAP_US / 1_000_000
TURN = 16  # bytes of one client, a question, before the others have their turn
SPEED_S = 300.0  # an agreed speed is given up when nothing was heard for so long


class Servable(Protocol):
    """A meter, or a box of them. `speed_code`: of a speed just agreed upon, 0: none."""

    clock: VirtualClock
    speed_code: int
    teller: Teller

    def line(self, speak: Speak) -> Hearer:
        """An ear for one line; what is asked on it is answered to `speak`."""


class Pump:
    """Moves the meter's virtual clock along with real time; what falls due (answers) happens on time."""

    def __init__(self, meter: Servable, loop: asyncio.AbstractEventLoop) -> None:
        self._meter = meter
        self._loop = loop
        self._began = time.monotonic()

    def run(self) -> None:
        """Catch up, and come back when the next thing is due."""
        clock = self._meter.clock
        clock.advance((time.monotonic() - self._began) * 1_000_000 - clock.now_us)
        due = clock.next_us()
        if due is not None:
            self._loop.call_later(max(0.0, (due - clock.now_us) / 1_000_000), self.run)


class ServedLine:
    """One line into a meter, in real time. `speak` sends bytes back."""

    def __init__(self, meter: Servable, pump: Pump, speak: Speak) -> None:
        self._ear = meter.line(speak)
        self._pump = pump
        self._heard = 0.0
        self._loop = asyncio.get_running_loop()

    def hear(self, data: bytes) -> None:
        """Bytes have arrived."""
        self._pump.run()
        self._heard = time.monotonic()
        self._ear.hear(data)
        self._pump.run()
        self._loop.call_later(GAP_S, self._look_again, self._heard)

    def _look_again(self, heard: float) -> None:
        if heard == self._heard:
            self._ear.silence()
            self._pump.run()


async def converse(meter: Servable, pump: Pump, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one client until it goes. A few questions at a time, then it is the others' turn; and one that does not
    fetch its answers is not listened to meanwhile."""
    line = ServedLine(meter, pump, lambda data: None if writer.is_closing() else writer.write(data))
    try:
        while data := await reader.read(TURN):
            line.hear(data)
            await writer.drain()
            await asyncio.sleep(0)
    except ConnectionError as error:
        meter.teller.say(f"connection lost: {error}")
    finally:
        writer.close()


async def serve_tcp(meter: Servable, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until cancelled. `ready` is told the address once it can be connected to. Raises OSError."""
    pump = Pump(meter, asyncio.get_running_loop())

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await converse(meter, pump, reader, writer)

    server = await asyncio.start_server(client, host, port)
    name, number = server.sockets[0].getsockname()[:2]
    ready(f"{name}:{number}")
    async with server:
        await server.serve_forever()


async def serve_serial(meter: Servable, port: serial.Serial, ready: Callable[[str], None]) -> None:
    """Serve on an open serial port until cancelled. Raises serial.SerialException when it is gone."""
    loop = asyncio.get_running_loop()
    ending = threading.Event()
    gone: asyncio.Future[None] = loop.create_future()
    way = _SerialLine(meter, port)
    line = ServedLine(meter, Pump(meter, loop), way.speak)

    def listen() -> None:
        try:
            while not ending.is_set():
                data = port.read(port.in_waiting or 1)
                loop.call_soon_threadsafe(way.heard if data else way.silent, data)
                if data:
                    loop.call_soon_threadsafe(line.hear, data)
        except (serial.SerialException, OSError) as error:
            loop.call_soon_threadsafe(gone.set_exception, error)

    port.timeout = 1.0
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    ready(str(port.name))
    try:
        await gone
    finally:
        ending.set()
        port.cancel_read()
        listener.join()


class _SerialLine:
    """The port, and the speed that was agreed upon (C=17): in force behind the answer, given up after a silence."""

    def __init__(self, meter: Servable, port: serial.Serial) -> None:
        self._meter = meter
        self._port = port
        self._usual = port.baudrate
        self._heard = time.monotonic()

    def speak(self, data: bytes) -> None:
        """Send an answer; then the speed may change."""
        self._port.write(data)
        if self._meter.speed_code:
            self._port.flush()
            self._port.baudrate = SPEEDS[self._meter.speed_code]
            self._meter.speed_code = 0
            self._meter.teller.say(f"  the speed is {self._port.baudrate} baud now")

    def heard(self, data: bytes) -> None:
        """Bytes have come: the line is in use."""
        self._heard = time.monotonic()

    def silent(self, data: bytes) -> None:
        """A second without a byte."""
        if self._port.baudrate != self._usual and time.monotonic() - self._heard > SPEED_S:
            self._port.baudrate = self._usual
            self._meter.teller.say(f"  silence: back to {self._usual} baud")
