# test_settingsfile.py - settings.toml as CircuitPython reads it: what 10.2.1 answered in the emulated Pico
import pytest

from wattkey_host.sim import settingsfile

FILE = b"""A = "text"
B = 41
C = "open
D = 'single'
E = "after" x
F = yes
G = "tab\\there"   # comment
H =
  I = "indented"
J = 0x10
K = "bad \\q escape"
L = 1.5
M = "first"
M = "second"
junk line
N = true
O = "\xc3\xa9\xff"
[table]
P = "in table"
"""
# name -> what os.getenv answers, what supervisor.get_setting answers; None: the default, ValueError: raised
ANSWERS = {
    "A": ("text", "text"),
    "B": ("41", 41),
    "C": (None, ValueError),
    "D": ("'single'", ValueError),
    "E": (None, ValueError),
    "F": ("yes", ValueError),
    "G": ("tab\there", "tab\there"),
    "H": (None, ValueError),
    "I": ("indented", "indented"),
    "J": ("0x10", 16),
    "K": ("bad q escape", "bad q escape"),
    "L": ("1.5", ValueError),
    "M": ("first", "first"),
    "N": ("true", True),
    "O": (UnicodeError, UnicodeError),
    "P": (None, None),
    "Q": (None, None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_line_is_read_as_the_board_reads_it(name):
    for ask, answer in zip((settingsfile.text, settingsfile.typed), ANSWERS[name], strict=True):
        if isinstance(answer, type):
            with pytest.raises(answer):
                ask(FILE, name)
        else:
            assert ask(FILE, name) == answer
