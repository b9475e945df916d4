# control.py - the 1C command: trip, allow close, close, alarm, keep power
"""PA=98 comes enciphered with a MAC under the control key; PA=02/04 with a password, for 1B and 1C only.

Order of checks and result words follow firmware 3JIL, what the relay then does firmware SY.
With P2=01 both the good and the bad answer carry a 2-byte result word, low byte first; else a refusal is 04.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import ErrorAnswer
from wattkey_host.meter.rights import knows

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

ENCIPHERED = 0x98
PLAIN = (0x02, 0x04)
OPEN_TO_PASSWORD = (codes.ALLOW_CLOSING, codes.CLOSE)
PLAIN_LENGTH, CIPHER_LENGTH = 0x10, 0x1C

DIRECT, ALLOWED, TRIPPED, DELAYED = 0x0001, 0x0002, 0x0004, 0x0008
KEEP, RELEASED, ALARM, ALARM_OFF = 0x0100, 0x0200, 0x0400, 0x0800


class NotCarriedOut(Exception):
    """The command fails; `word` is the error result word, for P2=01. None: a meter that has no word for it."""

    def __init__(self, word: int | None) -> None:
        super().__init__(word)
        self.word = word


def control(prepaid: "Prepaid", passwords: Mapping[int, bytes], data: bytes) -> bytes:
    """DATA of the answer to a 1C question. Raises ErrorAnswer."""
    wants_word = len(data) > 3 and data[0] == ENCIPHERED and data[3] == 0x01
    try:
        plain = _plain(prepaid, passwords, data)
        _check_deadline(prepaid.time.now(), plain[2:8])
        _check(plain[0] in KINDS, codes.RESULT_PASSWORD)
        with prepaid.events.ordered_by(data[4:8][::-1]):
            result = KINDS[plain[0]](prepaid)
    except NotCarriedOut as failed:
        word = failed.word if wants_word else None
        raise ErrorAnswer(codes.NOT_AUTHORISED if word is None else word.to_bytes(2, "little")) from failed
    return result.to_bytes(2, "little") if wants_word and result is not None else b""


def _check(right: object, word: int | None) -> None:
    """Raises NotCarriedOut unless `right`."""
    if not right:
        raise NotCarriedOut(word)


def _plain(prepaid: "Prepaid", passwords: Mapping[int, bytes], data: bytes) -> bytes:
    """N1 N2 YY MM DD hh mm ss of either form. Raises NotCarriedOut."""
    if len(data) == CIPHER_LENGTH and data[0] == ENCIPHERED:
        return _deciphered(prepaid, data[8:][::-1])
    _check(len(data) == PLAIN_LENGTH and data[0] in PLAIN, codes.RESULT_PASSWORD)
    _check(knows(passwords, data[:4]) and data[8] in OPEN_TO_PASSWORD, codes.RESULT_PASSWORD)
    return data[8:10] + data[:9:-1]


def _deciphered(prepaid: "Prepaid", command: bytes) -> bytes:
    """The 20 bytes cipher and MAC, turned right again, in plain. Raises NotCarriedOut."""
    _check(prepaid.esam.identified, codes.RESULT_EXPIRED)
    _check(not prepaid.esam.suspended, prepaid.ways.suspended_relay_word)
    plain = prepaid.esam.relay_command(command[:16], command[16:])
    if plain is None:
        raise NotCarriedOut(codes.RESULT_MAC)
    return plain


def _check_deadline(now: datetime, deadline: bytes) -> None:
    """YYMMDDhhmmss must be a date that has not passed on the meter's clock. Raises NotCarriedOut."""
    try:
        until = datetime.strptime(deadline.hex(), "%y%m%d%H%M%S")
    except ValueError as error:
        raise NotCarriedOut(codes.RESULT_PASSWORD) from error
    until = until.replace(year=2000 + until.year % 100)
    _check(now.replace(microsecond=0) <= until, codes.RESULT_DEADLINE)


def _trip(prepaid: "Prepaid") -> int:
    _check(prepaid.relay.trip(), codes.RESULT_KEPT)
    return DELAYED if prepaid.relay.closed else TRIPPED


def _allow(prepaid: "Prepaid") -> int | None:
    prepaid.relay.allow()
    return prepaid.ways.arrears_word if prepaid.account.arrears else ALLOWED


def _close(prepaid: "Prepaid") -> int | None:
    prepaid.close()
    return prepaid.ways.arrears_word if prepaid.account.arrears or prepaid.account.warned else DIRECT


def _alarm(prepaid: "Prepaid") -> int:
    prepaid.relay.alarm = True
    return ALARM


def _alarm_off(prepaid: "Prepaid") -> int:
    prepaid.relay.alarm = False
    return ALARM_OFF


def _keep(prepaid: "Prepaid") -> int:
    prepaid.relay.keep()
    return KEEP


def _release(prepaid: "Prepaid") -> int:
    prepaid.relay.release()
    return RELEASED


KINDS: dict[int, Callable[["Prepaid"], int | None]] = {
    codes.TRIP: _trip,
    codes.ALLOW_CLOSING: _allow,
    codes.CLOSE: _close,
    0x2A: _alarm,
    0x2B: _alarm_off,
    0x3A: _keep,
    0x3B: _release,
}
