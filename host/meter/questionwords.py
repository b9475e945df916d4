# questionwords.py - what the meter was asked, in a few words for stories and logs
"""One short English text a question: "078102FF status", "11 04000503 status word 3" and so on."""

from wattkey.dlt645 import codes, ids
from wattkey_host.meter.bcd import identifier

KEPT = 1000  # questions that a meter remembers at least
COMMANDS = {
    codes.SET_TIME: "set time",
    codes.MORE: "follow-on data",
    codes.FIND: "read address",
    codes.WRITE: "write",
    codes.RELAY: "relay control",
}
IDENTIFIERS = {
    ids.IDENTIFY: "identity",
    0x070001FF: "identity validity",
    0x070002FF: "end identity",
    ids.IR_ANSWER: "infrared answer",
    ids.OPEN_ACCOUNT: "open account",
    ids.RECHARGE: "recharge",
    ids.READ_BACK: "read back",
    ids.IR_QUERY: "infrared query",
    ids.STATUS: "status",
    ids.REMAINING_AMOUNT: "remaining amount",
    ids.OVERDRAFT_AMOUNT: "overdraft amount",
    ids.DATE: "date",
    ids.TIME: "time",
    ids.METER_TIME: "date and time",
    ids.ADDRESS: "address",
    ids.METER_NUMBER: "meter number",
    0x0400040E: "customer number",
    ids.STATUS_WORD_3: "status word 3",
    ids.STATUS_WORDS: "all status words",
}
GROUPS = {  # DI3 DI2
    0x0000: "combined energy",
    0x0001: "forward energy",
    0x0002: "reverse energy",
    0x0090: "prepaid energy",
    0x0333: "purchase record",
    0x0400: "parameter",
}


def words(control: int, data: bytes) -> str:
    """The question in words; for identifiers the number as printed comes first."""
    di = identifier(data)
    if control not in (codes.SECURITY, codes.READ) or di is None:
        return f"{control:02X} {COMMANDS.get(control, 'unknown')}"
    return f"{di:08X} {IDENTIFIERS.get(di) or GROUPS.get(di >> 16, 'unknown')}"


class Asked(list[tuple[int, str]]):
    """What a meter was asked last, (microseconds, words) each: a thousand at the least, two at the most. One that is
    served for a month hears millions."""

    def append(self, question: tuple[int, str]) -> None:
        """One more."""
        super().append(question)
        if len(self) > 2 * KEPT:
            del self[:-KEPT]
