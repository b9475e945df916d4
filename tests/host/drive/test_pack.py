# test_pack.py - images: the same bytes each time, a manifest that is true, a signature that openssl would make
import hashlib
import json
import zlib

import pytest
from typer.testing import CliRunner

from wattkey_host import device_root
from wattkey_host.cli import app
from wattkey_host.drive import fat
from wattkey_host.drive.contents import application, loaders
from wattkey_host.drive.imagefile import Manifest, NotPackable, manifest, order
from wattkey_host.drive.pack import pack, sealed, version
from wattkey_host.drive.signature import BadKey, is_signed, make, private, public

ROOT = device_root()


def run(*args):
    return CliRunner().invoke(app, list(map(str, args)))


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "acme.pem"
    make(path)
    return path


@pytest.fixture(scope="module")
def whole():
    return pack(ROOT)


def test_one_commit_is_one_set_of_bytes(whole):
    assert pack(ROOT) == whole
    assert len(whole) % 512 == 0
    beside = sum(-(-len(content) // fat.CLUSTER) for content in loaders(ROOT).values()) + 4  # and four folders
    assert 3 * -(-len(whole) // fat.CLUSTER) + beside < fat.CLUSTERS  # two of them fit, and a third on its way


def test_a_host_reads_the_application_out_of_it(whole, volume):
    assert volume(whole).files == application(ROOT)


def test_the_manifest_is_true(whole):
    made = manifest(whole)
    assert int(made.size) == len(whole)
    assert made.sha256 == hashlib.sha256(whole[:512] + whole[1024:]).hexdigest()
    assert (made.board, made.circuitpython) == ("raspberry_pi_pico", "10")
    assert made.version in (ROOT / "lib/wattkey/__init__.py").read_text()


def test_each_sector_that_is_mounted_has_its_crc_in_the_table(whole):
    reserved = int.from_bytes(whole[14:16], "little")
    for number in (0, *range(reserved, len(whole) // 512)):
        crc = zlib.crc32(whole[512 * number : 512 * number + 512]) & 0xFFFF
        assert int.from_bytes(whole[1024 + 2 * number :][:2], "little") == crc, number
    assert 1024 + 2 * (len(whole) // 512) <= 512 * reserved


def test_the_signature_is_the_key_s_and_changes_nothing_else(key, whole):
    signed = pack(ROOT, private(key))
    assert signed[:768] + signed[1024:] == whole[:768] + whole[1024:]
    assert whole[768:1024] == bytes(256)
    assert is_signed(signed[512:768], signed[768:1024], public(key.with_suffix(".pub")))
    assert not is_signed(signed[512:768], signed[768:1023] + b"\0", public(key))
    assert pack(ROOT, private(key)) == signed


def test_what_is_no_image_has_no_manifest(whole):
    for data in (b"", bytes(4096), whole[:520], whole[512:], whole.replace(b"sha256 ", b"sha257 ")):
        assert manifest(data) is None


def test_a_manifest_that_is_too_long_is_refused():
    with pytest.raises(NotPackable, match="room for 256"):
        Manifest("1" * 100, "b" * 60, "10", "1", "1", "0" * 64).packed()
    assert manifest(sealed({"/a.py": b"x"}, "2.0.10")).version == "2.0.10"


def test_versions_are_compared_as_numbers():
    assert order("1.10.0") > order("1.9.9") > order("mine")


def test_the_command_says_what_it_made(key, tmp_path):
    result = run("pack", tmp_path, "--key", key, "--json")
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["signed"] is True
    assert (tmp_path / f"wattkey-{told['version']}.img").stat().st_size == told["size"]


def test_a_key_is_never_written_over_and_is_its_owner_s_alone(key):
    text = key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    assert run("pack", key, "--make-key").exit_code == 1
    assert key.read_bytes() == text


def test_what_it_says_to_do_with_a_new_key_works_as_it_stands(tmp_path):
    told = run("pack", tmp_path / "acme.pem", "--make-key")
    program, *command = next(line for line in told.output.splitlines() if "--update-key" in line).split()
    at = command.index("CIRCUITPY")
    done = run(*command[:at], tmp_path / "out", *command[at + 1 :])
    assert (program, done.exit_code) == ("wattkey", 0), done.stderr
    assert 'UPDATE_SIGNER = "YOUR-NAME"' in (tmp_path / "out" / "settings.toml").read_text()


@pytest.mark.parametrize("text", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_said_in_one_line(tmp_path, text):
    (tmp_path / "k.pem").write_bytes(text)
    result = run("pack", tmp_path / "out", "--key", tmp_path / "k.pem")
    assert result.exit_code == 1
    assert "k.pem" in result.stderr
    with pytest.raises(BadKey):
        public(tmp_path / "k.pem")


def test_the_key_goes_into_settings_in_the_place_of_another(key, tmp_path):
    for signer in ("ACME", "Acme Power"):
        result = run(
            "drive", tmp_path, "--mpy", "--key", key, "--update-key", key.with_suffix(".pub"), "--signer", signer
        )
        assert result.exit_code == 0, result.stderr
    text = (tmp_path / "settings.toml").read_text()
    assert text.count("UPDATE_KEY") == text.count("UPDATE_SIGNER") == 1
    assert 'UPDATE_SIGNER = "Acme Power"' in text
    assert 'LINK = "ir_pio"' in text


def test_an_image_that_would_never_start_beside_its_key_is_not_put_there(key, tmp_path):
    result = run("drive", tmp_path, "--mpy", "--update-key", key.with_suffix(".pub"))
    assert result.exit_code == 1
    assert "--key signs it" in result.stderr


def test_the_image_takes_the_place_of_loose_files_and_leaves_the_owner_s(tmp_path):
    assert run("drive", tmp_path, "--loose").exit_code == 0
    (tmp_path / "drivers" / "link_mine.py").write_text("# mine\n")
    assert run("drive", tmp_path, "--mpy").exit_code == 0
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*py")}
    sources, modules = (
        {"code", "boot", "safemode"},
        {"life", "publish", "loader", "chooser", "images", "sectors", "faults"},
    )
    beside = {name + ".py" for name in sources} | {name + ".mpy" for name in modules}
    assert left == beside | {"drivers/link_mine.py"}
    assert len(list(tmp_path.glob("wattkey-*.img"))) == 1


def test_of_many_images_the_new_one_and_the_newest_other_stay(tmp_path):
    assert run("drive", tmp_path, "--mpy").exit_code == 0
    for number in ("9.0.1", "9.0.2", "9.0.10"):
        (tmp_path / f"wattkey-{number}.img").write_bytes(sealed({"/a.py": b""}, number))
    (tmp_path / "holiday.img").write_bytes(bytes(5000))
    assert run("drive", tmp_path, "--mpy").exit_code == 0
    assert {path.name for path in tmp_path.glob("*.img")} == {
        f"wattkey-{version(ROOT)}.img",
        "wattkey-9.0.10.img",
        "holiday.img",
    }


def test_the_version_that_runs_stays_whatever_its_file_is_called(tmp_path):
    """Where it is removed under a host, the device goes on with another one at once."""
    assert run("drive", tmp_path, "--mpy").exit_code == 0
    for file, number in (("copy of it.img", "9.0.1"), ("wattkey-9.0.2.img", "9.0.2"), ("wattkey-9.0.3.img", "9.0.3")):
        (tmp_path / file).write_bytes(sealed({"/a.py": b""}, number))
    (tmp_path / "mail" / "card.json").write_text(json.dumps({"firmware": "9.0.1"}).ljust(4096))
    assert run("drive", tmp_path, "--mpy").exit_code == 0
    assert {path.name for path in tmp_path.glob("*.img")} == {f"wattkey-{version(ROOT)}.img", "copy of it.img"}


def test_modules_of_an_image_bear_the_name_by_which_the_board_opens_them():
    """The interpreter keeps one name then, not two: 0.9 KB of its heap over all modules."""
    files = application(ROOT)
    assert "/wattkey/home.mpy" in files
    assert not [
        path for path, whole in files.items() if path.endswith(".mpy") and path[1:].encode() + b"\0" not in whole
    ]
