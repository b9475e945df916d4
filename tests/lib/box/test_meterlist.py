# test_meterlist.py - the list of meters: what it may say, and which line is named where it is wrong
import json

import pytest

from fakes.drive import FakeDrive
from wattkey.box.boxmeter import MOST
from wattkey.box.meterlist import each, parse
from wattkey.box.meterlist import listed as found
from wattkey.orders import BadDocument


def listed(*lines, **more):
    doc = {"wattkey": 1, "type": "meters"} | {str(n): line for n, line in enumerate(lines, 1)} | more
    return json.dumps(doc).encode()


def test_a_number_alone_leaves_the_rest_to_be_found_out():
    (entry,) = parse(listed("000000123456"))
    assert (entry.address, entry.standard, entry.baud) == (bytes.fromhex("000000123456"), 0, 0)
    assert (entry.state, entry.rates, entry.values) == ("unread", 0, ())


@pytest.mark.parametrize(
    ("line", "standard", "baud"),
    [("000000000001 1997", 1997, 0), ("000000000001 2400", 0, 2400), ("000000000001 2007 9600", 2007, 9600)],
)
def test_what_is_known_may_be_said(line, standard, baud):
    (entry,) = parse(listed(line))
    assert (entry.standard, entry.baud) == (standard, baud)


def test_a_full_box():
    entries = parse(listed(*(f"{n:012d}" for n in range(1, MOST + 1))))
    assert [int(entry.address.hex()) for entry in entries] == list(range(1, MOST + 1))


ONE = "000000000001"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (b"", "T22", "expected"),
        (b"x" * 4097, "T52", "4096"),
        (b"\xef\xbb\xbf" + listed(ONE), "T53", "byte order mark"),
        (listed(ONE).decode().encode("utf-16"), "T53", "UTF-16"),
        (listed(ONE).decode().encode("utf-16-be"), "T53", "UTF-16"),
        (listed(ONE, "9" * 12), "T29", "meter 2: 999999999999 means all"),
        (b'{"wattkey": 1, "type": "purchase"}', "T23", "list of meters"),
        (listed(), "T29", "0 meters"),
        (listed(*(f"{n:012d}" for n in range(1, MOST + 2))), "T29", "65 meters"),
        (listed(ONE, "12345"), "T29", "meter 2: 12345 is no number of 12 digits"),
        (listed(ONE, "00000000000x"), "T29", "meter 2"),
        (listed(ONE, 7), "T29", "meter 2: 7"),
        (listed(ONE, ONE), "T29", "meter 2 stands twice"),
        (listed(ONE, **{"3": "000000000003"}), "T29", "2 is missing"),
        (listed(ONE + " 1998"), "T29", "meter 1: 1998 is neither"),
        (listed(ONE + " 1997 2007"), "T29", "meter 1: 2007 is neither"),
        (listed(ONE + "  1997"), "T29", "meter 1"),
        (listed(ONE, owner="me"), "T29", "2 is missing"),
    ],
)
def test_a_bad_list_is_refused_with_its_line(text, code, words):
    with pytest.raises(BadDocument, match=words) as refused:
        parse(text)
    assert refused.value.code == code


def test_the_gateway_itself_is_no_meter():
    with pytest.raises(BadDocument, match="meter 1: 000000000001 is the terminal itself") as refused:
        list(each(listed(ONE), ONE))
    assert (refused.value.code, refused.value.line) == ("T29", 1)
    assert len(list(each(listed(ONE), "000000000099"))) == 1


@pytest.mark.parametrize("path", ["/mail/meters.json", "/mail/Meters.JSON", "/meters.json", "/Meters (1).json"])
def test_a_list_is_found_as_people_and_browsers_name_it(path):
    (entry,) = found(FakeDrive({"/WK-1.json": b"{}", path: listed("000000123456")}))
    assert entry.address == bytes.fromhex("000000123456")


def test_its_own_place_comes_first_and_without_one_there_is_none():
    places = {"/Meters.json": listed("000000000001"), "/mail/meters.json": listed("000000000002")}
    assert [entry.address.hex() for entry in found(FakeDrive(places))] == ["000000000002"]
    assert found(FakeDrive({"/WK-1.json": b"{}"})) is None
