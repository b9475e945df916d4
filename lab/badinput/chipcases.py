# chipcases.py - the secure element: absent, damaged answers, busy, without keys, of another kind, torn
"""The chip's answers are replaced, or its power and its bus are disturbed."""

from wattkey.profile import header
from wattkey_host.sim.chip.words import BUSY, DONE, NOT_ISSUED, UNKNOWN, WRONG_LRC
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.standin import Apdu, chip_is_itself, replace_chip
from wattkey_lab.torture.cuts.bench import Bench


def answers(*scripts: tuple[bytes, int] | None, command: str = "") -> Deed:
    """From now on the chip answers so, one after the other (the last one for ever; None: as it should); only to
    `command` (its name in wattkey.profile), if one is given."""

    def do(bench: Bench) -> None:
        queue = list(scripts)

        def answer(asked: bytes, chip: Apdu) -> tuple[bytes, int]:
            if not asked.startswith(header(command) if command else b""):
                return chip(asked)
            now = queue.pop(0) if len(queue) > 1 else queue[0]
            return now or chip(asked)

        replace_chip(bench, answer)
        bench.press("#")

    return do


def damaged(times: int) -> Deed:
    """The next answers of the chip have a wrong LRC."""

    def do(bench: Bench) -> None:
        left = [times]
        read = type(bench.pins)._read

        def spoilt() -> int:
            value = read(bench.pins)
            if bench.pins._answer and bench.pins._at == len(bench.pins._answer) and left[0]:
                left[0] -= 1
                return value ^ 0xFF
            return value

        vars(bench.pins)["_read"] = spoilt
        bench.press("#")

    return do


def dead(bench: Bench) -> None:
    """The chip has no power any more."""
    bench.pins.power_off()
    bench.press("#")
    bench.world.run_for(0.5)  # until nothing is expected of it any more


def torn(bench: Bench) -> None:
    """The chip loses its power in the middle of the next write."""
    bench.chip.memory.tear_at(1)
    bench.press("#")


def new_power(bench: Bench) -> None:
    """Whatever it was is over; a person switches off and on."""
    chip_is_itself(bench)
    vars(bench.pins).pop("_read", None)
    bench.off_and_on()


def chip(what: str, code: str, do: Deed) -> Case:
    """One thing that goes wrong with the chip."""
    return Case(what, code, do, heal=new_power)


CASES = (
    chip("the ESAM is not there", "P01", dead),
    chip("the ESAM is torn in a write", "P01", torn),
    chip("every answer of the ESAM has a wrong LRC", "P02", damaged(10_000)),
    chip("the ESAM is busy for ever (6A90)", "P02", answers((b"", BUSY))),
    chip("the ESAM gets every frame damaged (6F01)", "P02", answers((b"", WRONG_LRC))),
    chip("an answer of a wrong length", "P02", answers((bytes(7), DONE), command="ir_random")),
    chip("keys are missing in the ESAM", "T39", answers((b"", NOT_ISSUED), command="ir_random")),
    chip("wrong profile: INFO of another version", "P10", answers((b"\1" + bytes(46), DONE), command="info")),
    chip("wrong profile: INFO of another length", "P10", answers((bytes(20), DONE), command="info")),
    chip("wrong profile: unknown commands", "P10", answers((b"", UNKNOWN))),
    chip("the ESAM is busy once", "", answers((b"", BUSY), None)),
    chip("one answer of the ESAM has a wrong LRC", "", damaged(1)),
)
