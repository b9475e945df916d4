# personality.py - how meter programs differ: the parameters of a prepaid meter, and named sets of them
"""Facts of published meter programs, rule by rule. SY, 3JIL and WSD are single programs; the money rules that a
published tree lacks are those of a fourth (TST), the only one whose recharge is complete. `harshest` is the worst of
each rule that can still be served, `unserved` a meter whose newer chip proves its wallet otherwise. None of it was
measured on a meter."""

from dataclasses import dataclass, replace

from wattkey.dlt645 import codes

NO_TRIPS = "empty"  # records 1D and 1E: the last ten, or an answer with nothing behind the identifier
SILENCE, ANSWER, REFUSE = "silence", "answer", "refuse"  # before infrared authentication
WHOLE, PARTS, NONE = "whole", "parts", "none"  # purchase records 0333xxxx
BY_3JIL = ("suspended", "opened", "customer", "mac2", "count", "hoard", "mac1")
BY_TST = ("opened", "customer", "mac2", "count", "suspended", "hoard", "mac1")
BY_SY = ("customer", "opened", "mac2", "count", "suspended", "hoard", "mac1")


@dataclass(frozen=True)
class Personality:
    """One field a rule; the values here are those of the meter that has no name. SERR: error word of a refusal."""

    # infrared before authentication
    closed_read: str = SILENCE  # what is not in the list: silence, an answer, or D1 04
    closed_security: str = SILENCE  # silence, or C3 0001 (078102FF then says that identity is missing)
    closed_balance: bool = True  # 00900201 and more than the plainest energies are in the list
    closed_refused: tuple[int, ...] = ()  # DI3 DI2 DI1 of what is met with D1 04 all the same
    # lifetimes, minutes, and what ends what
    infrared_minutes: int = 30
    identity_minutes: int = 5
    query_ends_identity: bool = True
    query_ends_infrared: bool = True
    failed_identify_ends_identity: bool = True
    # wrong MACs: nobody counts for life
    mac_limit: int = 200
    counts_mac1: bool = True
    suspended_for_24_h: bool = False  # from the last wrong MAC; else until the date changes
    suspended_blocks_status: bool = False  # 078102FF and 078001FF are met with 0100
    suspended_relay_word: int | None = codes.RESULT_SUSPENDED  # result word of a relay command; None: DC 04
    # loading
    recharge_order: tuple[str, ...] = BY_3JIL
    unopened_is: int = codes.SERR_OTHER
    mac2_is: int = codes.SERR_OTHER
    repeated_open_is: int = 0  # SERR of an opening with the stored count; 0: 83, marked as opened, nothing loaded
    money_before_customer: bool = True  # in an opening: a wrong MAC2 is told after the credit
    opening_answer: int = 0  # SERR that an opening is answered with after all has been done; 0: 83
    # what it proves and tells
    lag_minutes: int = 0  # the chip's amount is settled no more often than that, and at each recharge
    fresh_run_file: bool = False  # the run file has the running amount all the same
    newer_chip: bool = False  # one MAC over amount, count and customer in the place of the count's
    key_bits: bool = True  # else the key information is zeros
    records: str = WHOLE
    trip_records: str = WHOLE  # 1D and 1E
    # relay
    warns: bool = False  # trips at alarm amount 2 and at zero, with credit or overdraft left
    key_s: float = 5  # its own key held that long lifts a warning; 0: nothing but a card does
    command_lifts: bool = True  # 1C lifts a warning
    weekend_closes: bool = False  # on Saturdays and Sundays arrears open nothing
    arrears_order: bool = False  # status word 3 bit 6 in arrears too
    allow_ignored: bool = False  # 1B is answered and does nothing
    close_needs_more: bool = False  # after a hard trip more than 04001005 must remain, not as much
    arrears_word: int | None = 0  # result word of 1B and 1C in arrears, as 9C; None: no word
    closes_late_s: float = 0  # the contact moves that long after the command


NAMELESS = Personality()
_TST = Personality(
    recharge_order=BY_TST,
    unopened_is=codes.SERR_COUNT,
    mac2_is=codes.SERR_MAC,
    repeated_open_is=codes.SERR_OTHER,
    money_before_customer=False,
    close_needs_more=True,
    warns=True,
    key_s=3,
)
_WORDS = 0x040005
_HARSHEST = Personality(
    closed_balance=False,
    closed_refused=(0x009002, _WORDS),
    failed_identify_ends_identity=True,
    suspended_for_24_h=True,
    suspended_blocks_status=True,
    suspended_relay_word=codes.RESULT_MAC,  # which reads as "wrong MAC"
    recharge_order=BY_TST,
    unopened_is=codes.SERR_COUNT,
    opening_answer=codes.SERR_MAC,
    lag_minutes=60,
    key_bits=False,
    records=NONE,
    arrears_order=True,
    trip_records=NO_TRIPS,
    warns=True,
    key_s=0,
    command_lifts=False,
    weekend_closes=True,
    allow_ignored=True,
    close_needs_more=True,
    arrears_word=0x0001,
    closes_late_s=3,
)
PERSONALITIES: dict[str, Personality] = {
    "": NAMELESS,
    "SY": replace(
        _TST,
        closed_read=ANSWER,
        closed_security=ANSWER,
        query_ends_infrared=False,
        suspended_relay_word=None,
        recharge_order=BY_SY,
        unopened_is=codes.SERR_OTHER,
        lag_minutes=15,
        fresh_run_file=True,
        weekend_closes=True,
        arrears_word=None,
    ),
    "3JIL": Personality(
        failed_identify_ends_identity=False,
        counts_mac1=False,
        lag_minutes=15,
        records=NONE,
        trip_records=NO_TRIPS,
        arrears_order=True,
    ),
    "WSD": replace(
        _TST,
        closed_read=REFUSE,
        closed_security=ANSWER,
        closed_balance=False,
        identity_minutes=30,
        query_ends_identity=False,
        query_ends_infrared=False,
        suspended_blocks_status=True,
        suspended_relay_word=codes.RESULT_MAC,
        lag_minutes=60,
        key_bits=False,
        records=NONE,
        arrears_word=0x0001,
    ),
    "harshest": _HARSHEST,
    "unserved": replace(_HARSHEST, newer_chip=True),
}
SERVED = tuple(name for name, ways in PERSONALITIES.items() if name and not ways.newer_chip)
NAMES = tuple(name for name in PERSONALITIES if name)


def personality(name: str) -> Personality:
    """The set of that name; "" is the meter without a name. Raises ValueError for an unknown one."""
    if name not in PERSONALITIES:
        raise ValueError(f"personality {name!r} is none of {', '.join(NAMES)}")
    return PERSONALITIES[name]
