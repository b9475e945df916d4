# control.py - the 1C command: trip, allow close, close, alarm, keep power
"""PA=98 comes enciphered with a MAC under the control key; PA=02/04 with a password, for 1B and 1C only.

Order of checks and result words follow firmware 3JIL, what the relay then does firmware SY.
With P2=01 both the good and the bad answer carry a 2-byte result word, low byte first; else a refusal is 04.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import Refusal

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.meter import Meter

ENCIPHERED = 0x98
PLAIN = (0x02, 0x04)
OPEN_TO_PASSWORD = (0x1B, 0x1C)
PLAIN_LENGTH, CIPHER_LENGTH = 0x10, 0x1C
HUNG, MAC, PASSWORD, EXPIRED, DEADLINE, KEPT = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20

DIRECT, ALLOWED, TRIPPED, DELAYED = 0x0001, 0x0002, 0x0004, 0x0008
KEEP, RELEASED, ALARM, ALARM_OFF = 0x0100, 0x0200, 0x0400, 0x0800


class Refused(Exception):
    """The command is not carried out; `word` is the error result word."""

    def __init__(self, word: int) -> None:
        """`word`: the error bits, for P2=01."""
        super().__init__(word)
        self.word = word


def control(meter: "Meter", data: bytes) -> bytes:
    """DATA of the answer to a 1C question. Raises Refusal."""
    wants_word = len(data) > 3 and data[0] == ENCIPHERED and data[3] == 0x01
    try:
        plain = _plain(meter, data)
        _check_deadline(meter, plain[2:8])
        result = _carry_out(meter, plain[0])
    except Refused as refused:
        raise Refusal(refused.word.to_bytes(2, "little") if wants_word else codes.NOT_AUTHORISED) from refused
    return result.to_bytes(2, "little") if wants_word else b""


def _plain(meter: "Meter", data: bytes) -> bytes:
    """N1 N2 YY MM DD hh mm ss of either form. Raises Refused."""
    if len(data) == CIPHER_LENGTH and data[0] == ENCIPHERED:
        return _deciphered(meter, data[8:][::-1])
    if len(data) != PLAIN_LENGTH or data[0] not in PLAIN or meter.password is None:
        raise Refused(PASSWORD)
    if data[3:0:-1] != meter.password or data[8] not in OPEN_TO_PASSWORD:
        raise Refused(PASSWORD)
    return data[8:10] + data[:9:-1]


def _deciphered(meter: "Meter", command: bytes) -> bytes:
    """The 20 bytes cipher and MAC, turned right again, in plain. Raises Refused."""
    if not meter.esam.identified:
        raise Refused(EXPIRED)
    if meter.esam.suspended:
        raise Refused(HUNG)
    plain = meter.esam.relay_command(command[:16], command[16:])
    if plain is None:
        raise Refused(MAC)
    return plain


def _check_deadline(meter: "Meter", deadline: bytes) -> None:
    """YYMMDDhhmmss must be a date that has not passed on the meter's clock. Raises Refused."""
    try:
        until = datetime.strptime(deadline.hex(), "%y%m%d%H%M%S")
    except ValueError as error:
        raise Refused(PASSWORD) from error
    until = until.replace(year=2000 + until.year % 100)
    if meter.now().replace(microsecond=0) > until:
        raise Refused(DEADLINE)


def _carry_out(meter: "Meter", kind: int) -> int:
    """Do it; returns the result word. Raises Refused for an unknown kind and a trip under keep power."""
    if kind not in COMMANDS:
        raise Refused(PASSWORD)
    return COMMANDS[kind](meter)


def _trip(meter: "Meter") -> int:
    if not meter.relay.trip():
        raise Refused(KEPT)
    return DELAYED if meter.relay.closed else TRIPPED


def _allow(meter: "Meter") -> int:
    meter.relay.allow()
    return 0 if meter.account.arrears else ALLOWED


def _close(meter: "Meter") -> int:
    meter.relay.close()
    return 0 if meter.account.arrears else DIRECT


def _alarm(meter: "Meter") -> int:
    meter.relay.alarm = True
    return ALARM


def _alarm_off(meter: "Meter") -> int:
    meter.relay.alarm = False
    return ALARM_OFF


def _keep(meter: "Meter") -> int:
    meter.relay.keep()
    return KEEP


def _release(meter: "Meter") -> int:
    meter.relay.release()
    return RELEASED


COMMANDS = {
    0x1A: _trip,
    0x1B: _allow,
    0x1C: _close,
    0x2A: _alarm,
    0x2B: _alarm_off,
    0x3A: _keep,
    0x3B: _release,
}
