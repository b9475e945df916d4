# test_install.py - `wattkey install`: which board, what is put there, that it is read back
import tomllib

import pytest
from typer.testing import CliRunner

from fakes import bootrom
from wattkey_host.cli import app
from wattkey_host.drive import boards, cli_install
from wattkey_host.drive.boards import BOOT_ROM, CIRCUITPY, NoBoard
from wattkey_host.drive.contents import MOUNT, boot_out
from wattkey_host.drive.dragged import put
from wattkey_host.drive.imagefile import manifest

ROM_INFO = "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n"
BARE = {"LINK": "usb", "ESAM": "usb", "KEYS": "console", "SCREEN": "console"}


@pytest.fixture
def circuitpy(tmp_path):
    """A drive as CircuitPython makes it."""
    drive = tmp_path / "CIRCUITPY"
    (drive / "lib").mkdir(parents=True)
    (drive / "boot_out.txt").write_bytes(boot_out("E6605838834A2F2A"))
    (drive / "code.py").write_text('print("Hello World!")')
    (drive / "settings.toml").write_text("")
    return drive


@pytest.fixture
def rom(tmp_path):
    drive = tmp_path / "RPI-RP2"
    drive.mkdir()
    (drive / "INFO_UF2.TXT").write_text(ROM_INFO)
    return drive


@pytest.fixture
def firmware(tmp_path):
    path = tmp_path / "firmware.uf2"
    path.write_bytes(bootrom.firmware())
    return path


@pytest.fixture
def install():
    def run(*args):
        return CliRunner().invoke(app, ["install", *map(str, args)])

    return run


def test_a_board_is_known_by_what_is_on_its_drive(circuitpy, rom, tmp_path):
    (tmp_path / "PHOTOS").mkdir()
    assert boards.plugged_in([tmp_path / "PHOTOS", circuitpy, rom]) == [(circuitpy, CIRCUITPY), (rom, BOOT_ROM)]


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("boot_out.txt", boot_out("0" * 16).decode().replace("raspberry_pi_pico", "raspberry_pi_pico_w"), "pico_w"),
        ("INFO_UF2.TXT", ROM_INFO.replace("RPI-RP2", "RP2350"), "RP2350"),
    ],
)
def test_another_board_is_refused_in_words(tmp_path, install, file, text, names):
    (tmp_path / file).write_text(text)
    with pytest.raises(NoBoard, match=names):
        boards.kind(tmp_path)
    result = install(tmp_path)
    assert result.exit_code == 1
    assert "only the Raspberry Pi Pico" in result.stderr


def test_none_or_several_boards(monkeypatch, install, circuitpy, rom):
    monkeypatch.setattr(boards, "plugged_in", list)
    assert "BOOTSEL" in install().stderr
    monkeypatch.setattr(boards, "plugged_in", lambda: [(circuitpy, CIRCUITPY), (rom, BOOT_ROM)])
    assert "name one" in install().stderr


def test_files_are_put_read_back_and_what_to_do_is_said(circuitpy, install):
    result = install(circuitpy)
    assert result.exit_code == 0, result.stderr
    assert "read back and right" in result.stdout
    assert "Next: eject" in result.stdout
    assert "wattkey" in (circuitpy / "code.py").read_text()
    assert tomllib.loads((circuitpy / "settings.toml").read_text())["SCREEN"] == "ssd1306"
    assert install(circuitpy).exit_code == 0


def test_a_bare_board_gets_its_four_parts_and_keeps_the_rest_of_its_settings(circuitpy, install):
    assert install(circuitpy, "--bare").exit_code == 0
    settings = tomllib.loads((circuitpy / "settings.toml").read_text())
    assert {name: settings[name] for name in BARE} == BARE
    mine = (
        (circuitpy / "settings.toml")
        .read_text()
        .replace('"zh"', '"en"')
        .replace('SCREEN = "console"', 'SCREEN = "ssd1306"')
    )
    (circuitpy / "settings.toml").write_text(mine)
    result = install(circuitpy, "--bare")
    settings = tomllib.loads((circuitpy / "settings.toml").read_text())
    assert (settings["SCREEN"], settings["WATTKEY_LANGUAGE"]) == ("console", "en")
    assert "docs/bare-pico.md" in result.stdout


