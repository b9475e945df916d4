# scan.py - find a meter of which nothing is known: speed, parity, edition, address, by trying
"""Every question goes to whoever is there (AA, then broadcast), at every speed and parity that meters use; over TCP
there is neither. The first that answers is it. In DL/T 698.45 the question is for the address, by wildcard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wattkey.dlt645 import codes
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.master import Master
from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey.dlt698 import get
from wattkey.dlt698.link import WILDCARD
from wattkey_host.line import PcClock
from wattkey_host.reader.asking import frames
from wattkey_host.reader.dlt645.identifier import DLT698
from wattkey_host.reader.dlt698.axdr import Cursor
from wattkey_host.reader.dlt698.client698 import Client
from wattkey_host.reader.meterline import MeterLine

SPEEDS = (1200, 2400, 9600, 4800, 600, 19200)
PARITIES = ("even", "none", "odd")
QUESTIONS = (
    ("2007", codes.FIND, b""),
    ("2007", *codes.question(2007, codes.TOTAL[2007])),
    ("1997", *codes.question(1997, codes.TOTAL[1997])),
)


@dataclass(frozen=True)
class Found:
    """How a meter is reached; `baud` and `parity` are None over TCP."""

    address: str
    standards: tuple[str, ...]
    baud: int | None
    parity: str | None


async def scan(to: str, patience_s: float, preamble: int, tell: Callable[[str], None]) -> Found | None:
    """Try until something answers; None if nothing does. Raises serial.SerialException."""
    for baud, parity in _settings(to):
        line = MeterLine(to, patience_s, preamble, baud or 1200, parity or "even")
        try:
            tell("trying" + (f" {baud} baud, parity {parity}" if baud else ""))
            heard = {}
            for standard, address in [(s, a) for s in ("2007", "1997") for a in (ANYONE, BROADCAST)]:
                if standard not in heard and (found := await _ask(line, standard, address)):
                    heard[standard] = found
                    tell(f"meter {found} answers DL/T 645-{standard}")
            if who := await _ask_698(line):
                heard[DLT698] = who
                tell(f"meter {who} answers DL/T {DLT698}")
            if heard:
                named = [one for one in heard.values() if one.isdecimal()] or list(heard.values())
                return Found(named[0], tuple(heard), baud, parity)
        finally:
            line.close()
    return None


def _settings(to: str) -> Iterator[tuple[int | None, str | None]]:
    if "://" in to:
        yield None, None
        return
    for parity in PARITIES:
        for baud in SPEEDS:
            yield baud, parity


async def _ask(line: MeterLine, standard: str, address: bytes) -> str | None:
    """Who answers in this edition."""
    master = Master(line, PcClock())
    for edition, control, data in QUESTIONS:
        if edition != standard:
            continue
        line.fresh()
        try:
            await master.ask(Frame(address, control, data), len(data))
        except (NoAnswer, Refused):  # every meter knows these values: one that refuses knows the question no better
            continue
        return _last(line)
    return None


async def _ask_698(line: MeterLine) -> str | None:
    """Who answers in DL/T 698.45: the address that it says, or under which it refuses."""
    line.fresh()
    try:
        data = await Client(line, PcClock()).get(ANYONE, get.ADDRESS, WILDCARD)
        said = Cursor(data).datum()
    except (NoAnswer, ValueError):
        return None
    except get.Denied:
        return frames(bytes(line.heard))[-1].address.hex().upper()
    return str(said.value)


def _last(line: MeterLine) -> str:
    answers = [frame for frame in frames(bytes(line.heard)) if isinstance(frame, Frame) and frame.is_answer()]
    answer = answers[-1]
    if answer.control == codes.FIND | codes.ANSWER and len(answer.data) == 6:
        return answer.data[::-1].hex().upper()
    return answer.address.hex().upper()
