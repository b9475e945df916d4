# settings.py - settings.toml changed as a user changes it: one line each

import re

PATH = "/settings.toml"


def choose(drive, **settings):
    """Each setting has that value on the drive from now on; a name that the file does not have is added."""
    text = drive.read(PATH).decode()
    for name, value in settings.items():
        line = f'{name} = "{value}"'
        text, found = re.subn(rf'^{name} = "[^"]*"', line, text, flags=re.MULTILINE)
        text = text if found else f"{line}\n{text}"
    drive.write(PATH, text.encode())
