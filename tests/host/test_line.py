# test_line.py - a serial line of this PC as a link: pseudo terminals and sockets stand in for the head
import asyncio
import os
import socket
import tty

import pytest

from wattkey_host.line import PcClock, open_line
from wattkey_host.vend.errors import VendError


class Pty:
    def __init__(self):
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        self.name = os.ttyname(self._near)

    def read(self, count):
        return os.read(self.far, count)

    def write(self, data):
        os.write(self.far, data)

    def close(self):
        os.close(self.far)
        os.close(self._near)


class Tcp:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.name = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        self._far = None

    @property
    def far(self):
        if self._far is None:
            self._far, _ = self._listener.accept()
        return self._far

    def read(self, count):
        return self.far.recv(count)

    def write(self, data):
        self.far.sendall(data)

    def close(self):
        self.far.close()
        self._listener.close()


@pytest.fixture(params=[Pty, Tcp])
def ends(request):
    """(the line as a program has it, the far end)."""
    far = request.param()
    line = open_line(far.name)
    yield line, far
    line.close()
    far.close()


def test_bytes_go_and_come_whole(ends):
    line, far = ends
    every = bytes(range(256))
    asyncio.run(line.send(every))
    assert far.read(300) == every
    far.write(every)
    got = b""
    while len(got) < 256:
        data = asyncio.run(line.receive(5000))
        assert data
        got += data
    assert got == every


def test_silence_is_told_after_the_limit(ends):
    line, _ = ends
    clock = PcClock()
    start = clock.ticks_ms()
    assert asyncio.run(line.receive(50)) == b""
    assert clock.since(start) >= 49


def test_a_longer_question_is_given_more_time(ends):
    line, _ = ends
    asyncio.run(line.send(bytes(12)))
    short = line.patience_ms
    asyncio.run(line.send(bytes(132)))
    assert line.patience_ms - short == 1100  # 120 bytes at 1200 baud


@pytest.mark.parametrize("name", ["/dev/no-such-port", "socket://127.0.0.1:1", "socket://nothing", "gopher://x"])
def test_a_port_that_cannot_be_opened_is_said_in_words(name):
    with pytest.raises(VendError, match="cannot be opened"):
        open_line(name)


@pytest.mark.parametrize("name", ["socket://", "socket://127.0.0.1", "socket://127.0.0.1:0", "socket://127.0.0.1:x"])
def test_a_tcp_address_without_a_port_is_told_how_it_is_written(name):
    with pytest.raises(VendError, match="written socket://HOST:PORT"):
        open_line(name)


def test_a_port_beyond_the_last_is_told_so():
    with pytest.raises(VendError, match="ports end at 65535"):
        open_line("socket://127.0.0.1:99999")
