# serving.py - `wattkey sim --page`: opens the port, tells the address, and serves until Ctrl-C
"""Only this machine is let in unless another address is named. With `once` it ends when the last page is closed."""

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from wattkey_host.story.stage import BoardMaker, simulated
from wattkey_host.touch.running import Engine
from wattkey_host.touch.server import BIGGEST, Site

_GRACE_S = 5.0  # a page that is loaded anew is away for a moment


class Served(uvicorn.Server):
    """Ends by itself when told, and tells when it is there."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's, which also hears a Ctrl-C that whoever started the command has ignored; this does not."""
        if sig != signal.SIGINT or not self._deaf:
            super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; then `ready` is called."""
        await super().startup(sockets)
        self._ready()

    def end_if_empty(self, engine: Engine) -> None:
        """In a while, if no page has come back."""

        def look() -> None:
            self.should_exit = self.should_exit or not engine.hub.clients

        asyncio.get_running_loop().call_later(_GRACE_S, look)


def serve(
    at: str,
    language: str,
    *,
    board: BoardMaker = simulated,
    drive: Path | None = None,
    once: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve until Ctrl-C (or with `once` until the last page is closed). Raises OSError, ValueError."""
    host, port = address(at)
    local = _is_local(host)
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        shown = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"

        def ready() -> None:
            tell(f"The handheld is at {shown}")
            if not local:
                tell("It is open to the network: anybody there may press its keys")

        def closed() -> None:
            if once:
                server.end_if_empty(site.engine)

        engine = Engine(language, board, drive)
        site = Site(lambda: engine, anywhere=not local, closed=closed)
        config = uvicorn.Config(
            site.app(), log_level="warning", ws_max_size=BIGGEST, lifespan="on", timeout_graceful_shutdown=2
        )
        server = Served(config, ready)
        asyncio.run(server.serve(sockets=[listening]))


def address(at: str) -> tuple[str, int]:
    """HOST:PORT taken apart. Raises ValueError."""
    host, _, port = at.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError(f"{at} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
