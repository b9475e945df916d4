# runfile.py - the run file 86 of the ESAM, 2013 form: the meter's state in 50 bytes
"""68 11 002C, user type, CT, PT, meter, customer, remaining, count, overdraft, key info, ... CS 16.

Amounts of the wallet are binary, the overdraft is BCD; the checksum covers command to data
(docs/esam.md). 078001FF hands out any slice of it with a MAC.
"""

from datetime import datetime

from wattkey_host.meter.bcd import bcd, stamp
from wattkey_host.meter.prepaid.account import Account
from wattkey_host.meter.prepaid.esam import Esam

HEAD = bytes.fromhex("6811002C")
USER_TYPE = b"\x01"
RATIO = bytes.fromhex("000001")  # CT and PT: direct connection
ILLEGAL_CARDS = bytes(3)
LOCAL_MODE = b"\0"


def run_file(esam: Esam, account: Account, now: datetime) -> bytes:
    """The file as it stands, `now` being the meter's time (its minutes are the return time)."""
    body = b"".join(
        (
            HEAD[1:],
            USER_TYPE,
            RATIO,
            RATIO,
            esam.number,
            esam.customer,
            (account.remaining if esam.ways.fresh_run_file else esam.wallet.amount).to_bytes(4, "big"),
            esam.wallet.count.to_bytes(4, "big"),
            bcd(account.overdraft, 4),
            esam.key_info,
            ILLEGAL_CARDS,
            stamp(now)[:5],
            LOCAL_MODE,
        )
    )
    return HEAD[:1] + body + bytes([sum(body) & 0xFF, 0x16])
