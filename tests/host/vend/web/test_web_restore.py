# test_web_restore.py - a backup put back on a PC that has none: by who has the code and the passphrase, whole or not
import io
import zipfile

import pytest

from fakes.counterpages import PASSWORD, Browser
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.web import people
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter

PHRASE, METER = "lamp orchid gravel tuesday", "000000123456"


@pytest.fixture(scope="module")
def backup(tmp_path_factory):
    """The file that the button *Backup* gives: one card, one supervisor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wattkey_host.vend.vault.COST", 16)
        shop = Shop.create(tmp_path_factory.mktemp("had") / "shop", passphrase=PHRASE)
        issue(Desk(shop), new_chip("00000000000000a1"), METER, "000000000042")
        counter = Counter(shop.folder, shop)
        people.put(shop, "bo", "bo", "supervisor", PASSWORD)
        counter.has_people = True
        return Browser(application(counter), "bo").post("/backup").content


@pytest.fixture
def new(tmp_path):
    """A counter in an empty folder, and somebody before it."""
    counter = Counter(tmp_path / "new", None)
    return counter, Browser(application(counter))


def put(person, counter, content, **changes):
    form = {"code": counter.code, "passphrase": PHRASE, **changes}
    return person.client.post("/restore", data=form, files={"backup": ("b.zip", content)})


def packed(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def test_the_shop_is_there_again_and_each_card_is_heard_first(new, backup):
    counter, person = new
    assert "Restore a backup" in person.see("/begin")
    assert put(person, counter, backup).headers["location"] == "/login"
    supervisor = Browser(person.client.app, "bo")
    assert "a backup was put back" in supervisor.refused("/sell", to=METER, amount="10.00", payment="P1").lower()
    assert Desk(counter.shop).check().faults == []
    assert sorted(path.name for path in counter.folder.parent.iterdir()) == ["new"]
    assert put(person, counter, backup).headers["location"] == "/"  # there is one now


def test_without_the_code_or_the_passphrase_nothing_is_put_back(new, backup):
    counter, person = new
    assert put(person, counter, backup, code="nope").status_code == 403
    assert put(person, counter, backup, passphrase="another one").status_code == 409
    assert list(counter.folder.parent.iterdir()) == []
    for _ in range(4):
        put(person, counter, backup, code="nope")
    assert put(person, counter, backup).status_code == 429


@pytest.mark.parametrize(
    "content", [b"", b"PK", packed(), packed(keys_json=b"{}"), packed(keys_json=b"{}", ledger_db=b"x")]
)
def test_what_is_no_backup_leaves_nothing(new, content):
    counter, person = new
    assert put(person, counter, content).status_code == 409
    assert list(counter.folder.parent.iterdir()) == []
    assert not counter.has_shop


def test_names_of_paths_and_a_bomb_write_nothing_elsewhere(new, backup, monkeypatch):
    counter, person = new
    monkeypatch.setattr("wattkey_host.vend.web.restoring._PARTS", {"keys.json": 1 << 20, "ledger.db": 100_000})
    with zipfile.ZipFile(io.BytesIO(backup)) as had:
        keys = had.read("keys.json")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("keys.json", keys)
        archive.writestr("../evil", b"x")
        archive.writestr("ledger.db", bytes(10_000_000))
    assert put(person, counter, bomb.getvalue()).status_code == 409
    assert list(counter.folder.parent.iterdir()) == []


def test_a_ledger_that_was_altered_is_not_put_back(new, backup, tmp_path):
    counter, person = new
    with zipfile.ZipFile(io.BytesIO(backup)) as had:
        keys, ledger = had.read("keys.json"), had.read("ledger.db")
    altered = packed(keys_json=keys, ledger_db=ledger.replace(b"issue", b"iSSue"))
    answer = put(person, counter, altered)
    assert answer.status_code == 409
    assert "does not hold" in answer.text
    assert not counter.folder.exists()


def test_a_folder_with_something_in_it_is_left_alone(new, backup):
    counter, person = new
    counter.folder.mkdir()
    (counter.folder / "photo.jpg").write_bytes(b"mine")
    assert "not empty" in put(person, counter, backup).text
    assert [path.name for path in counter.folder.iterdir()] == ["photo.jpg"]
