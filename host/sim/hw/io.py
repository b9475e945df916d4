# io.py - streams in memory, and the board's open
"""Module `io`."""

import functools
from io import BytesIO, StringIO

from wattkey_host.sim.devicefile import open_file
from wattkey_host.sim.run import current

__all__ = ["BytesIO", "StringIO", "open"]

open = functools.partial(open_file, current())  # the board's name
