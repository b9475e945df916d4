# test_orders.py - the documents: text and packed form say the same, and nothing hostile gets further
"""Round trips over every field of every document, then what a stranger might drop on the drive."""

import datetime
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes import orderfile
from wattkey import orders
from wattkey.amount import money
from wattkey.info import STATES
from wattkey.kinds import CENTS, DATE, DIGITS, FLAG, HEX, INT, PRICE, STATE, TIME, VERSION
from wattkey.orders import DOCUMENTS, FROM_DEVICE, BadDocument, pack, parse, size, unpack

PURCHASE = orderfile.PURCHASE | {"card": "0000000000000017", "mac": "00112233445566778899aabbccddeeff"}
PURCHASE_PACKED = (
    "01 0000000000000017 00000004 000000123456 00000007 00002710 261120 01 00112233445566778899aabbccddeeff"
)

four = st.integers(0, 2**32 - 1)
day = st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2099, 12, 31))
VALUES = {
    HEX: lambda n: st.binary(min_size=n, max_size=n).map(bytes.hex),
    DIGITS: lambda n: st.text("0123456789", min_size=2 * n, max_size=2 * n),
    INT: lambda n: st.integers(0, 256**n - 1),
    FLAG: lambda n: st.integers(0, 1),
    CENTS: lambda n: st.just("") | st.integers(0, 2**32 - 2).map(money),
    PRICE: lambda n: st.integers(1, 9_999_999).map(money),
    DATE: lambda n: day.map(str),
    TIME: lambda n: (
        st.just("") | st.builds("{} {:%H:%M:%S}".format, day, st.times()).filter(lambda t: t != "2000-00-00 00:00:00")
    ),
    STATE: lambda n: st.sampled_from(STATES),
    VERSION: lambda n: st.tuples(*[st.integers(0, 255)] * 3).map(lambda v: ".".join(map(str, v))),
}


def documents(*names):
    def one(name):
        fields = {field: VALUES[kind](length) for field, length, kind in DOCUMENTS[name]}
        return st.fixed_dictionaries({"wattkey": st.just(1), "type": st.just(name), **fields})

    return st.sampled_from(names or tuple(DOCUMENTS)).flatmap(one)


def as_file(doc):
    return json.dumps(doc).encode()


@given(documents(), st.sampled_from([None, 2]), st.integers(0, 2000))
def test_text_and_packed_form_say_the_same(doc, indent, padding):
    text = json.dumps(doc, indent=indent).encode() + b" " * padding
    assert parse(text) == doc
    packed = pack(doc)
    assert len(packed) == size(doc["type"])
    assert unpack(doc["type"], packed) == doc


@given(documents())
def test_the_fields_come_back_in_the_order_of_the_table(doc):
    names = [name for name, _, _ in DOCUMENTS[doc["type"]]]
    assert list(unpack(doc["type"], pack(doc))) == ["wattkey", "type", *names]


@given(st.sampled_from(list(DOCUMENTS)).flatmap(lambda n: st.tuples(st.just(n), st.binary(max_size=size(n) + 1))))
def test_any_bytes_unpack_to_a_document_that_packs_to_them_or_are_refused(case):
    name, packed = case
    try:
        doc = unpack(name, packed)
    except BadDocument:
        return
    assert pack(doc) == packed
    assert parse(as_file(doc)) == doc


@given(documents())
def test_what_the_device_publishes_may_stand_packed_and_nothing_else_may(doc):
    text = as_file({"wattkey": 1, "type": doc["type"], "packed": pack(doc).hex()})
    if doc["type"] in FROM_DEVICE:
        assert parse(text) == doc
        return
    with pytest.raises(BadDocument) as refused:
        parse(text)
    assert refused.value.code == "T24"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"packed": "02zz"}, "T26"),
        ({"packed": 2}, "T26"),
        ({"packed": ""}, "T27"),
        ({"packed": "02", "card": "1"}, "T24"),
    ],
)
def test_a_packed_document_with_something_wrong_is_refused(more, code):
    with pytest.raises(BadDocument) as refused:
        parse(as_file({"wattkey": 1, "type": "report", **more}))
    assert refused.value.code == code


def test_a_purchase_has_the_layout_of_the_book():
    assert pack(PURCHASE) == bytes.fromhex(PURCHASE_PACKED)
    assert unpack("purchase", bytes.fromhex(PURCHASE_PACKED)) == PURCHASE


def test_every_packed_document_fits_what_carries_it():
    assert size("report") <= 200
    assert all(size(name) <= 240 for name in DOCUMENTS)


# hostile input


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_rubbish_is_refused_and_nothing_else_leaves(text):
    with pytest.raises(BadDocument) as caught:
        parse(text)
    assert caught.value.code[0] == "T"


