# eitherframe.py - a frame of either language, DL/T 645 or 698.45, and its bytes
"""A meter hears, tells, spoils and sends frames of both."""

from typing import TypeAlias

from wattkey.dlt645 import frame as dlt645
from wattkey.dlt645.frame import Frame
from wattkey.dlt698 import link as dlt698
from wattkey.dlt698.link import Frame698

EitherFrame: TypeAlias = Frame | Frame698


def encode(frame: EitherFrame, preamble: int = 4) -> bytes:
    """The bytes to send: `preamble` times FE, then the frame. Raises ValueError if it cannot be sent."""
    return dlt698.encode(frame, preamble) if isinstance(frame, Frame698) else dlt645.encode(frame, preamble)
