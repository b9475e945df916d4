# test_gateway.py - questions from above: who answers, what reaches a meter, what never does
import asyncio

import pytest

from wattkey.box.boxmeter import READ, SILENT, BoxMeter
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.master import Master
from wattkey.dlt645.slave import Refusal, Slave
from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey.ports import Clock, Link

SELF, OLD, NEW, STRANGER = (bytes.fromhex(n) for n in ("000000000099", "000000000001", "000000000002", "000000000007"))
BLOCK, BLOCK_1997 = bytes.fromhex("00ff0100"), bytes.fromhex("1f90")
THREE = (600_00, 100_00, 200_00, 300_00)
FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
AGE, COUNTS, LIST = (bytes([di0]) + b"KW\x0f" for di0 in (0x10, 0x11, 0x12))


def wire(values):
    return b"".join(bytes.fromhex(f"{value:08d}")[::-1] for value in values)


class Meter:
    """One meter on the bus: `holds` maps DATA of a question to the value behind it."""

    def __init__(self, address, standard, values, room=200):
        self.address, self.standard, self.baud, self.needs, self.silent = address, standard, 1200, 0, False
        block = BLOCK_1997 if standard == 1997 else BLOCK
        self.holds = {block: wire(values)}
        self.heard = []
        self.slave = Slave(address, self.handle, room)

    def handle(self, control, data, to):
        reads = (0x01, 0x02, 0x03) if self.standard == 1997 else (0x11, 0x12, 0x13)
        if control == 0x13:
            return self.address[::-1]
        if control not in (*reads, 0x08):
            return None
        if control == 0x08:
            return b""
        if data not in self.holds:
            raise Refusal(b"\x02")
        return data + self.holds[data]


class VirtualClock(Clock):
    now = 0

    def ticks_ms(self):
        return self.now & 0x1FFFFFFF


class Bus(Link):
    patience_ms = 560
    preamble = 4

    def __init__(self, clock, meters):
        self.clock, self.meters, self.coming, self.sent = clock, meters, b"", []
        self.damage = lambda data: data

    def tune(self, baud):
        self.baud = baud
        return True

    async def send(self, data):
        self.clock.now += len(data) * 11000 // self.baud
        scanner = Scanner()
        scanner.feed(bytes(data))
        question = scanner.next()
        wake = len(data) - len(bytes(data).lstrip(b"\xfe"))
        self.sent.append((question.address, question.control, question.data, self.baud))
        self.coming = b""
        for meter in self.meters:
            if not meter.silent and wake >= meter.needs and meter.baud == self.baud:
                if meter.slave.hears(question):
                    meter.heard.append((question.control, question.data))
                reply = meter.slave.reply(question)
                self.coming = self.damage(bytes(encode(reply, 4))) if reply else self.coming

    async def receive(self, limit_ms):
        data, self.coming = self.coming, b""
        self.clock.now += 20 + len(data) * 11000 // self.baud if data else limit_ms
        return data


class Bench:
    def __init__(self, *, room=200, known=True, from_last=False, patience_ms=3000, own=SELF, parity=False, more=()):
        self.clock = VirtualClock()
        self.old, self.new = Meter(OLD, 1997, THREE, room), Meter(NEW, 2007, FOUR, room)
        self.bus = Bus(self.clock, [self.old, self.new])
        self.bus.checks_parity = parity
        self.entries = [BoxMeter(OLD, 1997 if known else 0, 1200), BoxMeter(NEW, 2007 if known else 0)]
        self.entries += more
        self.downlink = Downlink(Master(self.bus, self.clock), self.bus, self.clock, patience_ms)
        self.gateway = Gateway(own, self.entries, self.downlink, self.clock, from_last)

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
    bench = Bench(parity=parity)
    assert bench.read(OLD) == (0x81, BLOCK_1997 + wire(THREE))
    assert bench.read(NEW) == (0x91, BLOCK + wire(FOUR))
    assert len(bench.bus.sent) == (2 if parity else 4)  # energy is asked for twice where nobody looks at parity


