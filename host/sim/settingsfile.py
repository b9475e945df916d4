# settingsfile.py - settings.toml as CircuitPython reads it: line by line, which is less than TOML
"""What it answers was seen on the official CircuitPython 10.2.1 in the emulated Pico."""

import re

from wattkey_host.sim.drive import Drive

_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?')
_ESCAPE = re.compile(rb"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^uU])")
_LETTERS = {b"b": b"\b", b"r": b"\r", b"n": b"\n", b"t": b"\t", b"v": b"\v", b"f": b"\f"}
_WORDS = {b"true": True, b"false": False}


class Invalid(ValueError):
    """The line of that name has no value that can be read."""


def of(drive: Drive) -> bytes:
    """The file on a device's drive; b"" where there is none."""
    return drive.read("/settings.toml") if drive.is_file("/settings.toml") else b""


def text(data: bytes, name: str) -> str | None:
    """The value as os.getenv has it: bare numbers and words as text. None: there is none, or none that can be read.

    Raises UnicodeError for bytes that are no UTF-8, as os.getenv does."""
    try:
        found = _value(data, name)
    except Invalid:
        return None
    return found and found[0].decode()


def typed(data: bytes, name: str) -> str | int | None:
    """The value as supervisor.get_setting has it: quoted ones text, bare ones whole numbers, or true and false. None:
    there is none. Raises ValueError for any other."""
    found = _value(data, name)
    if found is None:
        return None
    value, quoted = found
    if quoted:
        return value.decode()
    if value in _WORDS:
        return _WORDS[value]
    try:
        return int(value, 0)
    except ValueError as error:
        raise Invalid("Invalid value") from error


def _value(data: bytes, name: str) -> tuple[bytes, bool] | None:
    """(its bytes, whether they were quoted) of the first line of that name before any table. Raises Invalid."""
    for line in map(bytes.strip, data.split(b"\n")):
        if line.startswith(b"["):
            return None
        key, sign, value = line.partition(b"=")
        if sign and key.rstrip() == name.encode():
            return _read(value.strip())
    return None


def _read(value: bytes) -> tuple[bytes, bool]:
    if value.startswith(b'"'):
        match = _STRING.fullmatch(value)
        if not match:
            raise Invalid("Invalid value")
        return _ESCAPE.sub(_escaped, match[1]), True
    bare = value.partition(b"#")[0].rstrip()
    if not bare:
        raise Invalid("Invalid value")
    return bare, False


def _escaped(match: re.Match[bytes]) -> bytes:
    letter = match[1]
    return chr(int(letter[1:], 16)).encode() if letter[:1] in b"uU" else _LETTERS.get(letter, letter)
