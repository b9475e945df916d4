# hexline.py - the bytes in one line of text: hex as people, logs and programs write it
"""What is no hex (nohex.py) is taken away first; what is left falls into runs."""

import re

from wattkey_host.reader.dlt645.nohex import bare, plain, unnumbered
from wattkey_host.reader.dlt645.notations import of_bits, written
from wattkey_host.reader.dlt645.textrow import bytes_of_row

_BYTE = re.compile(r"\b0x[0-9a-f]{1,2}\b", re.IGNORECASE)
_MARKED = re.compile(r"\b0x([0-9a-f]{1,2})\b|(?<=[,{\s])(\d{1,3})(?=\s*[,}])", re.IGNORECASE)
_UNIFORM = re.compile(
    r"(?<![\w/.])([0-9a-f]{2}([ ,:;_|-]?)[0-9a-f]{2}(?:\2[0-9a-f]{2}){10,})(?=h?(?![0-9a-f]))", re.IGNORECASE
)
_DIGIT = re.compile(r"(?:^|[^\w=/.\n])[0-9A-Fa-f]\Z")
_FOUR = re.compile(r"[0-9a-f]{2}(?:[ ,:;_|-]{1,2}[0-9a-f]{2}){3}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_HEX = re.compile(r"([0-9A-Fa-f]+)[Hh]?")
_SOME = re.compile(r"[\d\uff10-\uff46]|(?<![A-Za-z])(?:[A-Fa-f]|(?:[A-Fa-f]{2})+)(?![A-Za-z])|\\x|[A-F]{2}")
_MARKS = 2  # bytes with 0x: one alone may be a number of the log
_END = 0x16
_LEAST_RUN = 10  # bytes: a run as long as a header is kept beside a longer one


def bytes_of(line: str) -> bytes:
    """The bytes of a line: its longest run of hex, and all that begin like a frame or are as long as its header."""
    if not _SOME.search(line):
        return b""
    line = unnumbered(line)
    if (bits := of_bits(line)) is not None:
        return bits
    try:
        return bytes.fromhex(line)  # most lines are plain, and there may be very many
    except ValueError:
        pass
    data = bytes_of_row(line)
    if data is None:
        data = written(line)
    if data is None:
        data = _marked(bare(line))
    if data is not None:
        return data
    text = plain(line)
    if framed := _framed(text):
        return framed
    runs = _runs(text)
    longest = max(runs, key=len, default=b"")
    return b"".join(run for run in runs if run is longest or run[0] in b"\x68\xfe" or len(run) >= _LEAST_RUN)


def _marked(line: str) -> bytes | None:
    """Bytes that bear 0x, each of them: then nothing else is hex, and plain numbers in the list are decimal."""
    found = list(_MARKED.finditer(line))
    own = [at for at, match in enumerate(found) if match[1]]
    others = _PAIR.findall(_BYTE.sub(" ", line))
    if not own or len(own) < _MARKS < len(others) + 1:
        return None
    listed = [int(m[1], 16) if m[1] else int(m[2]) for m in found[own[0] : own[-1] + 1]]
    return bytes(listed) if max(listed) < 256 else None


def _framed(text: str) -> bytes:
    """All runs, parted alike, that begin and end like a frame: beside them numbers in the line are no bytes. Empty
    where more bytes stand there, or one of a single digit (of %x) before a run."""
    made, rest = b"", text
    for match in _UNIFORM.finditer(text):
        run = bytes.fromhex("".join(_PAIR.findall(match[1])))
        if match[2] and _DIGIT.search(text[max(0, match.start() - 3) : match.start()].removesuffix(match[2])):
            return b""
        if run[0] in b"\x68\xfe" and run[-1] == _END:
            made += run
            rest = rest.replace(match[1], " ", 1)
    return b"" if _FOUR.search(rest) else made


def _runs(text: str) -> list[bytes]:
    """Runs of hex with no foreign word in between."""
    runs: list[list[str]] = [[]]
    for match in _WORD.finditer(text):
        if match.start() and text[match.start() - 1] == "\n":
            runs.append([])
        before, digits, after = _glued(match[0])
        if before:
            runs.append([])
        if digits:
            runs[-1].append(digits)
        if after:
            runs.append([])
    made = [_bytes(run) for run in runs]
    return [run for run in made if run]


def _glued(word: str) -> tuple[str, str, str]:
    """The word in three: letters in front, hex digits, letters behind. A word without a pair of digits has no hex."""
    if match := _HEX.fullmatch(word):
        return "", match[1], ""
    head = re.match(r"[0-9A-Fa-f]*", word)
    tail = re.search(r"[0-9A-Fa-f]*$", word)
    front, back = head[0] if head else "", tail[0] if tail else ""
    if re.match(r"[0-9A-F]{2}|[0-9][0-9a-f]|[a-f][0-9]", front) and not front.isalpha():
        return "", front[: len(front) // 2 * 2], word[len(front) :]
    if re.search(r"\d", back) and len(back) > 1:
        start = re.search(r"68|fe|FE", back)
        cut = start.start() if start and (len(back) % 2 or start.start() % 2) else len(back) % 2
        return word[: -len(back)], back[cut:], ""
    return word, "", ""


def _bytes(run: list[str]) -> bytes:
    """The bytes of a run. A single digit is a byte (of %x) among others, or alone; else it is no byte."""
    singles = len(run) == 1 or any(len(digits) == 2 for digits in run)
    made = b""
    for digits in run:
        if len(digits) == 1:
            made += bytes([int(digits, 16)]) if singles and len(run) != 2 else b""
        elif len(digits) == 3 and digits[0] == "0":  # 0AAh of an assembler
            made += bytes.fromhex(digits[1:])
        else:
            made += bytes.fromhex(digits[: len(digits) // 2 * 2])
    return made
