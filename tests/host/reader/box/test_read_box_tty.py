# test_read_box_tty.py - `wattkey read --box` at a serial device: a pseudo terminal in the place of an RS-485 adapter
"""Behind it are the pair and the meters of the simulator, bit by bit and each at the speed of its own port; their time
is virtual, so an answer is there as soon as the question is out."""

import csv
import json
import os
import select
import termios
import threading
import tty

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.meter.boxmeters import Spec, box_meter
from wattkey_host.sim.bus import Bus
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.uart import IR_LINE

THREE = Spec("000000000001", rates=3, energy=("1.00", "2.00", "3.00"), end_mark=True, preamble=1)
FOUR = Spec("000000000002", energy=("1.00", "2.00", "3.00", "4.00"), needs_fe=4)
NEW = Spec("000000000003", standard="2007", energy=("0.01", "0.02", "0.03", "0.04"), answer_ms=500)
TURN_US = 1000  # of a USB adapter, at the least
SPEEDS = {getattr(termios, f"B{baud}"): baud for baud in (600, 1200, 2400, 4800, 9600)}


class Adapter:
    """The far end of the terminal: an adapter on the pair, set to the speed that the program has asked for."""

    def __init__(self):
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        self.name = os.ttyname(self._near)
        self.clock = VirtualClock()
        self.bus = Bus(self.clock)
        self.bus.ear = self
        self._stop, self._woken = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def hang(self, spec, baud=1200):
        self.bus.add(box_meter(spec, self.clock), IR_LINE._replace(baudrate=baud))

    @property
    def config(self):
        return IR_LINE._replace(baudrate=SPEEDS[termios.tcgetattr(self.far)[5]])

    def receive(self, value):
        os.write(self.far, bytes([value]))

    def start(self):
        self._thread.start()

    def close(self):
        os.write(self._woken, b".")
        self._thread.join(10)
        for end in (self.far, self._near, self._stop, self._woken):
            os.close(end)

    def _run(self):
        while self._stop not in select.select([self.far, self._stop], [], [])[0]:
            said = os.read(self.far, 256)
            self.clock.advance(TURN_US)
            self.bus.turn(True)
            for value in said:
                start = self.clock.now_us
                self.clock.advance(self.config.byte_us)
                self.bus.drive(start, value, self.config)
            self.bus.turn(False)
            while self.clock.pending:
                self.clock.step(self.clock.next_us())


@pytest.fixture
def adapter():
    made = Adapter()
    yield made
    made.close()


def test_meters_of_both_editions_and_two_speeds_are_read(adapter, tmp_path):
    adapter.hang(THREE)
    adapter.hang(FOUR)
    adapter.hang(NEW, 2400)
    adapter.start()
    numbers = THREE.address, f"{FOUR.address} 1997 1200", f"{NEW.address} 2007 2400"
    box, out = tmp_path / "meters.json", tmp_path / "out.csv"
    box.write_text(json.dumps({"wattkey": 1, "type": "meters", **{str(n): s for n, s in enumerate(numbers, 1)}}))
    words = ["read", "--box", str(box), "--to", adapter.name, "--timeout", "1", "--csv", str(out), "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert (told["meters"], told["read"]) == (3, 3)
    three, four, new = csv.DictReader(out.open())
    assert [three[name] for name in ("total", "sharp", "peak", "flat", "valley")] == [
        "6.00",
        "",
        "1.00",
        "2.00",
        "3.00",
    ]
    assert [four[name] for name in ("total", "sharp", "valley", "baud")] == ["10.00", "1.00", "4.00", "1200"]
    assert [new[name] for name in ("total", "standard", "baud")] == ["0.10", "2007", "2400"]
    assert adapter.bus.collisions == 0
