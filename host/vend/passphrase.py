# passphrase.py - which passphrases are too weak to seal the keys of a utility
"""Whoever has the key file can try as many as he has machines for. This refuses what he would try first: short ones,
well-known words, rows of the keyboard and of the alphabet, one thing over and over."""

from wattkey_host.vend.wording import refusal

LEAST = 12  # characters
_LEAST_FREE = 8  # of them neither of a well-known word, nor the next in a row, nor seen in the last few
_WIDE = 2  # what a character outside ASCII counts
_BEFORE = 4
_KNOWN = (
    "passphrase", "password", "passwort", "wattkey", "electricity", "meter", "admin", "changeme", "welcome", "letmein",
    "secret", "iloveyou", "dragon", "monkey", "woaini", "5201314", "1314520",
    "qwertyuiop", "qwerty", "asdfghjkl", "asdf", "zxcvbnm", "1q2w3e4r",
)  # fmt: skip


def check(passphrase: str) -> None:
    """Raises VendError for one that is too weak; nothing of it is told."""
    if len(passphrase) * (1 if passphrase.isascii() else _WIDE) < LEAST:
        raise refusal("passphrase.short", least=LEAST)
    if _free(passphrase.casefold()) < _LEAST_FREE:
        raise refusal("passphrase.common")


def _free(text: str) -> int:
    """How many characters a guess must get right one by one."""
    for word in _KNOWN:
        text = text.replace(word, " ")
    count = 0
    for at, character in enumerate(text):
        earlier = text[max(0, at - _BEFORE) : at]
        in_a_row = bool(earlier) and ord(character) - ord(earlier[-1]) in (-1, 0, 1)
        if not in_a_row and character not in earlier:
            count += 1 if character.isascii() else _WIDE
    return count
