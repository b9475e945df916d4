# mpyfile.py - a .mpy file taken apart as far as its functions, and put together again
"""Format 6 (MicroPython: docs/reference/mpyfiles.rst, py/persistentcode.c, py/bc.h):

    letter, version, flags, small-int bits     4 bytes
    number of names, number of constants       numbers are 7 bits a byte, the highest first, 0x80: more follow
    the names, the constants
    one tree of functions, the module itself on top: length << 3 | has children << 2 | kind, code, children

The code of a function begins with its signature (see Signature), a size, and the number of its name.
"""

from typing import NamedTuple

_HEAD = 4
_BYTECODE = 0
_NONE_TO_ELLIPSIS, _STR, _BYTES, _TUPLE = 4, 5, 6, 10  # kinds of constants
_GENERATOR, _ASYNC = 0x01, 0x10  # flags of a function; CircuitPython's coroutine has both


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        value, more = 0, True
        while more:
            (byte,) = self.take(1)
            value, more = value << 7 | byte & 0x7F, bool(byte & 0x80)
        return value

    def name(self) -> str:
        """Empty for a name that the interpreter has built in; the file has its number only."""
        length = self.number()
        return "" if length & 1 else self.take((length >> 1) + 1)[:-1].decode()

    def skip_constant(self) -> None:
        (kind,) = self.take(1)
        if kind <= _NONE_TO_ELLIPSIS:
            return
        length = self.number()
        if kind == _TUPLE:
            for _ in range(length):
                self.skip_constant()
        else:
            self.take(length + (kind in (_STR, _BYTES)))  # these two end with a zero


class Signature(NamedTuple):
    """What a call of a function needs. xSSSSEAA, then as often as needed xFSSKAED, low bits first; x: more follow."""

    state: int
    exceptions: int
    flags: int
    arguments: int
    keywords: int
    defaults: int

    @classmethod
    def parse(cls, code: bytes) -> "tuple[Signature, int]":
        """The signature that `code` begins with, and its length in bytes."""
        byte = code[0]
        state, exceptions, arguments = byte >> 3 & 15, byte >> 2 & 1, byte & 3
        flags = keywords = defaults = n = 0
        while byte & 0x80:
            byte = code[n + 1]
            flags |= (byte >> 6 & 1) << n
            state |= (byte >> 4 & 3) << 4 + 2 * n
            keywords |= (byte >> 3 & 1) << n
            arguments |= (byte >> 2 & 1) << 2 + n
            exceptions |= (byte >> 1 & 1) << 1 + n
            defaults |= (byte & 1) << n
            n += 1
        return cls(state, exceptions, flags, arguments, keywords, defaults), n + 1

    def packed(self) -> bytes:
        """As the code begins with it."""
        state, exceptions, flags, arguments, keywords, defaults = self
        out = [(state & 15) << 3 | (exceptions & 1) << 2 | arguments & 3]
        state, exceptions, arguments = state >> 4, exceptions >> 1, arguments >> 2
        while state | exceptions | flags | arguments | keywords | defaults:
            out[-1] |= 0x80
            high = (flags & 1) << 6 | (state & 3) << 4 | (keywords & 1) << 3
            out.append(high | (arguments & 1) << 2 | (exceptions & 1) << 1 | defaults & 1)
            state, exceptions, flags = state >> 2, exceptions >> 1, flags >> 1
            arguments, keywords, defaults = arguments >> 1, keywords >> 1, defaults >> 1
        return bytes(out)


class RawCode:
    """One function, class body or module, and what is defined inside it."""

    def __init__(self, reader: _Reader) -> None:
        head = reader.number()
        if head & 3 != _BYTECODE:
            raise ValueError("native code is for one processor only")
        self.code = reader.take(head >> 3)
        self.children = [RawCode(reader) for _ in range(reader.number())] if head & 4 else []

    def make_coroutine(self) -> None:
        """A generator that came from `async def` becomes what CircuitPython makes of one."""
        signature, length = Signature.parse(self.code)
        if not signature.flags & _GENERATOR:
            raise ValueError("an async function that is no generator")
        self.code = signature._replace(flags=signature.flags | _ASYNC).packed() + self.code[length:]

    def packed(self) -> bytes:
        """As the file has it."""
        out = _number(len(self.code) << 3 | bool(self.children) << 2) + self.code
        if self.children:
            out += _number(len(self.children)) + b"".join(child.packed() for child in self.children)
        return out


class MpyFile:
    """`head` is everything before the functions, `code` the module."""

    def __init__(self, head: bytes, names: list[str], code: RawCode) -> None:
        self.head, self.names, self.code = head, names, code

    @classmethod
    def parse(cls, data: bytes) -> "MpyFile":
        """Raises ValueError for native code, IndexError or ValueError for what is cut off."""
        reader = _Reader(data)
        reader.take(_HEAD)
        names, constants = reader.number(), reader.number()
        known = [reader.name() for _ in range(names)]
        for _ in range(constants):
            reader.skip_constant()
        head = data[: reader.at]
        return cls(head, known, RawCode(reader))

    def packed(self) -> bytes:
        """The file."""
        return self.head + self.code.packed()

    def name(self, code: RawCode) -> str:
        """What a function is called; empty for a built-in name."""
        reader = _Reader(code.code)
        reader.take(Signature.parse(code.code)[1])
        reader.number()  # of bytes before the bytecode, and of closed-over variables
        return self.names[reader.number()]


def _number(value: int) -> bytes:
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)
