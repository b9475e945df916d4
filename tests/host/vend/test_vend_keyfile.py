# test_vend_keyfile.py - the key file among processes: made once, never shortened, never lying around twice
"""Processes of their own, which wait for each other at the moment that matters, or are killed in it."""

import os
import signal
import subprocess
import sys

import pytest

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys

PATIENCE_S = 120
# Children of one process, which has imported for all of them; each waits for one byte.
CREATE = """
import os, sys
from pathlib import Path
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.book.shop import Shop
def say(words):  # in one piece, for six write into one pipe
    os.write(1, f"{words}\\n".encode())
for _ in range(int(sys.argv[2])):
    if not os.fork():
        say("ready")
        os.read(0, 1)
        try:
            Shop.create(Path(sys.argv[1]))
            say("New shop")
        except VendError as refused:
            say(refused)
        sys.exit()
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""
ROTATE = """
import sys
from pathlib import Path
from wattkey_host.vend import vault
from wattkey_host.vend.keys import Keys
vault.COST = 16
def ask():
    print("ready", flush=True)
    return sys.stdin.readline().strip()
print(Keys.load(Path(sys.argv[1]), ask).rotate().generation)
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from wattkey_host.vend.keys import Keys
path, verb, left = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
keys = Keys.load(path) if verb == "rotate" else None
def count(name, arguments):
    global left
    if name in ("os.rename", "os.remove", "os.link") or name == "open" and arguments[2] & 3:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
keys.rotate() if keys else Keys.create(path)
"""


def process(program, *words):
    command = [sys.executable, "-P", "-c", program, *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def goes_on(each, line="\n"):
    """What it says after it was let go."""
    out, _ = each.communicate(line, timeout=PATIENCE_S)
    return out.strip()


def test_of_six_who_make_one_shop_one_has_made_it(tmp_path):
    waiting = process(CREATE, tmp_path / "shop", 6)
    for _ in range(6):
        assert waiting.stdout.readline() == "ready\n"
    said = goes_on(waiting, "\n" * 6).splitlines()
    assert len(said) == 6
    assert said.count("New shop") == 1
    assert all("holds keys" in words or "is a shop already" in words for words in said if words != "New shop")
    assert Shop.open(tmp_path / "shop").keys.generation == 1


def test_a_rotate_that_waited_at_the_passphrase_destroys_no_generation(tmp_path, monkeypatch):
    monkeypatch.setattr("wattkey_host.vend.vault.COST", 16)
    path = tmp_path / "keys.json"
    Keys.create(path, passphrase="right")
    slow = process(ROTATE, path)
    assert slow.stdout.readline() == "ready\n"
    in_use = Keys.load(path, lambda: "right").rotate()
    assert goes_on(slow, "right\n") == "3"
    stood = Keys.load(path, lambda: "right")
    assert [stood.fingerprint(n) for n in (1, 2)] == [in_use.fingerprint(n) for n in (1, 2)]


def test_other_keys_than_those_that_were_loaded_are_not_written_over(tmp_path):
    path = tmp_path / "keys.json"
    loaded = Keys.create(path, seed=b"one")
    path.unlink()
    others = Keys.create(path, seed=b"another")
    with pytest.raises(VendError, match="holds other keys than a moment ago"):
        loaded.rotate()
    assert Keys.load(path) == others


@pytest.mark.parametrize("verb", ["create", "rotate"])
def test_no_copy_of_the_keys_survives_a_kill(tmp_path, verb):
    path, killed = tmp_path / "keys.json", 0
    if verb == "rotate":
        Keys.create(path)
    while (status := process(KILLED, path, verb, killed + 1).wait(PATIENCE_S)) == -signal.SIGKILL:
        killed += 1
        if path.exists():
            assert Keys.load(path).generation == 1
        else:
            with pytest.raises(VendError, match="there are no keys"):
                Keys.load(path)
        assert [file.name for file in tmp_path.iterdir()] == (["keys.json"] if path.exists() else [])
    assert (status, killed) == (0, 4)  # last: before the copy is opened, before it is written, before it takes the name


def test_a_key_file_that_is_a_link_stays_where_it_is(tmp_path):
    stick, shop = tmp_path / "stick", tmp_path / "shop"
    stick.mkdir()
    shop.mkdir()
    (shop / "keys.json").symlink_to(stick / "keys.json")
    made = Shop.create(shop)
    made.keys.rotate()
    assert os.readlink(shop / "keys.json") == str(stick / "keys.json")
    assert Keys.load(stick / "keys.json").generation == 2
    assert sorted(file.name for file in shop.glob("*.*") if "ledger" not in file.name) == ["keys.json"]


def test_a_shop_is_its_owners_alone_whatever_the_folder_was(tmp_path):
    for name, content in (("open", ()), ("used", ("a file",))):
        folder = tmp_path / name
        folder.mkdir()
        folder.chmod(0o777)
        for file in content:
            (folder / file).touch()
        Shop.create(folder)
        modes = {path.name: path.stat().st_mode & 0o077 for path in folder.iterdir() if path.name not in content}
        assert modes.keys() >= {"keys.json", "ledger.db"}
        assert set(modes.values()) == {0}
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("open", "used")] == [0o700, 0o777]


def test_an_older_ledger_that_others_can_read_is_closed_when_it_is_opened(tmp_path):
    shop = Shop.create(tmp_path / "shop")
    for name in ("ledger.db", "ledger.db-journal"):
        (shop.folder / name).touch()
        (shop.folder / name).chmod(0o644)
    Shop.open(shop.folder)
    assert {path.stat().st_mode & 0o777 for path in shop.folder.iterdir()} == {0o600}
