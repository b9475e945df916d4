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
from wattkey.dlt645.slave import Refusal
from wattkey_host.meter.bcd import is_bcd

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

Fields = list[bytes]  # amount 4, count 4, MAC1 4, customer 6, MAC2 4; high byte first


def refusal(serr: int) -> Refusal:
    """C3 with this error word."""
    return Refusal(serr.to_bytes(2, "little"))


def allow(right: object, serr: int) -> None:
    """Raises Refusal with this error word unless `right`."""
    if not right:
        raise refusal(serr)


def recharge(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070102FF on an opened meter. Raises Refusal."""
    allow(not prepaid.esam.suspended, codes.SERR_SUSPENDED)
    allow(prepaid.account.opened, codes.SERR_OTHER)
    _same_customer(prepaid, fields)
    count, stored = int.from_bytes(fields[1], "big"), prepaid.esam.wallet.count
    allow(count != stored, codes.SERR_REPEATED)
    allow(count == stored + 1, codes.SERR_COUNT)
    _credit(prepaid, fields)
    return []


def open_account(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070101FF: opens with the first purchase, or merely marks as opened. Raises Refusal."""
    allow(not prepaid.esam.suspended, codes.SERR_SUSPENDED)
    _, number, _, customer, mac2 = fields
    count, stored = int.from_bytes(number, "big"), prepaid.esam.wallet.count
    allow(is_bcd(customer), codes.SERR_OTHER)
    allow(stored <= 1 and count <= 1, codes.SERR_COUNT)
    if prepaid.account.opened:
        _same_customer(prepaid, fields)
    if count == stored:
        prepaid.account.opened = True
    else:
        allow(count == stored + 1, codes.SERR_COUNT)
        _credit(prepaid, fields)
        prepaid.power.wrote("money")
    allow(prepaid.esam.write_customer(customer, mac2), codes.SERR_MAC)
    prepaid.power.wrote("customer")
    prepaid.account.opened = True
    return []


def _same_customer(prepaid: "Prepaid", fields: Fields) -> None:
    """The customer must be ours, and so must MAC2; writing the same number again changes nothing."""
    _, _, _, customer, mac2 = fields
    allow(customer == prepaid.esam.customer, codes.SERR_CUSTOMER)
    allow(prepaid.esam.write_customer(customer, mac2), codes.SERR_OTHER)


def _credit(prepaid: "Prepaid", fields: Fields) -> None:
    amount, count, mac1, _, _ = fields
    cents = int.from_bytes(amount, "big")
    allow(not prepaid.account.too_much(cents), codes.SERR_HOARD)
    allow(prepaid.esam.load_allowed(amount, count, mac1), codes.SERR_MAC)
    prepaid.take_purchase(cents)
