# uplinksettings.py - what settings.toml says of the uplink; dropped when it is read
"""docs/uplink.md has the settings."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    UplinkSettings = tuple[bytes, bool, int, int, int]

_PATIENCE = "3000"  # ms; the modules that we know of wait longer
_KEEP = "1440"  # minutes


def read(settings: "Callable[[str, str], str]") -> "UplinkSettings":
    """(the gateway's number, whether the last readings are the answer, seconds between own passes, minutes between
    two times that they are kept, patience in ms). Raises ValueError: what is wrong."""
    pass_s = 60 * int(settings("UPLINK_PASS", "0"))
    from_last = settings("UPLINK_ANSWERS", "now") == "last"
    if from_last and not pass_s:
        raise ValueError("UPLINK_ANSWERS = last, and no UPLINK_PASS that reads the meters")
    address = _number(settings("TERMINAL_ADDRESS", ""))
    patience_ms = int(settings("UPLINK_PATIENCE", _PATIENCE))
    return address, from_last, pass_s, int(settings("UPLINK_KEEP", _KEEP)), patience_ms


def _number(text: str) -> bytes:
    """An address of 12 digits, high byte first; b"" for none. Raises ValueError."""
    if text and (len(text) != 12 or any(c not in "0123456789" for c in text)):
        raise ValueError("TERMINAL_ADDRESS = " + text)
    return bytes.fromhex(text)
