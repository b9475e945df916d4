# serving.py - `wattkey sim --page`: opens the port, tells the address, and serves until Ctrl-C
"""Only this machine is let in unless another address is named. With `once` it ends when the last page is closed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import uvicorn

from wattkey_host.story.playedboard import BoardMaker, simulated
from wattkey_host.touch.running import Engine
from wattkey_host.touch.server import BIGGEST, Site
from wattkey_host.webdoor import WebServer, address, is_local, listening, shown

_GRACE_S = 5.0  # a page that is loaded anew is away for a moment


class PageServer(WebServer):
    """The server of a page that may end with its last visitor."""

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
    local = is_local(host)
    with listening(host, port) as door:

        def ready() -> None:
            tell(f"The handheld is at {shown(host, door.getsockname()[1])}")
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
        server = PageServer(config, ready)
        asyncio.run(server.serve(sockets=[door]))
