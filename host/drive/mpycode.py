# mpycode.py - the code of a function in a .mpy file
"""Format 6 (MicroPython: py/persistentcode.c, py/bc.h). It begins with its signature (see Signature), a size, and the
numbers of its name and its parameters; line numbers and instructions follow. What an instruction looks like, its first
byte says: py/bc0.h.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

_BYTECODE = 0
_NONE_TO_ELLIPSIS, STR, _BYTES, _TUPLE = 4, 5, 6, 10  # kinds of constants
_LOAD_STRING, _LOAD_CONSTANT = 0x10, 0x23  # instructions: of a name as a text, of a constant
_PLAIN, _OF_NAME, _OF_NUMBER, _OF_PLACE = range(4)  # what follows the first byte of an instruction
_EXTRA = 0x9E  # without these bits one more byte follows
_GENERATOR, _ASYNC = 0x01, 0x10  # flags of a function; CircuitPython's coroutine has both


class Reader:
    """Numbers, names and constants, one behind the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        """7 bits a byte, the highest first; 0x80: more follow."""
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
        """Whatever kind it is of."""
        (kind,) = self.take(1)
        if kind <= _NONE_TO_ELLIPSIS:
            return
        length = self.number()
        if kind == _TUPLE:
            for _ in range(length):
                self.skip_constant()
        else:
            self.take(length + (kind in (STR, _BYTES)))  # these two end with a zero


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
        """The bytes of a signature, which the code of a function begins with."""
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

    def __init__(self, reader: Reader) -> None:
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

    def _inside(self) -> tuple[int, int]:
        """Where the name and the parameters stand, and where the instructions begin."""
        at = Signature.parse(self.code)[1]
        told = cells = n = 0
        byte = 0x80
        while byte & 0x80:  # xIIIIIIC: bytes of names and line numbers, of closed-over variables
            byte = self.code[at]
            cells |= (byte & 1) << n
            told |= (byte >> 1 & 0x3F) << 6 * n
            at, n = at + 1, n + 1
        return at, at + told + cells

    def instructions(self) -> Iterator[tuple[int, int, int, int]]:
        """(where, first byte, number of the name or constant, where the next one is) of each, in order."""
        at = self._inside()[1]
        while at < len(self.code):
            first, kind = self.code[at], 0x3A4 >> 2 * (self.code[at] >> 4) & 3
            reader = Reader(self.code)
            reader.at, number = at + 1, -1
            if kind in (_OF_NAME, _OF_NUMBER):
                number = reader.number()
            elif kind == _OF_PLACE:
                reader.at += 2 if self.code[at + 1] & 0x80 else 1
            reader.at += not first & _EXTRA
            yield at, first, number, reader.at
            at = reader.at

    def names(self) -> Iterator[int]:
        """Numbers of the names that are more than texts here and inside: of functions, parameters, attributes."""
        reader = Reader(self.code)
        reader.at = self._inside()[0]
        signature = Signature.parse(self.code)[0]
        yield from (reader.number() for _ in range(1 + signature.arguments + signature.keywords))
        for _, first, number, _ in self.instructions():
            if 0x3A4 >> 2 * (first >> 4) & 3 == _OF_NAME and first != _LOAD_STRING:
                yield number
        for child in self.children:
            yield from child.names()

    def load_as_constants(self, places: Mapping[int, int]) -> None:
        """Texts, by the numbers of their names, are loaded as constants with these numbers, up to 127. Nothing moves: a
        number is written as long as the one before."""
        code = bytearray(self.code)
        for at, first, number, end in self.instructions():
            if first == _LOAD_STRING and number in places:
                code[at] = _LOAD_CONSTANT
                code[at + 1 : end] = b"\x80" * (end - at - 2) + bytes([places[number]])
        self.code = bytes(code)
        for child in self.children:
            child.load_as_constants(places)

    def packed(self) -> bytes:
        """As the file has it."""
        out = written(len(self.code) << 3 | bool(self.children) << 2) + self.code
        if self.children:
            out += written(len(self.children)) + b"".join(child.packed() for child in self.children)
        return out


def written(value: int) -> bytes:
    """7 bits a byte, the highest first; 0x80: more follow."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)
