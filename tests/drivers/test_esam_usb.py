# test_esam_usb.py - the chip of a PC over the second serial port, alone and beside a link
import pytest

from wattkey_host.sim.bareboard import PcSide
from wattkey_host.sim.chip.cos import ATR_HEAD
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.framing import framed

BOOT = b"import usb_cdc\nusb_cdc.enable(data=True)\n"
INFO = b"\x90\x02\0\0"


def asked(command):
    """A program that asks the chip, and prints its answer or the code of the failure."""
    return f"""
try:
    print(await part.apdu({command!r}))
except PartBroken as error:
    print(repr(error.code))
"""


ASK = asked(INFO)


class Script:
    """Answers by a list, the last for ever; keeps the commands."""

    def __init__(self, *answers):
        self.answers, self.commands = list(answers), []

    def power_on(self):
        return ATR_HEAD + bytes(8)

    def apdu(self, command):
        self.commands.append(bytes(command))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def board(device):
    """`board(chip, body)` -> (what was printed, world); the PC runs `wattkey chip` unless the chip is None."""

    def run(chip, body, seconds=6, pc=PcSide):
        world = device("esam_usb", body, files={"/boot.py": BOOT}, settings={"ESAM": "usb"})
        world.cable.plug()
        run.pc = pc(world.clock, world.cable, chip, lambda: world.machine.usb_connected) if chip else None
        world.run_for(seconds)
        return [eval(line) for line in world.machine.console.splitlines()], world  # our own program

    return run


def test_a_command_and_its_answer(board):
    chip = new_chip("57574B0000000001")
    assert board(chip, ASK)[0] == [chip.apdu(INFO)]


@pytest.mark.parametrize("length", [0, 1, 57, 58, 59, 133, 250])
def test_data_of_every_length_both_ways(board, length):
    data = bytes((7 * n + 0x55) & 0xFF for n in range(length))
    script = Script((data[::-1], 0x9000))
    assert board(script, f"print(await part.apdu({INFO + data!r}))")[0] == [(data[::-1], 0x9000)]
    assert script.commands == [INFO + data]


def test_without_a_program_at_the_port_it_is_a_broken_part_and_comes_back_with_it(board):
    first, world = board(None, ASK + "await clock.sleep_ms(3000)" + ASK, seconds=19)
    assert first == ["P01"]
    PcSide(world.clock, world.cable, Script((b"x", 0x9000)), lambda: True)
    world.run_for(5)
    assert world.machine.console.splitlines()[1:] == [repr((b"x", 0x9000))]


def test_once_it_has_answered_silence_is_found_out_in_two_seconds(board):
    class Deaf(PcSide):
        def _heard(self):
            if not script.commands:
                super()._heard()

    script = Script((b"x", 0x9000))
    body = ASK + "start = clock.ticks_ms()" + ASK + "print(clock.since(start))"
    answer, code, took_ms = board(script, body, pc=Deaf)[0]
    assert (answer, code) == ((b"x", 0x9000), "P01")
    assert took_ms < 2200
    assert script.commands == [INFO]


def test_a_program_that_starts_anew_meanwhile_is_not_asked_again(board):
    class Anew(PcSide):
        def _heard(self):
            self._cable.to_host.clear()
            script.commands.append("heard")
            self._ends.opened()

    script = Script((b"", 0x9000))
    assert board(script, ASK, pc=Anew)[0] == ["P02"]
    assert script.commands == ["heard"]


def test_a_late_answer_is_not_taken_for_that_of_the_next_command(board):
    """The program at the PC hangs for longer than anybody waits; then it goes on where it was."""

    class Late(PcSide):
        until_us = 0

        def _heard(self):
            data = bytes(self._cable.to_host)
            self._cable.to_host.clear()
            self.until_us = max(self.until_us, self._clock.now_us) + (2_100_000 if take[:4] in data else 20_000)
            self._clock.after(self.until_us - self._clock.now_us, lambda: self._ends.heard(data))

    script = Script((b"first", 0x9000), (b"taken", 0x9000), (b"third", 0x9000))
    take = b"\x90\x06\0\0" + bytes(50)
    assert board(script, ASK + asked(take) + ASK, pc=Late)[0] == [(b"first", 0x9000), "P01", (b"third", 0x9000)]
    assert script.commands == [INFO, take, INFO]


def test_rubbish_before_an_answer_is_passed_over(board):
    class Noisy(PcSide):
        def _heard(self):
            self._cable.to_device += b"\x55\x00noise\x55\x55" + framed(b"x", 0x9000)[:-1] + b"\x00"
            super()._heard()

    assert board(Script((b"done", 0x9000)), ASK, pc=Noisy)[0] == [(b"done", 0x9000)]


def test_a_link_beside_it_has_its_own_bytes(board, listener):
    """A meter's answer with a 55 in it, while the chip is asked too."""
    question, answer = b"\xfe\xfe\x68\x55question\x16", bytes(range(0x40, 0x70))
    body = f"""
import link_usb
link = link_usb.make(SETTINGS.get, clock)
print(await part.apdu({INFO!r}))
await link.send({question!r})
print(await part.apdu({INFO!r}))
whole = b""
while len(whole) < {len(answer)}:
    whole += await link.receive(1000)
print(whole)
"""

    class Metered(PcSide):
        def __init__(self, clock, cable, *rest):
            super().__init__(clock, cable, *rest)
            self.meter = listener(clock, question, answer)
            self.log = []
            self.hang(self.meter, self.log)

    said, _ = board(Script((b"chip", 0x9000)), body, pc=Metered)
    assert said == [(b"chip", 0x9000), (b"chip", 0x9000), answer]
    assert bytes(byte.value for byte in board.pc.log if byte.direction == "out") == question


def test_the_loop_is_not_held_up(board):
    command = b"\x90\x06\0\0" + bytes(250)
    body = f"""
asyncio.create_task(ticks())
await part.apdu({INFO!r})
worst = 0
for n in range(5):
    await part.apdu({command!r})
print(worst)
"""
    assert board(Script((bytes(250), 0x9000)), body)[0][0] <= 6


def test_a_command_that_is_too_long_is_the_programs_mistake(board):
    body = f"try:\n    await part.apdu({INFO + bytes(300)!r})\nexcept ValueError:\n    print(repr('too long'))"
    assert board(Script((b"", 0x9000)), body)[0] == ["too long"]


def test_it_says_that_it_is_insecure(board):
    assert board(Script((b"", 0x9000)), "print(part.insecure)")[0] == [True]
