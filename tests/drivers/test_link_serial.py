# test_link_serial.py - the plain wire: every speed a slave power-line module has, and pins that are given back
import pytest

from wattkey_host.sim.uart import UartConfig
from wattkey_host.sim.wire import Wire

FRAME = bytes(range(0x40, 0x40 + 60))
ANSWER = bytes(255 - n for n in range(216))
ASK = f"""
await part.send({FRAME!r})
whole = b""
while True:
    data = await part.receive(300)
    if not data:
        break
    whole += data
print(whole)
"""


class Listener:
    """Says ANSWER 20 ms after a frame."""

    def __init__(self, clock):
        self.heard = bytearray()
        self.speak = lambda data: None
        self._clock = clock

    def hear(self, byte):
        self.heard.append(byte)
        if len(self.heard) == len(FRAME):
            self._clock.after(20_000, lambda: self.speak(ANSWER))


def asked(device, body, baud=1200, far=None, seconds=6, **settings):
    world = device("link_serial", body, settings={"SERIAL_BAUD": str(baud), **settings})
    listener = Listener(world.clock)
    world.wire = Wire(world.clock, listener, UartConfig(far or baud, 8, "even", 1))
    world.run_for(seconds)
    return world, listener


@pytest.mark.parametrize("baud", [1200, 2400, 9600, 19200])
def test_question_and_answer_pass_whole_at_every_speed(device, baud):
    world, listener = asked(device, ASK, baud)
    assert bytes(listener.heard) == FRAME
    assert world.machine.console == repr(ANSWER) + "\n"


def test_another_speed_is_not_understood(device):
    _, listener = asked(device, ASK, 2400, far=9600)
    assert listener.heard == b""


def test_it_can_change_its_speed(device):
    _, listener = asked(device, "part.tune(9600)\n" + ASK, 1200, far=9600)
    assert bytes(listener.heard) == FRAME


def test_it_may_have_other_pins(device):
    """On the pins of the RS-485 pair nothing drives the pair: the wire there hears it, the one at the head does not."""
    world, listener = asked(device, ASK, SERIAL_TX="GP20", SERIAL_RX="GP21")
    assert listener.heard == b""
    assert world.machine.crash == ""


def test_a_closed_one_gives_its_pins_back(device):
    body = "part.close()\nagain = link_serial.make(SETTINGS.get, clock)\npart = again\n" + ASK
    body = body.replace("part", "again").replace("again.close", "part.close")
    _, listener = asked(device, body)
    assert bytes(listener.heard) == FRAME
