# security.py - C=03: who may log in, ask for the wallet and load money, as a table
"""DATA is DI, operator (4), then fields, each reversed on the wire by itself (docs/protocol.md).

Everything but the three logins needs a valid identity authentication (error word bit 3), also what
does not exist at all.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.values import ANYONE
from wattkey_host.meter.bcd import identifier
from wattkey_host.meter.prepaid.loading import Fields, allow, open_account, recharge, refusal
from wattkey_host.meter.prepaid.runfile import run_file

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

READ_ONLY = 0x00800000  # DI2 bit 7: the only ones that the all-AA address may ask
FOLDERS = (0xDF01, 0x3F00)
WALLET_FILE, RUN_FILE = 0x01, 0x06  # the low six bits of the file number
MAX_SLICE = 188  # 200 bytes of DATA less DI and MAC


def infrared_query(prepaid: "Prepaid", fields: Fields) -> Fields:
    """078003FF: meter number, serial, cipher of random1, random2."""
    cipher, random2 = prepaid.esam.infrared_query(fields[0])
    return [prepaid.esam.number, prepaid.esam.serial, cipher, random2]


def infrared_answer(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070003FF: opens infrared for 30 minutes. Raises ErrorAnswer."""
    allow(prepaid.esam.infrared_answer(fields[0]), codes.SERR_OTHER)
    return []


def identify(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070000FF: random2 and serial. Raises ErrorAnswer: bit 0 another meter's factor, bit 3 wrong cipher."""
    cipher1, random1, factor = fields
    if prepaid.ways.failed_identify_ends_identity:
        prepaid.esam.end_identity()
    allow(prepaid.esam.own_factor(factor), codes.SERR_OTHER)
    random2 = prepaid.esam.identify(cipher1, random1)
    if random2 is None:
        raise refusal(codes.SERR_EXPIRED)
    return [random2, prepaid.esam.serial]


def end_identity(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070002FF: customer, remaining, count, key info; the login is over."""
    esam = prepaid.esam
    esam.end_identity()
    return [esam.customer, *_wallet(prepaid), esam.key_info]


def status(prepaid: "Prepaid", fields: Fields) -> Fields:
    """078102FF: remaining and count with a MAC each, customer, key info. Raises ErrorAnswer."""
    _not_hung(prepaid)
    return [*_wallet_with_macs(prepaid), prepaid.esam.customer, prepaid.esam.key_info]


def read_back(prepaid: "Prepaid", fields: Fields) -> Fields:
    """078001FF: a slice of the run file with one MAC, or the wallet with two. Raises ErrorAnswer."""
    _not_hung(prepaid)
    folder, file, offset, length = (int.from_bytes(fields[0][i : i + 2], "big") for i in (0, 2, 4, 6))
    allow(folder in FOLDERS, codes.SERR_OTHER)
    if file & 0x3F == WALLET_FILE:
        return [fields[0], *_wallet_with_macs(prepaid)]
    prepaid.settle()
    content = run_file(prepaid.esam, prepaid.account, prepaid.time.now())
    allow(file & 0x3F == RUN_FILE and 0 < length <= MAX_SLICE and offset + length <= len(content), codes.SERR_OTHER)
    data = content[offset : offset + length]
    return [fields[0], data, prepaid.esam.read_mac(offset, data)]


def _not_hung(prepaid: "Prepaid") -> None:
    """Some meters refuse the status too while remote setting is suspended. Raises ErrorAnswer."""
    allow(not (prepaid.ways.suspended_blocks_status and prepaid.esam.suspended), codes.SERR_SUSPENDED)


def _wallet(prepaid: "Prepaid") -> Fields:
    wallet = prepaid.esam.wallet
    return [wallet.amount.to_bytes(4, "big"), wallet.count.to_bytes(4, "big")]


def _wallet_with_macs(prepaid: "Prepaid") -> Fields:
    prepaid.settle()
    amount, count = _wallet(prepaid)
    if prepaid.ways.newer_chip:
        return [amount, bytes(4), count, prepaid.esam.wallet_mac()]
    return [amount, prepaid.esam.read_mac(0, amount), count, prepaid.esam.read_mac(0, count)]


Handler = Callable[["Prepaid", Fields], Fields]
Row = tuple[tuple[int, ...], Handler]  # lengths of the fields, and who takes them
LOGINS: dict[int, Row] = {
    ids.IR_QUERY: ((8,), infrared_query),
    ids.IR_ANSWER: ((8,), infrared_answer),
    ids.IDENTIFY: ((8, 8, 8), identify),
}
BUSINESS: dict[int, Row] = {
    0x070002FF: ((), end_identity),
    ids.STATUS: ((), status),
    ids.READ_BACK: ((8,), read_back),
    ids.OPEN_ACCOUNT: ((4, 4, 4, 6, 4), open_account),
    ids.RECHARGE: ((4, 4, 4, 6, 4), recharge),
}


def security(prepaid: "Prepaid", data: bytes, address: bytes) -> bytes:
    """DATA of the answer to a C=03 question that came to `address`. Raises ErrorAnswer."""
    di = identifier(data) or 0
    allow(address != ANYONE or di & READ_ONLY, codes.SERR_OTHER)
    allow(di in LOGINS or prepaid.esam.identified, codes.SERR_EXPIRED)
    row = LOGINS.get(di) or BUSINESS.get(di)
    if row is None or len(data) != 8 + sum(row[0]):
        raise refusal(codes.SERR_OTHER)
    lengths, handler = row
    fields, at = [], 8
    for length in lengths:
        fields.append(data[at : at + length][::-1])
        at += length
    return data[:4] + b"".join(field[::-1] for field in handler(prepaid, fields))
