# sessions.py - what went over the air, as conversations: how long they took and how long they had to
"""A session ends with a second of darkness. It is judged against its byte floor: every byte of it at 1200 baud
8E1, and 20 ms (the shortest answer delay of DL/T 645-2007) for each question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from wattkey.dlt645 import ids
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_host.sim.air import IN, OUT, AirByte
from wattkey_host.sim.clock import BYTE_US

ANSWER_DELAY_S = 0.020


class SeenFrame(NamedTuple):
    """A frame on the air, when its last stop bit ended, and how many bytes came in front of it: FE, in good air."""

    direction: str
    frame: Frame
    end_us: int
    wake: int


@dataclass(frozen=True)
class AirSession:
    """One conversation."""

    frames: tuple[SeenFrame, ...]
    bytes_out: int
    bytes_in: int
    start_us: int
    end_us: int

    @property
    def pairs(self) -> int:
        """Questions, answered or not."""
        return sum(seen.direction == OUT for seen in self.frames)

    @property
    def session_s(self) -> float:
        """From the first start bit to the last stop bit, seconds."""
        return (self.end_us - self.start_us) / 1_000_000

    @property
    def learned(self) -> bool:
        """Whether the status was asked for without FE bytes: the handheld knows that this meter needs none."""
        status = ids.STATUS.to_bytes(4, "little")
        asked = [seen for seen in self.frames if seen.direction == OUT and seen.frame.data[:4] == status]
        return bool(asked) and not any(seen.wake for seen in asked)

    @property
    def floor_s(self) -> float:
        """What its bytes need at least, seconds."""
        return (self.bytes_out + self.bytes_in) * BYTE_US / 1_000_000 + ANSWER_DELAY_S * self.pairs

    @property
    def ratio(self) -> float:
        """Time taken over time needed."""
        return self.session_s / self.floor_s


def sessions(log: Iterable[AirByte], gap_s: float = 1.0) -> list[AirSession]:
    """Cut a log of the air where nothing was sent for `gap_s` seconds."""
    groups: list[list[AirByte]] = []
    end_us = 0
    for byte in sorted(log):
        if not groups or byte.start_us - end_us > gap_s * 1_000_000:
            groups.append([])
        groups[-1].append(byte)
        end_us = max(end_us, byte.end_us)
    return [_session(group) for group in groups]


def _session(group: list[AirByte]) -> AirSession:
    scanners = {OUT: Scanner(), IN: Scanner()}
    frames = []
    since = dict.fromkeys(scanners, 0)  # bytes behind the last frame
    for byte in group:
        scanner = scanners[byte.direction]
        since[byte.direction] += 1
        scanner.feed(bytes([byte.value]))
        frame = scanner.next()
        if frame:
            wake = since[byte.direction] - len(encode(frame, 0))
            frames.append(SeenFrame(byte.direction, frame, byte.end_us, wake))
            since[byte.direction] = 0
    out = sum(byte.direction == OUT for byte in group)
    end = max(byte.end_us for byte in group)
    return AirSession(tuple(frames), out, len(group) - out, group[0].start_us, end)
