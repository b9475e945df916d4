# ids.py - the data identifiers that device flows use (energy: codes.py; the whole catalogue lives on the PC)
"""DI3 DI2 DI1 DI0 as one number, DL/T 645-2007 annex A and the State Grid security identifiers."""

from micropython import const

# reads (control code 11H)
REMAINING_ENERGY = const(0x00900100)  # 4 bytes BCD, 0.01 kWh; of meters that sell energy
OVERDRAFT_ENERGY = const(0x00900101)
REMAINING_AMOUNT = const(0x00900200)  # 4 bytes BCD, 0.01 yuan
OVERDRAFT_AMOUNT = const(0x00900201)
METER_TIME = const(0x0400010C)  # ss mm hh WW DD MM YY
OVERDRAFT_LIMIT = const(0x04001003)  # 4 bytes BCD, 0.01 yuan: so much may be owed
HOARD_LIMIT = const(0x04001004)  # 4 bytes BCD, 0.01 yuan: more than this may not remain after a recharge
CLOSE_ALLOW = const(0x04001005)  # 4 bytes BCD, 0.01 yuan: after a trip for arrears more than this must remain
ADDRESS = const(0x04000401)  # 6 bytes BCD
METER_NUMBER = const(0x04000402)
DATE = const(0x04000101)  # WW DD MM YY
TIME = const(0x04000102)  # ss mm hh
KEY_SCREENS = const(0x04000305)  # 1 byte: how many items the meter's own key pages through
KEY_SCREEN = const(0x04040200)  # + 1 .. : one of them, identifier and screen index
STATUS_WORD_3 = const(0x04000503)  # 2 bytes, low byte first
STATUS_WORDS = const(0x040005FF)  # seven of them, 2 bytes each, and in later meters the key status, 4
LAST_TRIP = const(0x1D00FF01)  # time 6, operator 4 (FFFFFFFF: the meter itself), six energies 4
PURCHASE_RECORD = const(0x0333FF01)  # last money purchase whole: time 5, count 2, amount, before, after, cumulative 4
PURCHASE_COUNT = const(0x03330201)  # what PURCHASE_RECORD has, in parts, for meters that refuse it
PURCHASE_AMOUNT = const(0x03330301)
PURCHASE_CUMULATIVE = const(0x03330601)

# reads of the 1997 edition (control code 01H): DI1 DI0
DATE_1997 = const(0xC010)  # WW DD MM YY
TIME_1997 = const(0xC011)
ADDRESS_1997 = const(0xC034)

# security commands (control code 03H)
IDENTIFY = const(0x070000FF)
IR_QUERY = const(0x078003FF)
IR_ANSWER = const(0x070003FF)
STATUS = const(0x078102FF)
READ_BACK = const(0x078001FF)
OPEN_ACCOUNT = const(0x070101FF)
RECHARGE = const(0x070102FF)

# bits of status word 3
RELAY_OPEN = const(1 << 4)
TRIP_ORDERED = const(1 << 6)
KEEP_POWER = const(1 << 12)
UNOPENED = const(0xC000)  # local (bit 14) and remote (bit 15) account both not opened
