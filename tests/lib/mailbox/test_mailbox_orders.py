# test_mailbox_orders.py - the seller's other orders on the drive: issue, rekey, cancel, settle, unlock
import json

import pytest

from wattkey import orders
from wattkey.wallet import TAKEN

CARD = "1122334455667788"
NEWS = {
    "issue": "mail.issued",
    "rekey": "mail.issued",
    "cancel": "mail.cancelled",
    "settle": "mail.settled",
    "unlock": "mail.unlocked",
}


def order_file(kind):
    return json.dumps(orders.unpack(kind, bytes([orders.TYPE_CODES[kind]]) + bytes(orders.size(kind) - 1))).encode()


def purchase_file(order=4):
    purchase = {"wattkey": 1, "type": "purchase", "card": CARD, "order": order, "meter": "000000123456", "count": 7}
    return json.dumps({**purchase, "amount": "1.00", "sold": "2026-11-20", "close": 1, "mac": "00" * 16}).encode()


def test_every_order_of_the_seller_has_its_news():
    assert {"purchase", *NEWS} == set(orders.DOCUMENTS) - set(orders.FROM_DEVICE)


@pytest.mark.parametrize("kind", NEWS)
def test_an_order_is_handed_to_the_chip_and_told(make_desk, kind):
    desk = make_desk(TAKEN)
    desk.watch(1)
    desk.drive.drop("/WK-order.json", order_file(kind))
    assert desk.watch(5) == [(NEWS[kind], "")]
    assert len(desk.wallet.taken) == 1


@pytest.mark.parametrize("kind", orders.FROM_DEVICE)
def test_what_the_device_writes_itself_is_no_order(make_desk, kind):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/copy.json", order_file(kind))
    assert desk.watch(5) == [("err.T23", "T23")]
    assert desk.wallet.taken == []


@pytest.mark.parametrize("verdict", ["T31", "T32", "T33", "T36", "T39"])
def test_what_was_refused_before_the_issue_is_judged_again_after_it(make_desk, verdict):
    """Both files dropped at once: the purchase is read first, the handheld is issued second."""
    desk = make_desk(verdict, TAKEN, TAKEN)
    desk.watch(1)
    desk.drive.drop("/WK-1.json", purchase_file())
    desk.drive.drop("/WK-issue.json", order_file("issue"))
    assert desk.watch(6) == [("err." + verdict, verdict), ("mail.issued", ""), ("mail.received", "1.00")]


@pytest.mark.parametrize("verdict", ["T31", "T32"])
def test_a_cancel_makes_no_foreign_file_good(make_desk, verdict):
    desk = make_desk(verdict, TAKEN)
    desk.watch(1)
    desk.drive.drop("/WK-1.json", purchase_file())
    desk.drive.drop("/WK-cancel.json", order_file("cancel"))
    assert desk.watch(6) == [("err." + verdict, verdict), ("mail.cancelled", "")]


def test_a_cancel_that_comes_too_early_waits_for_the_meter(make_desk):
    desk = make_desk("T40", "T40", TAKEN)
    desk.watch(1)
    desk.drive.drop("/WK-cancel.json", order_file("cancel"))
    assert desk.watch(3) == [("err.T40", "T40")]
    desk.box.retry()
    assert desk.watch(3) == []
    desk.box.retry()  # the meter has proved now that it has not got it
    assert desk.watch(3) == [("mail.cancelled", "")]


def test_a_cancel_that_was_carried_out_is_not_called_a_purchase_that_waits(make_desk, monkeypatch):
    desk = make_desk("T34")
    monkeypatch.setattr(desk.info, "waiting", True)
    monkeypatch.setattr(desk.info, "order", 0)
    desk.watch(1)
    desk.drive.drop("/WK-cancel.json", order_file("cancel"))
    assert desk.watch(3) == [("err.T34", "T34")]
