# strictjson.py - reads one flat JSON object of strings and whole numbers, and nothing looser
"""CircuitPython's json takes 01, trailing commas, 1e999 and duplicate keys (the last one wins).

A document about money must mean the same to every reader, so device and host share this one.
"""

from micropython import const

_SPACE = b" \t\r\n"
_DIGITS = b"0123456789"
_QUOTE = const(0x22)
_COMMA = const(0x2C)
_END = const(-1)


class NotJSON(ValueError):
    """The text is not a flat JSON object; the argument says what is wrong and at which character."""


class _Reader:
    """Works on bytes: MicroPython counts its way to a character of a str from the beginning."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0

    def fail(self, what: str) -> None:
        raise NotJSON(f"{what} at character {self.at + 1}")

    def peek(self) -> int:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at] if self.at < len(self.text) else _END

    def expect(self, char: str) -> None:
        if self.peek() != ord(char):
            self.fail("expected " + char)
        self.at += 1

    def string(self) -> str:
        self.expect('"')
        end = self.text.find(b'"', self.at)
        if end < 0:
            self.fail("string without an end")
        value = self.text[self.at : end]
        if b"\\" in value or any(not 0x20 <= c < 0x7F for c in value):
            self.fail("string with an escape or a sign outside ASCII")
        self.at = end + 1
        return str(value, "utf-8")

    def integer(self) -> int:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in _DIGITS:
            self.at += 1
        digits = self.text[start : self.at]
        if not digits or len(digits) > 10 or digits[:1] == b"0" and len(digits) > 1:
            self.fail("expected a string or a whole number")
        return int(str(digits, "utf-8"))


def loads(text: bytes) -> dict:
    """The object in `text` (ASCII) as a dict. Raises NotJSON (a ValueError)."""
    r = _Reader(text.rstrip(_SPACE))  # a published file is padded with thousands of spaces
    out = {}
    r.expect("{")
    while True:
        r.peek()
        name = r.string()
        if name in out:
            r.fail(f'"{name[:20]}" twice')
        r.expect(":")
        out[name] = r.string() if r.peek() == _QUOTE else r.integer()
        if r.peek() != _COMMA:
            break
        r.at += 1
    r.expect("}")
    if r.peek() != _END:
        r.fail("something behind the object")
    return out
