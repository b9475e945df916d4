# test_gateway.py - questions from above: who answers, what reaches a meter, what never does
import asyncio

import pytest

from fakes.clock import FakeClock
from fakes.wires import BLOCKS, Station, Wires, on_wire
from wattkey.box.boxmeter import READ, SILENT, BoxMeter
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.box.held import Held
from wattkey.box.ownpass import OwnPass
from wattkey.box.packed import pack
from wattkey.box.polling import Pass
from wattkey.box.wirelock import WireLock
from wattkey.dlt645.asker import Asker
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import ANYONE, BROADCAST

SELF, OLD, NEW, STRANGER = (bytes.fromhex(n) for n in ("000000000099", "000000000001", "000000000002", "000000000007"))
BLOCK, BLOCK_1997 = BLOCKS[2007], BLOCKS[1997]
THREE = (600_00, 100_00, 200_00, 300_00)
FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
AGE, COUNTS, LIST = (bytes([di0]) + b"KW\x0f" for di0 in (0x10, 0x11, 0x12))


class Box:
    """A gateway with two meters on its wires, one of each edition."""

    def __init__(self, *, room=200, known=True, from_last=False, patience_ms=3000, own=SELF, parity=False, more=()):
        self.clock = FakeClock()
        self.old, self.new = Station(OLD.hex(), 1997, THREE, room=room), Station(NEW.hex(), 2007, FOUR, room=room)
        self.wires = Wires(self.clock, [self.old, self.new])
        self.wires.checks_parity = parity
        entries = [BoxMeter(OLD, 1997 if known else 0, 1200), BoxMeter(NEW, 2007 if known else 0), *more]
        self.polling = Pass()
        for entry in entries:
            self.polling.add(pack(entry)[0])
        self.lock, self.held = WireLock(self.clock), Held(self.polling, self.clock)
        self.downlink = Downlink(Asker(self.wires, self.clock), self.lock, self.wires, self.clock, patience_ms)
        self.gateway = Gateway(own, self.held, self.downlink, from_last)

    @property
    def entries(self):
        """What is known of each meter."""
        return [self.held.meter(place) for place in self.held.places()]

    def know(self, place, **what):
        """An earlier pass has learned this of a meter."""
        entry = self.held.meter(place)
        for name, value in what.items():
            setattr(entry, name, value)
        self.polling.put(place, pack(entry)[0])
        self.polling.tried[place - 1] = entry.pass_number

    def ask(self, to, control, data=b""):
        """(control code, DATA) of the answer, which comes from the one who was asked; None for silence."""
        answer = asyncio.run(self.gateway.answer(Frame(to, control, data)))
        return answer and (answer.control, answer.data)

    def read(self, to):
        return self.ask(to, 0x01, BLOCK_1997) if to == OLD else self.ask(to, 0x11, BLOCK)

    def age(self, to, old=False):
        """(source, seconds or None, pass) of a meter's registers."""
        control, data = self.ask(to, 0x01, b"\x10\xf7") if old else self.ask(to, 0x11, AGE)
        assert control == (0x81 if old else 0x91)
        value = data[2:] if old else data[4:]
        seconds = None if value[1:5] == b"\xff" * 4 else int(value[4:0:-1].hex())
        return value[0], seconds, int(value[:4:-1].hex())


# --- passed on


@pytest.mark.parametrize("parity", [False, True])
def test_each_meter_answers_in_its_own_edition(parity):
    box = Box(parity=parity)
    assert box.read(OLD) == (0x81, BLOCK_1997 + on_wire(THREE))
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))
    assert len(box.wires.questions) == (2 if parity else 4)  # energy is asked for twice where nobody looks at parity


def test_the_answer_bears_the_meters_address():
    answer = asyncio.run(Box().gateway.answer(Frame(NEW, 0x11, BLOCK)))
    assert answer.address == NEW


@pytest.mark.parametrize("parity", [False, True])
def test_what_is_no_energy_is_asked_for_once(parity):
    box = Box(parity=parity)
    box.new.holds[b"\x02\x01\x00\x04"] = bytes(3)
    assert box.ask(NEW, 0x11, b"\x02\x01\x00\x04") == (0x91, b"\x02\x01\x00\x04" + bytes(3))
    assert len(box.wires.questions) == 1


def test_a_meters_refusal_is_passed_on():
    box = Box()
    assert box.ask(NEW, 0x11, b"\x00\x00\x02\x00") == (0xD1, b"\x02")
    assert box.ask(OLD, 0x01, b"\x10\x91") == (0xC1, b"\x02")


