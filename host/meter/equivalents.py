# equivalents.py - which identifiers of 1997 and of 2007, which objects of 698.45 stand for one quantity
"""A meter measures once and answers in all its languages."""

import re

_SAME = {
    "C010": "04000101",
    "C011": "04000102",
    "C030": "04000409",
    "C031": "0400040A",
    "C032": "04000402",
    "C033": "0400040E",
    "C111": "04000103",
    "C112": "04000104",
    "C115": "04000303",
    "C116": "04000304",
    "C313": "04000204",
    "B611": "02010100",
    "B612": "02010200",
    "B613": "02010300",
    "B621": "02020100",
    "B622": "02020200",
    "B623": "02020300",
    "B630": "02030000",
    "B631": "02030100",
    "B632": "02030200",
    "B633": "02030300",
    "B640": "02040000",
    "B641": "02040100",
    "B642": "02040200",
    "B643": "02040300",
    "B650": "02060000",
    "B651": "02060100",
    "B652": "02060200",
    "B653": "02060300",
}


def equivalent(code: str, rates: int) -> str | None:
    """The identifier of 2007 for one of 1997; None if there is none. With three rates there is no sharp one."""
    match = re.fullmatch("901([0-4])", code)
    if not match:
        return _SAME.get(code)
    rate = int(match[1])
    if rates == 3 and rate == 1:
        return None
    return f"0001{rate - (rates == 3 and rate > 1):02X}00"


_PHASES = {"2000": "0201", "2001": "0202"}  # object of 698.45, index from 1 -> identifier of 2007, phase from 01
_TOTALS = {"2004": "0203", "2005": "0204", "2006": "0205", "200A": "0206"}  # index from 1, total from 00
_OBJECTS = {
    "200F0200": "02800002",
    "20100200": "02800007",
    "20110200": "02800008",
    "20120200": "02800009",
    **{f"2014020{word}": f"0400050{word}" for word in range(1, 8)},
    "202C0201": "00900200",
    "202C0202": "03330201",
    "202D0200": "00900201",
    "202E0200": "03330601",
    "40000200": "0400010C",
    "40010200": "04000401",
    "40020200": "04000402",
    "40030200": "0400040E",
    **{f"410{number:X}0200": f"0400040{number:X}" for number in range(3, 11)},
}


def of_object(code: str) -> str | None:
    """The identifier of 2007 for one element of an object of 698.45, or one that has no elements."""
    oi, attribute, index = code[:4], code[4:6], int(code[6:], 16)
    if code in _OBJECTS or not index:
        return _OBJECTS.get(code)
    if oi.startswith("00") and oi[3] == "0" and attribute in ("02", "04"):  # four decimals, or two
        return f"000{oi[2]}{index - 1:02X}00"
    if attribute == "02" and oi in _PHASES:
        return f"{_PHASES[oi]}{index:02X}00"
    return f"{_TOTALS[oi]}{index - 1:02X}00" if attribute == "02" and oi in _TOTALS else None
