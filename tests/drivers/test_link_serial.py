# test_link_serial.py - the plain wire: every speed a slave power-line module has, and pins that are given back
import pytest

from wattkey_host.sim.uart import UartConfig
from wattkey_host.sim.wire import Wire

FRAME = bytes(range(0x40, 0x40 + 60))
ANSWER = bytes(255 - n for n in range(216))
ASK = f"await part.send({FRAME!r})\nprint(await heard())\n"


@pytest.fixture
def asked(device, listener):
    """`asked(body, baud, far)` -> (world, listener) after a while; at the far end stands one that is set to `far`."""

    def run(body, baud=1200, far=None, **settings):
        world = device("link_serial", body, settings={"SERIAL_BAUD": str(baud), **settings})
        other = listener(world.clock, FRAME, ANSWER)
        world.wire = Wire(world.clock, other, UartConfig(far or baud, 8, "even", 1))
        world.run_for(6)
        return world, other

    return run


@pytest.mark.parametrize("baud", [1200, 2400, 9600, 19200])
def test_question_and_answer_pass_whole_at_every_speed(asked, baud):
    world, other = asked(ASK, baud)
    assert other.heard == FRAME
    assert world.machine.console == repr(ANSWER) + "\n"


def test_another_speed_is_not_understood(asked):
    _, other = asked(ASK, 2400, far=9600)
    assert other.heard == b""


def test_it_can_change_its_speed(asked):
    _, other = asked("part.tune(9600)\n" + ASK, 1200, far=9600)
    assert other.heard == FRAME


def test_it_may_have_other_pins(asked):
    """On the pins of the RS-485 pair nothing drives the pair: the wire there hears it, the one at the head does not."""
    world, other = asked(ASK, SERIAL_TX="GP20", SERIAL_RX="GP21")
    assert other.heard == b""
    assert world.machine.crash == ""


def test_a_closed_one_gives_its_pins_back(asked):
    _, other = asked("global part\npart.close()\npart = link_serial.make(SETTINGS.get, clock)\n" + ASK)
    assert other.heard == FRAME
