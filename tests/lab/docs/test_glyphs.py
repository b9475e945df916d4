# test_glyphs.py - the font file, as committed and as built
import pytest
from typer import Typer
from typer.testing import CliRunner

from wattkey.page import SIGNS
from wattkey_lab.docs import glyphs, signs

A = bytes.fromhex("0000000018242442427E424242420000")
HALVES = 95 + len(SIGNS)
YUAN = bytes.fromhex("00003FF8000000000000FFFE04400440044004400840084210422042403E8000")


@pytest.fixture
def unifont():
    ascii_ = {code: bytes([code & 0xFF]) * 16 for code in [*glyphs.ASCII, ord("¥")]}
    return ascii_ | {0x5143: YUAN, 0x25B6: A}


@pytest.fixture
def run():
    app = Typer()
    app.command()(glyphs.glyphs)
    return lambda *args: CliRunner().invoke(app, [str(a) for a in args])


def test_the_committed_font_has_exactly_the_characters_of_the_texts():
    codes = glyphs.contents(glyphs.FONT.read_bytes())
    wanted = glyphs.wanted()
    hint = "run `wattkey glyphs unifont.hex`"
    assert [chr(c) for c in wanted if c not in codes] == [], hint
    assert [chr(c) for c in codes if c not in wanted] == [], hint
    assert codes == sorted(codes)


def test_the_committed_font_is_unifont():
    font = glyphs.FONT.read_bytes()
    codes = glyphs.contents(font)
    at = HALVES * 16 + 2 + 2 * len(codes)
    assert font[16 * 0x21 : 16 * 0x22] == A
    assert font[at + 32 * codes.index(0x5143) :][:32] == YUAN
    assert "OPEN FONT LICENSE" in glyphs.FONT.with_name("font16.LICENSE.txt").read_text()


def test_layout_of_a_built_font(unifont):
    font = glyphs.build(unifont, [0x25B6, 0x5143])
    assert font[:16] == b" " * 16
    assert font[HALVES * 16 : HALVES * 16 + 6] == b"\x02\x00\xb6\x25\x43\x51"
    assert font[-32:] == YUAN
    assert glyphs.contents(font) == [0x25B6, 0x5143]


def test_every_sign_of_the_status_line_stands_behind_ascii_and_is_drawn_here_or_in_unifont(unifont):
    font = glyphs.build(unifont, [0x5143])
    drawn = {char: font[(95 + at) * 16 :][:16] for at, char in enumerate(SIGNS)}
    assert drawn.pop("¥") == b"\xa5" * 16
    assert drawn == {char: signs.bitmap(char) for char in signs.ART}
    assert len(set(drawn.values())) == len(drawn)
    assert all(len(row) == 8 for art in signs.ART.values() for row in art)


def test_a_half_width_glyph_is_put_in_the_middle(unifont):
    font = glyphs.build(unifont, [0x25B6])
    wide = font[-32:]
    assert wide[8:10] == bytes([0x01, 0x80])  # 0x18 four pixels further to the right
    assert len(wide) == 32


def test_a_missing_glyph_is_named(unifont):
    with pytest.raises(glyphs.GlyphError, match=r"U\+7535 电"):
        glyphs.build(unifont, [0x7535])


@pytest.mark.parametrize("line", ["0041", "0041:XY", "word:00"])
def test_a_hex_file_that_is_none(line):
    with pytest.raises(glyphs.GlyphError, match="line 2"):
        glyphs.read_hex("0040:" + "00" * 16 + "\n" + line)


def test_a_font_of_the_wrong_length_is_refused(unifont):
    with pytest.raises(glyphs.GlyphError, match="length"):
        glyphs.contents(glyphs.build(unifont, [0x5143])[:-1])


def test_the_command_builds_the_file(run, unifont, tmp_path):
    source = tmp_path / "unifont.hex"
    full = dict.fromkeys(glyphs.wanted(), YUAN)
    source.write_text("\n".join(f"{c:04X}:{b.hex().upper()}" for c, b in (unifont | full).items()))
    result = run(source, tmp_path / "font.bin")
    assert result.exit_code == 0, result.output
    assert glyphs.contents((tmp_path / "font.bin").read_bytes()) == glyphs.wanted()
    assert "full-width" in result.output


def test_the_command_fails_in_words(run, tmp_path):
    result = run(tmp_path / "none.hex", tmp_path / "font.bin")
    assert result.exit_code == 1
    assert "none.hex" in result.output
    (tmp_path / "short.hex").write_text("0041:" + A.hex())
    result = run(tmp_path / "short.hex", tmp_path / "font.bin")
    assert result.exit_code == 1
    assert "no glyph for" in result.output
    assert not (tmp_path / "font.bin").exists()
