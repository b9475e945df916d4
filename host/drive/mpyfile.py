# mpyfile.py - a .mpy file taken apart as far as its functions (mpycode.py), and put together again
"""Format 6 (MicroPython: docs/reference/mpyfiles.rst, py/persistentcode.c):

letter, version, flags, small-int bits     4 bytes
number of names, number of constants       numbers are 7 bits a byte, the highest first, 0x80: more follow
the names, the constants
one tree of functions, the module itself on top: length << 3 | has children << 2 | kind, code, children
"""

from collections.abc import Container, Mapping

from wattkey_host.drive.mpycode import STR, RawCode, Reader, Signature, written

_HEAD = 4
_NUMBER_BYTE = 0x7F  # the largest number in one byte
_NO_NAME = b"\x03"  # a name of the interpreter's own, the empty one: its number << 1 | 1


class MpyFile:
    """`names` are empty where the interpreter has them built in; `code` is the module."""

    def __init__(
        self, head: bytes, raw: list[bytes], names: list[str], constants: tuple[int, bytes], code: RawCode
    ) -> None:
        self.names, self.code = names, code
        self._head, self._raw = head, raw
        self._count, self._constants = constants

    @classmethod
    def parse(cls, data: bytes) -> "MpyFile":
        """Raises ValueError for native code, IndexError or ValueError for what is cut off."""
        reader = Reader(data)
        reader.take(_HEAD)
        count, constants = reader.number(), reader.number()
        known: list[str] = []
        raw: list[bytes] = []
        for _ in range(count):
            begin = reader.at
            known.append(reader.name())
            raw.append(data[begin : reader.at])
        begin = reader.at
        for _ in range(constants):
            reader.skip_constant()
        return cls(data[:_HEAD], raw, known, (constants, data[begin : reader.at]), RawCode(reader))

    def exchange(self, names: Mapping[str, str]) -> None:
        """Put other names in the place of some."""
        for place, name in enumerate(self.names):
            if name in names:
                self.names[place] = names[name]
                raw = names[name].encode()
                self._raw[place] = written(len(raw) << 1) + raw + b"\0"

    def texts_leave(self, but: Container[str]) -> None:
        """Names that are only texts, `but` some, become constants: they leave the memory when the module does. The
        first name is the file's own. Where a longer number of a constant has no room, all stay."""
        names = {0, *self.code.names()}
        texts = [place for place, name in enumerate(self.names) if name and name not in but and place not in names]
        if self._count + len(texts) > _NUMBER_BYTE:
            return
        self.code.load_as_constants({place: self._count + n for n, place in enumerate(texts)})
        for place in texts:
            raw = self.names[place].encode()
            self._constants += bytes([STR]) + written(len(raw)) + raw + b"\0"
            self.names[place], self._raw[place] = "", _NO_NAME
        self._count += len(texts)

    def packed(self) -> bytes:
        """The file."""
        counts = written(len(self.names)) + written(self._count)
        return self._head + counts + b"".join(self._raw) + self._constants + self.code.packed()

    def name(self, code: RawCode) -> str:
        """What a function is called; empty for a built-in name."""
        reader = Reader(code.code)
        reader.take(Signature.parse(code.code)[1])
        reader.number()  # of bytes before the bytecode, and of closed-over variables
        return self.names[reader.number()]
