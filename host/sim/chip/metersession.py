# metersession.py - the session at the meter: infrared access, login, proved status, relay command
"""Everything here ends with the power. The meter's own randoms come through the processor and are not trusted.

The meter enciphers any 8 bytes for anyone, so identity proves nothing; only MACs over our random1 do.
"""

from datetime import datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey_host.crypto import (
    CONTROL_HEADER,
    RUN_HEADER,
    STATUS_HEADER,
    cipher8,
    encipher,
    mac4,
    meter_factor,
    pad,
)  # fmt: skip
from wattkey_host.sim.chip import words
from wattkey_host.sim.chip.purchase import BEFORE, DELIVERED, NOT_CREDITED, OFFERED, REACHED, judge
from wattkey_host.sim.chip.ram import Login
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip

# the run file from its offset 4 on
RUN_METER = slice(7, 13)
RUN_REMAINING = slice(19, 23)
RUN_COUNT = slice(23, 27)
CLOSE_KINDS = (codes.ALLOW_CLOSING, codes.CLOSE)


def ir_random(chip: "Chip", data: bytes) -> bytes:
    """IR_RANDOM: our random for 078003FF, 8 bytes."""
    chip.ram.ir_random = chip.random(8)
    return chip.ram.ir_random


def ir_answer(chip: "Chip", data: bytes) -> bytes:
    """IR_ANSWER: the meter's cipher of our random and its own random -> the cipher for 070003FF; once a random."""
    ours, chip.ram.ir_random = chip.ram.ir_random, None
    if ours is None:
        raise StatusWord(words.NOT_ALLOWED)
    key = chip.cells.identity_key
    if not compare_digest(cipher8(key, ours), data[:8]):
        raise StatusWord(words.NOT_OUR_METER)
    return cipher8(key, data[8:])


def login(chip: "Chip", data: bytes) -> bytes:
    """LOGIN: cipher1 8, random1 8, factor 8 for 070000FF; ends the login before.

    While a purchase is offered, random1 is the one drawn with its last RELEASE: asking again and
    again until a random comes that an older status was recorded under leads nowhere.
    """
    cells = chip.cells
    random1 = cells.random1 if cells.state == OFFERED else chip.random(8)
    chip.ram.login = Login(random1)
    return cipher8(cells.identity_key, random1) + random1 + meter_factor(cells.meter)


def logged(chip: "Chip", data: bytes) -> bytes:
    """LOGGED: the meter's random2 (4 bytes) from its answer to 070000FF; once a login."""
    current = chip.ram.login
    if current is None or current.random2 is not None:
        raise StatusWord(words.NOT_ALLOWED)
    current.random2 = data
    return b""


def status(chip: "Chip", data: bytes) -> bytes:
    """STATUS: remaining 4, MAC 4, count 4, MAC 4 of 078102FF; answers verdict and state.

    It writes nothing: amount and count carry MACs of one form, collected in one login they can be paired at will.
    """
    current = _logged_in(chip)
    for value, mac in ((data[:4], data[4:8]), (data[8:12], data[12:])):
        _check_mac(chip, current, STATUS_HEADER, value, mac)
    remaining, count = int.from_bytes(data[:4], "big"), int.from_bytes(data[8:12], "big")
    current.count, current.verdict = count, judge(chip.cells, count, remaining)
    return bytes([current.verdict, chip.cells.state])


def proof(chip: "Chip", data: bytes) -> bytes:
    """PROOF: 43 bytes of the run file from offset 4 and their MAC 4 (078001FF); answers verdict and state.

    The only way to `reached` while the purchase is offered, and to what the report calls proved.
    The only way to `not credited` too: a STATUS of this login claimed n - 1, the run file says so too, and
    the login began after the last RELEASE.
    """
    current, run = _logged_in(chip), data[:43]
    _check_mac(chip, current, RUN_HEADER, run, data[43:])
    cells = chip.cells
    if run[RUN_METER] != cells.meter:  # the MAC does not say which file the meter read
        raise StatusWord(words.OTHER_METER)
    count, remaining = int.from_bytes(run[RUN_COUNT], "big"), int.from_bytes(run[RUN_REMAINING], "big")
    current.verdict = judge(cells, count)
    state = cells.state
    if state == OFFERED and current.verdict == BEFORE and current.count == count and not current.released:
        state = NOT_CREDITED
    chip.memory.write(proved_count=count, proved_remaining=remaining, state=state)
    return bytes([current.verdict, state])


def close(chip: "Chip", data: bytes) -> bytes:
    """CLOSE: kind 1 (1B or 1C) and deadline 6 (BCD YYMMDDhhmmss) -> cipher 16, MAC 4 for control code 1C."""
    current, cells = _logged_in(chip), chip.cells
    reached = cells.state == OFFERED and current.verdict == REACHED
    if not cells.close or not (cells.state == DELIVERED or reached):
        raise StatusWord(words.NOT_ALLOWED)
    if data[0] not in CLOSE_KINDS or not _is_time(data[1:]):
        raise StatusWord(words.BAD_VALUE)
    cipher = encipher(cells.control_key, pad(bytes([data[0], 0]) + data[1:]))
    return cipher + mac4(cells.control_key, current.random2 or b"", CONTROL_HEADER, cipher)


def _logged_in(chip: "Chip") -> Login:
    current = chip.ram.login
    if current is None or current.random2 is None:
        raise StatusWord(words.NOT_ALLOWED)
    return current


def _check_mac(chip: "Chip", current: Login, header: bytes, value: bytes, mac: bytes) -> None:
    """Compare a MAC of the meter over our random1; a wrong one ends the login, so that guessing is slow."""
    if not compare_digest(mac4(chip.cells.load_key, current.random1[:4], header, value), mac):
        chip.ram.login = None
        raise StatusWord(words.WRONG_MAC)


def _is_time(bcd: bytes) -> bool:
    """Whether six BCD bytes YYMMDDhhmmss are a date and time of this century."""
    try:
        datetime.strptime("20" + bcd.hex(), "%Y%m%d%H%M%S")
    except ValueError:
        return False
    return True