anything = (
    st.text()
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.lists(st.integers(), max_size=2)
    | st.text("0123456789-: .+_eE\u0661\uff11", max_size=40)
    | st.sampled_from(["9" * 1200, "0x10", "42949672.95", "42949672.96", "1_0.0.0", "1.2.3.4", "256.0.0"])
)


@given(documents(), st.data())
def test_one_wild_field_is_refused_or_survives_the_round_trip(doc, data):
    field = data.draw(st.sampled_from([name for name in doc if name not in ("wattkey", "type")]))
    wild = dict(doc, **{field: data.draw(anything)})
    try:
        read = parse(as_file(wild))
    except BadDocument:
        return
    assert read == wild
    assert unpack(doc["type"], pack(read)) == wild


@given(documents("purchase"), st.data())
def test_a_damaged_file_is_refused_or_says_so_in_the_packed_form(doc, data):
    text = bytearray(as_file(doc))
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    assume(bytes(text) != as_file(doc))
    try:
        read = parse(bytes(text))
    except BadDocument:
        return
    assert read == doc or pack(read) != pack(doc)


@given(documents(), st.data())
def test_a_file_cut_anywhere_is_refused(doc, data):
    text = as_file(doc)
    with pytest.raises(BadDocument) as caught:
        parse(text[: data.draw(st.integers(0, len(text) - 1))])
    assert caught.value.code == "T22"  # the rest may still come


@given(documents(), st.data())
def test_a_missing_field_is_named(doc, data):
    field = data.draw(st.sampled_from([name for name, _, _ in DOCUMENTS[doc["type"]]]))
    with pytest.raises(BadDocument, match=f'"{field}" is missing') as caught:
        parse(as_file({name: value for name, value in doc.items() if name != field}))
    assert caught.value.code == "T25"


WRONG = {
    "another version": ({"wattkey": 2}, "T23"),
    "the version as text": ({"wattkey": "1"}, "T23"),
    "an unknown type": ({"type": "gift"}, "T23"),
    "a type that is a number": ({"type": 1}, "T23"),
    "an unknown field": ({"note": "hello"}, "T24"),
    "a card too short": ({"card": "17"}, "T26"),
    "a card with letters": ({"card": "000000000000001a"}, "T26"),
    "a card that is a number": ({"card": 17}, "T26"),
    "a meter with spaces": ({"meter": "0000 00 1234"}, "T26"),
    "digits of another script": ({"meter": "\u0661" * 12}, "T22"),
    "an order that is text": ({"order": "4"}, "T26"),
    "an order of five bytes": ({"order": 2**32}, "T26"),
    "no amount": ({"amount": ""}, "T26"),
    "amount zero": ({"amount": "0.00"}, "T26"),
    "amount too high": ({"amount": "100000.00"}, "T26"),
    "amount all ones": ({"amount": "42949672.95"}, "T26"),
    "amount past four bytes": ({"amount": "42949672.96"}, "T26"),
    "amount without cents": ({"amount": "100"}, "T26"),
    "amount with one cent digit": ({"amount": "100.0"}, "T26"),
    "amount with a leading zero": ({"amount": "0100.00"}, "T26"),
    "amount with a sign": ({"amount": "+100.00"}, "T26"),
    "amount negative": ({"amount": "-1.00"}, "T26"),
    "amount with a comma": ({"amount": "100,00"}, "T26"),
    "amount of a thousand digits": ({"amount": "1" * 1000 + ".00"}, "T26"),
    "month 13": ({"sold": "2026-13-01"}, "T26"),
    "month 0": ({"sold": "2026-00-01"}, "T26"),
    "day 32": ({"sold": "2026-11-32"}, "T26"),
    "another century": ({"sold": "1926-11-20"}, "T26"),
    "no date": ({"sold": ""}, "T26"),
    "a date with slashes": ({"sold": "2026/11/20"}, "T26"),
    "close neither 0 nor 1": ({"close": 2}, "T26"),
    "a short MAC": ({"mac": "00"}, "T26"),
    "a MAC with spaces": ({"mac": "00 11 22 33 44 55 66 77 88 99 aa"}, "T26"),
    "a MAC in capitals": ({"mac": "00112233445566778899AABBCCDDEEFF"}, "T26"),
    "a MAC that is not hexadecimal": ({"mac": "zz" * 16}, "T26"),
}


@pytest.mark.parametrize(("change", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_is_refused_with_its_code(change, code):
    with pytest.raises(BadDocument) as caught:
        parse(json.dumps(dict(PURCHASE, **change), ensure_ascii=False).encode())
    assert caught.value.code == code
    assert len(str(caught.value)) < 120
    if code == "T26":
        assert next(iter(change)) in str(caught.value)


def test_a_file_may_be_padded_up_to_the_limit_and_no_further():
    assert parse(as_file(PURCHASE).ljust(orders.LIMIT)) == PURCHASE
    with pytest.raises(BadDocument) as caught:
        parse(as_file(PURCHASE).ljust(orders.LIMIT + 1))
    assert caught.value.code == "T21"
