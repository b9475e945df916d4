# ends.py - where other programs reach the simulator: a TCP port or a pseudo terminal, without ever waiting
"""One client at a time; a new one takes the place of the old. Nobody there: what goes out is lost, as light is."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress

ROOM = 4096  # bytes at a time


class End:
    """An open end. `name` is what the other program opens."""

    name = ""

    def pump(self, take: Callable[[bytes], object], give: Callable[[], bytes], room: int = ROOM) -> None:
        """Pass on what is there, both ways; to `take` no more than `room` bytes: the rest waits at its sender."""
        data = self._read(max(0, min(room, ROOM)))
        if data:
            take(data)
        out = give()
        if out:
            self._write(out)

    def hang_up(self) -> None:
        """End the conversation with whoever is there, where that can be."""

    def _read(self, room: int) -> bytes:
        """At most `room` bytes."""
        raise NotImplementedError

    def _write(self, data: bytes) -> None:
        raise NotImplementedError


class Tcp(End):
    """HOST:PORT; port 0 takes a free one."""

    def __init__(self, host: str, port: int) -> None:
        self._listener = socket.create_server((host, port))
        self._listener.setblocking(False)
        self._client: socket.socket | None = None
        self.name = f"socket://{host}:{self._listener.getsockname()[1]}"

    def _read(self, room: int) -> bytes:
        with suppress(BlockingIOError):
            client, _ = self._listener.accept()
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._drop()
            self._client = client
        if self._client is None or not room:
            return b""
        try:
            data = self._client.recv(room)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._drop()
        return data

    def _write(self, data: bytes) -> None:
        if self._client is not None:
            try:
                self._client.sendall(data)
            except OSError:
                self._drop()

    def hang_up(self) -> None:
        """Close the client's connection."""
        self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class Pty(End):
    """A pseudo terminal, raw: programs open it as a serial port."""

    def __init__(self) -> None:
        import tty  # noqa: PLC0415 not there on every system

        self._master, self._slave = os.openpty()  # the slave is kept open: a client may come and go
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.name = os.ttyname(self._slave)

    def _read(self, room: int) -> bytes:
        if not room:
            return b""
        try:
            return os.read(self._master, room)
        except BlockingIOError:
            return b""

    def _write(self, data: bytes) -> None:
        with suppress(BlockingIOError):  # nobody reads: as light that nobody sees
            os.write(self._master, data)


def open_end(where: str) -> End:
    """`pty` or `HOST:PORT`. Raises ValueError for anything else, OSError where it cannot be opened."""
    if where == "pty":
        return Pty()
    host, colon, port = where.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{where!r} is no place for the beam: name HOST:PORT, or pty")
    return Tcp(host or "127.0.0.1", int(port))
