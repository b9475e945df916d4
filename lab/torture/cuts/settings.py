# settings.py - settings.toml changed as a user changes it, one line each
"""Other parts, pins and languages for a drive of the simulator."""

import re

from wattkey_host.sim.drive import Drive

PATH = "/settings.toml"


def choose(drive: Drive, **settings: str) -> None:
    """Each setting has that value from now on; a name that the file does not have is added."""
    text = drive.read(PATH).decode()
    for name, value in settings.items():
        line = f'{name} = "{value}"'
        text, found = re.subn(rf'^{name} = "[^"]*"', line, text, flags=re.MULTILINE)
        text = text if found else f"{line}\n{text}"
    drive.write(PATH, text.encode())