def test_the_answer_bears_the_meters_address():
    answer = asyncio.run(Bench().gateway.answer(Frame(NEW, 0x11, BLOCK)))
    assert answer.address == NEW


@pytest.mark.parametrize("parity", [False, True])
def test_what_is_no_energy_is_asked_for_once(parity):
    bench = Bench(parity=parity)
    bench.new.holds[b"\x02\x01\x00\x04"] = bytes(3)
    assert bench.ask(NEW, 0x11, b"\x02\x01\x00\x04") == (0x91, b"\x02\x01\x00\x04" + bytes(3))
    assert len(bench.bus.sent) == 1


def test_a_meters_refusal_is_passed_on():
    bench = Bench()
    assert bench.ask(NEW, 0x11, b"\x00\x00\x02\x00") == (0xD1, b"\x02")
    assert bench.ask(OLD, 0x01, b"\x10\x91") == (0xC1, b"\x02")


@pytest.mark.parametrize("to, control, data", [(OLD, 0x11, BLOCK), (NEW, 0x01, BLOCK_1997), (OLD, 0x13, b"")])
def test_a_question_in_the_other_edition_gets_an_error_and_reaches_no_meter(to, control, data):
    bench = Bench()
    assert bench.ask(to, control, data) == (control | 0xC0, b"\x02")
    assert bench.bus.sent == []


def test_an_edition_that_is_not_known_is_learned_from_the_answer():
    bench = Bench(known=False)
    assert bench.read(OLD)[0] == 0x81
    assert [entry.standard for entry in bench.entries] == [1997, 0]
    assert bench.ask(OLD, 0x11, BLOCK) == (0xD1, b"\x02")


def test_a_meter_at_another_speed_is_asked_at_its_speed():
    bench = Bench()
    bench.entries[1].baud = bench.new.baud = 9600
    assert bench.read(NEW)[0] == 0x91
    assert bench.read(OLD)[0] == 0x81


def test_fe_bytes_as_each_meter_needs_them():
    bench = Bench()
    bench.entries[0].preamble, bench.new.needs = 0, 4
    assert (bench.read(OLD)[0], bench.read(NEW)[0]) == (0x81, 0x91)


def test_pieces_go_up_as_they_come_2007():
    bench = Bench(room=40)
    bench.new.holds[b"\x00\x00\x04\x05"] = bytes(range(90))
    first = bench.ask(NEW, 0x11, b"\x00\x00\x04\x05")
    second = bench.ask(NEW, 0x12, b"\x00\x00\x04\x05\x01")
    third = bench.ask(NEW, 0x12, b"\x00\x00\x04\x05\x02")
    assert [control for control, _ in (first, second, third)] == [0xB1, 0xB2, 0x92]
    assert first[1][4:] + second[1][4:-1] + third[1][4:-1] == bytes(range(90))


def test_pieces_go_up_as_they_come_1997():
    bench = Bench(room=40)
    bench.old.holds[b"\x00\xb2"] = bytes(range(90))
    first = bench.ask(OLD, 0x01, b"\x00\xb2")
    second = bench.ask(OLD, 0x02, b"\x00\xb2")
    again = bench.ask(OLD, 0x03, b"\x00\xb2")
    third = bench.ask(OLD, 0x02, b"\x00\xb2")
    assert [control for control, _ in (first, second, again, third)] == [0xA1, 0xA2, 0xA3, 0x82]
    assert first[1][2:] + second[1][2:] + third[1][2:] == bytes(range(90))
    assert again[1] == second[1]


