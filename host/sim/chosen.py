# chosen.py - settings.toml changed as a user changes it, one line each
"""Other parts, pins and languages for a drive of the simulator."""

import re

from wattkey_host.sim.drive import Drive

PATH = "/settings.toml"
_PAIR = re.compile(r"([A-Z][A-Z0-9_]*)=([^\"\\\n]*)")


def choose(drive: Drive, **settings: str) -> None:
    """Each setting has that value from now on; a name that the file does not have is added."""
    text = drive.read(PATH).decode()
    for name, value in settings.items():
        line = f'{name} = "{value}"'
        text, found = re.subn(rf'^{name} = "[^"]*"', line, text, flags=re.MULTILINE)
        text = text if found else f"{line}\n{text}"
    drive.write(PATH, text.encode())


def pairs(given: "list[str]") -> dict[str, str]:
    """What a command was given as NAME=VALUE. Raises ValueError for what is not of that form."""
    found = [_PAIR.fullmatch(word) for word in given]
    for word, pair in zip(given, found, strict=True):
        if pair is None:
            raise ValueError(f"{word!r} is no setting: write NAME=VALUE, as KEYS=matrix")
    return {pair[1]: pair[2] for pair in found if pair}
