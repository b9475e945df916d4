# test_vend_issue_document.py - the issue document: what it gives the chip, and that nothing readable leaves the host
"""The simulated chip checks the document as a real one would."""

import pytest

from fakes.keyfiles import masters
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.testkeys import of_card, of_meter
from wattkey_host.vend.book.ledger import Issue
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.personal import packed

METER, CUSTOMER, SERIAL = "000000123456", "000000000042", "00000000000000a1"


def issue_document(keys, serial, card, customer, meter, **numbers):
    """The packed document of a row of the ledger, under the latest keys."""
    row = {"kind": "issue", "card": card, "customer": customer, "meter": meter, "number": 1, "order": 0, "count": 0}
    return packed(keys, serial, Issue(**row | numbers, keys=keys.generation, meter_keys=keys.generation))


def test_the_document_gives_the_chip_its_card_its_meter_and_their_keys(shop):
    chip = new_chip(SERIAL)
    document = issue_document(shop.keys, SERIAL, "0000000000000017", CUSTOMER, METER, order=3, count=9)
    assert len(document) == 147
    assert chip.apdu(bytes([0x90, 0x04, 0, 0]) + document) == (b"", 0x9000)
    cells = chip.cells
    assert (cells.card.hex(), cells.customer.hex(), cells.meter.hex()) == ("0000000000000017", CUSTOMER, METER)
    assert (cells.order, cells.count) == (3, 9)
    assert (cells.order_key, cells.report_key) == of_card(shop.keys, "0000000000000017")
    assert (cells.identity_key, cells.load_key, cells.control_key) == of_meter(shop.keys, METER)


def test_nothing_readable_leaves_the_host(shop):
    document = issue_document(shop.keys, SERIAL, "0000000000000017", CUSTOMER, METER)
    secret = [
        *masters(shop.folder / "keys.json")[0].values(),
        *of_card(shop.keys, "0000000000000017"),
        *of_meter(shop.keys, METER),
    ]
    assert not [key for key in secret if key in document]


def test_a_document_changed_in_any_byte_is_refused_by_the_chip(shop):
    document = issue_document(shop.keys, SERIAL, "0000000000000017", CUSTOMER, METER)
    chip = new_chip(SERIAL)
    for at in range(len(document)):
        changed = document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]
        assert chip.apdu(bytes([0x90, 0x04, 0, 0]) + changed)[1] in (0x6988, 0x6A80, 0x6A82)
    assert not chip.cells.issue


@pytest.mark.parametrize(
    ("serial", "card", "customer", "meter"),
    [
        ("a1", "0" * 16, CUSTOMER, METER),
        (SERIAL, "17", CUSTOMER, METER),
        (SERIAL, "0" * 16, "42", METER),
        (SERIAL, "0" * 16, CUSTOMER, "123456"),
    ],
)
def test_wrong_numbers_make_no_document(shop, serial, card, customer, meter):
    with pytest.raises(VendError, match="digits"):
        issue_document(shop.keys, serial, card, customer, meter)
