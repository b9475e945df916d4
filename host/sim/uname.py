# uname.py - what the board's `os.uname` says
"""Made once: a named tuple is compiled from text, and the module `os` is executed anew for each life."""

from typing import NamedTuple


class Uname(NamedTuple):
    """The system and the board."""

    sysname: str = "rp2040"
    nodename: str = "rp2040"
    release: str = "10.2.1"
    version: str = "10.2.1 simulated"
    machine: str = "Raspberry Pi Pico with rp2040"
