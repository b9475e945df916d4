# capture.py - bytes out of what people have: hex in any dress, logs with times in front, raw recordings
"""A line of a log is reduced to its longest run of hex bytes, so that times and words beside it do no harm."""

import re

_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]+)[Hh]?")


class NotHex(ValueError):
    """What was given is no hex; the message says where and why."""


def typed(words: list[str]) -> bytes:
    """Bytes from words on a command line, which must all be hex. Raises NotHex."""
    out = b""
    for number, word in enumerate(words, 1):
        for piece in re.split(r"[\s,;:\-]+", word.strip()):
            match = _HEX.fullmatch(piece)
            if piece and not match:
                bad = next(i for i, letter in enumerate(piece) if letter not in "0123456789abcdefABCDEF")
                raise NotHex(f'word {number}: "{piece}" is no hex (letter {bad + 1} is "{piece[bad]}"), nor a file')
            if match and len(match[1]) % 2:
                raise NotHex(f'word {number}: "{piece}" has {len(match[1])} digits; a byte has two')
            out += bytes.fromhex(match[1]) if match else b""
    return out


def recorded(content: bytes) -> bytes:
    """Bytes from a file or pipe: a text with hex in it, or a recording as it is."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if any(ord(letter) < 32 and letter not in "\r\n\t\f" for letter in text):
        return content
    return b"".join(map(_longest_run, text.splitlines()))


def _longest_run(line: str) -> bytes:
    best = run = b""
    for word in re.split(r"[\s,;|\[\]()<>\"']+", line):
        match = _HEX.fullmatch(word)
        run = run + bytes.fromhex(match[1]) if match and len(match[1]) % 2 == 0 else b""
        best = max(best, run, key=len)
    return best
