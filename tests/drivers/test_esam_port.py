# test_esam_port.py - every driver of the port Esam: commands in, answers out, and what a bad wire does to them
import pytest

from wattkey_host.sim.chip.cos import ATR_HEAD
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.framing import framed
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock

SERIAL = "57574B0000000001"
INFO = b"\x90\x02\0\0"
# A driver of a chip on the SPI bus; what has no wire needs no wire tests.
ESAMS = ["esam_spi"]


class Script:
    """Behind the pins: answers by a list instead of a chip, the last for ever; keeps the commands."""

    def __init__(self, *answers):
        self.answers, self.commands = list(answers), []

    def power_on(self):
        return ATR_HEAD + bytes(8)

    def apdu(self, command):
        self.commands.append(bytes(command))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Noisy(SpiChip):
    """Turns over a bit of byte `at` in so many frames to the chip (`to_chip`), or answers from it (`to_us`); the answer
    to reset is one of them if `from_reset`."""

    def __init__(self, chip, clock, to_chip=0, to_us=0, at=2, from_reset=False):
        super().__init__(chip, clock)
        self._noisy = from_reset
        self._left = {True: to_chip, False: to_us}
        self._flip_at = at
        self._count = 0
        self._ours = True

    def select(self, level):
        self._count = 0
        super().select(level)

    def transfer(self, byte, config):
        if self._count == 0:
            self._ours = byte == 0x55
        out = super().transfer(self._noise(byte, True), config)
        self._count += self._ours or self._count > 0 or out == 0x55
        return self._noise(out, False)

    def _noise(self, byte, ours):
        self._noisy = self._noisy or ours and byte == 0x55
        if self._noisy and self._ours == ours and self._count == self._flip_at and self._left[ours]:
            self._left[ours] -= 1
            return byte ^ 0x04
        return byte


class Restarting(SpiChip):
    """Loses its power for a moment when it is selected for the third time."""

    selected = 0

    def select(self, level):
        self.selected += level
        if level and self.selected == 3:
            self.power_on()
        super().select(level)


@pytest.fixture(params=ESAMS)
def esam(request, device):
    """`esam(chip, body)` -> what the program printed, evaluated; with the chip's pins in `esam.pins`."""

    def run(chip, body, seconds=6, wire=SpiChip, **noise):
        run.pins = wire(chip, VirtualClock(), **noise) if chip else None
        world = device(request.param, body, esam=run.pins)
        world.run_for(seconds)
        return [eval(line) for line in world.machine.console.splitlines()]  # our own program

    return run


ASK = f"""
try:
    print(await part.apdu({INFO!r}))
except PartBroken as error:
    print(repr(error.code))
"""


def test_a_command_and_its_answer(esam):
    chip = new_chip(SERIAL)
    assert esam(chip, ASK) == [chip.apdu(INFO)]
    assert esam.pins.violations == []


@pytest.mark.parametrize("length", [0, 1, 47, 133, 250])
def test_data_of_every_length_both_ways(esam, length):
    data = bytes((7 * n) & 0xFF for n in range(length))
    script = Script((data[::-1], 0x9000))
    assert esam(script, f"print(await part.apdu({INFO + data!r}))") == [(data[::-1], 0x9000)]
    assert script.commands == [INFO + data]
    assert esam.pins.violations == []


def test_a_refusal_is_an_answer(esam):
    assert esam(Script((b"", 0x6985)), ASK) == [(b"", 0x6985)]


def test_many_commands_in_a_row_keep_the_chips_timing(esam):
    """Fast ones and slow ones, with nothing between them."""
    commands = [bytes([0x90, ins, 0, 0]) for ins in (0x02, 0x10, 0x14, 0x02, 0x1C, 0x24)]
    script = Script((bytes(30), 0x9000))
    body = f"for command in {commands!r} * 5:\n    await part.apdu(command)\nprint(len({commands!r}))"
    assert esam(script, body) == [6]
    assert script.commands == commands * 5
    assert esam.pins.violations == []


def test_answers_do_not_change_when_the_next_one_comes(esam):
    """The driver may reuse its buffers, its answers are the caller's."""
    script = Script((b"first", 0x9000), (b"later", 0x9000))
    body = f"one = await part.apdu({INFO!r})\ntwo = await part.apdu({INFO!r})\nprint((one[0], two[0]))"
    assert esam(script, body) == [(b"first", b"later")]


@pytest.mark.parametrize("status", [0x6A90, 0x6F01])
@pytest.mark.parametrize("times", [1, 2])
def test_what_had_no_effect_is_repeated(esam, status, times):
    script = Script(*[(b"", status)] * times, (b"done", 0x9000))
    assert esam(script, ASK) == [(b"done", 0x9000)]
    assert script.commands == [INFO] * (times + 1)
    assert esam.pins.violations == []


