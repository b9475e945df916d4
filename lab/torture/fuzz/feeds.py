# feeds.py - the parsers that a fuzzer feeds, as a table; those of the core and what must hold of them
"""A feed takes any bytes at all and raises where a promise is broken: an exception that the parser does not promise,
something taken that was not there, something that grows. Hangs are the fuzzer's to notice."""

import contextlib
import io
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from wattkey import gdw3762, ports
from wattkey.box import meterlist
from wattkey.box.boxmeter import MOST
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import MAX_DATA, Frame, Scanner, encode
from wattkey.dlt645.slave import Slave
from wattkey.orders import DOCUMENTS, BadDocument, pack, parse, size, unpack
from wattkey.plugins import Parts
from wattkey.strictjson import NotJSON, loads
from wattkey.text import Texts
from wattkey_host import device_root
from wattkey_lab.torture.fuzz import feeds_698, feeds_host
from wattkey_lab.torture.fuzz.corner import desk

OWN, OTHER = bytes.fromhex("000000123456"), bytes.fromhex("000000654321")
One = Callable[[bytes], None]
WAITING = 2 * 216  # bytes that a scanner may hold: the longest frame, and what came with its end


class Feed(NamedTuple):
    """One parser. `make(folder)`: good inputs to begin with, and what is called with each input.

    `full`: how often `wattkey torture fuzz` feeds it with mutations of the good ones.
    """

    name: str
    full: int
    make: Callable[[Path], tuple[list[bytes], One]]


def frames(_folder: Path) -> tuple[list[bytes], One]:
    """A stream in slices (their size is the first byte) through scanner and slave: found is what a plain walk finds."""

    def one(data: bytes) -> None:
        step, stream = 1 + data[0] if data else 1, data[1:]
        scanner, found = Scanner(), []
        slave = Slave(OWN, lambda control, data, to: data[:4] + b"\x11\x22" * (control & 1) * 120)
        for at in range(0, len(stream), step):
            scanner.feed(stream[at : at + step])
            found += _heard(scanner, False)
            assert len(scanner._buffer) - scanner._at <= WAITING + step, "the scanner grows"
        found += _heard(scanner, True)
        assert [bytes(encode(frame, 0)) for frame in found] == list(_walk(stream)), "not the frames that are there"
        for frame in found:
            reply = slave.reply(frame)
            assert reply is None or (reply.is_answer() and encode(reply)), "no answer that can be sent"

    good = [
        bytes(encode(Frame(to, c, bytes(range(4)))))
        for to in (OWN, OTHER)
        for c in (codes.READ, codes.MORE, codes.SECURITY, codes.RELAY)
    ]
    return [b"\x03" + frame for frame in good] + [b"\xff" + b"".join(good)], one


def _heard(scanner: Scanner, idle: bool) -> list[Frame]:
    return list(iter(lambda: scanner.next(idle), None))


def _walk(stream: bytes) -> "list[bytes]":
    """The frames of a stream, found in the plainest way."""
    found, at = [], 0
    while at < len(stream):
        end = at + 12 + stream[at + 9] if len(stream) > at + 9 else len(stream) + 1
        raw = stream[at:end]
        right = end <= len(stream) and raw[0] == raw[7] == 0x68 and raw[9] <= MAX_DATA
        if right and raw[-1] == 0x16 and sum(raw[:-2]) & 0xFF == raw[-2]:
            found.append(raw)
            at = end
        else:
            at += 1
    return found


def documents(folder: Path) -> tuple[list[bytes], One]:
    """Text of a document: refused with a code, or read as Python's json reads it and the same when written again."""

    def one(data: bytes) -> None:
        with contextlib.suppress(NotJSON):
            assert loads(data) == json.loads(data), "read otherwise than by json"
        try:
            doc = parse(data)
        except BadDocument as bad:
            assert bad.code.startswith("T2"), bad.code
            return
        assert pack(parse(json.dumps(doc).encode())) == pack(doc), "not the same when written again"

    made = desk(folder)
    return [made.purchase, made.report], one


def packed_forms(folder: Path) -> tuple[list[bytes], One]:
    """The packed form, as it comes over infrared and serial: refused, or the same when packed again."""

    def one(data: bytes) -> None:
        for name in DOCUMENTS:
            try:
                doc = unpack(name, data)
            except BadDocument as bad:
                assert bad.code.startswith("T2"), bad.code
                continue
            assert pack(doc) == data, f"another {name} when packed again"

    made = desk(folder)
    return [pack(parse(made.purchase)), pack(parse(made.report)), *(bytes(size(name)) for name in DOCUMENTS)], one


