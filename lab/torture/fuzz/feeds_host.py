# feeds_host.py - the parsers of the PC that a fuzzer feeds, and what must hold of them
"""As feeds.py says, which has the table: each makes good inputs, and the function that is called with any input."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import typer

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.frame import Frame, encode
from wattkey.orders import pack, parse
from wattkey_host.meter import values_file
from wattkey_host.meter.making import build
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.setup import Setup
from wattkey_host.reader.dlt645.capture import NotHex, recorded, typed
from wattkey_host.reader.dlt645.cli_decode import decode
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import KEYS
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys
from wattkey_lab.torture.fuzz import feeds_698
from wattkey_lab.torture.fuzz.corner import METER, desk

One = Callable[[bytes], None]
MINUTE_US = 60_000_000
_DATE, _STATUS = (di.to_bytes(4, "little").hex() for di in (ids.DATE, ids.STATUS))
QUESTIONS = (  # control code and DATA
    (codes.READ, "00000100"), (codes.READ, "01332600"), (codes.MORE, "0000010001"), (codes.READ_1997, "1090"),
    (codes.FIND, ""), (codes.SET_TIME, "000000010120"), (codes.WRITE, _DATE + "02000000000000002611200930"),
    (codes.FREEZE, "99999999"), (codes.RELAY, "02000000000000001A00591323201126"),
    (codes.SECURITY, "FF000307000000000000000000000000"), (codes.SECURITY, _STATUS + "000000"),
)  # fmt: skip


def frames_in_words(_folder: Path) -> tuple[list[bytes], One]:
    """`wattkey decode` of any bytes: words, or lines of JSON, and never an error of the program."""

    def one(data: bytes) -> None:
        for as_json in (False, True):
            out = io.StringIO()
            quiet = contextlib.redirect_stderr(io.StringIO())
            with contextlib.redirect_stdout(out), quiet, contextlib.suppress(typer.Exit):
                decode([data.hex(" ")], as_json)
            told = [json.loads(line) for line in out.getvalue().splitlines()] if as_json else []
            assert all(frame["text"] for frame in told), "a frame without words"

    asked = [Frame(bytes.fromhex(METER), control, bytes.fromhex(data)) for control, data in QUESTIONS]
    told = [Frame(frame.address, frame.control | codes.ANSWER, frame.data + bytes(range(20))) for frame in asked]
    return [bytes(encode(frame)) for frame in asked + told] + feeds_698.frames_of_698(), one


def captures(_folder: Path) -> tuple[list[bytes], One]:
    """Hex in any dress: bytes, or the reason why not."""

    def one(data: bytes) -> None:
        b"".join(recorded([data]))
        with contextlib.suppress(NotHex):
            typed(data.decode("utf-8", "replace").split("\n"))

    return [b"FE FE 68 11h 0x68", b"12:30:01 <- 68 AA AA 16 | read\n12:30:02 -> 68 16", bytes(range(128, 160))], one


def reports_at_the_host(folder: Path) -> tuple[list[bytes], One]:
    """Reports: refused in words, or taken because they say the same."""
    shop, _, good = desk(folder)
    right = pack(parse(good))

    def one(data: bytes) -> None:
        try:
            Desk(shop).receive(data)
        except VendError:
            return
        assert pack(parse(data)) == right, "the host took another report"

    return [good], one


def key_files(folder: Path) -> tuple[list[bytes], One]:
    """The key store: refused in words, or it has keys; a sealed one does not open."""
    desk(folder)
    plain, sealed = folder / "desk" / KEYS, folder / "sealed"
    good = plain.read_bytes()
    Keys.create(sealed, seed=b"fuzz", passphrase="right")

    def one(data: bytes) -> None:
        plain.write_bytes(data)
        with contextlib.suppress(VendError):
            assert len(Keys.load(plain, lambda: "wrong").mac("1" * 16, 1, b"")) == 16

    return [good, sealed.read_bytes()], one


def values_of_a_meter(folder: Path) -> tuple[list[bytes], One]:
    """The TOML of a meter: refused in words, or a meter that can be asked."""
    file = folder / "values.toml"
    good = values_file.__doc__ or ""

    def one(data: bytes) -> None:
        file.write_bytes(data)
        with contextlib.suppress(ValueError):
            tables = values_file.load(file)
            meter = build(values_file.configured(Setup(), tables), VirtualClock())
            values_file.fill(meter.store, tables)
            _ask(meter, *codes.question(2007, codes.ENERGY_2007))

    return [good.partition("\n\n")[2].replace('"..."', f'"{"1F" * 16}"').encode(), b'[values]\n901F = ["1.00"]\n'], one


def questions_to_a_meter(_folder: Path) -> tuple[list[bytes], One]:
    """Questions one after the other (control code, length, DATA): each answer can be sent, and no money moves."""

    def one(data: bytes) -> None:
        meter = build(Setup(), VirtualClock())
        prepaid = meter.prepaid
        before = (prepaid.count, prepaid.bought, prepaid.records)
        while data:
            length = data[1] if len(data) > 1 else 0
            _ask(meter, data[0], data[2 : 2 + length])
            data = data[2 + length :]
        assert (prepaid.count, prepaid.bought, prepaid.records) == before, "money without a MAC"

    return [bytes([control, len(text) // 2]) + bytes.fromhex(text) for control, text in QUESTIONS], one


def _ask(meter: Meter, control: int, data: bytes) -> None:
    if len(data) <= 200:
        meter.dlt645.asked(Frame(meter.number, control, data), lambda answer: None)
        meter.clock.advance(MINUTE_US)