@pytest.mark.parametrize("to, control, data", [(OLD, 0x11, BLOCK), (NEW, 0x01, BLOCK_1997), (OLD, 0x13, b"")])
def test_a_question_in_the_other_edition_gets_an_error_and_reaches_no_meter(to, control, data):
    box = Box()
    assert box.ask(to, control, data) == (control | 0xC0, b"\x02")
    assert box.wires.questions == []


def test_an_edition_that_is_not_known_is_learned_from_the_answer():
    box = Box(known=False)
    assert box.read(OLD)[0] == 0x81
    assert [entry.standard for entry in box.entries] == [1997, 0]
    assert box.ask(OLD, 0x11, BLOCK) == (0xD1, b"\x02")


def test_a_meter_at_another_speed_is_asked_at_its_speed():
    box = Box()
    box.new.baud = 9600
    box.know(2, baud=9600)
    assert box.read(NEW)[0] == 0x91
    assert box.read(OLD)[0] == 0x81


def test_fe_bytes_as_each_meter_needs_them():
    box = Box()
    box.know(1, preamble=0)
    box.new.needs = 4
    assert (box.read(OLD)[0], box.read(NEW)[0]) == (0x81, 0x91)


def test_pieces_go_up_as_they_come_2007():
    box = Box(room=40)
    box.new.holds[b"\x00\x00\x04\x05"] = bytes(range(90))
    first = box.ask(NEW, 0x11, b"\x00\x00\x04\x05")
    second = box.ask(NEW, 0x12, b"\x00\x00\x04\x05\x01")
    third = box.ask(NEW, 0x12, b"\x00\x00\x04\x05\x02")
    assert [control for control, _ in (first, second, third)] == [0xB1, 0xB2, 0x92]
    assert first[1][4:] + second[1][4:-1] + third[1][4:-1] == bytes(range(90))


def test_pieces_go_up_as_they_come_1997():
    box = Box(room=40)
    box.old.holds[b"\x00\xb2"] = bytes(range(90))
    first = box.ask(OLD, 0x01, b"\x00\xb2")
    second = box.ask(OLD, 0x02, b"\x00\xb2")
    again = box.ask(OLD, 0x03, b"\x00\xb2")
    third = box.ask(OLD, 0x02, b"\x00\xb2")
    assert [control for control, _ in (first, second, again, third)] == [0xA1, 0xA2, 0xA3, 0x82]
    assert first[1][2:] + second[1][2:] + third[1][2:] == bytes(range(90))
    assert again[1] == second[1]


def test_a_piece_of_1997_that_is_lost_is_not_asked_for_again():
    """It has no number: the meter would go on to the next one. Whoever asked says 03, and the meter repeats it."""
    box = Box(room=40)
    box.old.holds[b"\x00\xb2"] = bytes(range(90))
    box.ask(OLD, 0x01, b"\x00\xb2")
    box.wires.damage = lambda data: data[:-1]
    assert box.ask(OLD, 0x02, b"\x00\xb2") is None
    box.wires.damage = lambda data: data
    assert box.ask(OLD, 0x03, b"\x00\xb2") == (0xA3, b"\x00\xb2" + bytes(range(38, 76)))


# --- lost and damaged


def test_a_damaged_answer_is_asked_for_again():
    box = Box(parity=True)
    hits = []

    def damage(data):
        hits.append(1)
        return data if len(hits) > 1 else data[:20] + b"\0" + data[21:]

    box.wires.damage = damage
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))


def test_two_bits_that_hide_each_other_are_not_passed_on():
    """The checksum is a sum, and we would send the damaged byte on with a right parity bit."""
    box = Box()
    hits = []

    def damage(data):
        hits.append(1)
        if len(hits) > 1:
            return data
        data = bytearray(data)
        data[-6], data[-10] = data[-6] + 1, data[-10] - 1
        return bytes(data)

    box.wires.damage = damage
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))
    assert len(hits) == 3


