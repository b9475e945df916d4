# feeds_698.py - what a fuzzer feeds of DL/T 698.45: the scanner of both languages, what the device reads, the meter
"""As feeds.py says, which has the table."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import MAX_DATA, Frame
from wattkey.dlt698 import get
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import ANSWER, ASK, SCRAMBLED, Frame698, check, crc
from wattkey_host.meter.eitherframe import encode
from wattkey_host.meter.making import build
from wattkey_host.meter.setup import Setup
from wattkey_host.reader.dlt698.axdr import ARRAY, Cursor
from wattkey_host.sim.clock import VirtualClock

METER = bytes.fromhex("000000123456")
One = Callable[[bytes], None]
LONGEST = 2050  # bytes of a frame that the scanner waits for
_FUNCTION = 0x17  # bits of C that are 1 or 3
_SECURED = "1000080501010010020000 01 10 00112233445566778899AABBCCDDEEFF"
_QUESTIONS = (
    "0501010010020000", "0502010200100200 2000020000", "050301500402000000 00", "050501000000", "030100",
    "06010140000200 1C07EA0B1D081E00 00", "070101F1000600 00 00", "0200" + "00" * 40, _SECURED,
)  # fmt: skip
_ANSWER = "850101 00100200 01 0105 060001E240 0600002710 0600004E20 0600007530 060000F7E0 0000"
_MINUTE_US = 60_000_000


def heard(scanner: Scanner) -> "list[Frame | Frame698]":
    """All frames that are there now that the line is silent."""
    found: list[Frame | Frame698] = []
    while (frame := scanner.next(idle=True)) is not None:
        found.append(frame)
    return found


def both_languages(_folder: Path) -> tuple[list[bytes], One]:
    """A stream in slices (their size is its first byte) through the scanner of both: what a plain walk finds."""

    def one(data: bytes) -> None:
        step, stream = 1 + data[0] if data else 1, data[1:]
        scanner = Scanner()
        found: list[Frame | Frame698] = []
        for at in range(0, len(stream), step):
            scanner.feed(stream[at : at + step])
            while (frame := scanner.next()) is not None:
                found.append(frame)
            assert len(scanner._buffer) - scanner._at <= LONGEST + step, "the scanner grows"
        found += heard(scanner)
        assert [encode(frame, 0) for frame in found] == list(walk(stream)), "not the frames that are there"

    good = [encode(frame, 2) for frame in _frames()]
    return [b"\x03" + frame for frame in good] + [b"\xff" + b"".join(good)], one


def _frames() -> "list[Frame | Frame698]":
    asked = [Frame698(METER, c, bytes.fromhex(text)) for text in _QUESTIONS for c in (ASK, ASK | SCRAMBLED)]
    answer = Frame(METER, codes.READ | codes.ANSWER, bytes(range(24)))
    return [answer, Frame698(METER, ANSWER, bytes.fromhex(_ANSWER)), *asked]


def frames_of_698() -> list[bytes]:
    """Right frames, for `wattkey decode`."""
    return [encode(frame, 1) for frame in _frames()]


def walk(stream: bytes) -> "list[bytes]":
    """The frames of both languages in a stream, found in the plainest way; a right one of 698.45 goes first."""
    found, at = [], 0
    while (at := stream.find(b"\x68", at)) >= 0:
        right = _right_698(stream[at:]) or _right_645(stream[at:])
        found += [right] if right else []
        at += len(right) or 1
    return found


def _right_698(part: bytes) -> bytes:
    size = int.from_bytes(part[1:3], "little") + 2
    end = 7 + (part[4] & 15) if len(part) > 9 else 0
    if not end or not end + 5 <= size <= min(LONGEST, len(part)) or part[size - 1] != 0x16:
        return b""
    checks = [(part[at : at + 2], check(crc(part[1:at]))) for at in (end, size - 3)]
    right = part[3] & _FUNCTION in (1, 3) and all(there == wanted for there, wanted in checks)
    return part[:size] if right else b""


def _right_645(part: bytes) -> bytes:
    size = 12 + part[9] if len(part) > 9 and part[9] <= MAX_DATA else len(part) + 1
    whole = len(part) >= size and part[7] == 0x68 and part[size - 1] == 0x16
    return part[:size] if whole and sum(part[: size - 2]) & 0xFF == part[size - 2] else b""


def answers_of_energy(_folder: Path) -> tuple[list[bytes], One]:
    """What the board reads of an APDU: nothing, a refusal, or values that are all of what stands there."""
    question = get.question(get.ENERGY, 1)

    def one(data: bytes) -> None:
        with contextlib.suppress(get.Denied, ValueError):
            held = get.answer(question, data)
            if held is not None:
                values = get.energies(held)
                datum = Cursor(held).datum()
                there = [part.value for part in datum.parts] if datum.kind == ARRAY else [datum.value]
                assert values == there, "read otherwise than on the PC"

    return [bytes.fromhex(_ANSWER)], one


def questions_of_698(_folder: Path) -> tuple[list[bytes], One]:
    """Any APDU to a meter of ours: an answer that can be sent, and no money moves."""

    def one(data: bytes) -> None:
        meter = build(Setup(standards=("2007", "698.45"), strict=len(data) % 2 == 0), VirtualClock())
        before = (meter.prepaid.count, meter.prepaid.bought)
        said: list[bytes] = []
        meter.asked(Frame698(METER, ASK, data), said.append, 4)
        meter.clock.advance(_MINUTE_US)
        scanner = Scanner()
        scanner.feed(b"".join(said))
        answer = scanner.next()
        assert isinstance(answer, Frame698) and answer.is_answer(), "no answer"
        assert (meter.prepaid.count, meter.prepaid.bought) == before, "money without a MAC"

    return [bytes.fromhex(text) for text in _QUESTIONS], one