def test_the_application_is_one_image_as_it_is_shipped_and_loose_files_make_way(circuitpy, install):
    def modules():
        return sorted(path.name for path in circuitpy.rglob("*.mpy") if path.parent != circuitpy)

    assert install(circuitpy, "--loose").exit_code == 0
    assert {"home.mpy", "link_ir_pio.mpy"} <= set(modules())
    (circuitpy / "drivers/mine.py").write_text("OWN = 1")
    result = install(circuitpy)
    assert result.exit_code == 0, result.stderr
    assert "removed" in result.stdout
    (image,) = circuitpy.glob("*.img")
    assert manifest(image.read_bytes()).board == "raspberry_pi_pico"
    assert modules() == []
    assert (circuitpy / "drivers/mine.py").is_file()


def test_where_images_must_be_signed_one_that_nobody_has_signed_is_not_put(circuitpy):
    (circuitpy / "settings.toml").write_text('UPDATE_KEY = "%s"\n' % ("ab" * 256))
    with pytest.raises(ValueError, match="UPDATE_KEY"):
        cli_install.onto_drive(circuitpy, {MOUNT: b"", "/wattkey-0.1.0.img": b"unsigned"}, False)
    assert list(circuitpy.glob("*.img")) == []
    assert "read back and right" in cli_install.onto_drive(circuitpy, {"/lib/own.py": b""}, False)[0]


def test_the_empty_settings_of_a_new_drive_are_nobodys(circuitpy):
    """CircuitPython makes the file so; without ours the pystack is too small, and no part has its pins."""
    assert put({"/settings.toml": b'LINK = "ir_pio"'}, circuitpy) == []
    assert (circuitpy / "settings.toml").read_bytes() == b'LINK = "ir_pio"'
    assert put({"/settings.toml": b'LINK = "ir"'}, circuitpy) == [circuitpy / "settings.toml"]


def test_settings_of_the_owner_stay_and_that_is_told(circuitpy, install):
    (circuitpy / "settings.toml").write_text('WATTKEY_LANGUAGE = "en"\n')
    result = install(circuitpy)
    assert "kept" in result.stdout
    assert (circuitpy / "settings.toml").read_text() == 'WATTKEY_LANGUAGE = "en"\n'


def test_a_file_that_reads_back_otherwise_is_an_error(circuitpy, install, monkeypatch):
    read = cli_install._read_back
    monkeypatch.setattr(
        cli_install,
        "_read_back",
        lambda path, most: read(path, most)[:-1] if path.name == "boot.py" else read(path, most),
    )
    result = install(circuitpy)
    assert result.exit_code == 1
    assert "/boot.py read back otherwise" in result.stderr


def test_a_board_in_its_boot_rom_needs_circuitpython_too(rom, install, monkeypatch, tmp_path):
    monkeypatch.setattr(cli_install, "_CACHE", tmp_path)
    result = install(rom)
    assert result.exit_code == 1
    assert "--firmware" in result.stderr


def test_one_file_for_the_boot_rom_then_the_drive_that_comes_up_is_read_back(
    rom, circuitpy, install, firmware, monkeypatch
):
    def started(_seconds):
        """The board: its ROM has programmed the file, CircuitPython runs, the PC mounts its drive."""
        assert (rom / "wattkey.uf2").stat().st_size > 500_000
        assert install(circuitpy).exit_code == 0
        return circuitpy

    monkeypatch.setattr(boards, "awaited", started)
    result = install(rom, "--firmware", firmware)
    assert result.exit_code == 0, result.stderr
    assert "started, read back and right" in result.stdout
    (circuitpy / "loader.mpy").write_bytes(b"torn")
    monkeypatch.setattr(boards, "awaited", lambda _seconds: circuitpy)
    result = install(rom, "--firmware", firmware)
    assert result.exit_code == 1
    assert "/loader.mpy" in result.stderr


def test_a_drive_that_is_not_mounted_here_is_not_called_read_back(rom, install, firmware, monkeypatch):
    monkeypatch.setattr(boards, "awaited", lambda _seconds: None)
    result = install(rom, "--firmware", firmware)
    assert result.exit_code == 0
    assert "nothing was read back" in result.stdout