@pytest.mark.parametrize("patience_ms", [700, 2000, 3000, 5000])
def test_a_silent_meter_keeps_nobody_waiting_longer_than_agreed(patience_ms):
    box = Box(patience_ms=patience_ms)
    box.new.silent = True
    assert box.read(NEW) is None
    assert box.clock.now <= patience_ms + 300
    assert len(box.wires.questions) == min(5, max(1, patience_ms // 743))
    assert box.entries[1].state == SILENT


def test_the_link_is_left_as_it_was():
    box = Box(patience_ms=300)
    box.know(2, baud=9600, preamble=0)
    box.read(NEW)
    assert (box.wires.baud, box.wires.preamble, box.wires.patience_ms) == (9600, 0, 300)
    box.downlink.close()
    assert (box.wires.baud, box.wires.preamble, box.wires.patience_ms) == (1200, 4, 560)


# --- from the last pass


def silent(box):
    """Both are read, and then never heard of again; a minute passes."""
    for meter in (box.old, box.new):
        assert box.read(meter.address)
        meter.silent = True
    box.clock.skip(60_000)
    return box


def test_where_the_bus_is_silent_the_last_reading_answers():
    box = silent(Box())
    assert box.read(OLD) == (0x81, BLOCK_1997 + on_wire(THREE))
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))


@pytest.mark.parametrize(
    ("di", "value"),
    [("1090", 600_00), ("1190", None), ("1290", 100_00), ("1390", 200_00), ("1490", 300_00), ("1590", None)],
)
def test_single_registers_of_a_three_rate_meter_of_1997(di, value):
    data = bytes.fromhex(di)
    right = (0xC1, b"\x02") if value is None else (0x81, data + on_wire([value]))
    assert silent(Box()).ask(OLD, 0x01, data) == right


@pytest.mark.parametrize(("rate", "value"), [*enumerate(FOUR), (5, None), (0xFE, None)])
def test_single_registers_of_2007(rate, value):
    data = bytes([0, rate, 1, 0])
    right = (0xD1, b"\x02") if value is None else (0x91, data + on_wire([value]))
    assert silent(Box()).ask(NEW, 0x11, data) == right


def test_what_the_last_pass_does_not_hold_is_met_with_silence():
    box = silent(Box())
    assert box.ask(NEW, 0x11, b"\x00\xff\x02\x00") is None
    assert box.ask(OLD, 0x01, b"\x20\x90") is None


def test_with_the_setting_the_bus_is_left_alone():
    box = Box(from_last=True)
    assert box.read(NEW)[0] == 0x91  # nothing is known yet
    box.wires.questions.clear()
    box.new.holds[BLOCK] = on_wire([value + 1 for value in FOUR])
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))
    assert box.wires.questions == []
    assert box.ask(NEW, 0x11, b"\x02\x01\x00\x04") == (0xD1, b"\x02")  # not of the pass: asked now
    assert len(box.wires.questions) == 1


def test_how_old_it_is_can_be_asked():
    box = Box()
    assert box.age(NEW) == (0, None, 0)
    silent(box)
    assert box.age(NEW)[:2] == (1, 60)
    assert box.age(OLD, old=True)[:2] == (1, 62)  # reading the other one took two seconds


