# inthread.py - pages served by a thread of this process, so that what is behind them can be looked at
"""On a port of their own, for this machine alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, Literal

import uvicorn

from wattkey_host.webdoor import listening, shown

_ENDED_S = 10


@contextmanager
def served(application: Any, lifespan: Literal["on", "off"] = "off") -> Iterator[str]:
    """The address of an application's pages, while the block runs. `lifespan`: whether it makes something at its
    start."""
    with listening("127.0.0.1", 0) as socket:
        server = uvicorn.Server(
            uvicorn.Config(application, log_level="warning", lifespan=lifespan, timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            sleep(0.01)
        try:
            yield shown("127.0.0.1", socket.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(_ENDED_S)
