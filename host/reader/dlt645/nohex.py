# nohex.py - what stands in a line beside its hex and is none: times, hosts, casts, counts, remarks, tags
"""Each row is taken away wherever it stands; what could be hex as well (a pair, a run of pairs) is left."""

import re

_ONE_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ROWS = (
    r"\x1b\[[0-9;]*[A-Za-z]",  # colours of a terminal
    r"/\*(?:(?!\*/)(?!(?:[0-9A-F]{2}[\s,]+){3}).)*\*/",  # a remark of C without bytes in it
    r"(?<=[0-9A-F]{2})[\s,;]+//(?s:.*)",  # or behind them
    r"</?(?![0-9A-F]{2}>)[A-Z][\w:-]*(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))*\s*/?>",  # of HTML and XML
    r"&nbsp;|&[lg]t;",
    r"^.*?(?:\]|=|byte|char|u?int8\w*)\s*\{",  # the declaration of an array
    rf"(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]{_ONE_DAY}(?:T(?=\d)|(?!\d))",
    r"\b\d\d?[-/.]\d\d?[-/.]20\d\d\b",
    r"(?<![0-9A-Fa-f:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,:]\d{1,9}(?:,\d{3})?)?)?Z?(?![:\w])",
    r"(?<![\w.])\d+\.\d{3,}(?![\w.])|\b\d+(?:\.\d+)?\s?[mu]s\b",  # seconds, or with a unit
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])",  # a host
    r"\.toU?Byte\(\)",
    r"\(\s*(?:unsigned |signed )?(?:s?byte|char|u?int8(?:_t)?|BYTE|u8)\s*\)|\b(?:byte|u?int8(?:_t)?|chr)(?=\(\s*0x)",
    r"(?<=[A-Za-z])[(\[]\d+[)\]]",  # a count behind a name
    r"\b(?:len|length|size|count)\w*\s*[:=]\s*(?:0x)?\d+\s*;?|\b\d+\s*(?:bytes?\b|字节|个字节)",
)
_NO_HEX = [re.compile(row, re.IGNORECASE) for row in _ROWS]
# a line's number, a span, or a time as one number (20261120083000, seconds since 1970)
_NUMBERED = re.compile(
    r"^\s*(?:#\d+\s(?!#)|\d{3,}-\d{3,}\s|\d{1,6}[.)>]\s|20[23]\d{11}\s|1[6-9]\d{8}(?:\.\d+|\d{3}|\d{6})?\s)"
)
_COUNTED = re.compile(r"^([^()]*[0-9A-Fa-f]{2}\s*)\(\d{1,4}\)\s*$")
_SUFFIX = re.compile(r"(?:(?<=\s)|(?<=^))(0x[0-9a-f]+)(?:u8|ul?|l)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-9A-F]{2}", re.IGNORECASE)
_TIGHT = re.compile(r"(?<=[0-9A-F]{2})H(?=[0-9A-F]{2}H)")  # 68H01H of a manual, without a gap
_FOREIGN = re.compile(r"\\u(?!00)[0-9a-f]{4}|&#\d{4,5};")  # letters of other scripts, written out
_BASE = re.compile(r"0x|&#x|\\u00|&h|\\x|#?\$|16#(?!\$)", re.IGNORECASE)


def unnumbered(line: str) -> str:
    """The line without a number or a time in one piece at its front."""
    return _NUMBERED.sub("", line)


def plain(line: str) -> str:
    """The line without what is certainly no hex, and without the marks of bases (0x, &H, $, backslash x)."""
    return _BASE.sub(" ", bare(line))


def bare(line: str) -> str:
    """The line without what is certainly no hex."""
    line = _COUNTED.sub(r"\1", _ascii(line))
    for pattern in _NO_HEX:
        line = pattern.sub(" ", line)
    return _SUFFIX.sub(r"\1", line)


def _ascii(line: str) -> str:
    """Full-width letters and digits as plain ones; every other letter that is not Latin is a gap."""
    line = _TIGHT.sub(" ", _FOREIGN.sub("\n", line))
    if _PERCENT.findall(line).count("%20") == line.count("%"):
        line = line.replace("%20", " ")
    if line.isascii():
        return line
    narrow = (chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in line)
    return "".join(c if c.isascii() or not c.isalnum() else "\n" for c in narrow)