@pytest.mark.parametrize("status", [0x6A90, 0x6F01])
def test_busy_for_ever_is_a_broken_part(esam, status):
    assert esam(Script((b"", status)), ASK) == ["P02"]


@pytest.mark.parametrize("at", [1, 2, 5, 6])
def test_a_command_damaged_on_the_wire_is_sent_again(esam, at):
    script = Script((b"done", 0x9000))
    assert esam(script, ASK, wire=Noisy, to_chip=2, at=at) == [(b"done", 0x9000)]
    assert script.commands == [INFO]
    assert esam.pins.violations == []


@pytest.mark.parametrize("at", range(1, 9))
def test_a_damaged_answer_is_read_again_and_not_asked_for_again(esam, at):
    """SW, length, data, LRC: the chip keeps its answer, and a second RELEASE would be one too many."""
    script = Script((b"done", 0x9000))
    assert esam(script, ASK, wire=Noisy, to_us=2, at=at) == [(b"done", 0x9000)]
    assert script.commands == [INFO]
    assert esam.pins.violations == []


@pytest.mark.parametrize("at", [2, 4, 6])
def test_an_answer_that_stays_damaged_is_a_broken_part(esam, at):
    script = Script((b"done", 0x9000))
    assert esam(script, ASK, wire=Noisy, to_us=99, at=at) == ["P02"]
    assert script.commands == [INFO]


def test_after_a_broken_answer_the_next_command_works(esam):
    script = Script((b"one", 0x9000), (b"two", 0x9000))
    assert esam(script, ASK + ASK, wire=Noisy, to_us=3) == ["P02", (b"two", 0x9000)]


def test_no_chip_on_the_bus_is_a_broken_part_soon(esam):
    body = "start = clock.ticks_ms()\n" + ASK + "print(clock.since(start))"
    code, took_ms = esam(None, body)
    assert code == "P01"
    assert took_ms < 1500


def test_a_torn_chip_is_a_broken_part_until_its_power_comes_anew(esam):
    chip = new_chip(SERIAL)

    class Dying(Script):
        def apdu(self, command):
            chip.memory.tear_at(1)
            chip.memory.write(issue=1)

    assert esam(Dying(), ASK) == ["P01"]


def test_the_answer_to_reset_is_kept_by_whoever_was_there_when_the_power_came(esam):
    chip = new_chip(SERIAL)
    body = ASK + "print(part.atr)" + ASK + "print(part.atr)"
    seen = esam(chip, body)
    assert seen[1] == seen[3] == ATR_HEAD + bytes.fromhex(SERIAL)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_damaged_answer_to_reset_is_none_and_the_first_command_works(esam, at):
    script = Script((b"done", 0x9000))
    seen = esam(script, ASK + "print(part.atr)", wire=Noisy, to_us=1, at=at, from_reset=True)
    assert seen == [(b"done", 0x9000), b""]
    assert esam.pins.violations == []


def test_what_a_chip_says_that_was_asked_before_is_no_answer_to_reset(esam):
    """The board was reset, the chip kept its power."""

    class Asked(SpiChip):
        def power_on(self):
            super().power_on()
            self._answer = framed(b"old", 0x9000)

    assert esam(Script((b"new", 0x9000)), ASK + "print(part.atr)", wire=Asked) == [(b"new", 0x9000), b""]


def test_an_answer_to_reset_is_not_taken_for_the_answer(esam):
    """A chip whose power dipped has not heard the command: it is sent again."""
    script = Script((b"one", 0x9000), (b"two", 0x9000))
    assert esam(script, ASK + ASK, wire=Restarting) == [(b"one", 0x9000), (b"two", 0x9000)]
    assert script.commands == [INFO, INFO]


def test_the_loop_is_not_held_up_while_the_chip_works(esam):
    """14 ms of work and 250 bytes each way; other tasks hardly notice."""
    script = Script((bytes(250), 0x9000))
    command = b"\x90\x06\0\0" + bytes(250)
    body = f"""
asyncio.create_task(ticks())
await clock.sleep_ms(50)
for n in range(5):
    await part.apdu({command!r})
print(worst)
"""
    assert esam(script, body)[0] <= 6


def test_a_command_that_is_too_long_for_the_driver_is_the_programs_mistake(esam):
    body = f"try:\n    await part.apdu({INFO + bytes(300)!r})\nexcept ValueError:\n    print(repr('too long'))"
    script = Script((b"", 0x9000))
    assert esam(script, body) == ["too long"]
    assert script.commands == []
