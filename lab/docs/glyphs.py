# glyphs.py - builds the device's font file from GNU Unifont
"""The device gets only the glyphs that its texts use. The format is described in drivers/painter.py."""

from pathlib import Path
from typing import Annotated

import typer

import wattkey
from wattkey.page import SIGNS
from wattkey_host.foreign import whole, write
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_lab.docs import signs, texts

ASCII = range(0x20, 0x7F)
ALWAYS = "□℃…￥，。：；？！（）、✓✗●○▲▼◀▶↑↓←→"  # whatever the texts say: signs for menus, and a box for the rest
FONT = Path(wattkey.__file__).with_name("font16.bin")
HEX_FILE = 32 << 20  # bytes; Unifont's has 6 million
HALF = 16  # bytes of a glyph of 8x16
FULL = 32  # bytes of a glyph of 16x16


class GlyphError(ValueError):
    """The hex file lacks a glyph or is not a Unifont hex file."""


def wanted() -> list[int]:
    """The code points of the full-width glyphs, in rising order."""
    return sorted(ord(c) for c in (texts.characters() | set(ALWAYS)) - set(SIGNS))


def lacking(key: str) -> list[tuple[str, str]]:
    """(language, characters) of a text that the committed font lacks: the screen would show boxes."""
    there = {chr(code) for code in [*ASCII, *contents(FONT.read_bytes())]} | set(SIGNS)
    words = {language: texts.entries(language).get(key, "") for language in texts.LANGUAGES}
    signs = {language: "".join(sorted(set(text) - there)) for language, text in words.items()}
    return [(language, found) for language, found in signs.items() if found]


def read_hex(text: str) -> dict[int, bytes]:
    """Code point -> bitmap from Unifont's .hex lines ("0041:0000..."). Raises GlyphError."""
    glyphs = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            code, bitmap = line.split(":")
            glyphs[int(code, 16)] = bytes.fromhex(bitmap)
        except ValueError as error:
            raise GlyphError(f"line {number} is not a glyph: {line[:40]!r}") from error
    return glyphs


def build(glyphs: dict[int, bytes], full: list[int]) -> bytes:
    """The font file with ASCII, the signs and the code points `full`, in rising order. Raises GlyphError: what is
    missing."""
    own = {ord(char): signs.bitmap(char) for char in signs.ART}
    halves = [*ASCII, *map(ord, SIGNS)]
    glyphs = glyphs | own
    lacking = [code for code in [*halves, *full] if code not in glyphs]
    if lacking:
        raise GlyphError("no glyph for " + " ".join(f"U+{code:04X} {chr(code)}" for code in lacking))
    out = bytearray()
    for code in halves:
        if len(glyphs[code]) != HALF:
            raise GlyphError(f"U+{code:04X} is not 8 pixels wide")
        out += glyphs[code]
    out += len(full).to_bytes(2, "little")
    for code in full:
        out += code.to_bytes(2, "little")
    for code in full:
        out += _widen(glyphs[code])
    return bytes(out)


def contents(font: bytes) -> list[int]:
    """The code points of the full-width glyphs in a font file. Raises GlyphError when its length is wrong."""
    at = (len(ASCII) + len(SIGNS)) * HALF
    count = int.from_bytes(font[at : at + 2], "little")
    if len(font) != at + 2 + count * (2 + FULL):
        raise GlyphError("the length of the font file does not match its count of glyphs")
    return [int.from_bytes(font[i : i + 2], "little") for i in range(at + 2, at + 2 + 2 * count, 2)]


def glyphs(
    hex_file: Annotated[Path, typer.Argument(help="/usr/share/unifont/unifont.hex of Debian's package unifont")],
    out: Annotated[Path, typer.Argument(help="the font file to write; else the device's, over it")] = FONT,
    overwrite: Overwrite = False,
) -> None:
    """Build the device's font from GNU Unifont, with the characters that the texts use."""
    ask_before(overwrite or out == FONT, out)
    try:
        font = build(read_hex(whole(hex_file, HEX_FILE).decode("ascii")), wanted())
    except (OSError, UnicodeDecodeError, GlyphError) as error:
        typer.echo(f"{hex_file}: {error}", err=True)
        raise typer.Exit(1) from error
    write(out, font)
    halves = len(ASCII) + len(SIGNS)
    typer.echo(f"{out}: {halves} half-width and {len(contents(font))} full-width glyphs, {len(font)} bytes")


def _widen(bitmap: bytes) -> bytes:
    """A glyph of 16x16; one of 8x16 is put in the middle."""
    if len(bitmap) == FULL:
        return bitmap
    if len(bitmap) != HALF:
        raise GlyphError(f"a glyph of {len(bitmap)} bytes is neither 8 nor 16 pixels wide")
    return b"".join((row << 4).to_bytes(2, "big") for row in bitmap)
