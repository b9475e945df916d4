# test_pico_usb.py - the emulated USB host and CircuitPython's second serial port: bytes both ways, cable out and in
import pytest

from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.playedboard import simulated
from wattkey_host.story.script import Line, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.state import state
from wattkey_host.story.verbs import VERBS
from wattkey_host.story.ways import WAYS
from wattkey_lab.pico.emulated import drive_files, emulated
from wattkey_lab.pico.world import PicoWorld

ECHO = b"""
import board, digitalio, usb_cdc
pin = digitalio.DigitalInOut(board.GP26)
pin.switch_to_output(False)
print("here")
port = usb_cdc.data
port.timeout = 0
while True:
    pin.value = port.connected
    data = port.read(64)
    if data:
        port.write(bytes(value ^ 0x20 for value in data))
"""


@pytest.fixture
def echo(emulator):
    """A board whose program gives back what the second port says, changed; GP26: it sees a program at the port."""
    clock = VirtualClock()
    files = drive_files("en", mpy=True) | {"/code.py": ECHO}
    chip = SpiChip(new_chip("57574B0000000001"), clock)
    with PicoWorld(emulator, image(files), chip, clock=clock, probe="loop") as world:
        yield world


def open_at(world):
    """Whether the program sees the port open."""
    return bool(world.machine.probe) and world.machine.probe[-1][1]


def test_bytes_go_both_ways_over_the_second_port_only_while_the_cable_is_in(echo):
    cable, sent = echo.cable, bytes(range(256)) * 3  # more than a packet, more than the chip's buffer
    echo.power_on()
    echo.run_for(1.5)
    assert not open_at(echo)
    assert echo.machine.console == ""
    for _ in range(2):
        cable.plug()
        assert echo.run_until(lambda: open_at(echo), 2)
        cable.to_device += sent
        assert echo.run_until(lambda: len(cable.to_host) >= len(sent), 1)
        assert bytes(cable.to_host) == bytes(value ^ 0x20 for value in sent)
        cable.to_host.clear()
        cable.unplug()
        assert echo.run_until(lambda: not open_at(echo), 1)
        cable.to_device += b"lost"
        echo.run_for(0.2)
        assert cable.to_host == b""
    assert "lost" not in echo.machine.console


STORY = """
meter unopened
issue
power on
see menu.nothing
sell 100.00
plug in
drop
chip says stored
ledger says loaded
"""
WAY = WAYS["serial"] | {"issue": VERBS["issue"]}  # on the desk: by cable it is 14 s more, until all is published
LINES = [Line(number, text) for number, text in enumerate(STORY.splitlines()) if text]


def test_a_sale_with_read_back_by_serial_end_as_in_the_simulator(emulator, tmp_path):
    ends = []
    for name, board in (("pico", emulated(emulator)), ("sim", simulated)):
        stage = Stage(tmp_path / name, "en", board=board)
        with stage.world:
            play(LINES, VERBS | WAY, stage, lambda line: None)
            ends.append(state(stage))
            assert [talk.what for talk in stage.talks] == ["sale"]
            assert not stage.world.air.log  # nothing went by light
    assert ends[0] == ends[1]
    assert ends[0]["ledger"]["purchase"]
