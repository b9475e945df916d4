# codes.py - what a frame says besides its values: control codes, error bits, the energy question, our own identifiers
"""Control codes: DL/T 645-2007, 5.2.4 and 7, and 1997, where they differ. Error word: State Grid fee control.

Identifiers are numbers, high byte first (DI3 to DI0, DI1 DI0 in 1997); `question` makes DATA of them. Meters' other
identifiers: ids.py. What nothing on the device names is not in its memory (host/drive/constants.py).
"""

READ_1997 = 0x01
MORE_1997 = 0x02  # what follows of a value; unnumbered: asked twice it skips a piece
REPEAT_1997 = 0x03  # the last piece once more; two bytes of DATA, security has more
SECURITY = 0x03
WRITE_1997 = 0x04
FREEZE_1997 = 0x05  # a vendor's, broadcast
SET_TIME = 0x08  # broadcast
WRITE_ADDRESS_1997 = 0x0A
CHANGE_SPEED_1997 = 0x0C
CHANGE_PASSWORD_1997 = 0x0F
CLEAR_DEMAND_1997 = 0x10
READ = 0x11
MORE = 0x12  # numbered
FIND = 0x13  # a meter's address
WRITE = 0x14
WRITE_ADDRESS = 0x15
FREEZE = 0x16  # broadcast, or to one meter
CHANGE_SPEED = 0x17
CHANGE_PASSWORD = 0x18
CLEAR_DEMAND = 0x19
CLEAR_METER = 0x1A
CLEAR_EVENTS = 0x1B
RELAY = 0x1C
OUTPUT = 0x1D  # of the multifunction terminal
OF_MAKER = 0x1F
FUNCTION = 0x1F  # the bits D4 to D0, which say what is asked; only answers have others
FOLLOWS = 0x20  # D5: there is more of the value
ERROR = 0x40  # D6
ANSWER = 0x80  # D7
REFUSAL = 0xC0  # an answer with an error

# kinds of a relay command (N1; docs/protocol.md)
TRIP = 0x1A
ALLOW_CLOSING = 0x1B
CLOSE = 0x1C

# error byte of both editions, as the DATA of a refusal
NO_SUCH_DATA = b"\x02"
NOT_AUTHORISED = b"\x04"

# bits of the error word (SERR) of a refused security command
SERR_OTHER = 1 << 0
SERR_REPEATED = 1 << 1  # this purchase was loaded before
SERR_MAC = 1 << 2
SERR_EXPIRED = 1 << 3  # no identity authentication
SERR_CUSTOMER = 1 << 4
SERR_COUNT = 1 << 5
SERR_HOARD = 1 << 6  # more than the meter may hold
SERR_SUSPENDED = 1 << 8
RESULT_SUSPENDED = 1 << 0
RESULT_MAC = 1 << 1  # in the result word of a refused relay command
RESULT_PASSWORD = 1 << 2
RESULT_EXPIRED = 1 << 3
RESULT_DEADLINE = 1 << 4
RESULT_KEPT = 1 << 5

# edition -> a block: total, then the tariff rates, 4 bytes BCD each, 0.01 kWh; its length tells which (registers.py)
ENERGY_2007 = 0x0001FF00
ENERGY = {1997: 0x901F, 2007: ENERGY_2007}
TOTAL = {1997: 0x9010, 2007: 0x00010000}  # the first of them; every meter answers it, even over infrared

# our own (docs/protocol.md): DI3 to DI1 and, in 1997, DI1; then DI0 of the seller's questions and of the gateway's
OURS = b"KW\x0f"
OURS_1997 = b"\xf7"
HELLO = 1
PROVE = 2
PIECE = 3
REPORT = 4
END = 5
AGE = 0x10  # of a meter's registers, or of the oldest of all
COUNTS = 0x11
LIST = 0x12


def question(standard: int, di: int) -> "tuple[int, bytes]":
    """Control code and DATA (low byte first) that ask a meter of that edition (1997, 2007) for an identifier."""
    if standard == 1997:
        return READ_1997, di.to_bytes(2, "little")
    return READ, di.to_bytes(4, "little")
