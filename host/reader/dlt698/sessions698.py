# sessions698.py - how a session of DL/T 698.45 begins and ends: LINK, CONNECT, RELEASE, and errors
"""A meter on its wires needs none of it; terminals log in, and some clients connect first."""

from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.explained import Explained
from wattkey_host.reader.dlt698.axdr import Cursor, moment
from wattkey_host.reader.dlt698.fields698 import number, part, refusal, taken

_LINKS = {0: "login", 1: "heartbeat", 2: "logout"}
_ERRORS = {1: "APDU not understood", 2: "service not supported", 255: "other"}


def link(cursor: Cursor, told: Explained) -> None:
    """LINK-Request: login, heartbeat, logout; how often, and when."""
    number(cursor, told)
    kind = cursor.byte()
    part(told, cursor, cursor.at - 1, "kind", _LINKS.get(kind, "unknown"))
    told.title += f", {_LINKS.get(kind, 'unknown')}"
    seconds = cursor.take(2)
    part(told, cursor, cursor.at - 2, "heartbeat", f"every {int.from_bytes(seconds, 'big')} s")
    when = cursor.take(10)
    part(told, cursor, cursor.at - 10, "time", moment(when))


def connect(cursor: Cursor, told: Explained) -> None:
    """CONNECT-Request: what the client can do, and how it proves who it is."""
    number(cursor, told)
    version = cursor.take(2).hex().upper()
    part(told, cursor, cursor.at - 2, "version", version)
    for size, name in ((8, "protocol conformance"), (16, "function conformance")):
        taken(told, cursor, size, name)
    for size, name in (
        (2, "longest frame sent"),
        (2, "longest frame taken"),
        (1, "frames at once"),
        (2, "longest APDU"),
    ):
        value = cursor.take(size)
        part(told, cursor, cursor.at - size, name, str(int.from_bytes(value, "big")))
    timeout = cursor.take(4)
    part(told, cursor, cursor.at - 4, "session ends after", f"{int.from_bytes(timeout, 'big')} s")
    how = cursor.byte()
    ways = {0: "null security", 1: "password", 2: "symmetric keys", 3: "signature"}
    part(told, cursor, cursor.at - 1, "authentication", ways.get(how, "unknown"))
    told.title += f", {ways.get(how, 'unknown authentication')}"
    if how:
        taken(told, cursor, max(0, cursor.left - 1), "authentication data")


def released(cursor: Cursor, told: Explained) -> None:
    """RELEASE-Response: its result, 0 for success."""
    number(cursor, told)
    refusal(cursor, told)


def error(cursor: Cursor, told: Explained) -> None:
    """ERROR-Response."""
    number(cursor, told)
    kind = cursor.byte()
    words = _ERRORS.get(kind, "unknown")
    told.title += f": {words}"
    told.add([Value("error", "error", "异常", kind, "", words, "", bytes([kind]))])
