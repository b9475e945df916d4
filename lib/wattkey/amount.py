# amount.py - money as people write it, and as binary hundredths
"""Apart from the documents, because the menu shows an amount long before one is read."""

ABSENT = 0xFFFFFFFF
DEAREST = 9999999  # cents; the ESAM takes no larger purchase


def cents(text: str) -> int:
    """ "100.00" -> 10000. Raises ValueError unless it is digits, a point and two digits."""
    whole, point, rest = text.partition(".")
    if len(text) > 11 or point != "." or len(rest) != 2 or not all_digits(whole + rest):
        raise ValueError("an amount looks like 100.00")
    if not whole or whole != "0" and whole[0] == "0":
        raise ValueError("an amount looks like 100.00")
    return int(whole) * 100 + int(rest)


def money(value: int) -> str:
    """10000 -> "100.00"; what is owed has a minus."""
    return ("-" if value < 0 else "") + "%d.%02d" % divmod(abs(value), 100)


def all_digits(text: str) -> bool:
    """Whether it is ASCII digits and nothing else."""
    return bool(text) and all(c in "0123456789" for c in text)
