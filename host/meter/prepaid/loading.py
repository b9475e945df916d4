# loading.py - 070101FF and 070102FF: when the meter takes money, and in which order it looks
"""The order of checks is firmware 3JIL's, with its rough edges, for the handheld has to live with them:

- MAC2 is checked before the count in a recharge, and its failure is bit 0, not bit 2;
- opening with the count that is stored marks the account opened, loads nothing and answers 83, MAC1 unseen;
- in a first opening the customer number is written after the money: a C3 may follow a credit, and the
  meter then still calls itself unopened. Its power may go between these writes too (`wrote`).
The credit itself (wallet, balance, count, record) is one change, made before the answer goes out.
"""

from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey_host.meter.prepaid.wire import is_bcd

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.meter import Meter

Fields = list[bytes]  # amount 4, count 4, MAC1 4, customer 6, MAC2 4; high byte first


class Refused(Exception):
    """The meter refuses with the error word `serr`."""

    def __init__(self, serr: int) -> None:
        """`serr`: the error bits of C3."""
        super().__init__(serr)
        self.serr = serr


def recharge(meter: "Meter", fields: Fields) -> Fields:
    """070102FF on an opened meter. Raises Refused."""
    _not_suspended(meter)
    if not meter.account.opened:
        raise Refused(codes.SERR_OTHER)
    _same_customer(meter, fields)
    count, stored = int.from_bytes(fields[1], "big"), meter.esam.wallet.count
    if count == stored:
        raise Refused(codes.SERR_REPEATED)
    if count != stored + 1:
        raise Refused(codes.SERR_COUNT)
    _credit(meter, fields)
    return []


def open_account(meter: "Meter", fields: Fields) -> Fields:
    """070101FF: opens with the first purchase, or merely marks as opened. Raises Refused."""
    _not_suspended(meter)
    _, number, _, customer, mac2 = fields
    count, stored = int.from_bytes(number, "big"), meter.esam.wallet.count
    if not is_bcd(customer):
        raise Refused(codes.SERR_OTHER)
    if stored > 1 or count > 1:
        raise Refused(codes.SERR_COUNT)
    if meter.account.opened:
        _same_customer(meter, fields)
    if count == stored:
        meter.account.opened = True
    elif count == stored + 1:
        _credit(meter, fields)
        meter.wrote("money")
    else:
        raise Refused(codes.SERR_COUNT)
    if not meter.esam.write_customer(customer, mac2):
        raise Refused(codes.SERR_MAC)
    meter.wrote("customer")
    meter.account.opened = True
    return []


def _not_suspended(meter: "Meter") -> None:
    if meter.esam.suspended:
        raise Refused(codes.SERR_SUSPENDED)


def _same_customer(meter: "Meter", fields: Fields) -> None:
    """The customer must be ours, and so must MAC2; writing the same number again changes nothing."""
    _, _, _, customer, mac2 = fields
    if customer != meter.esam.customer:
        raise Refused(codes.SERR_CUSTOMER)
    if not meter.esam.write_customer(customer, mac2):
        raise Refused(codes.SERR_OTHER)


def _credit(meter: "Meter", fields: Fields) -> None:
    amount, count, mac1, _, _ = fields
    cents = int.from_bytes(amount, "big")
    if meter.account.too_much(cents):
        raise Refused(codes.SERR_HOARD)
    if not meter.esam.load_allowed(amount, count, mac1):
        raise Refused(codes.SERR_MAC)
    meter.take_purchase(cents)
