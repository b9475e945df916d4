# gdw3762.py - Q/GDW 376.2: what a concentrator and its local power-line module say to each other
"""68 L L C R(6) [A1(6) A2(6 each) A3(6)] AFN DT1 DT2 DATA CS 16. L counts the whole frame, low byte first; CS is the
sum from C to the byte before it. Addresses are six BCD bytes, low byte first, as in DL/T 645; kept in wire order."""

from micropython import const

CONFIRM = const(0x00)  # F1: confirmed, F2: denied
REPORT = const(0x06)  # the module tells something of its own accord
FORWARD = const(0x13)  # F1: pass DL/T 645 on to a node, and its answer back
ROUTE_ASKS = const(0x14)  # F1: the router asks what to read from a node
F1 = b"\x01\0"
F2 = b"\x02\0"

_START = const(0x68)
_END = const(0x16)
_LEAST = const(15)  # bytes of a frame without addresses and data
_UP = const(0x80)  # C, bit 7: from the module
_FIRST = const(0x40)  # C, bit 6: this station began
_NARROW_BAND = const(0x01)  # C, bits 5..0: centralised routing, narrow band
_TO_NODE = const(0x04)  # R, bit 2: the frame is for or from a node, A1 and A3 are there


class Packet:
    """One frame: application function `afn`, `dt` (2 bytes), `data`, `sequence`.

    `up`: from the module; `began`: of its own accord; `source` and `target`: addresses in wire order, or b"".
    """

    __slots__ = ("afn", "began", "data", "dt", "sequence", "source", "target", "up")

    def __init__(self, afn: int, dt: bytes, data: bytes = b"", sequence: int = 0) -> None:
        self.afn = afn
        self.dt = dt
        self.data = data
        self.sequence = sequence
        self.up = False
        self.began = True
        self.source = b""
        self.target = b""


def encode(packet: Packet) -> bytes:
    """The bytes of a packet. Raises ValueError if only one of its addresses is there."""
    if len(packet.source) != len(packet.target) or len(packet.source) not in (0, 6):
        raise ValueError("both addresses, 6 bytes each, or none")
    control = _NARROW_BAND | (_UP if packet.up else 0) | (_FIRST if packet.began else 0)
    route = bytes([_TO_NODE if packet.source else 0, 0, 0, 0, 0, packet.sequence & 0xFF])
    body = bytes([control]) + route + packet.source + packet.target + bytes([packet.afn]) + packet.dt + packet.data
    size = len(body) + 5
    return bytes([_START, size & 0xFF, size >> 8]) + body + bytes([sum(body) & 0xFF, _END])


def decode(frame: bytes) -> Packet:
    """The packet in exactly these bytes. Raises ValueError naming what is wrong."""
    size = len(frame)
    if size < _LEAST or frame[0] != _START or frame[-1] != _END or frame[1] | frame[2] << 8 != size:
        raise ValueError("not a 376.2 frame: start, length or end")
    if sum(frame[3:-2]) & 0xFF != frame[-2]:
        raise ValueError("checksum %02X, should be %02X" % (frame[-2], sum(frame[3:-2]) & 0xFF))
    at = 22 + 6 * (frame[4] >> 4) if frame[4] & _TO_NODE else 10  # R, bits 7..4: relays on the way, A2 each
    if size < at + 5:
        raise ValueError("too short for its addresses")
    packet = Packet(frame[at], frame[at + 1 : at + 3], frame[at + 3 : -2], frame[9])
    packet.up = bool(frame[3] & _UP)
    packet.began = bool(frame[3] & _FIRST)
    if at > 10:
        packet.source = frame[10:16]
        packet.target = frame[at - 6 : at]
    return packet


def forward(content: bytes, node: bytes, me: bytes, sequence: int) -> bytes:
    """AFN 13H F1 down: pass `content` (a whole DL/T 645 frame) on to `node`, transparently, without attached nodes."""
    packet = Packet(FORWARD, F1, bytes([0, 0, 0, len(content)]) + content, sequence)
    packet.source = me
    packet.target = node
    return encode(packet)


def forwarded(packet: Packet) -> "bytes | None":
    """What a node answered (AFN 13H F1 up), b"" for nothing; None if the packet is no such answer.

    The 2013 edition puts the delay, 2 bytes, in front of protocol, length and content.
    """
    data = packet.data
    if packet.afn != FORWARD or packet.dt != F1 or not packet.up:
        return None
    for at in (1, 3):
        if len(data) > at and len(data) == at + 1 + data[at]:
            return data[at + 1 :]
    return None


class Scanner:
    """Finds packets in a stream that comes in any slices; a false start costs one byte, never the packet behind it."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> None:
        """Add the bytes that arrived."""
        self._buffer += data

    def next(self) -> "Packet | None":
        """The next whole, right packet, or None until more bytes come."""
        while True:
            at = self._buffer.find(b"\x68")
            self._buffer = self._buffer[at:] if at >= 0 else b""
            have = len(self._buffer)
            if have < 3:
                return None
            size = self._buffer[1] | self._buffer[2] << 8
            if _LEAST <= size <= 512 and have < size:
                return None
            try:
                packet = decode(self._buffer[:size])
            except ValueError:
                self._buffer = self._buffer[1:]
                continue
            self._buffer = self._buffer[size:]
            return packet
