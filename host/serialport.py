# serialport.py - a serial port of this PC; and why it cannot be opened, or is gone: what, where, what to do
"""pyserial tells by exceptions of the system's and of its own; a person is told in words."""

import errno
import os
import re
import socket
from typing import Any

import serial
from serial.tools import list_ports

from wattkey_host.complaint import Complaint

# errno -> (what is wrong with {name}, what to do)
_WHY = {
    errno.ENOENT: ("there is no port {name}", "Plug the adapter in, or name another. {here}"),
    errno.EACCES: (
        "this user may not open {name}",
        "On Linux: sudo usermod -aG dialout $USER (the group that `ls -l {name}` shows), then log in anew",
    ),
    errno.EBUSY: ("another program has {name} open", "End it: another `wattkey`, a terminal program, ModemManager"),
    errno.ENOTTY: ("{name} is no serial port", "Name one. {here}"),
    errno.ECONNREFUSED: (
        "nobody listens at {name}",
        "Start what should: `wattkey sim --beam` or `wattkey meter --listen` with this HOST:PORT, or the gateway",
    ),
    errno.ETIMEDOUT: ("nobody answers at {name}", "Check host and port, and the network"),
    errno.EADDRINUSE: ("another program listens at {name}", "End it, or name another port"),
    errno.EADDRNOTAVAIL: ("{name} is no address of this PC", "Take 127.0.0.1, or 0.0.0.0 for all that it has"),
    errno.EHOSTUNREACH: ("there is no way to {name}", "Check the host, and the network"),
}
_WHY[errno.EPERM] = _WHY[errno.EACCES]
_WHY[errno.EAGAIN] = _WHY[errno.EBUSY]  # locked, says pyserial
_WHY[errno.EINVAL] = _WHY[errno.EISDIR] = _WHY[errno.ENODEV] = _WHY[errno.ENXIO] = _WHY[errno.ENOTTY]
_NO_TCP_PORT = ("{name} is a host without a port", "Write HOST:PORT, such as {name}:2404")
_HOST = re.compile(r"localhost|(\d{1,3}\.){3}\d{1,3}|[\w-]+(\.[\w-]+)+", re.IGNORECASE)  # never a device's name
_NO_HOST = ("nobody knows the host of {name}", "Check its name, and the network")
_LAST_PORT = 65535
_NUMBER = re.compile(r"\[Errno -?\d+\] ")  # of the system's errors, which says nothing to a person
_PSEUDO = "/dev/pts/"  # pseudo terminals of Linux


def full_address(name: str) -> str:
    """A port as pyserial wants it: `host:port` and `tcp://host:port` become `socket://host:port`."""
    bare = re.sub(r"(?i)^tcp://", "", name)
    return f"socket://{bare}" if re.fullmatch(r"(\[[^]]+\]|[^/\\:]+):\d+", bare) else name


def check_address(name: str) -> None:
    """A TCP address has a host and a port; of one that has not, pyserial speaks in riddles. Raises ValueError."""
    if name.startswith("socket:") and not re.fullmatch(r"socket://[^/]+:([1-9]\d{0,4})", name):
        raise ValueError("a TCP address is written socket://HOST:PORT")
    if name.startswith("socket:") and int(name.rpartition(":")[2]) > _LAST_PORT:
        raise ValueError(f"TCP ports end at {_LAST_PORT}")


def parity_of(name: str, parity: str = serial.PARITY_EVEN) -> str:
    """The parity to open port `name` with: none for a pseudo terminal, for it carries bytes without bits around them,
    and glibc refuses (EINVAL) what the kernel would not keep."""
    return serial.PARITY_NONE if os.path.realpath(name).startswith(_PSEUDO) else parity


def opened(name: str, baud: int, parity: str = serial.PARITY_EVEN, **options: Any) -> serial.Serial:
    """A port of pyserial, with its `options`, at that speed. Raises serial.SerialException, OSError, ValueError."""
    check_address(name)
    return serial.serial_for_url(name, baudrate=baud, parity=parity_of(name, parity), **options)


class PortGone(Complaint):
    """The port was there, and is not any more."""

    def __init__(self, name: str, error: Exception) -> None:
        what = f"the connection to {name} is gone ({plain(error)})"
        super().__init__(what, "Plug it in again, or start it again, and run the same command: nothing is lost")


def not_opened(name: str, error: Exception) -> Complaint:
    """The error of pyserial on opening port `name`, in words."""
    cause = error.__context__ or error
    number = getattr(error, "errno", None) or getattr(cause, "errno", None) or next(iter(cause.args), None)
    if found := re.search(r"\((\d+), '", str(error)):  # pyserial shows what termios said, and keeps no number
        number = int(found[1])
    if isinstance(cause, socket.gaierror):
        what, do = _NO_HOST
    elif number == errno.ENOENT and _HOST.fullmatch(name):
        what, do = _NO_TCP_PORT
    elif number in _WHY:
        what, do = _WHY[number]
    else:
        what, do = (
            f"the port {{name}} cannot be opened: {plain(error)}",
            "Check the cable and the name. {here}",
        )
    return Complaint(what.format(name=name), do.format(name=name, here=_here()))


def plain(error: Exception) -> str:
    """What the system says of an error, without its number."""
    return _NUMBER.sub("", str(error))


def told(name: str, error: Exception) -> str:
    """What befell port `name`, in words: an address that is none, a port that cannot be opened or is gone."""
    if isinstance(error, OverflowError):
        return f"{name}: TCP ports end at {_LAST_PORT}"
    if isinstance(error, (ValueError, Complaint)):
        return f"{name}: {error}"
    opening = re.search(r"(?i)could not (?:open|configure)", str(error))
    if isinstance(error, serial.SerialException) and not opening:
        return str(PortGone(name, error))
    return str(not_opened(name, error))


def _here() -> str:
    """The ports of this PC, for one to choose from."""
    ports = [f"{p.device} ({p.description})" if p.hwid != "n/a" else p.device for p in sorted(list_ports.comports())]
    return f"Ports here: {', '.join(ports)}" if ports else "No serial port is plugged in here"
