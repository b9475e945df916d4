# words.py - the status words of the chip, and the exception that carries one
"""Two bytes SW1 SW2 end every answer (ISO 7816-4 style; the list is in docs/esam.md)."""

DONE = 0x9000
WRONG_PIN = 0x63C0  # and how many tries are left
WRONG_LENGTH = 0x6700
NOT_OUR_METER = 0x6982  # the meter's cipher is wrong
USED_UP = 0x6983  # too many load MACs were released for this purchase
PIN_FIRST = 0x6984
NOT_ALLOWED = 0x6985  # in this state
TOO_EARLY = 0x6986  # the purchase held must be compared with the meter, or reported, first
WRONG_MAC = 0x6988
BAD_VALUE = 0x6A80
OTHER_CARD = 0x6A82
OTHER_METER = 0x6A83
ORDER_TAKEN = 0x6A84
ORDER_GAP = 0x6A85
COUNT_OLD = 0x6A86
BUSY = 0x6A90
NOT_ISSUED = 0x6B00
UNKNOWN = 0x6D00
WRONG_LRC = 0x6F01


class StatusWord(Exception):
    """A command that the chip does not carry out; `sw` is the status word of its answer."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"SW {sw:04X}")
        self.sw = sw
