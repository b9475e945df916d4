# capture.py - bytes out of what people have: hex in any notation, logs with times in front, raw recordings
"""One reader for files, pipes and command line; it keeps a line at most, so a recording may be of any length."""

import codecs
import re
from collections.abc import Iterable, Iterator

from wattkey_host.reader.dlt645.dump import Dump
from wattkey_host.reader.dlt645.hexline import bytes_of
from wattkey_host.reader.dlt645.listed import Listed
from wattkey_host.reader.dlt645.notations import soft_break, unquoted

_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]+)[Hh]?")
_SHORTEST = 12  # bytes of a frame
_ENOUGH = 4096  # bytes that show what a recording is
_TELLING = 16  # bytes that show UTF-16
_LONGEST_LINE = 65536  # letters; a longer line is taken in pieces
_TEXT = set(b"\r\n\t\f\x1b") | set(range(32, 256))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotHex(ValueError):
    """What was given is no hex; the message says where and why."""


def typed(words: list[str]) -> bytes:
    """Bytes from words on a command line. Raises NotHex for a word that is neither hex nor stands around it."""
    line = " ".join(words)
    whole = b"".join(_lines([line + "\n"]))
    if len(whole) < _SHORTEST or _spoilt(line):
        return _strictly(words)
    return whole


def _spoilt(line: str) -> bool:
    """Whether a pair of digits is mistyped (6G) between two right ones, where a log has no word."""
    return bool(
        re.search(r"[0-9A-Fa-f]{2}[\s,:;-]+(?:[0-9A-Fa-f][G-Zg-z]|[G-Zg-z][0-9A-Fa-f])[\s,:;-]+[0-9A-Fa-f]{2}\b", line)
    )


def _strictly(words: list[str]) -> bytes:
    out = b""
    for number, word in enumerate(words, 1):
        for piece in re.split(r"[\s,;:\-]+", word.strip()):
            match = _HEX.fullmatch(piece)
            if piece and not match:
                bad = next(i for i, letter in enumerate(piece) if letter not in "0123456789abcdefABCDEF")
                raise NotHex(f'word {number}: "{piece}" is no hex (letter {bad + 1} is "{piece[bad]}"), nor a file')
            if match and len(match[1]) % 2:
                raise NotHex(f'word {number}: "{piece}" has {len(match[1])} digits; a byte has two')
            out += bytes.fromhex(match[1]) if match else b""
    return out


def recorded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes from the pieces of a file or pipe as they come: a text with hex in it, or a recording as it is."""
    pieces = iter(pieces)
    begun = b""
    coding: str | None = "?"
    for piece in pieces:
        begun += piece
        if not piece:
            continue
        coding = _coding(begun, final=False)
        if coding != "?":
            break
    if coding == "?":
        coding = _coding(begun, final=True)
    whole = _chained(begun, pieces)
    return whole if coding is None else _lines(_decoded(whole, coding))


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _coding(begun: bytes, final: bool) -> str | None:
    """How the text is coded; None for raw bytes, "?" if more must come before that can be said."""
    for mark, name in _MARKS:
        if begun.startswith(mark):
            return name
    if wide := _wide(begun):
        return wide
    if not set(_without_ends(begun)) <= _TEXT:
        perhaps_wide = len(begun) < _TELLING and not final and set(begun) - {0} <= _TEXT
        return "?" if perhaps_wide else None
    if not final and len(begun) < _ENOUGH and b"\n" not in begun:
        return "?"
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(begun)
        except UnicodeDecodeError:
            continue
        return name if name == "utf-8" or re.search(rb"[0-9A-Fa-f]{2}\W", begun) else None
    return "latin-1" if re.search(rb"(?:[0-9A-Fa-f]{2}\W?){12}", begun) else None


def _without_ends(begun: bytes) -> bytes:
    """Text without the zeros that a program in C has written behind each of it."""
    few = begun.count(0) <= begun.count(b"\n") + 1 and len(begun) > _TELLING
    return begun.replace(b"\0\n", b"\n").rstrip(b"\0") if few else begun


def _wide(begun: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is zero but for a few, and none of those between them."""
    start = begun[: min(len(begun), _ENOUGH) // 2 * 2]
    if len(start) < _TELLING:
        return None
    for name, high, low in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if high.count(0) * 2 > len(high) and 0 not in low:
            letters = {one for one, above in zip(low, high, strict=True) if not above}
            return name if letters <= _TEXT else None
    return None


def _decoded(pieces: Iterator[bytes], coding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(coding)("replace")
    for piece in pieces:
        yield decoder.decode(piece)  # an empty one goes on, to say that nothing came
    yield decoder.decode(b"", final=True)


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    """The bytes of each line as soon as it is whole."""
    kept, dump, listed, broken = "", Dump(), Listed(), ""
    for text in texts:
        if not text:
            yield b""
        *lines, kept = (kept + text).replace("\r\n", "\n").split("\n")
        for line in lines:
            if soft_break(line):
                broken += line[:-1]
                continue
            yield from _line(unquoted(broken + line), dump, listed)
            broken = ""
        if len(kept) > _LONGEST_LINE:
            cut = max(kept.rfind(mark, 0, _LONGEST_LINE) for mark in " ,:;-\t") + 1 or _LONGEST_LINE
            yield from _line(broken + kept[:cut], dump, listed)
            kept, broken = kept[cut:], ""
    yield from _line(broken + kept, dump, listed)
    yield dump.rest() + listed.rest()


def _line(line: str, dump: Dump, listed: Listed) -> Iterator[bytes]:
    pieces = dump.take(line)
    if pieces is not None:
        yield listed.rest()
        yield from pieces
        return
    yield dump.rest()
    if listed.take(line):
        return
    yield listed.rest()
    for part in line.split("\r"):
        yield bytes_of(part)
