# webdoor.py - what the pages of this program have in common: who is let in, by which name, and what each answer carries
"""For `wattkey sim --page` and for the counter (`wattkey vend serve`). Needs the packages of an extra (starlette,
uvicorn), so that only those two import it."""

import ipaddress
import signal
import socket
from collections.abc import Callable, Collection
from types import FrameType
from urllib.parse import urlsplit

import uvicorn
from starlette.requests import HTTPConnection

LOCAL = ("127.0.0.1", "localhost", "::1")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class WebServer(uvicorn.Server):
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


def welcome(request: HTTPConnection, names: Collection[str] | None = LOCAL) -> bool:
    """Called by one of these host names (None: by any), and by no page from elsewhere."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    try:
        if names is not None and urlsplit("//" + host).hostname not in names:
            return False
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:  # that is no name
        return False


def address(at: str) -> tuple[str, int]:
    """HOST:PORT taken apart. Raises ValueError."""
    host, _, port = at.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError(f"{at} is not HOST:PORT")
    return host.strip("[]"), int(port)


def listening(host: str, port: int) -> socket.socket:
    """A server's socket there. Raises OSError."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def shown(host: str, port: int, scheme: str = "http") -> str:
    """The address as a browser takes it."""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def is_local(host: str) -> bool:
    """Whether nobody but this machine comes to an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
