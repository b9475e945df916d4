# notations.py - a line that writes bytes otherwise than in hex: byte strings, decimals, bits, base64 and their kin
"""Each reader takes a line and gives its bytes, or None where it is not written so. Base64 and quoted-printable are
believed only if a frame comes out: begins with 68, perhaps behind FE, and ends with 16."""

import ast
import base64
import binascii
import quopri
import re

_LITERAL = re.compile(r"""(b?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]|[0-7])")
_DECIMAL_ESCAPES = re.compile(r"(?:\\\d{3}){8,}")
_LIST = re.compile(r"(?<![\w.:\"])-?\d{1,3}(?:(?:\s*[,;]\s*|\s+)-?\d{1,3}){7,}(?![\w.:])")
_KEY = re.compile(r"([\"']?)\d{1,3}\1\s*:\s*(?=-?\d{1,3}\b)")
_ENTITY = re.compile(r"&#(\d{1,3});")
_BITS = re.compile(r"(?<!\w)(?:0b)?[01]{8}(?:[\s,]+(?:0b)?[01]{8}){7,}(?!\w)")
_INTEL = re.compile(r":([0-9A-Fa-f]{2})([0-9A-Fa-f]{4})(0[0-5])((?:[0-9A-Fa-f]{2})*)([0-9A-Fa-f]{2})")
_BASE64 = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{15,}={0,2}(?![\w+/=])")
_LETTER = re.compile(r"=[C-F][0-9A-F](?:=[89AB][0-9A-F])+")
_QUOTED = re.compile(r"=[0-9A-F]{2}")
_GAPS = re.compile(r"[\s,;\[\](){}]+")
_NUMBER = re.compile(r"-?\d{1,3}")
_NO_NUMBER = re.compile(r"\d{4}|[^-\d\s,;\[\](){}]")
_TELLING = re.compile(r"-|\d{3}|:")
_BYTE_MAX = 0xFF


def written(line: str) -> bytes | None:
    """The bytes of a line in one of these notations; None for every other line."""
    return next((found for read in _READERS if (found := read(line)) is not None), None)


def numbers(line: str) -> list[int] | None:
    """The decimal numbers of a line that has nothing else but marks of a list; None if it has, or none fits a byte."""
    bare = _KEY.sub("", line) if ":" in line else line
    if _NO_NUMBER.search(bare):  # nearly every line of a log: told before it is cut into words
        return None
    words = list(filter(None, _GAPS.split(bare.strip().removeprefix("- "))))
    if not all(map(_NUMBER.fullmatch, words)):
        return None
    found = list(map(int, words))
    return found if found and min(found) >= -128 and max(found) <= _BYTE_MAX else None


def may_tell(line: str) -> bool:
    """Whether the numbers of a line can be `telling`: without them being read, for a line may be long."""
    return bool(_TELLING.search(line))


def telling(found: list[int]) -> bool:
    """Whether numbers are decimal for certain: two digits of hex are neither negative nor more than 99."""
    return min(found) < 0 or max(found) > 99


def as_bytes(found: list[int]) -> bytes:
    """Numbers of a byte, with a sign or without."""
    return bytes(number & _BYTE_MAX for number in found)


def soft_break(line: str) -> bool:
    """Whether quoted-printable goes on in the next line."""
    return line.endswith("=") and bool(_QUOTED.search(line))


def unquoted(line: str) -> str:
    """The letters that quoted-printable has written as numbers, where they are letters of another script."""
    if not _LETTER.search(line):
        return line
    try:
        return quopri.decodestring(line.encode()).decode()
    except UnicodeDecodeError:
        return line


def of_bits(line: str) -> bytes | None:
    """Bytes written as eight bits each, or None. To be asked first: such a line is hex as well."""
    if line.strip(" \t,01b") or not (match := _BITS.search(line)):
        return None
    return bytes(int(word, 2) for word in re.findall(r"[01]{8}", match[0].replace("0b", "")))


def _literal(line: str) -> bytes | None:
    """A byte string of Python, C, Go, Lua or strace: between its escapes stand letters that are bytes too."""
    found = [m[2] for m in _LITERAL.finditer(line) if len(_ESCAPE.findall(m[2])) > 1]
    if not found:
        return None
    try:
        return b"".join(_evaluated(text) for text in found)
    except (SyntaxError, ValueError):
        return None


def _evaluated(text: str) -> bytes:
    if _DECIMAL_ESCAPES.search(text) and re.search(r"\\\d?[89]|\\[0-2]\d[89]", text):  # Lua's are decimal
        text = re.sub(r"\\(\d{3})", lambda match: f"\\x{int(match[1]) & _BYTE_MAX:02x}", text)
    text = re.sub(r"\\x([0-9A-Fa-f])(?![0-9A-Fa-f])", r"\\x0\1", text)  # %x of C
    value = ast.literal_eval(("b" if text.isascii() else "") + text)
    return value if isinstance(value, bytes) else str(value).encode("latin-1")


def _entities(line: str) -> bytes | None:
    found = [int(number) for number in _ENTITY.findall(line)]
    return bytes(found) if len(found) > 7 and max(found) <= _BYTE_MAX else None


def _decimals(line: str) -> bytes | None:
    """A list of decimal numbers, as Java, Go, Python and JSON print bytes. Hex has pairs that begin with 0."""
    for match in _LIST.finditer(_KEY.sub("", line)):
        words = re.findall(r"-?\d+", match[0])
        found = [int(word) for word in words]
        padded = any(re.fullmatch(r"0\d", word) for word in words)
        listed = match.string[: match.start()].endswith(("[", "{", "("))
        many = listed or sum(number < 0 or number > 99 for number in found) > 1
        if telling(found) and many and not padded and all(-128 <= number <= _BYTE_MAX for number in found):
            return as_bytes(found)
    return None


def _intel_hex(line: str) -> bytes | None:
    match = _INTEL.fullmatch(line.strip())
    if not match or len(match[4]) != 2 * int(match[1], 16) or sum(bytes.fromhex(line.strip()[1:])) & _BYTE_MAX:
        return None
    return bytes.fromhex(match[4]) if match[3] == "00" else b""


def _base64(line: str) -> bytes | None:
    for match in _BASE64.finditer(line):
        if match[0].islower() or match[0].isupper():
            continue
        token = match[0].rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            made = base64.b64decode(token + "=" * (-len(token) % 4), validate=True)
        except binascii.Error:
            continue
        if _frame(made):
            return made
    return None


def _quoted(line: str) -> bytes | None:
    if len(_QUOTED.findall(line)) < 3:
        return None
    made = quopri.decodestring(line.strip().encode("latin-1", "replace"))
    return made if _frame(made) else None


def _frame(made: bytes) -> bool:
    return made.lstrip(b"\xfe")[:1] == b"\x68" and made.rstrip(b"\r\n")[-1:] == b"\x16"


_READERS = (_intel_hex, _literal, _entities, _decimals, _base64, _quoted)
