# counterserving.py - the counter's server: where it listens, by which names it may be called, and its end
"""Passwords never travel in plain text between machines."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_host.webdoor import LOCAL, Served, address, is_local, listening, shown


class Doorway(NamedTuple):
    """`behind`: the name of the proxy that does TLS."""

    host: str
    port: int
    cert: Path | None
    key: Path | None
    behind: str | None
    practise: bool = False
    port_of_head: str | None = None


def doorway(at: str, cert: Path | None, key: Path | None, behind: str | None) -> Doorway:
    """Where to listen. Raises ValueError for an address that is none, and for one that others reach in plain text."""
    host, port = address(at)
    if (cert is None) != (key is None):
        raise ValueError("--tls-cert and --tls-key go together")
    if not is_local(host) and cert is None:
        raise ValueError(
            f"{host} is open to other machines, which would send passwords in plain text: give --tls-cert and"
            " --tls-key, or listen on 127.0.0.1 --behind NAME of a proxy that does TLS"
        )
    return Doorway(host, port, cert, key, behind)


def serve(folder: Path, shop: Shop | None, door: Doorway, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. Raises OSError, VendError."""
    secure = door.cert is not None or door.behind is not None
    counter = Counter(folder, shop, secure=secure, practise=door.practise)
    counter.port = door.port_of_head
    names = None if door.cert else (*LOCAL, door.behind) if door.behind else LOCAL
    with listening(door.host, door.port) as socket:

        def ready() -> None:
            tell(f"The counter is at {shown(door.host, socket.getsockname()[1], 'https' if door.cert else 'http')}")
            if not counter.has_people:
                tell(f"Nobody works there yet. Code for the first supervisor: {counter.code}")

        config = uvicorn.Config(
            application(counter, names), log_level="warning", lifespan="off", timeout_graceful_shutdown=5,
            ssl_certfile=door.cert, ssl_keyfile=door.key, proxy_headers=door.behind is not None, server_header=False,
        )  # fmt: skip
        asyncio.run(Served(config, ready).serve(sockets=[socket]))
