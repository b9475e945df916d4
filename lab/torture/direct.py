# direct.py - a chip and a meter in conversation without a board between them, for millions of sessions instead of tens
"""Sends the commands and data that lib/wattkey/meter.py sends; the caller may leave out, repeat or lose any of them."""

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.slave import ErrorAnswer
from wattkey.dlt645.values import fields, flip
from wattkey.profile import header, read
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.prepaid.personality import NONE
from wattkey_host.sim.chip.cos import Chip

OPERATOR = bytes(4)
RUN_FILE = bytes.fromhex("DF0100860004002B")  # directory DF01, run file, offset 4, 43 bytes


class Lost(Exception):
    """No answer, or a refusal: the session ends here."""


def command(chip: Chip, name: str, data: bytes = b"") -> bytes:
    """A command of the wallet's profile, its answer uncut. Raises Lost when the chip refuses."""
    fields, code = read(name, *chip.apdu(header(name) + data))
    if code:
        raise Lost(f"{name}: {code}")
    return b"".join(fields)


def ask(meter: Meter, di: int, *parts: bytes) -> bytes:
    """A security question (C=03); the answer behind its identifier, wire order. Raises Lost."""
    data = di.to_bytes(4, "little") + OPERATOR + b"".join(flip(part) for part in parts)
    try:
        answer = meter.dlt645.carry_out(codes.SECURITY, data, meter.number)
    except ErrorAnswer as refusal:
        raise Lost(f"{di:08X}: {refusal.reason.hex()}") from refusal
    if answer is None:
        raise Lost(f"{di:08X}: silence")
    return answer[4:]


def unlock(chip: Chip, meter: Meter) -> None:
    """Infrared authentication. Raises Lost."""
    _, _, cipher, random2 = fields(ask(meter, ids.IR_QUERY, command(chip, "ir_random")), 6, 8, 8, 8)
    ask(meter, ids.IR_ANSWER, command(chip, "ir_answer", cipher + random2))


def login(chip: Chip, meter: Meter) -> None:
    """Identity authentication. Raises Lost."""
    answer = command(chip, "login")
    cipher1, random1, factor = answer[:8], answer[8:16], answer[16:]
    random2, _ = fields(ask(meter, ids.IDENTIFY, cipher1, random1, factor), 4, 8)
    command(chip, "logged", random2)


def status(chip: Chip, meter: Meter) -> tuple[int, int]:
    """Verdict and state of 078102FF. Raises Lost."""
    remaining, mac1, count, mac2, _, _ = fields(ask(meter, ids.STATUS), 4, 4, 4, 4, 6, 4)
    verdict, state = command(chip, "status", remaining + mac1 + count + mac2)
    return verdict, state


def proof(chip: Chip, meter: Meter) -> tuple[int, int]:
    """Verdict and state of 078001FF. Raises Lost."""
    _, run_file, mac = fields(ask(meter, ids.READ_BACK, RUN_FILE), 8, 43, 4)
    verdict, state = command(chip, "proof", run_file + mac)
    return verdict, state


def release(chip: Chip) -> list[bytes]:
    """Amount, count, MAC1, customer, MAC2. Raises Lost."""
    return fields(command(chip, "release")[::-1], 4, 6, 4, 4, 4)[::-1]


def load(meter: Meter, money: list[bytes]) -> None:
    """Bring a released load to a meter. Raises Lost when it is refused."""
    ask(meter, ids.RECHARGE if meter.prepaid.opened else ids.OPEN_ACCOUNT, *money)


def confirm(chip: Chip, meter: Meter) -> int:
    """The meter's last purchase record; the state that follows. Raises Lost, also for a meter that tells none."""
    if not meter.prepaid.records or meter.prepaid.ways.records == NONE:
        raise Lost("no record")
    last = meter.prepaid.records[0]
    return command(chip, "confirm", last.count.to_bytes(4, "big") + last.amount.to_bytes(4, "big"))[0]
