# strictjson.py - reads one flat JSON object of strings and whole numbers, and nothing looser
"""CircuitPython's json takes 01, trailing commas, 1e999 and duplicate keys (the last one wins).

A document about money must mean the same to every reader, so device and host share this one.
"""

_SPACE = " \t\r\n"
_DIGITS = "0123456789"


class NotJSON(ValueError):
    """The text is not a flat JSON object; the argument says what is wrong and at which character."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, what: str) -> None:
        raise NotJSON(f"{what} at character {self.at + 1}")

    def peek(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ""

    def expect(self, char: str) -> None:
        if self.peek() != char:
            self.fail("expected " + char)
        self.at += 1

    def string(self) -> str:
        self.expect('"')
        end = self.text.find('"', self.at)
        if end < 0:
            self.fail("string without an end")
        value = self.text[self.at : end]
        if "\\" in value or any(not 0x20 <= ord(c) < 0x7F for c in value):
            self.fail("string with an escape or a sign outside ASCII")
        self.at = end + 1
        return value

    def integer(self) -> int:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in _DIGITS:
            self.at += 1
        digits = self.text[start : self.at]
        if not digits or len(digits) > 10 or digits[0] == "0" and len(digits) > 1:
            self.fail("expected a string or a whole number")
        return int(digits)


def loads(text: str) -> dict:
    """The object in `text` as a dict in its own order. Raises NotJSON (a ValueError)."""
    r = _Reader(text)
    out = {}
    r.expect("{")
    while True:
        r.peek()
        name = r.string()
        if name in out:
            r.fail(f'"{name[:20]}" twice')
        r.expect(":")
        out[name] = r.string() if r.peek() == '"' else r.integer()
        if r.peek() != ",":
            break
        r.at += 1
    r.expect("}")
    if r.peek():
        r.fail("something behind the object")
    return out