def lists_of_meters(_folder: Path) -> tuple[list[bytes], One]:
    """The list of a box: refused with a code, or 1 to 64 different meters."""

    def one(data: bytes) -> None:
        try:
            entries = meterlist.parse(data)
        except BadDocument as bad:
            assert bad.code.startswith(("T2", "T5")), bad.code
            return
        assert 1 <= len(entries) <= MOST and len({entry.address for entry in entries}) == len(entries)
        assert all(entry.address.hex().isdecimal() and len(entry.address) == 6 for entry in entries)

    lines = {"1": "000000123456", "2": "000000123457 1997", "3": "000000123458 2007 2400"}
    return [json.dumps({"wattkey": 1, "type": "meters", **lines}).encode()], one


def power_line_frames(_folder: Path) -> tuple[list[bytes], One]:
    """Q/GDW 376.2: what decodes comes back as it was, the scanner finds it, and does not grow."""

    def one(data: bytes) -> None:
        with contextlib.suppress(ValueError):
            packet = gdw3762.decode(data)
            gdw3762.forwarded(packet)
            again = gdw3762.decode(gdw3762.encode(packet))
            told = [(p.afn, p.dt, p.data, p.sequence, p.up, p.source, p.target) for p in (packet, again)]
            assert told[0] == told[1], "another packet when written again"
        scanner = gdw3762.Scanner()
        for at in range(0, len(data), 7):
            scanner.feed(data[at : at + 7])
            while scanner.next() is not None:
                pass
        assert len(scanner._buffer) <= 512, "the scanner grows"

    answer = gdw3762.Packet(gdw3762.FORWARD, gdw3762.F1, b"\x02\x04\x68\x11\x22\x16", 9)
    answer.up, answer.source, answer.target = True, OWN, OTHER
    report = gdw3762.Packet(gdw3762.REPORT, gdw3762.F2, b"\1\2\3")
    return [gdw3762.forward(b"\x68\x16", OWN, OTHER, 3), gdw3762.encode(answer), gdw3762.encode(report)], one


def settings(_folder: Path) -> tuple[list[bytes], One]:
    """settings.toml: whatever it says, every part starts or is told as broken, and there are texts."""
    menu = Texts("en").get("menu.read")

    def one(data: bytes) -> None:
        try:
            held = tomllib.loads(data.decode())
        except ValueError:  # the board takes its defaults then
            return

        def setting(name: str, default: str) -> str:
            value = held.get(name, default)
            return str(value) if isinstance(value, str | int) else default

        with contextlib.redirect_stdout(io.StringIO()):
            parts = Parts(setting, ports.Clock())
            for port in ("screen", "keys", "esam", "link", "store", "drive"):
                parts.start(port, "none", "P99", None)
            texts = Texts(setting("WATTKEY_LANGUAGE", "zh"))
        assert texts.get("menu.read") != "menu.read", f"no texts, not even {menu}"

    return [(device_root() / "settings.toml").read_bytes(), b'WATTKEY_LANGUAGE = "en"\nLINK = "usb"\n'], one


FEEDS = (
    Feed("frames", 100_000, frames),
    Feed("documents", 100_000, documents),
    Feed("packed forms", 100_000, packed_forms),
    Feed("lists of meters", 100_000, lists_of_meters),
    Feed("power line frames", 100_000, power_line_frames),
    Feed("settings", 100_000, settings),
    Feed("frames in words", 10_000, feeds_host.frames_in_words),
    Feed("captures", 100_000, feeds_host.captures),
    Feed("reports at the host", 100_000, feeds_host.reports_at_the_host),
    Feed("key files", 10_000, feeds_host.key_files),
    Feed("values of a meter", 100_000, feeds_host.values_of_a_meter),
    Feed("questions to a meter", 100_000, feeds_host.questions_to_a_meter),
    Feed("both languages", 100_000, feeds_698.both_languages),
    Feed("energies of 698.45", 100_000, feeds_698.answers_of_energy),
    Feed("questions of 698.45", 10_000, feeds_698.questions_of_698),
)