def test_a_piece_of_1997_that_is_lost_is_not_asked_for_again():
    """It has no number: the meter would go on to the next one. Whoever asked says 03, and the meter repeats it."""
    bench = Bench(room=40)
    bench.old.holds[b"\x00\xb2"] = bytes(range(90))
    bench.ask(OLD, 0x01, b"\x00\xb2")
    bench.bus.damage = lambda data: data[:-1]
    assert bench.ask(OLD, 0x02, b"\x00\xb2") is None
    bench.bus.damage = lambda data: data
    assert bench.ask(OLD, 0x03, b"\x00\xb2") == (0xA3, b"\x00\xb2" + bytes(range(38, 76)))


# --- lost and damaged


def test_a_damaged_answer_is_asked_for_again():
    bench = Bench(parity=True)
    hits = []

    def damage(data):
        hits.append(1)
        return data if len(hits) > 1 else data[:20] + b"\0" + data[21:]

    bench.bus.damage = damage
    assert bench.read(NEW) == (0x91, BLOCK + wire(FOUR))


def test_two_bits_that_hide_each_other_are_not_passed_on():
    """The checksum is a sum, and we would send the damaged byte on with a right parity bit."""
    bench = Bench()
    hits = []

    def damage(data):
        hits.append(1)
        if len(hits) > 1:
            return data
        data = bytearray(data)
        data[-6], data[-10] = data[-6] + 1, data[-10] - 1
        return bytes(data)

    bench.bus.damage = damage
    assert bench.read(NEW) == (0x91, BLOCK + wire(FOUR))
    assert len(hits) == 3