def test_a_reading_from_before_the_start_is_at_least_so_old():
    box = Box()
    box.know(2, values=(5,), pass_number=20, since=3)
    box.clock.skip(8 * 24 * 3_600_000 // 2)
    assert box.held.now == 4 * 24 * 3600
    box.clock.skip(8 * 24 * 3_600_000 // 2)  # the ticks have wrapped meanwhile
    assert box.age(NEW) == (2, 8 * 24 * 3600, 17)


def test_an_answer_makes_it_young_again():
    box = silent(Box())
    box.new.silent = False
    box.read(NEW)
    assert box.age(NEW)[:2] == (1, 0)
    assert box.entries[1].state == READ


def refresh(box, seconds, times=1, quiet=True):
    """Up to so many meters are read on the gateway's own account."""
    box.wires.questions.clear()
    own = OwnPass(box.wires, box.clock, box.lock, box.held, seconds)
    for _ in range(times):
        place = box.held.due(seconds, quiet)
        if place:
            asyncio.run(own.read(place))
    return box.wires.asked("number", "control")


def test_a_pass_of_its_own_reads_one_meter_at_a_time_when_its_time_has_come():
    box = Box(parity=True)
    for place in (1, 2):
        box.know(place, thrifty=True, baud=1200)
    assert refresh(box, 600, 3) == [(OLD.hex(), 0x01), (NEW.hex(), 0x11)]
    assert box.age(SELF)[0] == 1
    box.clock.skip(500_000)
    box.read(NEW)
    box.clock.skip(100_000)
    assert refresh(box, 600, 3) == [(OLD.hex(), 0x01)]


def test_a_silent_meter_waits_for_the_next_pass_too():
    box = Box(parity=True)
    box.old.silent = True
    assert {number for number, _ in refresh(box, 600)} == {OLD.hex()}
    assert {number for number, _ in refresh(box, 600, 2)} == {NEW.hex()}
    box.clock.skip(610_000)
    assert refresh(box, 600)[0] == (OLD.hex(), 0x01)


def test_the_meter_that_has_waited_longest_is_read_first_and_none_is_left_out():
    """Once the head of the list came again and again, and numbers 41 to 64 never."""
    box = Box(parity=True, more=[BoxMeter(bytes.fromhex(f"{n:012d}"), 1997, 1200) for n in range(100, 110)])
    box.wires.stations += [Station(f"{n:012d}", 1997, THREE) for n in range(100, 110)]
    asked = [refresh(box, 1)[0][0] for _ in range(36)]
    assert len(set(asked[:12])) == 12
    assert min(asked.count(number) for number in asked[:12]) >= 2


def test_a_meter_that_is_late_is_read_although_somebody_asks_all_the_time():
    box = Box(parity=True)
    refresh(box, 600, 2)
    box.clock.skip(630_000)
    assert refresh(box, 600, quiet=False) == []
    box.clock.skip(60_000)
    assert refresh(box, 600, quiet=False)


@pytest.mark.parametrize("seconds", [0, 900], ids=["no own passes", "own passes"])
def test_an_exchanged_meter_is_found_anew_and_the_old_ones_registers_are_not_told(seconds):
    box = Box(parity=True)
    box.know(1, values=THREE, pass_number=3, state=READ, thrifty=True, preamble=0)
    box.know(2, thrifty=True)
    assert box.read(OLD) == (0x81, BLOCK_1997 + on_wire(THREE))
    box.wires.stations[0] = Station(OLD.hex(), 2007, (5_00, 1_00, 4_00), needs=4)
    assert box.ask(OLD, 0x11, BLOCK) == (0xD1, b"\x02")  # as far as is known it is of 1997
    refresh(box, seconds, 2)
    assert box.ask(OLD, 0x11, BLOCK) == (0x91, BLOCK + on_wire((5_00, 1_00, 4_00)))
    assert box.entries[0].exchanged
    assert box.ask(OLD, 0x01, BLOCK_1997) == (0xC1, b"\x02")


def test_behind_a_silence_any_edition_is_passed_on():
    box = Box(parity=True)
    box.old.silent = True
    assert box.read(OLD) is None
    box.wires.stations[0] = Station(OLD.hex(), 2007, FOUR)
    assert box.ask(OLD, 0x11, BLOCK) == (0x91, BLOCK + on_wire(FOUR))


def test_registers_that_have_fallen_are_passed_up_when_they_came_twice():
    box = Box(parity=True)
    box.read(NEW)
    box.new.hold((1_00, 50, 50, 0, 0))
    box.wires.questions.clear()
    assert box.read(NEW) == (0x91, BLOCK + on_wire((1_00, 50, 50, 0, 0)))
    assert len(box.wires.questions) == 2
    assert box.entries[1].exchanged


def test_what_is_read_for_whoever_asks_meanwhile_outlives_an_own_question_that_fails():
    box = Box(parity=True)
    box.know(2, thrifty=True, baud=1200)
    own = OwnPass(box.wires, box.clock, box.lock, box.held, 600)

    def deaf(data):
        if not deaf.asked:
            deaf.asked = True
            entry = box.held.meter(2)
            entry.take(2007, FOUR)
            box.held.keep(2, entry, True)
        return b""

    deaf.asked = False
    box.wires.damage = deaf
    asyncio.run(own.read(2))
    assert box.entries[1].values == FOUR


# --- registers never run backwards


@pytest.mark.parametrize("from_last", [False, True])
def test_what_the_file_holds_is_older_than_what_was_told_and_is_not_told_again(from_last):
    """Before a power cut whoever asks has heard higher ones."""
    box = Box(parity=True, from_last=from_last)
    box.know(2, values=tuple(value - 1_00 for value in FOUR), pass_number=5, state=READ)
    assert box.read(NEW) == (0x91, BLOCK + on_wire(FOUR))
    box = Box(parity=True, from_last=from_last)
    box.know(2, values=tuple(value - 1_00 for value in FOUR), pass_number=5, state=READ)
    box.new.silent = True
    assert box.read(NEW) is None


def test_one_register_that_is_newer_makes_the_others_untold_until_they_are_read_again():
    box = Box(parity=True)
    box.read(NEW)
    newer = tuple(value + 1_00 for value in FOUR)
    box.new.hold(newer)
    box.new.holds[b"\0\0\x01\0"] = on_wire(newer[:1])
    assert box.ask(NEW, 0x11, b"\0\0\x01\0") == (0x91, b"\0\0\x01\0" + on_wire(newer[:1]))
    box.new.silent = True
    assert box.read(NEW) is None
    box.new.silent = False
    refresh(box, 600, 2)
    box.new.silent = True
    assert box.read(NEW) == (0x91, BLOCK + on_wire(newer))


# --- pieces


@pytest.mark.parametrize("parity", [False, True])
@pytest.mark.parametrize("to", [OLD, NEW])
def test_a_block_in_pieces_is_passed_up_piece_by_piece_and_read_whole_on_our_own_account(parity, to):
    box = Box(room=12, parity=parity)
    control, name = (0x01, BLOCK_1997) if to == OLD else (0x11, BLOCK)
    answers = [box.ask(to, control, name)]
    while answers[-1][0] & 0x20:
        tail = b"" if to == OLD else bytes([len(answers)])
        answers.append(box.ask(to, control + 1, name + tail))
    told = b"".join(data[len(name) : len(data) - (at > 0 and to == NEW)] for at, (_, data) in enumerate(answers))
    assert told == on_wire(THREE if to == OLD else FOUR)
    assert [entry.values for entry in box.entries] == [(), ()]
    refresh(box, 600, 2)
    assert [entry.values for entry in box.entries] == [THREE, FOUR]


@pytest.mark.parametrize("to", [OLD, NEW])
def test_a_damaged_piece_of_energy_is_not_passed_on(to):
    """Two bits that hide each other: the first answer to a follow-on question is wrong, and its sum is right."""
    box = Box(room=12)
    control, name = (0x01, BLOCK_1997) if to == OLD else (0x11, BLOCK)
    box.ask(to, control, name)
    hits = []

    def damage(data):
        hits.append(1)
        data = bytearray(data)
        if len(hits) == 1:
            data[-4], data[-5] = data[-4] + 1, data[-5] - 1
        return bytes(data)

    box.wires.damage = damage
    answer = box.ask(to, control + 1, name + (b"" if to == OLD else b"\x01"))
    right = on_wire(THREE if to == OLD else FOUR)
    assert answer is None or answer[1][len(name) : len(name) + 7] in (right[8:15], right[10:17])


def test_a_meter_of_unknown_edition_is_asked_in_both():
    box = Box(parity=True, known=False)
    refresh(box, 600, 2)
    assert [entry.standard for entry in box.entries] == [1997, 2007]
    assert box.age(SELF)[0] == 1


# --- for itself


def test_who_are_you():
    box = Box()
    assert box.ask(ANYONE, 0x13) == (0x93, SELF[::-1])
    assert box.ask(SELF, 0x11, b"\x01\x04\x00\x04") == (0x91, b"\x01\x04\x00\x04" + SELF[::-1])
    assert box.ask(SELF, 0x01, b"\x34\xc0") == (0x81, b"\x34\xc0" + SELF[::-1])
    assert box.wires.questions == []


def test_its_counts():
    box = Box()
    box.read(NEW)
    box.old.silent = True
    box.read(OLD)
    box.ask(STRANGER, 0x11, BLOCK)
    control, data = box.ask(SELF, 0x11, COUNTS)
    assert (control, data[4:]) == (0x91, b"\x02\x01\x01" + b"\x03\0\0\0" + b"\x01\0\0\0")


def test_its_list_comes_in_pieces():
    box = Box(more=[BoxMeter(bytes.fromhex(f"{n:012d}")) for n in range(100, 162)])
    control, data = box.ask(SELF, 0x11, LIST)
    assert control == 0xB1
    whole, sequence = data[4:], 1
    while control & 0x20:
        control, data = box.ask(SELF, 0x12, LIST + bytes([sequence]))
        whole += data[4:-1]
        sequence += 1
    addresses = [whole[at : at + 6][::-1] for at in range(0, len(whole), 6)]
    assert addresses == [entry.address for entry in box.entries]
    assert len(addresses) == 64


def test_the_age_of_the_oldest():
    box = Box()
    box.read(NEW)
    assert box.age(SELF)[0] == 0  # one was never read
    box.read(OLD)
    box.clock.skip(5000)
    box.read(OLD)
    source, seconds, _ = box.age(SELF)
    assert source == 1
    assert 5 <= seconds <= 10


def test_the_age_of_the_gateway_is_that_of_the_oldest_reading_not_of_the_last_attempt():
    box = Box()
    box.know(1, values=THREE, pass_number=9, since=2)
    box.know(2, values=FOUR, pass_number=9, since=5)
    box.clock.skip(7000)
    assert box.age(SELF) == (2, 7, 4)
    box.polling.number = 10
    box.read(NEW)
    assert box.age(SELF)[::2] == (2, 7)
    box.read(OLD)
    assert box.age(SELF)[::2] == (1, 10)


def test_what_it_does_not_know():
    assert Box().ask(SELF, 0x11, BLOCK) == (0xD1, b"\x02")


# --- who is meant


@pytest.mark.parametrize("control", [0x01, 0x11, 0x13, 0x03, 0x1C])
def test_a_question_for_a_foreign_address_is_met_with_silence(control):
    box = Box()
    assert box.ask(STRANGER, control, BLOCK) is None
    assert box.wires.questions == []


def test_aa_in_the_address_means_a_meter_only_where_it_can_be_no_other():
    box = Box(own=b"")
    assert box.ask(bytes.fromhex("aaaaaaaaaa02"), 0x11, BLOCK)[0] == 0x91
    assert box.wires.questions[0].number == NEW.hex()
    assert box.ask(ANYONE, 0x11, BLOCK) is None


def test_an_answer_on_the_line_is_no_question():
    box = Box()
    assert box.ask(NEW, 0x91, BLOCK + on_wire(FOUR)) is None
    assert box.wires.questions == []


# --- broadcast


class Always:
    """Any time may pass (test_timing.py has what may)."""

    async def may_pass(self, data):
        return True


def test_the_time_goes_down_to_all_at_every_speed_and_nobody_answers():
    box = Box()
    box.gateway = Gateway(SELF, box.held, box.downlink, False, lambda held, downlink: Always())
    box.new.baud = 2400
    box.know(2, baud=2400)
    now = bytes.fromhex("000010201126")
    assert box.ask(BROADCAST, 0x08, now) is None
    assert box.wires.asked("control", "data", "baud") == [(0x08, now, 1200), (0x08, now, 2400)]
    assert box.old.heard == box.new.heard == [(0x08, now)]


@pytest.mark.parametrize(("control", "data"), [(0x16, bytes(4)), (0x05, b""), (0x11, BLOCK), (0x08, bytes(5))])
def test_nothing_else_that_is_broadcast_gets_through(control, data):
    box = Box()
    assert box.ask(BROADCAST, control, data) is None
    assert box.wires.questions == []


# --- the door is shut


@pytest.mark.parametrize("to", [OLD, NEW, SELF])
@pytest.mark.parametrize("control", sorted(set(range(0x20)) - {0x01, 0x02, 0x03, 0x11, 0x12, 0x13}))
def test_whatever_is_no_read_is_refused_and_reaches_no_meter(to, control):
    box = Box()
    assert box.ask(to, control, bytes(20)) == (control | 0xC0, b"\x04")
    assert box.wires.questions == []


@pytest.mark.parametrize("to", [OLD, NEW, SELF])
@pytest.mark.parametrize("di", [0x070000FF, 0x070101FF, 0x070102FF, 0x078003FF, 0x078102FF])
def test_security_commands_too_with_their_own_error_word(to, di):
    box = Box()
    assert box.ask(to, 0x03, di.to_bytes(4, "little") + bytes(20)) == (0xC3, b"\x08\x00")
    assert box.wires.questions == []


def test_what_the_file_says_wrongly_of_a_meter_is_mended_in_one_pass_after_a_power_cut():
    """It was exchanged since the file was written; one other speed in each pass would take an hour."""
    box = Box(parity=True)
    box.know(2, baud=2400, thrifty=True, preamble=0, state=READ, pass_number=4, values=FOUR)
    refresh(box, 900, 2)
    assert (box.entries[1].baud, box.entries[1].values, box.entries[1].exchanged) == (1200, FOUR, False)


def test_an_exchanged_meter_at_another_speed_is_found_within_five_passes_of_one_life():
    box = Box(parity=True)
    refresh(box, 900, 2)
    box.wires.stations[1] = Station(NEW.hex(), 1997, THREE, baud=600, needs=4)
    for _ in range(6):
        box.clock.skip(900_000)
        refresh(box, 900, 2)
    assert (box.entries[1].baud, box.entries[1].standard, box.entries[1].values) == (600, 1997, THREE)
    assert box.entries[1].exchanged
