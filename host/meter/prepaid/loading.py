# loading.py - 070101FF and 070102FF: when the meter takes money, and in which order it looks
"""The order of checks is the personality's. The rough edges, with which the handheld has to live:

- MAC2 is checked before the count in a recharge, and its failure may be bit 0, not bit 2;
- opening with the count that is stored may mark the account opened, load nothing and answer 83, MAC1 unseen;
- in a first opening the customer number may be written after the money: a C3 may follow a credit, and the
  meter then still calls itself unopened. Its power may go between these writes too (`wrote`).
The credit itself (wallet, balance, count, record) is one change, made before the answer goes out.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey.dlt645 import codes
from wattkey.dlt645.slave import ErrorAnswer
from wattkey_host.meter.bcd import is_bcd

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

Fields = list[bytes]  # amount 4, count 4, MAC1 4, customer 6, MAC2 4; high byte first


def refusal(serr: int) -> ErrorAnswer:
    """C3 with this error word."""
    return ErrorAnswer(serr.to_bytes(2, "little"))


def allow(right: object, serr: int) -> None:
    """Raises ErrorAnswer with this error word unless `right`."""
    if not right:
        raise refusal(serr)


def recharge(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070102FF on an opened meter. Raises ErrorAnswer."""
    for name in prepaid.ways.recharge_order:
        CHECKS[name](prepaid, fields)
    _credit(prepaid, fields)
    return []


def open_account(prepaid: "Prepaid", fields: Fields) -> Fields:
    """070101FF: opens with the first purchase, or merely marks as opened. Raises ErrorAnswer."""
    allow(not prepaid.esam.suspended, codes.SERR_SUSPENDED)
    _, number, _, customer, _ = fields
    count, stored = int.from_bytes(number, "big"), prepaid.esam.wallet.count
    allow(is_bcd(customer), codes.SERR_OTHER)
    allow(stored <= 1 and count <= 1, codes.SERR_COUNT)
    if prepaid.account.opened:
        _customer(prepaid, fields)
        _mac2(prepaid, fields)
    if prepaid.ways.money_before_customer:
        _money_then_customer(prepaid, fields, count, stored)
    else:
        _customer_then_money(prepaid, fields, count, stored)
    allow(not prepaid.ways.opening_answer, prepaid.ways.opening_answer)
    return []


def _money_then_customer(prepaid: "Prepaid", fields: Fields, count: int, stored: int) -> None:
    if count == stored:
        allow(not prepaid.ways.repeated_open_is, prepaid.ways.repeated_open_is)
        prepaid.account.opened = True
    else:
        _load(prepaid, fields, count, stored)
        prepaid.power.wrote("money")
    allow(prepaid.esam.write_customer(fields[3], fields[4]), codes.SERR_MAC)
    prepaid.power.wrote("customer")
    prepaid.account.opened = True


def _customer_then_money(prepaid: "Prepaid", fields: Fields, count: int, stored: int) -> None:
    allow(prepaid.esam.write_customer(fields[3], fields[4]), prepaid.ways.mac2_is)
    prepaid.power.wrote("customer")
    if count == stored:
        allow(not prepaid.ways.repeated_open_is, prepaid.ways.repeated_open_is)
    else:
        _load(prepaid, fields, count, stored)
    prepaid.account.opened = True


def _load(prepaid: "Prepaid", fields: Fields, count: int, stored: int) -> None:
    allow(count == stored + 1, codes.SERR_COUNT)
    _hoard(prepaid, fields)
    _mac1(prepaid, fields)
    _credit(prepaid, fields)


def _suspended(prepaid: "Prepaid", _: Fields) -> None:
    allow(not prepaid.esam.suspended, codes.SERR_SUSPENDED)


def _opened(prepaid: "Prepaid", _: Fields) -> None:
    allow(prepaid.account.opened, prepaid.ways.unopened_is)


def _customer(prepaid: "Prepaid", fields: Fields) -> None:
    allow(fields[3] == prepaid.esam.customer, codes.SERR_CUSTOMER)


def _mac2(prepaid: "Prepaid", fields: Fields) -> None:
    """Checked by writing the customer number; the same number again changes nothing."""
    allow(prepaid.esam.write_customer(fields[3], fields[4]), prepaid.ways.mac2_is)


def _count(prepaid: "Prepaid", fields: Fields) -> None:
    count, stored = int.from_bytes(fields[1], "big"), prepaid.esam.wallet.count
    allow(count != stored, codes.SERR_REPEATED)
    allow(count == stored + 1, codes.SERR_COUNT)


def _hoard(prepaid: "Prepaid", fields: Fields) -> None:
    allow(not prepaid.account.too_much(int.from_bytes(fields[0], "big")), codes.SERR_HOARD)


def _mac1(prepaid: "Prepaid", fields: Fields) -> None:
    allow(prepaid.esam.load_allowed(*fields[:3]), codes.SERR_MAC)


def _credit(prepaid: "Prepaid", fields: Fields) -> None:
    prepaid.take_purchase(int.from_bytes(fields[0], "big"))


CHECKS: dict[str, Callable[["Prepaid", Fields], None]] = {  # of a recharge, by the names in Personality.recharge_order
    "suspended": _suspended,
    "opened": _opened,
    "customer": _customer,
    "mac2": _mac2,
    "count": _count,
    "hoard": _hoard,
    "mac1": _mac1,
}
