# test_scan.py - who is on the wires: found by a part of the number, whoever speaks meanwhile, and nobody else
import asyncio
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import FakeClock
from fakes.wires import Cable, Wires
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.polling import Stopped
from wattkey.box.scan import Scan
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.values import addressed

TOTAL = {0x01: b"\x10\x90", 0x11: b"\x00\x00\x01\x00"}
CONTROLS = {1997: 0x01, 2007: 0x11}


class Station:
    """A meter on the pair. `own`: it answers under its own address, not under the one that was asked."""

    def __init__(self, number, standard=1997, delay=20, *, baud=1200, own=True, knows_aa=True, refuses=False, also=""):
        self.address = bytes.fromhex(f"{number:012d}" if isinstance(number, int) else number)
        self.standard, self.delay, self.baud = standard, delay, baud
        self.total = zlib.crc32(self.address).to_bytes(4, "big")
        self.own, self.knows_aa, self.refuses, self.also = own, knows_aa, refuses, also

    def answer(self, question, wake):
        """The bytes of its answer, without FE, or None."""
        if not isinstance(question, Frame):
            return None
        exact = question.address in (self.address, bytes.fromhex(self.also) if self.also else b"")
        if not exact and not (self.knows_aa and addressed(question.address, self.address)):
            return None
        if self.refuses and question.control != CONTROLS[self.standard]:
            return encode(Frame(self.address, question.control | 0xC0, b"\x02"), 0)
        if question.control != CONTROLS[self.standard] or question.data != TOTAL[question.control]:
            return None
        under = self.address if self.own else question.address
        return encode(Frame(under, question.control | 0x80, question.data + self.total), 0)


def called(stations, known=(), stop=lambda: False, after=None, wires=Wires, **how):
    """(numbers with standard and speed, in the order in which they are found; the pair)"""
    clock = FakeClock()
    pair = wires(clock, stations, **how)
    scan = Scan(pair, clock, set(known), stop, after)

    async def all_of_them():
        found = []
        while meter := await scan.next():
            found.append((meter.address.hex(), meter.standard, meter.baud))
        return found

    return asyncio.run(all_of_them()), pair


def ours(stations):
    return {(station.address.hex(), station.standard, station.baud) for station in stations}


def test_a_meter_that_is_alone_is_found_at_once():
    found, pair = called([Station(1)])
    assert found == [("000000000001", 1997, 1200)]
    assert pair.asked("number", "control", "baud")[:2] == [("aa" * 6, 0x01, 1200), ("000000000001", 0x01, 1200)]
    assert len(pair.questions) == 2 + 2 * 14  # nobody at the other speeds, or in the other languages: asked twice


def test_a_link_without_a_baud_rate_is_as_good():
    assert called([Station(1, baud=0)], wires=Cable)[0] == [("000000000001", 1997, 0)]


def test_nobody_is_nobody():
    assert called([])[0] == []


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("delays", [(20, 20), (20, 25), (20, 150), (20, 300), (90, 500)])
def test_two_that_speak_at_once_or_one_behind_the_other_are_told_apart(delays, strict):
    stations = [Station(number, delay=delay) for number, delay in zip((120034, 130034), delays, strict=True)]
    found, pair = called(stations, strict=strict)
    assert set(found) == ours(stations)


def test_numbers_that_differ_in_their_first_digits_alone_are_told_apart():
    stations = [Station("010000000034"), Station("020000000034")]
    found, _ = called(stations)
    assert found == [("010000000034", 1997, 1200), ("020000000034", 1997, 1200)]


def test_both_editions_and_every_speed_are_searched():
    stations = [Station(1), Station(2, 2007), Station(3, 2007, baud=2400), Station(4, baud=9600)]
    found, _ = called(stations)
    assert set(found) == ours(stations)


PLACES = st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from([20, 21, 60, 400]))


@given(st.lists(PLACES, max_size=6), st.booleans())
def test_every_meter_is_found_and_nobody_else(numbers, strict):
    stations = [Station(10_000 * high + low, delay=delay) for high, low, delay in {n[:2]: n for n in numbers}.values()]
    found, _ = called(stations, strict=strict)
    assert len(found) == len(stations)
    assert set(found) == ours(stations)