@pytest.mark.parametrize("patience_ms", [700, 2000, 3000, 5000])
def test_a_silent_meter_keeps_nobody_waiting_longer_than_agreed(patience_ms):
    bench = Bench(patience_ms=patience_ms)
    bench.new.silent = True
    assert bench.read(NEW) is None
    assert bench.clock.now <= patience_ms + 300
    assert len(bench.bus.sent) == min(5, max(1, patience_ms // 743))
    assert bench.entries[1].state == SILENT


def test_the_link_is_left_as_it_was():
    bench = Bench(patience_ms=300)
    bench.entries[1].baud, bench.entries[1].preamble = 9600, 0
    bench.read(NEW)
    assert (bench.bus.baud, bench.bus.preamble, bench.bus.patience_ms) == (9600, 0, 300)
    bench.downlink.close()
    assert (bench.bus.baud, bench.bus.preamble, bench.bus.patience_ms) == (1200, 4, 560)


# --- from the last pass


def silent(bench):
    """Both are read, and then never heard of again; a minute passes."""
    for meter in (bench.old, bench.new):
        assert bench.read(meter.address)
        meter.silent = True
    bench.clock.now += 60_000
    return bench


def test_where_the_bus_is_silent_the_last_reading_answers():
    bench = silent(Bench())
    assert bench.read(OLD) == (0x81, BLOCK_1997 + wire(THREE))
    assert bench.read(NEW) == (0x91, BLOCK + wire(FOUR))


@pytest.mark.parametrize(
    ("di", "value"),
    [("1090", 600_00), ("1190", None), ("1290", 100_00), ("1390", 200_00), ("1490", 300_00), ("1590", None)],
)
def test_single_registers_of_a_three_rate_meter_of_1997(di, value):
    data = bytes.fromhex(di)
    right = (0xC1, b"\x02") if value is None else (0x81, data + wire([value]))
    assert silent(Bench()).ask(OLD, 0x01, data) == right


@pytest.mark.parametrize(("rate", "value"), [*enumerate(FOUR), (5, None), (0xFE, None)])
def test_single_registers_of_2007(rate, value):
    data = bytes([0, rate, 1, 0])
    right = (0xD1, b"\x02") if value is None else (0x91, data + wire([value]))
    assert silent(Bench()).ask(NEW, 0x11, data) == right


def test_what_the_last_pass_does_not_hold_is_met_with_silence():
    bench = silent(Bench())
    assert bench.ask(NEW, 0x11, b"\x00\xff\x02\x00") is None
    assert bench.ask(OLD, 0x01, b"\x20\x90") is None


def test_with_the_setting_the_bus_is_left_alone():
    bench = Bench(from_last=True)
    assert bench.read(NEW)[0] == 0x91  # nothing is known yet
    bench.bus.sent.clear()
    bench.new.holds[BLOCK] = wire([value + 1 for value in FOUR])
    assert bench.read(NEW) == (0x91, BLOCK + wire(FOUR))
    assert bench.bus.sent == []
    assert bench.ask(NEW, 0x11, b"\x02\x01\x00\x04") == (0xD1, b"\x02")  # not of the pass: asked now
    assert len(bench.bus.sent) == 1


def test_how_old_it_is_can_be_asked():
    bench = Bench()
    assert bench.age(NEW) == (0, None, 0)
    silent(bench)
    assert bench.age(NEW)[:2] == (1, 60)
    assert bench.age(OLD, old=True)[:2] == (1, 62)  # reading the other one took two seconds


def test_a_reading_from_before_the_start_is_at_least_so_old():
    bench = Bench()
    entry = bench.entries[1]
    entry.values, entry.pass_number = (5,), 17
    bench.clock.now += 8 * 24 * 3_600_000 // 2
    bench.gateway.tick()
    bench.clock.now += 8 * 24 * 3_600_000 // 2  # the ticks have wrapped meanwhile
    assert bench.age(NEW) == (2, 8 * 24 * 3600, 17)


def test_an_answer_makes_it_young_again():
    bench = silent(Bench())
    bench.new.silent = False
    bench.read(NEW)
    assert bench.age(NEW)[:2] == (1, 0)
    assert bench.entries[1].state == READ


def refresh(bench, seconds, times=1):
    bench.bus.sent.clear()
    for _ in range(times):
        asyncio.run(bench.gateway.refresh(seconds))
    return [sent[:2] for sent in bench.bus.sent]


def test_a_pass_of_its_own_reads_one_meter_at_a_time_when_its_time_has_come():
    bench = Bench(parity=True)
    assert refresh(bench, 600, 3) == [(OLD, 0x01), (NEW, 0x11)]
    assert bench.age(SELF)[0] == 1
    bench.clock.now += 500_000
    bench.read(NEW)
    bench.clock.now += 100_000
    assert refresh(bench, 600, 3) == [(OLD, 0x01)]


def test_a_silent_meter_waits_for_the_next_pass_too():
    bench = Bench(parity=True)
    bench.old.silent = True
    assert set(refresh(bench, 600)) == {(OLD, 0x01)}
    assert refresh(bench, 600, 2) == [(NEW, 0x11)]
    bench.clock.now += 610_000
    assert refresh(bench, 600)[0] == (OLD, 0x01)


def test_a_meter_of_unknown_edition_is_asked_in_both():
    bench = Bench(parity=True, known=False)
    refresh(bench, 600, 2)
    assert [entry.standard for entry in bench.entries] == [1997, 2007]
    assert bench.age(SELF)[0] == 1


# --- for itself


def test_who_are_you():
    bench = Bench()
    assert bench.ask(ANYONE, 0x13) == (0x93, SELF[::-1])
    assert bench.ask(SELF, 0x11, b"\x01\x04\x00\x04") == (0x91, b"\x01\x04\x00\x04" + SELF[::-1])
    assert bench.ask(SELF, 0x01, b"\x34\xc0") == (0x81, b"\x34\xc0" + SELF[::-1])
    assert bench.bus.sent == []


def test_its_counts():
    bench = Bench()
    bench.read(NEW)
    bench.old.silent = True
    bench.read(OLD)
    bench.ask(STRANGER, 0x11, BLOCK)
    control, data = bench.ask(SELF, 0x11, COUNTS)
    assert (control, data[4:]) == (0x91, b"\x02\x01\x01" + b"\x03\0\0\0" + b"\x01\0\0\0")


def test_its_list_comes_in_pieces():
    bench = Bench(more=[BoxMeter(bytes.fromhex(f"{n:012d}")) for n in range(100, 162)])
    control, data = bench.ask(SELF, 0x11, LIST)
    assert control == 0xB1
    whole, sequence = data[4:], 1
    while control & 0x20:
        control, data = bench.ask(SELF, 0x12, LIST + bytes([sequence]))
        whole += data[4:-1]
        sequence += 1
    addresses = [whole[at : at + 6][::-1] for at in range(0, len(whole), 6)]
    assert addresses == [entry.address for entry in bench.entries]
    assert len(addresses) == 64


def test_the_age_of_the_oldest():
    bench = Bench()
    bench.read(NEW)
    assert bench.age(SELF)[0] == 0  # one was never read
    bench.read(OLD)
    bench.clock.now += 5000
    bench.read(OLD)
    source, seconds, _ = bench.age(SELF)
    assert source == 1
    assert 5 <= seconds <= 10


def test_what_it_does_not_know():
    assert Bench().ask(SELF, 0x11, BLOCK) == (0xD1, b"\x02")


# --- who is meant


@pytest.mark.parametrize("control", [0x01, 0x11, 0x13, 0x03, 0x1C])
def test_a_question_for_a_foreign_address_is_met_with_silence(control):
    bench = Bench()
    assert bench.ask(STRANGER, control, BLOCK) is None
    assert bench.bus.sent == []


def test_aa_in_the_address_means_a_meter_only_where_it_can_be_no_other():
    bench = Bench(own=b"")
    assert bench.ask(bytes.fromhex("aaaaaaaaaa02"), 0x11, BLOCK)[0] == 0x91
    assert bench.bus.sent[0][0] == NEW
    assert bench.ask(ANYONE, 0x11, BLOCK) is None


def test_an_answer_on_the_line_is_no_question():
    bench = Bench()
    assert bench.ask(NEW, 0x91, BLOCK + wire(FOUR)) is None
    assert bench.bus.sent == []


# --- broadcast


def test_the_time_goes_down_to_all_at_every_speed_and_nobody_answers():
    bench = Bench()
    bench.entries[1].baud = bench.new.baud = 2400
    now = bytes.fromhex("000010201126")
    assert bench.ask(BROADCAST, 0x08, now) is None
    assert [sent[1:] for sent in bench.bus.sent] == [(0x08, now, 1200), (0x08, now, 2400)]
    assert bench.old.heard == bench.new.heard == [(0x08, now)]


@pytest.mark.parametrize(("control", "data"), [(0x16, bytes(4)), (0x05, b""), (0x11, BLOCK), (0x08, bytes(5))])
def test_nothing_else_that_is_broadcast_gets_through(control, data):
    bench = Bench()
    assert bench.ask(BROADCAST, control, data) is None
    assert bench.bus.sent == []


# --- the door is shut


@pytest.mark.parametrize("to", [OLD, NEW, SELF])
@pytest.mark.parametrize("control", sorted(set(range(0x20)) - {0x01, 0x02, 0x03, 0x11, 0x12, 0x13}))
def test_whatever_is_no_read_is_refused_and_reaches_no_meter(to, control):
    bench = Bench()
    assert bench.ask(to, control, bytes(20)) == (control | 0xC0, b"\x04")
    assert bench.bus.sent == []


@pytest.mark.parametrize("to", [OLD, NEW, SELF])
@pytest.mark.parametrize("di", [0x070000FF, 0x070101FF, 0x070102FF, 0x078003FF, 0x078102FF])
def test_security_commands_too_with_their_own_error_word(to, di):
    bench = Bench()
    assert bench.ask(to, 0x03, di.to_bytes(4, "little") + bytes(20)) == (0xC3, b"\x08\x00")
    assert bench.bus.sent == []
