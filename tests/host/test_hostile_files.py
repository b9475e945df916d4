# test_hostile_files.py - files and folders that somebody prepared: endless, hanging, nested, links; ours stay
"""Each reader of a file, each writer of one: words and a status, within a moment and in little memory."""

import json
import os
import resource
import shutil
from binascii import crc32
from datetime import date

import pytest
from typer.testing import CliRunner

from wattkey.box import readings
from wattkey.info import STATES
from wattkey.orders import unpack
from wattkey_host import foreign
from wattkey_host.cli import app
from wattkey_host.drive.dragged import clear_loose, put
from wattkey_host.sim.chip.factory import open_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.chip import simulated
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER = "000000123456", "000000000042"
WHOSE = ("--meter", METER, "--customer", CUSTOMER)
SPARSE = 10 << 30


def run(*words, code, answer=None):
    result = CliRunner().invoke(app, [str(word) for word in words], answer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A shop that has issued a card."""
    folder = tmp_path_factory.mktemp("made")
    desk = Desk(Shop.create(folder / "shop", seed=b"hostile"))
    issue(desk, simulated(folder / "chip"), METER, CUSTOMER)
    return folder


@pytest.fixture
def place(made, tmp_path):
    """The shop, the chip, and an empty drive."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    (tmp_path / "drive" / "mail").mkdir(parents=True)
    return tmp_path


def endless(path):
    with path.open("wb") as file:
        file.truncate(SPARSE)


ODD = {
    "ten gigabytes": endless,
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link into itself": lambda path: path.symlink_to(path),
    "deep": lambda path: path.write_text("[" * 200_000),
    "deep tables": lambda path: path.write_text("a = " + "{a=" * 20_000),
    "bytes": lambda path: path.write_bytes(bytes(range(256)) * 99),
}
READS = {
    "a report": ("vend", "receive", "{drive}", "--shop", "{shop}"),
    "a report by its name": ("vend", "receive", "{file}", "--shop", "{shop}"),
    "an order": ("vend", "send", "{file}", "--port", "loop://", "--shop", "{shop}"),
    "a blank handheld": ("vend", "issue", "--drive", "{drive}", *WHOSE, "--shop", "{shop}"),
    "recovering": ("vend", "recover", "{file}", "--shop", "{shop}"),
    "sales": ("vend", "sell", "--csv", "{file}", "--shop", "{shop}"),
    "values": ("meter", "--listen", "127.0.0.1:none", "--values", "{file}"),
    "a box": ("meter", "--listen", "127.0.0.1:none", "--box", "{file}"),
    "a list": ("read", "--to", "loop://", "--box", "{file}"),
    "a box file": ("read", "--to", "loop://", "--box", "{toml}"),
    "firmware": ("drive", "{out}", "--mpy", "--uf2", "--firmware", "{file}"),
    "a public key": ("drive", "{out}", "--update-key", "{file}"),
    "a private key": ("pack", "{out}", "--key", "{file}"),
    "a story": ("demo", "--story", "{story}", "--quiet"),
    "heads of a backup": ("vend", "check", "--heads", "{file}", "--shop", "{shop}"),
    "a font": ("glyphs", "{file}", "{out}"),
    "a chip": ("vend", "issue", "--chip", "{file}", *WHOSE, "--shop", "{shop}"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("read", READS)
def test_a_file_that_was_prepared_ends_in_words(place, odd, read):
    if odd == "a pipe" and read == "sales":
        pytest.skip("a pipe is a way to hand in a table: it is read to its end")
    file, toml, story = place / "file.json", place / "box.toml", place / "odd.story"
    for path in (file, toml, story, place / "drive" / "mail" / "report.json", place / "drive" / "mail" / "card.json"):
        ODD[odd](path)
    names = {name: place / name for name in ("drive", "shop", "out")} | {"file": file, "toml": toml, "story": story}
    result = CliRunner().invoke(app, [word.format(**names) for word in READS[read]])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    nothing = read == "recovering" and odd == "a folder"  # no report lies in it: 0 done
    assert result.exit_code in ((0,) if nothing else (1, 2, 3, 5)), result.output
    assert result.output.strip()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000  # kilobytes, of all tests of this process


@pytest.mark.parametrize(
    "odd", ["ten gigabytes", "a pipe", "a folder", "a link to a device", "a link into itself", "bytes"]
)
def test_odd_things_beside_a_good_report_do_not_stop_the_counter(place, odd):
    """In the root, in mail, in orders, under the names of orders, readings and companions."""
    drive = place / "drive"
    (drive / "orders").mkdir()
    report(place)
    for name in ("WK-0000000000000001-1.json", "._x.json", "mail/readings.json", "mail/y.json", "orders/z.json"):
        ODD[odd](drive / name)
    run("vend", "receive", drive, "--shop", place / "shop", code=0)
    assert len(list(drive.rglob("*"))) == 8


@pytest.mark.parametrize("number", [float("inf"), {}, [[]], "1"], ids=str)
def test_heads_with_odd_numbers_end_in_words(place, number):
    (place / "heads.json").write_text(json.dumps({"kind": "heads", "head": "1", "heads": {"": [number, "1"]}}))
    assert "heads" in run("vend", "check", "--heads", place / "heads.json", "--shop", place / "shop", code=1)


@pytest.mark.parametrize("odd", ["ten gigabytes", "bytes"])
def test_odd_settings_of_a_drive_are_the_owners_and_stay(place, odd):
    drive = place / "drive"
    drive.joinpath("boot_out.txt").write_text("Adafruit CircuitPython")
    ODD[odd](drive / "settings.toml")
    size = (drive / "settings.toml").stat().st_size
    assert put({"/settings.toml": b"ours"}, drive) == [drive / "settings.toml"]
    assert (drive / "settings.toml").stat().st_size == size


def report(place):
    """The chip's report on the drive, as the device puts it there."""
    packed, _ = open_chip(place / "chip").apdu(b"\x90\x24\0\0")
    (place / "drive" / "mail" / "report.json").write_text(json.dumps(unpack("report", packed)).ljust(4096))


def used_up(place):
    """The text of an order that the ledger knows as delivered, so that its file may go; the report says so."""
    desk = Desk.open(place / "shop")
    purchase = desk.sell(METER, 100_00, "P1", date(2026, 11, 20))
    chip = open_chip(place / "chip")
    assert chip.apdu(b"\x90\x06\0\0" + desk.order(purchase).packed)[1] == 0x9000
    chip.memory.write(state=STATES.index("delivered"))
    report(place)
    return purchase.file_name, desk.document(purchase)


@pytest.mark.parametrize("folder", ["mail", "orders"])
def test_a_folder_of_the_drive_that_is_a_link_is_not_followed(place, folder):
    """Somebody's archive lies behind it: his copies of orders stay."""
    name, text = used_up(place)
    archive = place / "archive"
    (place / "drive" / "mail").rename(archive)
    (place / "drive" / "mail").mkdir()
    shutil.copy(archive / "report.json", place / "drive" / "mail")
    (archive / name).write_bytes(text)
    if folder == "mail":
        shutil.rmtree(place / "drive" / "mail")
    (place / "drive" / folder).symlink_to(archive)
    words = run("vend", "receive", place / "drive", "--shop", place / "shop", code=1 if folder == "mail" else 0)
    assert (archive / name).read_bytes() == text
    assert folder != "mail" or "is a link" in words
    (place / "drive" / folder).unlink()
    shutil.copy(archive / "report.json", place / "drive" / "report.json")


def test_a_used_up_order_of_the_device_itself_goes(place):
    """Else the test above shows nothing."""
    name, text = used_up(place)
    (place / "drive" / name).write_bytes(text)
    run("vend", "receive", place / "drive", "--shop", place / "shop", code=0)
    assert not (place / "drive" / name).exists()


GOOD = "000000123456 1997 1200 fe0 read 7 12345.67 100.00 200.00 12045.67"
SPELLED = {
    "a pass beyond any": GOOD.replace(" 7 ", f" {1 << 63} "),
    "a pass beyond the ledger's": GOOD.replace(" 7 ", f" {1 << 31} "),
    "a pass below none": GOOD.replace(" 7 ", " -9 "),
    "full-width digits": GOOD.replace(" 7 ", " ７ "),
    "digits of India": GOOD.replace(" 7 ", " ७ "),
    "underscores": GOOD.replace("1200", "1_2_0_0"),
    "a sign": GOOD.replace("1997", "+1997"),
    "a zero in front": GOOD.replace(" 7 ", " 07 "),
    "a slash and nothing": GOOD.replace(" 7 ", " 9/ "),
    "a pass of its own twice": GOOD.replace(" 7 ", " 9/9 "),
    "a minus zero": GOOD.replace("fe0", "fe-0"),
    "two digits for FE": GOOD.replace("fe0", "fe00"),
    "a standard that is none": GOOD.replace("1997", "1998"),
    "blanks in the number": GOOD.replace("000000123456", "0000\t0123456"),
    "letters in the number": GOOD.replace("000000123456", "ABCDEF123456"),
    "nothing": "",
}


def slot(number, text):
    """A slot whose check is right, whatever stands in it."""
    check = crc32(f"{number} {text}".encode())
    return f',"{number}": "{text} {check:08X}"\n'.encode().ljust(readings.SLOT)


@pytest.mark.parametrize("text", SPELLED.values(), ids=SPELLED)
def test_a_number_of_readings_has_one_spelling_and_a_bound_and_the_other_lines_stay(place, text):
    whole = bytearray(readings.empty())
    for number, line in ((2, text), (3, GOOD)):
        whole[(number - 1) * readings.SLOT : number * readings.SLOT] = slot(number, line)
    taken = Desk.open(place / "shop").receive_box(bytes(whole))
    assert (taken.new, taken.known, len(taken.bad)) == (1, 0, 1), taken


def test_deep_keys_of_a_shop_end_in_words(place):
    keys = place / "shop" / "keys.json"
    keys.write_text("[" * 200_000)
    sale = ("vend", "sell", "--meter", METER, "--amount", "1.00", "--payment", "P", "--shop", place / "shop")
    assert "keys.json is damaged" in run(*sale, code=1)


# what is somebody's own


def test_a_table_of_readings_asks_before_it_takes_the_place_of_a_file(place):
    mine = place / "mine.csv"
    mine.write_text("mine")
    for answer in (None, "n\n"):
        assert "exists" in run("vend", "readings", "--csv", mine, "--shop", place / "shop", code=1, answer=answer)
        assert mine.read_text() == "mine"
    run("vend", "readings", "--csv", mine, "--shop", place / "shop", code=0, answer="y\n")
    run("vend", "readings", "--csv", mine, "--overwrite", "--shop", place / "shop", code=0)


def test_the_readings_of_a_box_ask_too(place):
    (place / "meters.toml").write_text('meter = [{ address = "000000123456" }]\n')
    (place / "mine.csv").write_text("mine")
    words = ("read", "--to", "loop://", "--box", place / "meters.toml", "--csv", place / "mine.csv")
    for answer in (None, "n\n"):
        assert "exists" in run(*words, code=1, answer=answer)
    assert (place / "mine.csv").read_text() == "mine"


def test_the_shops_own_files_are_never_taken_for_a_table(place):
    """Not even if somebody says yes, nor through a link, nor by another spelling."""
    keys, link = place / "shop" / "keys.json", place / "link.csv"
    link.symlink_to(keys)
    before = keys.read_bytes()
    for path in (keys, place / "drive" / ".." / "shop" / "keys.json", link):
        run("vend", "readings", "--csv", path, "--overwrite", "--shop", place / "shop", code=1)
    assert keys.read_bytes() == before


def test_modules_are_removed_from_the_drive_and_through_no_link(place):
    home, out = place / "home", place / "out"
    home.mkdir()
    (home / "meter.py").write_text("mine")
    (out / "lib").mkdir(parents=True)
    (out / "lib" / "wattkey").symlink_to(home)
    assert clear_loose(out, ["/lib/wattkey/meter.py"]) == []
    assert (home / "meter.py").read_text() == "mine"


def test_a_read_is_bounded_and_takes_files_only(tmp_path):
    endless(tmp_path / "big")
    assert len(foreign.read(tmp_path / "big", 100)) == 100
    for odd in ("a pipe", "a folder", "a link to a device", "a link into itself"):
        path = tmp_path / odd.replace(" ", "")
        ODD[odd](path)
        with pytest.raises(OSError):
            foreign.read(path, 100)
    with pytest.raises(OSError, match="more than 100 bytes"):
        foreign.whole(tmp_path / "big", 100)
