# test_board_spi.py - the SPI bus under the real SPIDevice: framing, pace, cuts in a frame
"""The real Adafruit library over the simulated pins."""


class EchoChip:
    """Answers each byte with its complement and remembers what it saw."""

    def __init__(self):
        self.seen = []

    def power_on(self):
        self.seen.append("on")

    def power_off(self):
        self.seen.append("off")

    def select(self, selected):
        self.seen.append(selected)

    def transfer(self, value, config):
        self.seen.append((value, tuple(config)))
        return value ^ 0xFF


SPI = """
import board, busio, digitalio, time
from adafruit_bus_device.spi_device import SPIDevice
bus = busio.SPI(board.GP18, board.GP19, board.GP16)
dev = SPIDevice(bus, digitalio.DigitalInOut(board.GP17), baudrate=1_000_000, polarity=1, phase=1)
"""


def test_spi_device_frames_the_bytes_with_chip_select(board):
    chip = EchoChip()
    world = board(
        SPI
        + """
t = time.monotonic()
with dev as spi:
    spi.write(b"\\x01\\x02")
into = bytearray(2)
with dev as spi:
    spi.readinto(into, write_value=0x0F)
    print(spi.try_lock())
print(into.hex(), round((time.monotonic() - t) * 1_000_000) >= 32)
try:
    bus.write(b"x")
except RuntimeError as error:
    print(error)
time.sleep(9)
""",
        esam=chip,
    )
    world.run_for(2)
    mode = (1_000_000, 1, 1, 8)
    assert chip.seen == [
        "on",
        *(True, (1, mode), (2, mode), False),
        *(True, (0x0F, mode), (0x0F, mode), False),
    ]
    assert world.machine.console.splitlines() == ["False", "f0f0 True", "Function requires lock"]


def test_a_byte_takes_its_time_on_the_bus(board):
    world = board(
        SPI
        + """
bus.try_lock(); bus.configure(baudrate=8000)
t = time.monotonic()
bus.write(bytes(100))
print(round(time.monotonic() - t, 2))
""",
        esam=EchoChip(),
    )
    world.run_for(2)
    assert world.machine.console == "0.1\n"


def test_the_chip_is_deselected_and_loses_power_at_a_cut_in_a_frame(board):
    chip = EchoChip()
    world = board(SPI + "with dev as spi:\n    spi.write(b'a')\n    time.sleep(9)", esam=chip)
    world.run_for(2)
    world.cut_power()
    assert chip.seen[:3] == ["on", True, (ord("a"), (1_000_000, 1, 1, 8))]
    assert sorted(map(str, chip.seen[3:])) == ["False", "off"]


def test_a_reset_deselects_the_chip_but_leaves_it_powered(board):
    chip = EchoChip()
    world = board(
        SPI + "import microcontroller\nwith dev as spi:\n    spi.write(b'a')\n    microcontroller.reset()", esam=chip
    )
    world.run_for(1.6)
    assert chip.seen == ["on", True, (ord("a"), (1_000_000, 1, 1, 8)), False]


def test_a_cut_at_the_frame_is_before_the_frame(board):
    chip = EchoChip()
    world = board(SPI + "with dev as spi:\n    spi.write(b'a')", esam=chip)
    world.hooks.append(lambda name, *detail: name == "spi" and world.cut_power())
    world.run_for(2)
    assert chip.seen == ["on", "off"]


def test_without_a_chip_the_line_floats(board):
    world = board(SPI + "into = bytearray(2)\nwith dev as spi:\n    spi.readinto(into)\nprint(into.hex())")
    world.run_for(2)
    assert world.machine.console == "ffff\n"
