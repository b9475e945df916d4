# test_get.py - what collecting asks in DL/T 698.45, and which answers it takes

import pytest

from wattkey.dlt698.get import ENERGY, Denied, answer, energies, question

ASKED = question(ENERGY, 5)
HEAD = bytes.fromhex("850105 00100200")
FIVE = bytes.fromhex("0105 060001E240 0600002710 0600004E20 0600007530 060000F7E0")
TAIL = bytes.fromhex("0000")


def test_the_question_is_that_of_the_standard():
    assert question(0x40010200, 1) == bytes.fromhex("0501014001020000")


def test_an_array_is_total_and_rates():
    data = answer(ASKED, HEAD + b"\x01" + FIVE + TAIL)
    assert energies(data) == [123456, 10000, 20000, 30000, 63456]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ("06000000FF0000", [255]),
        ("0101 05FFFFFF9C 0000", [-100]),
        ("0102 0600000001 00 0000", [1, None]),
        ("0600000001 00 01 07EA0B1D081E00010005", [1]),
        ("0600000001 01 01 00 00", [1]),
    ],
)
def test_a_value_alone_a_negative_one_and_one_that_is_not_there(data, values):
    assert energies(bytes.fromhex(data)) == values


@pytest.mark.parametrize(
    "data",
    [
        "",
        "01",
        "0100",
        "0141",
        "0102 06000000",
        "0101 0F01 0000",
        "0101 06000000 01 00",
        "0600000001",
        "0600000001 0001",
        "0600000001 000000",
        "0600",
    ],
)
def test_what_is_no_array_of_energies_is_refused(data):
    with pytest.raises(ValueError, match="array|no energy|behind"):
        energies(bytes.fromhex(data))


@pytest.mark.parametrize(
    "wrong",
    [
        bytes.fromhex("850106 00100200 01") + FIVE + TAIL,  # another number
        bytes.fromhex("850105 00200200 01") + FIVE + TAIL,  # another object
        bytes.fromhex("860105 00100200 01") + FIVE + TAIL,  # another service
        bytes.fromhex("850305 00100200 01") + FIVE + TAIL,  # another kind of GET
        HEAD,
    ],
)
def test_an_answer_to_something_else_is_none(wrong):
    assert answer(ASKED, wrong) is None


def test_priority_and_waiting_report_do_not_matter():
    assert answer(ASKED, bytes.fromhex("8501C5 00100200 01") + FIVE + TAIL) is not None


def test_a_refusal_has_its_reason():
    with pytest.raises(Denied) as refused:
        answer(ASKED, HEAD + bytes.fromhex("000F0000"))
    assert refused.value.reason == 0x0F
