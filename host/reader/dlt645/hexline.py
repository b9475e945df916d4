# hexline.py - the bytes in one line of text: hex as people, logs and programs write it
"""What is no hex (times, declarations, casts, lengths, markers) is taken away first; what is left falls into runs."""

import ast
import re

# a line's number, or a time as one number (20261120083000, seconds since 1970)
_NUMBERED = re.compile(r"^\s*(?:#\d+\s|\d{1,6}[.)>]\s|20[23]\d{11}\s|1[6-9]\d{8}\.\d+\s)")
_DAY = r"\d{4}[-/.]\d\d?[-/.]\d\d?(?:T(?=\d))?"
_TIME = r"(?<![0-9A-Fa-f:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,:]\d{1,6})?)?Z?(?![:\w])"
_CAST = r"\(\s*(?:unsigned |signed )?(?:s?byte|char|u?int8(?:_t)?|BYTE|u8)\s*\)|\b(?:byte|u?int8(?:_t)?|chr)(?=\(\s*0x)"
_COUNT = r"(?<=[A-Za-z])[(\[]\d+[)\]]"
_LENGTH = r"\b(?:len|length|size|count)\w*\s*[:=]\s*(?:0x)?\d+\s*;?|\b\d+\s*(?:bytes?\b|字节|个字节)"
_DECLARED = r"^.*?(?:\]|=|byte|char|u?int8\w*)\s*\{"
_ANSI = r"\x1b\[[0-9;]*[A-Za-z]"
_NO_HEX = [re.compile(one, re.IGNORECASE) for one in (_ANSI, _DECLARED, _DAY, _TIME, _CAST, _COUNT, _LENGTH)]
_BASE = re.compile(r"0x|&h|\\x|#?\$|16#", re.IGNORECASE)
_SUFFIX = re.compile(r"(?i:(?<=\s)|(?<=^))(0x[0-9a-f]+)(?:u8|ul?|l)\b", re.IGNORECASE)
_LITERAL = re.compile(r"""(b?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_DECIMALS = re.compile(r"[\[{(]\s*(-?\d{1,3}(?:\s*,\s*|\s+)(?:-?\d{1,3}(?:\s*,\s*|\s+)?){7,})[\]})]")
_WORD = re.compile(r"[^\W_]+")
_HEX = re.compile(r"([0-9A-Fa-f]+)[Hh]?")
_SOME = re.compile(r"[\d\uff10-\uff46]|(?<![A-Za-z])(?:[A-Fa-f]|(?:[A-Fa-f]{2})+)(?![A-Za-z])|\\x|[A-F]{2}")
_BYTE_MAX = 0xFF
_LEAST_RUN = 10  # bytes: a run as long as a header is kept beside a longer one


def bytes_of(line: str) -> bytes:
    """The bytes of a line: its longest run of hex, and all that begin like a frame or are as long as its header."""
    if not _SOME.search(line):
        return b""
    line = _NUMBERED.sub("", line)
    try:
        return bytes.fromhex(line)  # most lines are plain, and there may be very many
    except ValueError:
        pass
    if (written := _literal(line) or _decimals(line)) is not None:
        return written
    runs = _runs(plain(line))
    longest = max(runs, key=len, default=b"")
    return b"".join(run for run in runs if run is longest or run[0] in b"\x68\xfe" or len(run) >= _LEAST_RUN)


def plain(line: str) -> str:
    """The line without what is certainly no hex, and without the marks of bases (0x, &H, $, backslash x)."""
    line = _ascii(line)
    for pattern in _NO_HEX:
        line = pattern.sub(" ", line)
    line = _SUFFIX.sub(r"\1", line)
    return _BASE.sub(" ", line)


def _ascii(line: str) -> str:
    """Full-width letters and digits as plain ones; every other letter that is not Latin is a gap."""
    if line.isascii():
        return line
    narrow = (chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in line)
    return "".join(c if c.isascii() or not c.isalnum() else "\n" for c in narrow)


def _literal(line: str) -> bytes | None:
    """A byte string of Python, C or Go: between its escapes stand letters that are bytes too."""
    found = [m for m in _LITERAL.finditer(line) if "\\x" in m[2]]
    if not found:
        return None
    try:
        return b"".join(ast.literal_eval("b" + match[2]) for match in found)
    except (SyntaxError, ValueError):
        return None


def _decimals(line: str) -> bytes | None:
    """A list of decimal numbers, as Java, Go and Python print bytes; three digits or a minus tell it from hex."""
    match = _DECIMALS.search(line)
    if not match:
        return None
    numbers = [int(one) for one in re.findall(r"-?\d+", match[1])]
    telling = any(number < 0 or number > 99 for number in numbers)
    if not telling or not all(-128 <= number <= _BYTE_MAX for number in numbers):
        return None
    return bytes(number & _BYTE_MAX for number in numbers)


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
