# test_line.py - a serial line of this PC as a link: pseudo terminals and sockets stand in for the head
import asyncio
import errno
import os
import socket
import tty

import pytest
import serial
from serial.tools.list_ports_common import ListPortInfo

from wattkey_host.complaint import Complaint
from wattkey_host.line import PcClock, open_line
from wattkey_host.serialport import PortGone, not_opened


class Pty:
    def __init__(self):
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        self.name = os.ttyname(self._near)

    def read(self, count):
        return os.read(self.far, count)

    def write(self, data):
        os.write(self.far, data)

    def hang_up(self):
        os.close(self.far)
        self.far = -1

    def close(self):
        if self.far >= 0:
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

    def hang_up(self):
        self.far.close()

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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/dev/no-such-port", "there is no port /dev/no-such-port. Plug the adapter in.*ere"),
        ("/dev/null", "/dev/null is no serial port. Name one"),
        ("/dev", "/dev is no serial port"),
        ("socket://127.0.0.1:1", "nobody listens at socket://127.0.0.1:1. Start"),
        ("socket://nothing", "socket://nothing cannot be opened: a TCP address is written socket://HOST:PORT"),
        ("socket://no.such.host.invalid:1", "nobody knows the host of socket://no.such.host.invalid:1. Check"),
        ("gopher://x", "gopher://x cannot be opened: invalid URL.*Check the cable and the name"),
    ],
)
def test_a_port_that_cannot_be_opened_is_said_in_words(name, words):
    with pytest.raises(Complaint, match=words):
        open_line(name)


@pytest.mark.parametrize("name", ["socket://", "socket://127.0.0.1", "socket://127.0.0.1:0", "socket://127.0.0.1:x"])
def test_a_tcp_address_without_a_port_is_told_how_it_is_written(name):
    with pytest.raises(Complaint, match="written socket://HOST:PORT"):
        open_line(name)


def test_a_port_beyond_the_last_is_told_so():
    with pytest.raises(Complaint, match="ports end at 65535"):
        open_line("socket://127.0.0.1:99999")


def test_a_port_that_another_program_uses():
    far = Pty()
    line = open_line(far.name)
    with pytest.raises(Complaint, match=f"another program has {far.name} open. End it"):
        open_line(far.name)
    line.close()
    open_line(far.name).close()  # and again, which pseudo terminals do not like with a parity
    far.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (serial.SerialException(errno.EACCES, "no"), "this user may not open COM3. On Linux: sudo usermod -aG dialout"),
        (serial.SerialException(errno.EBUSY, "no"), "another program has COM3 open"),
        (serial.SerialException("PermissionError(13)"), "the port COM3 cannot be opened: PermissionError"),
    ],
)
def test_what_cannot_happen_to_the_superuser_or_here(error, words):
    with pytest.raises(Complaint, match=words):
        raise not_opened("COM3", error)


def test_the_ports_of_this_pc_are_named(monkeypatch):
    port = ListPortInfo("/dev/ttyUSB7")
    port.description, port.hwid = "IR head", "USB VID:PID=0403:6001"
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [port])
    with pytest.raises(Complaint, match=r"Ports here: /dev/ttyUSB7 \(IR head\)"):
        open_line("/dev/ttyUSB8")
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [])
    with pytest.raises(Complaint, match="No serial port is plugged in here"):
        open_line("/dev/ttyUSB8")


@pytest.mark.parametrize("when", ["before a question", "before its answer"])
def test_a_port_that_goes_away_is_said_in_words(ends, when):
    """The adapter is pulled, or the simulator at the socket ends."""
    line, far = ends
    asyncio.run(line.send(b"x"))
    far.read(1)
    far.hang_up()
    with pytest.raises(PortGone, match=f"the connection to {line.name} is gone.*run the same command: nothing is lost"):
        for _ in range(9):  # a socket takes a few bytes more
            asyncio.run(line.send(b"x") if when == "before a question" else line.receive(100))


def test_what_came_back_is_told_for_a_person_who_looks_for_a_fault(ends):
    line, far = ends
    asyncio.run(line.send(b"question"))
    assert line.heard == ("nothing", 0)
    far.write(far.read(8))
    while line.heard != ("echo", 8):
        assert asyncio.run(line.receive(5000))
    far.write(b"?")
    assert asyncio.run(line.receive(5000))
    assert line.heard == ("noise", 9)
    asyncio.run(line.send(b"again"))
    assert line.heard == ("nothing", 0)
