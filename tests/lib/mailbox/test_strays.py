# test_strays.py - files that look like an order and are none: by their name, their place, or what they hold
import json

import pytest

from wattkey import orders

ORDER = {"wattkey": 1, "type": "purchase", "card": "1122334455667788", "order": 4, "meter": "000000123456", "count": 7}
TEXT = json.dumps(ORDER | {"amount": "100.00", "sold": "2026-11-20", "close": 1, "mac": "00" * 16}).encode()


@pytest.mark.parametrize(
    ("path", "code", "shown"),  # as much of its end as a line holds
    [
        ("/WK-1.json.txt", "T55", "WK-1.json.txt"),
        ("/wk-1.JSON.TXT", "T55", "wk-1.JSON.TXT"),
        ("/WK-000000123456-00001.json.1", "T55", "456-00001.json.1"),
        ("/WK-1.json.download", "T55", "-1.json.download"),
        ("/WK-1.json (1)", "T55", "WK-1.json (1)"),
        ("/WK-1", "T55", "WK-1"),
        ("/购电文件.json.txt", "T55", "电文件.json.txt"),
        ("/WK-1.zip", "T56", "WK-1.zip"),
        ("/WK-1.json.GZ", "T56", "WK-1.json.GZ"),
        ("/mail/Fwd WK-1.json.eml", "T56", "wd WK-1.json.eml"),
        ("/message.eml", "T56", "message.eml"),
        ("/Outlook.MSG", "T56", "Outlook.MSG"),
        ("/WK-1.json.crdownload", "T55", ".json.crdownload"),
        ("/WK-1.json~", "T55", "WK-1.json~"),
        ("/WK-1.pdf", "T55", "WK-1.pdf"),
        ("/WK-1.tar.gz", "T56", "WK-1.tar.gz"),
        ("/Download/WK-1.json", "T57", "WK-1.json"),
    ],
)
def test_a_file_that_is_no_order_by_name_or_place_is_named(make_desk, path, code, shown):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop(path, TEXT)
    (news,) = desk.watch(20)
    assert news == ("err." + code, shown)
    assert desk.wallet.taken == []


@pytest.mark.parametrize(
    "path", ["/photo.jpg", "/README.TXT", "/._WK-1.json", "/.json.swp", "/notes.txt", "/wkhtml.exe"]
)
def test_other_files_are_nobody_s_business(make_desk, path):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop(path, TEXT)
    assert desk.watch(70) == []


@pytest.mark.parametrize(
    "text",
    [
        b"<html><body>Sign in</body></html>",
        b"\r\n  <!doctype html>",
        TEXT.decode().replace('"', "“").encode(),
        TEXT.decode().replace('"', "”").encode("gbk"),
        b"eyJ3YXR0a2V5IjogMX0=",
        TEXT.replace(b'"', b"'"),
        TEXT.replace(b'"', b"&quot;"),
        TEXT.replace(b'"', b"=22"),
        TEXT.replace(b'"', b'\\"'),
        b"{\\rtf1 " + TEXT,
        b"```json\n" + TEXT,
        b"> " + TEXT,
        TEXT.replace(b" ", b"\xc2\xa0"),
        b"From: shop@example.org\r\n\r\n" + TEXT,
        b"\xff\xfe" + TEXT.decode().encode("utf-16-le"),
        b"\xfe\xff" + TEXT.decode().encode("utf-16-be"),
    ],
)
def test_what_another_program_has_written_is_not_to_be_copied_again_but_asked_for(make_desk, text):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/WK.json", text)
    assert desk.watch(70) == [("mail.copying", ""), ("err.T58", "T58")]


@pytest.mark.parametrize("text", [TEXT[:-20], b"{", b'{ "wattkey', b"{" + bytes(200), bytes(400), b"\x8f\0\1" * 80])
def test_what_may_still_be_coming_is_waited_for(make_desk, text):
    desk = make_desk("taken")
    desk.watch(1)
    desk.drive.drop("/WK.json", text)
    assert desk.watch(10) == [("mail.copying", "")]
    desk.drive.drop("/WK.json", TEXT, at=1)
    assert desk.watch(5) == [("mail.received", "100.00")]


@pytest.mark.parametrize("tail", [b"\xff" * 300, bytes(300)])
def test_half_a_copy_before_flash_that_was_not_written_is_damaged_and_to_be_copied_again(make_desk, tail):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT + tail)
    assert desk.watch(70) == [("mail.copying", ""), ("err.T22", "T22")]


def test_a_byte_order_mark_does_no_harm(make_desk):
    desk = make_desk("taken")
    desk.watch(1)
    desk.drive.drop("/WK.json", b"\xef\xbb\xbf" + TEXT)
    assert desk.watch(5) == [("mail.received", "100.00")]


@pytest.mark.parametrize("path", ["/mail/meters.json", "/METERS.JSON", "/Meters (1).json", "/mail/meters(2).json"])
def test_a_list_of_meters_is_found_by_its_name_and_is_no_order(make_desk, path):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop(path, json.dumps({"wattkey": 1, "type": "meters", "1": "000000000001"}).encode())
    assert desk.watch(5) == []
    assert desk.box.box


@pytest.mark.parametrize("path", ["/meters2go.json", "/mail/my meters.json", "/meters.json.txt", "/parameters.json"])
def test_other_names_are_no_list(path):
    assert not orders.is_list(path)
