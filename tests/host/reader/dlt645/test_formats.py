# test_formats.py - one value in the notation of the standards: read, written, refused

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey_host.reader.dlt645.formats import Width, parse

# notation, wire bytes, value
SEEN = [
    ("XXXXXX.XX", "56341200", Decimal("1234.56")),
    ("XXXXXX.XX", "00000000", Decimal("0.00")),
    ("±XXXXXX.XX", "26000080", Decimal("-0.26")),
    ("±XX.XXXX", "563492", Decimal("-12.3456")),
    ("±X.XXX", "9909", Decimal("0.999")),
    ("XXX", "2002", Decimal("220")),
    ("XXXXXX", "270000", Decimal("27")),
    ("XXXXXX.X", "78563412", Decimal("1234567.8")),
    ("NNNNNNNNNNNN", "563412000000", "000000123456"),
    ("YYMMDDWW", "06060719", "2019-07-06 Sat"),
    ("hhmmss", "042222", "22:22:04"),
    ("YYMMDDhhmm", "0000091015", "2015-10-09 00:00"),
    ("YYMMDDWWhhmmss", "00300805201126", "2026-11-20 Fri 08:30:00"),
    ("MMDDhhmm", "30082011", "11-20 08:30"),
    ("DDhh", "0001", "01 00"),
    ("MMDDNN", "030107", "07-01 #3"),
    ("hhmmNN", "020006", "06:00 #2"),
    ("YYMMDDhhmmss", "000000000000", "00-00-00 00:00:00"),  # no date: the digits as they are
    ("YYMMDDhhmmss", "999999999999", "99-99-99 99:99:99"),
    ("ASCII6", "000056303232", "220V"),
    ("HEX4", "04030201", "01020304"),
    ("DI4", "00ff0100", "0001FF00"),
    ("BIN2", "0201", 258),
    ("CENTS4", "10270000", Decimal("100.00")),
    ("BITS:status_3", "5000", "0050"),
]


@pytest.mark.parametrize(("spec", "wire", "value"), SEEN)
def test_what_is_read_can_be_written(spec, wire, value):
    form, data = parse(spec), bytes.fromhex(wire)
    assert form.length == len(data)
    assert form.read(data) == value
    assert type(form.read(data)) is type(value)
    assert form.write(value) == data


@pytest.mark.parametrize("spec", sorted({spec for spec, _, _ in SEEN}))
def test_ff_is_absent(spec):
    form = parse(spec)
    assert form.read(b"\xff" * form.length) is None
    assert form.write(None) == b"\xff" * form.length


@pytest.mark.parametrize(
    ("spec", "wire", "words"),
    [
        ("XXXXXX.XX", "563412", "has 4 bytes, not 3"),
        ("XX.XX", "0A00", "BCD"),
        ("XX.XX", "FF00", "BCD"),
        ("NNNN", "0A00", "000A is not BCD"),
        ("hhmmss", "AAAAAA", "AAAAAA is not BCD"),
        ("BIN2", "010203", "has 2 bytes, not 3"),
    ],
)
def test_what_cannot_be_read_is_refused(spec, wire, words):
    with pytest.raises(ValueError, match=words):
        parse(spec).read(bytes.fromhex(wire))


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("XX.XX", "100"),
        ("XX.XX", "0.001"),
        ("XX.XX", "-1"),
        ("±X.XXX", "8.000"),  # its top bit would be read as a sign
        ("XX.XX", "much"),
        ("XX.XX", "nan"),
        ("XX.XX", "inf"),
        ("NNNN", "12345"),
        ("NNNN", "12"),
        ("hhmmss", "08:30"),
        ("hhmmss", "now"),
        ("ASCII6", "1234567"),
        ("BIN2", 65536),
        ("BIN2", -1),
        ("HEX4", "00"),
    ],
)
def test_what_does_not_fit_is_not_written(spec, value):
    with pytest.raises(ValueError):
        parse(spec).write(value)


@pytest.mark.parametrize("value", ["2019-07-06 Sat", "2019-07-06 6", "2019-07-06", "190706 6", "19070606"])
def test_a_date_can_be_given_in_several_ways(value):
    if value == "190706 6":
        with pytest.raises(ValueError, match="190706 6"):
            parse("YYMMDDWW").write(value)
    else:
        assert parse("YYMMDDWW").write(value) == bytes.fromhex("06060719")


def test_a_number_may_be_wider_than_the_standard_says_where_that_is_asked_for():
    form = parse("XXX.X")
    assert form.read(bytes.fromhex("561200"), Width.WIDER) == Decimal("125.6")
    with pytest.raises(ValueError, match="2 bytes"):
        form.read(bytes.fromhex("561200"))
    for width in Width:
        with pytest.raises(ValueError, match="6 bytes"):
            parse("NNNNNNNNNNNN").read(bytes(5), width)


@pytest.mark.parametrize("width", [Width.EXACT, Width.WIDER])
@pytest.mark.parametrize("spec", ["XXXXXX.XX", "±XXX.XXX", "XX.XXXX"])
def test_a_number_of_fewer_bytes_is_refused_unless_that_is_asked_for(spec, width):
    with pytest.raises(ValueError, match="bytes, not 2"):
        parse(spec).read(bytes.fromhex("5634"), width)
    assert parse(spec).read(bytes.fromhex("5634"), Width.ANY) is not None


def test_bits_are_named():
    assert parse("BITS:status_3").explain(bytes.fromhex("5000"))[0] == "relay open, trip ordered, not prepaid"
    assert parse("BITS:status_3").explain(bytes.fromhex("0002"))[1] == "继电器通、电费型预付费表"
    assert parse("BITS:speed").explain(b"\x81")[0] == "bit 0, bit 7"


def test_an_unknown_notation_is_refused():
    with pytest.raises(ValueError, match="XXY"):
        parse("XXY")
    with pytest.raises(LookupError, match="no_such"):
        parse("BITS:no_such")


@given(st.integers(0, 3), st.integers(1, 8), st.booleans(), st.data())
def test_any_number_that_fits_survives(decimals, whole, signed, data):
    whole += (whole + decimals) % 2
    spec = ("±" if signed else "") + "X" * whole + ("." + "X" * decimals if decimals else "")
    top = 8 * 10 ** (whole + decimals - 1) - 1 if signed else 10 ** (whole + decimals) - 1
    value = Decimal(data.draw(st.integers(-top if signed else 0, top))).scaleb(-decimals)
    assert parse(spec).read(parse(spec).write(value)) == value
