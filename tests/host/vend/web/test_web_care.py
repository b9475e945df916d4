# test_web_care.py - a lost handheld is replaced, a PIN taken away, a mail made, a backup downloaded; and the practice
import email
import io
import json
import zipfile

import pytest

from fakes.counterpages import PASSWORD, Browser, words
from wattkey import orders
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import people
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_host.vend.web.practice import METER

CARD = "0000000000000001"


def test_a_lost_handheld_is_replaced_by_a_supervisor_and_its_purchase_goes_with_it(supervisor, desk):
    desk.sell(10000, "P1")
    new = new_chip("00000000000000b2")
    answer = supervisor.post("/replace", card=CARD, serial="00000000000000B2")
    assert orders.parse(answer.content)["type"] == "issue"
    assert new.apdu(bytes([0x90, 0x04, 0, 0]) + orders.pack(orders.parse(answer.content)))[1] == 0x9000
    assert desk.purchase().card != CARD
    assert "no serial" in supervisor.refused("/replace", card=CARD, serial="xyz")
    assert "lost, replaced" in supervisor.see("/customer", number="000000000042")


def test_a_forgotten_pin_has_its_file(supervisor, desk):
    answer = supervisor.post("/unlock", card=CARD)
    assert desk.hand(answer.content) == 0x9000


def test_a_file_can_leave_as_a_mail_to_send(clerk, desk):
    desk.sell(10000, "P1")
    made = email.message_from_bytes(clerk.post("/file", payment="P1", mail="1").content)
    (attached,) = [part for part in made.walk() if part.get_filename()]
    assert attached.get_filename() == "WK-0000000000000001-1.json"
    assert desk.hand(attached.get_payload(decode=True)) == 0x9000
    assert desk.purchase().state == "handed over"


def test_a_backup_has_the_ledger_of_one_moment_and_sealed_keys_only(supervisor, desk, tmp_path, monkeypatch):
    assert "not sealed" in supervisor.refused("/backup")
    monkeypatch.setattr("wattkey_host.vend.vault.COST", 16)
    sealed = Shop.create(tmp_path / "sealed", passphrase="lamp orchid gravel tuesday")
    counter = Counter(sealed.folder, sealed)
    people.put(sealed, "bo", "bo", "supervisor", PASSWORD)
    counter.has_people = True
    answer = Browser(application(counter), "bo").post("/backup")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["keys.json", "ledger.db"]
        archive.extractall(tmp_path / "back")
    (tmp_path / "back" / "keys.json").chmod(0o600)
    back = Shop.open(tmp_path / "back", lambda: "lamp orchid gravel tuesday")
    assert Desk(back).check().faults == []
    assert people.known(back, "bo", PASSWORD).role == "supervisor"


@pytest.fixture
def learner(tmp_path):
    """A new shop with the practice customer, and its first supervisor in front of it."""
    shop = Shop.create(tmp_path / "practice", seed=b"practice")
    counter = Counter(shop.folder, shop, practise=True)
    people.put(shop, "bo", "bo", "supervisor", PASSWORD)
    counter.has_people = True
    return Browser(application(counter), "bo"), counter


def test_who_practises_has_sold_loaded_and_refunded(learner):
    person, counter = learner
    drive = str(counter.practice.drive)
    for payment in ("P1", "P2"):
        person.done("/sell", to=METER, amount="50.00", payment=payment, close="1")
        assert "Written: WK-" in words(person.post("/devices", drive=drive))
        assert "TAKEN" in words(person.post("/practice", do="eject")).upper()
        assert "50.00 was loaded" in words(person.post("/practice", do="meter"))
        assert "proved it" in words(person.post("/devices", drive=drive))
    assert "nothing on the handheld" in words(person.post("/practice", do="meter"))
    person.done("/sell", to=METER, amount="20.00", payment="P3", close="1")
    person.post("/devices", drive=drive)
    person.post("/practice", do="eject")
    person.done("/cancel", payment="P3")
    person.post("/devices", drive=drive)
    person.post("/practice", do="eject")
    assert "The money is free" in words(person.post("/devices", drive=drive))
    person.done("/refund", payment="P3")
    assert Desk(counter.shop).check().faults == []
    assert "kWh" in person.see("/customer", number="000000000018")


def test_nobody_practises_in_a_shop_with_real_cards_or_without_being_asked(desk, clerk):
    with pytest.raises(VendError, match="real cards"):
        Counter(desk.shop.folder, desk.shop, practise=True)
    assert clerk.get("/practice").status_code == 404
    assert json.loads((desk.shop.folder / "keys.json").read_bytes())
