# security.py - C=03: who may log in, ask for the wallet and load money, as a table
"""DATA is DI, operator (4), then fields, each reversed on the wire by itself (docs/protocol.md).

Everything but the three logins needs a valid identity authentication (error word bit 3), also what
does not exist at all.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import Refusal
from wattkey.dlt645.values import ANYONE
from wattkey_host.meter.prepaid.loading import Fields, Refused, open_account, recharge
from wattkey_host.meter.prepaid.runfile import run_file
from wattkey_host.meter.prepaid.wire import identifier

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.meter import Meter

READ_ONLY = 0x00800000  # DI2 bit 7: the only ones that the all-AA address may ask
FOLDERS = (0xDF01, 0x3F00)
WALLET_FILE, RUN_FILE = 0x01, 0x06  # the low six bits of the file number
MAX_SLICE = 188  # 200 bytes of DATA less DI and MAC


def infrared_query(meter: "Meter", fields: Fields) -> Fields:
    """078003FF: meter number, serial, cipher of random1, random2."""
    cipher, random2 = meter.esam.infrared_query(fields[0])
    return [meter.esam.number, meter.esam.serial, cipher, random2]


def infrared_answer(meter: "Meter", fields: Fields) -> Fields:
    """070003FF: opens infrared for 30 minutes. Raises Refused."""
    if not meter.esam.infrared_answer(fields[0]):
        raise Refused(codes.SERR_OTHER)
    return []


def identify(meter: "Meter", fields: Fields) -> Fields:
    """070000FF: random2 and serial. Raises Refused: bit 0 another meter's factor, bit 3 wrong cipher."""
    cipher1, random1, factor = fields
    meter.esam.end_identity()
    if not meter.esam.own_factor(factor):
        raise Refused(codes.SERR_OTHER)
    random2 = meter.esam.identify(cipher1, random1)
    if random2 is None:
        raise Refused(codes.SERR_EXPIRED)
    return [random2, meter.esam.serial]


def end_identity(meter: "Meter", fields: Fields) -> Fields:
    """070002FF: customer, remaining, count, key info; the login is over."""
    esam = meter.esam
    esam.end_identity()
    return [esam.customer, *_wallet(meter), esam.key_info]


def status(meter: "Meter", fields: Fields) -> Fields:
    """078102FF: remaining and count with a MAC each, customer, key info."""
    return [*_wallet_with_macs(meter), meter.esam.customer, meter.esam.key_info]


def read_back(meter: "Meter", fields: Fields) -> Fields:
    """078001FF: a slice of the run file with one MAC, or the wallet with two. Raises Refused."""
    folder, file, offset, length = (int.from_bytes(fields[0][i : i + 2], "big") for i in (0, 2, 4, 6))
    if folder not in FOLDERS:
        raise Refused(codes.SERR_OTHER)
    if file & 0x3F == WALLET_FILE:
        return [fields[0], *_wallet_with_macs(meter)]
    content = run_file(meter.esam, meter.account, meter.now())
    if file & 0x3F != RUN_FILE or not 0 < length <= MAX_SLICE or offset + length > len(content):
        raise Refused(codes.SERR_OTHER)
    data = content[offset : offset + length]
    return [fields[0], data, meter.esam.read_mac(offset, data)]


def _wallet(meter: "Meter") -> Fields:
    wallet = meter.esam.wallet
    return [wallet.amount.to_bytes(4, "big"), wallet.count.to_bytes(4, "big")]


def _wallet_with_macs(meter: "Meter") -> Fields:
    amount, count = _wallet(meter)
    return [amount, meter.esam.read_mac(0, amount), count, meter.esam.read_mac(0, count)]


Handler = Callable[["Meter", Fields], Fields]
LOGINS: dict[int, tuple[tuple[int, ...], Handler]] = {
    0x078003FF: ((8,), infrared_query),
    0x070003FF: ((8,), infrared_answer),
    0x070000FF: ((8, 8, 8), identify),
}
BUSINESS: dict[int, tuple[tuple[int, ...], Handler]] = {
    0x070002FF: ((), end_identity),
    0x078102FF: ((), status),
    0x078001FF: ((8,), read_back),
    0x070101FF: ((4, 4, 4, 6, 4), open_account),
    0x070102FF: ((4, 4, 4, 6, 4), recharge),
}


def security(meter: "Meter", data: bytes, address: bytes) -> bytes:
    """DATA of the answer to a C=03 question that came to `address`. Raises Refusal."""
    try:
        return data[:4] + _answer(meter, data, address)
    except Refused as refused:
        raise Refusal(refused.serr.to_bytes(2, "little")) from refused


def _answer(meter: "Meter", data: bytes, address: bytes) -> bytes:
    di = identifier(data) or 0
    if address == ANYONE and not di & READ_ONLY:
        raise Refused(codes.SERR_OTHER)
    if di not in LOGINS and not meter.esam.identified:
        raise Refused(codes.SERR_EXPIRED)
    lengths, handler = {**LOGINS, **BUSINESS}.get(di, (None, None))
    if lengths is None or handler is None or len(data) != 8 + sum(lengths):
        raise Refused(codes.SERR_OTHER)
    fields, at = [], 8
    for length in lengths:
        fields.append(data[at : at + length][::-1])
        at += length
    return b"".join(field[::-1] for field in handler(meter, fields))
