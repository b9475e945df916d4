# counterserving.py - the counter's server: where it listens, by which names it may be called, and its end
"""Passwords never travel in plain text between machines."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import teamwork
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_host.webdoor import LOCAL, WebServer, address, is_local, listening, shown


class Doorway(NamedTuple):
    """`behind`: the name of the proxy that does TLS."""

    host: str
    port: int
    cert: Path | None
    key: Path | None
    behind: str | None
    practise: bool = False
    port_of_head: str | None = None
    workers: int = 1


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
    check_team(door, counter)
    names = None if door.cert else (*LOCAL, door.behind) if door.behind else LOCAL
    with listening(door.host, door.port) as socket:

        def ready() -> None:
            tell(f"The counter is at {shown(door.host, socket.getsockname()[1], 'https' if door.cert else 'http')}")
            if not counter.has_people:
                tell(f"Nobody works there yet. Code for the first supervisor: {counter.code}")

        config = uvicorn.Config(
            application(counter, names), log_level="warning", access_log=False, lifespan="off",
            timeout_graceful_shutdown=5, ssl_certfile=door.cert, ssl_keyfile=door.key,
            proxy_headers=door.behind is not None, server_header=False,
        )  # fmt: skip
        if door.workers == 1:
            asyncio.run(WebServer(config, ready).serve(sockets=[socket]))
            return
        counter.shop.close()  # no connection of the database is shared with a process that is forked off
        teamwork.run(door.workers, lambda: asyncio.run(WebServer(config, _nothing).serve(sockets=[socket])), ready)


def _nothing() -> None:
    """The first process has told already."""


def check_team(door: Doorway, counter: Counter) -> None:
    """Raises VendError where only one process can know what it has to."""
    if door.workers > 1 and not hasattr(os, "fork"):
        raise VendError("this system has one server process only", "Start it without --workers")
    if door.workers > 1 and (door.practise or not counter.has_people):
        what = "practice" if door.practise else "the first run"
        raise VendError(f"{what} needs one server process", "Start it without --workers this time")