def test_a_slow_meter_makes_the_search_slow_and_quick_ones_do_not():
    """The first question tells how long the slowest thinks; nobody is waited for longer than twice that."""
    quick, slow = ([Station(n, delay=delay) for n in (1, 2)] for delay in (40, 480))
    took = [called(stations)[1].clock.now for stations in (quick, slow)]
    assert took[0] < 0.62 * took[1]


def test_a_meter_that_answers_under_aa_is_asked_until_its_number_is_whole():
    stations = [Station("000000000201", own=False)]
    assert set(called(stations)[0]) == ours(stations)


def test_a_meter_that_does_not_know_aa_is_not_found():
    assert called([Station(1), Station(2, knows_aa=False)])[0] == [("000000000001", 1997, 1200)]


def test_a_meter_that_refuses_the_other_edition_is_found_in_its_own():
    stations = [Station(1, 2007, refuses=True), Station(2, 2007)]
    assert set(called(stations)[0]) == ours(stations)


def test_one_that_answers_for_another_hides_nobody():
    stations = [Station(1, also="000000000002"), Station(2)]
    assert set(called(stations)[0]) == ours(stations)


def test_bits_of_two_that_make_a_right_frame_are_no_meter():
    """Their bits agree with the frame's sum; nobody answers to such a number."""

    class Phantom(Station):
        def answer(self, question, wake):
            said = super().answer(question, wake)
            if said and question.address != self.address:
                return encode(Frame(bytes.fromhex("000000000077"), said[8], TOTAL[0x01] + bytes(4)), 0)
            return said

    one = Phantom(12)
    found, pair = called([one])
    assert found == [("000000000012", 1997, 1200)]
    assert ("000000000077", 0x01) in pair.asked("number", "control")


def test_noise_opens_no_branch():
    _, quiet = called([Station(1), Station(2)])
    found, noisy = called([Station(1), Station(2)], noise=[50])
    assert len(found) == 2
    assert not any(number[6:8] != "aa" and number[:2] == "aa" for (number,) in noisy.asked("number"))
    assert len(noisy.questions) < 2 * len(quiet.questions)


def test_where_there_is_noise_silence_is_asked_twice():
    """What spoils answers spoils questions: a meter that did not hear one would be lost."""

    class Deaf(Station):
        """It does not hear the first question to those whose numbers end with 80."""

        missed = 0

        def answer(self, question, wake):
            if question.address[4:] == b"\xaa\x80":
                self.missed += 1
            return None if self.missed == 1 else super().answer(question, wake)

    assert len(called([Station(1), Station(2), Deaf(80)])[0]) == 2
    assert len(called([Station(1), Station(2), Deaf(80)], noise=[20])[0]) == 3


def test_who_is_known_is_not_told_again():
    stations = [Station(1), Station(2), Station(3)]
    found, pair = called(stations, known=[stations[1].address])
    assert [number for number, *_ in found] == ["000000000001", "000000000003"]
    assert ("000000000002",) not in pair.asked("number")


@pytest.mark.parametrize("last", range(6))
def test_it_goes_on_behind_the_meter_that_was_found_last(last):
    """In the middle of a branch, at its end, in the other edition, at another speed."""
    stations = [Station(1), Station(101), Station(10101), Station(2), Station(3, 2007), Station(4, 2007, baud=2400)]
    whole, pair = called(stations)
    done = [bytes.fromhex(number) for number, *_ in whole[: last + 1]]
    found, rest = called(stations, known=done, after=BoxMeter(*(done[-1], *whole[last][1:])))
    assert found == whole[last + 1 :]
    assert len(rest.questions) < len(pair.questions)


@pytest.mark.parametrize("questions", [0, 1, 40])
def test_a_stop_comes_before_the_next_question(questions):
    clock = FakeClock()
    pair = Wires(clock, [Station(1), Station(2)])
    scan = Scan(pair, clock, set(), lambda: len(pair.questions) >= questions)

    async def search():
        while await scan.next():
            pass

    with pytest.raises(Stopped):
        asyncio.run(search())
    assert len(pair.questions) == questions


def test_two_meters_under_one_number_are_told_where_both_can_be_understood(capsys):
    """The second begins when the first has ended; else they are a crowd to the last digit."""
    found, _ = called([Station(42, delay=20), Station(42, delay=400)])
    assert found == [("000000000042", 1997, 1200)]
    assert "two meters under 000000000042" in capsys.readouterr().out
    called([Station(42), Station(43)])
    assert "two meters" not in capsys.readouterr().out
