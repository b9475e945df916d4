# test_marks.py - what a meter says is wrong: status words and Err- numbers in words of both languages
import asyncio

import pytest

from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.marks import BITS, NUMBERS, TODO, WORDS, Marks, found_in, read, rows
from wattkey.page import width
from wattkey.text import Texts
from wattkey_lab.docs.marksdoc import sources

KEYS = "01000000"


def words(**bits):
    """Status words 1 to 7 with these bits (w1=[2, 3], ...), low byte first."""
    return b"".join(sum(1 << bit for bit in bits.get(f"w{n}", ())).to_bytes(2, "little") for n in range(1, 8))


def lines(table):
    return dict(line.split(" ", 1) for line in table.strip().split("\n"))


def test_a_meter_without_faults_says_nothing():
    assert found_in(words(w3=[4, 9, 14]) + bytes.fromhex(KEYS)) == []


@pytest.mark.parametrize(
    ("bits", "marks"),
    [
        ({"w1": [2, 13]}, ["clock_bat", "memory"]),
        ({"w1": [14], "w3": [6, 12]}, ["owed", "ordered", "kept"]),
        ({"w4": [0], "w6": [0, 7]}, ["lost_v", "missing"]),
        ({"w7": [9, 10]}, ["cover"]),
        ({"w3": [14, 15]}, ["unopened"]),
        ({"w1": [6, 7], "w3": [10, 11]}, []),  # here editions differ
    ],
)
def test_a_bit_has_its_words(bits, marks):
    assert found_in(words(**bits)) == marks


def test_keys_that_are_not_private_are_told_where_the_meter_tells_them():
    assert found_in(words() + bytes(4)) == ["public"]
    assert found_in(words()) == []


def test_rows_say_what_to_do_once():
    assert rows(["memory", "clock", "owed"], "en") == [
        "Memory fault",
        "Clock is wrong",
        "Overdrawn",
        "Call the utility",
        "Buy credit",
    ]
    assert rows(["owed"], "zh") == ["已经透支", "请购电"]


def test_every_mark_has_words_that_fit_in_both_languages_and_is_used():
    used = [mark for line in lines(NUMBERS).values() for mark in line.split(" ")]
    used += [bit.lstrip("0123456789") for line in BITS for bit in line.split(" ")[1:]] + ["public", "unopened"]
    assert set(used) == set(lines(WORDS))
    assert {line[0] for line in lines(WORDS).values()} == set(lines(TODO))
    for mark in lines(WORDS):
        for language in ("en", "zh"):
            assert all(0 < width(row) <= 16 for row in rows([mark], language)), mark


def test_somebody_is_named_for_every_meaning():
    pairs = [(int(number), mark) for number, line in lines(NUMBERS).items() for mark in line.split(" ")]
    assert len(pairs) > 80
    assert all(sources(*pair) for pair in pairs)


class Told:
    """Answers from a dict; the rest is refused, or not answered at all."""

    def __init__(self, values, silent=False):
        self.values, self.silent = values, silent

    async def read(self, address, di, length=0):
        if self.silent:
            raise NoAnswer
        if di not in self.values:
            raise Refused(2)
        return self.values[di]


def asked(*told, **how):
    return asyncio.run(read(Told(*told, **how), bytes(6), "en"))


def test_a_meter_that_refuses_the_block_is_asked_word_by_word():
    assert asked({0x040005FF: words(w1=[13])}) == ["Memory fault", "Call the utility"]
    assert asked({0x04000501: words(w1=[13])[:2], 0x04000507: words(w1=[6])[:2]}) == [
        "Memory fault",
        "Demand too high",
        "Call the utility",
        "Use less power",
    ]
    assert asked({}) == []
    with pytest.raises(NoAnswer):
        asked({}, silent=True)


def test_a_number_is_picked_from_the_list():
    class Pages:
        picks, turned = [0, 6, -1], []

        async def choose(self, title, rows, at):
            assert rows[:2] == ["Err-01", "Err-02"]
            return self.picks.pop(0)

        async def turn(self, title, rows, status=""):
            self.turned.append((status, rows))

    assert asyncio.run(Marks(Texts("en"), Pages()).choose()) == "ok"
    assert Pages.turned == [
        ("01", ["Control loop bad", "Load switch bad", "Overdrawn", "Call the utility", "Buy credit"]),
        ("07", ["Clock is wrong", "Control loop bad", "Call the utility"]),
    ]
