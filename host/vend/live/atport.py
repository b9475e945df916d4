# atport.py - the seller's terminal at a port, for as long as one visit takes
"""For the commands and for the counter's pages."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wattkey_host.line import PcClock, open_line
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.session import SilentDevice, no_progress
from wattkey_host.vend.live.visit import Run
from wattkey_host.vend.wording import phrase

_HEARD = {"nothing": "heard.nothing", "echo": "heard.echo", "noise": "heard.noise"}


@contextmanager
def at_port(
    port: str, desk: Desk, told: Callable[[str, int, int], None] = no_progress
) -> Iterator[tuple[Terminal, Run]]:
    """A terminal at the port, and what runs its work; `told` hears how far things are. Raises Complaint (of the port),
    VendError."""
    line = open_line(port)
    try:
        with asyncio.Runner() as runner:
            yield Terminal(line, PcClock(), desk.shop.keys, told), runner.run
    except SilentDevice as silence:
        kind, came = line.heard
        raise SilentDevice(silence.known, port=port, heard=phrase(_HEARD[kind], bytes=came)) from silence
    finally:
        line.close()
