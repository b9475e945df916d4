# test_uplink.py - the whole gateway: a concentrator asks over a power line, the meters hang on the RS-485 pair
import json
from dataclasses import replace

import pytest

from wattkey.box import readings
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import pack
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey.dlt698.both import Scanner as Scanner698
from wattkey.dlt698.get import energies
from wattkey.dlt698.link import ASK, Frame698
from wattkey.dlt698.link import encode as encode_698
from wattkey_host.meter.making import build
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.chosen import choose
from wattkey_host.sim.concentrator import Concentrator
from wattkey_host.sim.powerline import PowerLine
from wattkey_host.sim.slavemodule import SlaveModule
from wattkey_host.sim.uart import UartConfig
from wattkey_host.sim.wire import Wire
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS

SELF, THREE, FOUR, NEW, STRANGER = (f"{n:012d}" for n in (99, 1, 2, 3, 7))
SETUPS = {
    THREE: Setup(address=THREE, standards=("1997",), rates=3, end_mark=True),
    FOUR: Setup(address=FOUR, standards=("1997",), rates=4, preamble=0),
    NEW: Setup(address=NEW, standards=("2007",), answer_ms=400),
}
BLOCK, BLOCK_1997, AGE = b"\x00\xff\x01\x00", b"\x1f\x90", b"\x10KW\x0f"
SETTINGS = {"LINK": "rs485", "UPLINK": "serial", "UPLINK_BAUD": "9600", "TERMINAL_ADDRESS": SELF}
LIST = json.dumps({"wattkey": 1, "type": "meters", "1": THREE, "2": FOUR + " 1997", "3": NEW + " 2007"})


class Site:
    """A box of meters, its gateway, a power line and a concentrator."""

    def __init__(self, folder, *, settings=SETTINGS, listed=LIST, room=200, **weather):
        self.stage = Stage(folder)
        self.stage.issue()
        self.world = world = self.stage.world
        choose(world.drive, **settings)
        if listed:
            world.drive.write("/mail/meters.json", listed.encode())
        self.meters = {n: build(replace(setup, room=room), world.clock) for n, setup in SETUPS.items()}
        for meter in self.meters.values():
            world.bus.add(meter)
        self.module = SlaveModule(world.clock)
        world.wire = Wire(world.clock, self.module, UartConfig(9600, 8, "even", 1))
        self.line = PowerLine(world.clock, **{"delay_s": (0.2, 0.5), **weather})
        for number in (SELF, THREE, FOUR, NEW, STRANGER, ANYONE.hex()):
            self.line.add(number, self.module.door())
        self.concentrator = Concentrator(world.clock, self.line, world.run_until)

    def on(self):
        self.world.power_on()
        self.world.run_for(6)
        self.start()
        return self

    def start(self):
        """From the first page to its entry, among the last of the menu."""
        self.press("menu")
        for wanted in ("Installer", "Uplink"):
            for _ in range(9):
                self.press("up")
                if self.chosen() == wanted:
                    break
            self.press("ok")
        self.world.run_for(1)

    def chosen(self):
        """The row in inverse video below the title."""
        pixels = self.world.oled.pixels()
        lit = [sum(map(sum, pixels[16 * row : 16 * row + 16])) for row in range(4)]
        return self.rows[max((1, 2, 3), key=lambda row: lit[row])]

    def press(self, key):
        VERBS["press"](self.stage, key)
        return self.rows

    @property
    def rows(self):
        assert self.world.machine.crash == ""
        return [row.strip() for row in self.stage.screen()]

    def ask(self, number, control, data=b"", tries=3):
        """(control code, DATA) of the answer that the concentrator gets; None for none."""
        answer = self.concentrator.ask(Frame(bytes.fromhex(number), control, data), tries, 30)
        if answer is None:
            return None
        assert answer.address.hex() == (SELF if number == ANYONE.hex() else number)
        return answer.control, answer.data

    def read(self, name, limit, start=0):
        """A file of the drive, as the port reads it."""
        return self.world.drive.read(name)[start : start + limit]

    def registers(self, number):
        """The block that the meter would answer."""
        registers = list(self.meters[number].registers.forward)
        if number == THREE:
            registers[0] -= registers.pop(1)
        return b"".join(bytes.fromhex(f"{value:08d}")[::-1] for value in registers)


@pytest.fixture
def site(tmp_path):
    sites = []

    def make(**how):
        sites.append(Site(tmp_path / str(len(sites)), **how))
        return sites[-1]

    yield make
    for made in sites:
        made.world.close()


def test_every_kind_of_meter_is_read_through_the_gateway(site):
    made = site(delay_s=(0.5, 3.0), loss=0.2).on()
    assert made.ask(THREE, 0x01, BLOCK_1997, 9) == (0x81, BLOCK_1997 + made.registers(THREE) + b"\xaa")
    assert made.ask(FOUR, 0x01, BLOCK_1997, 9) == (0x81, BLOCK_1997 + made.registers(FOUR))
    assert made.ask(ANYONE.hex(), 0x13, b"", 9) == (0x93, bytes.fromhex(SELF)[::-1])
    assert made.module.unasked == 0
    assert made.world.bus.collisions == 0


def delay_ms(made, *question):
    """From the last stop bit of a question at the gateway to the first start bit of its answer, and the bus's share:
    bytes in both directions and the answer delays of the meter."""
    made.world.wire.log.clear()
    made.world.bus.log.clear()
    made.ask(*question)
    log, bus = made.world.wire.log, made.world.bus.log
    asked = max(byte.end_us for byte in log if byte.direction == "in")
    begun = min(byte.start_us for byte in log if byte.direction == "out")
    pairs = sum((one.direction, other.direction) == ("out", "in") for one, other in zip(bus, bus[1:], strict=False))
    return (begun - asked) / 1000, len(bus) * 11 / 1.2 + pairs * SETUPS[question[0]].answer_ms


@pytest.mark.parametrize("question", [(THREE, 0x01, BLOCK_1997), (NEW, 0x11, BLOCK)])
def test_a_question_costs_what_the_bus_takes_and_from_the_last_pass_hardly_anything(site, question):
    made = site().on()
    took, floor = delay_ms(made, *question)
    assert floor <= took <= 1.03 * floor
    made = site(settings=SETTINGS | {"UPLINK_ANSWERS": "last", "UPLINK_PASS": "60"}).on()
    made.world.run_for(30)
    took, floor = delay_ms(made, *question)
    assert floor == 0
    assert 20 <= took <= 40  # two loops that look every 10 ms


def test_pieces_of_a_long_answer_go_up_one_by_one(site):
    made = site(room=16).on()
    first = made.ask(NEW, 0x11, BLOCK)
    second = made.ask(NEW, 0x12, BLOCK + b"\x01")
    assert (first[0], second[0]) == (0xB1, 0x92)
    assert first[1][4:] + second[1][4:-1] == made.registers(NEW)


def test_refusals_are_passed_on_and_the_other_edition_is_refused(site):
    made = site().on()
    assert made.ask(NEW, 0x11, b"\x00\x00\x00\x7f") == (0xD1, b"\x02")
    heard = len(made.meters[FOUR].questions)
    assert made.ask(FOUR, 0x11, BLOCK) == (0xD1, b"\x02")
    assert len(made.meters[FOUR].questions) == heard


def test_the_door_is_shut_for_whatever_is_no_read(site):
    made = site().on()
    log = len(made.world.bus.log)
    assert made.ask(NEW, 0x1C, bytes(16)) == (0xDC, b"\x04")
    assert made.ask(NEW, 0x14, bytes(16)) == (0xD4, b"\x04")
    assert made.ask(THREE, 0x04, bytes(8)) == (0xC4, b"\x04")
    assert made.ask(NEW, 0x03, b"\xff\x02\x01\x07" + bytes(20)) == (0xC3, b"\x08\x00")
    made.concentrator.say(Frame(bytes.fromhex(STRANGER), 0x11, BLOCK))
    made.world.run_for(2)
    assert len(made.concentrator.answers) == 4
    assert len(made.world.bus.log) == log


def test_the_time_is_passed_down_to_all(site):
    made = site().on()
    moment = bytes.fromhex("300209201126")  # 09:02:30 on 20 November
    made.line.broadcast(bytes(encode(Frame(BROADCAST, 0x08, moment), 0)))
    made.world.run_for(3)
    for meter in made.meters.values():
        assert meter.now().strftime("%H:%M") == "09:02"
    assert made.module.unasked == 0


def test_a_bus_that_falls_silent_is_answered_for_and_the_age_tells(site):
    made = site().on()
    before = made.registers(THREE)
    assert made.ask(THREE, 0x01, BLOCK_1997)[0] == 0x81
    made.world.bus.stations.clear()
    made.world.run_for(40)
    assert made.ask(THREE, 0x01, BLOCK_1997) == (0x81, BLOCK_1997 + before)
    control, data = made.ask(THREE, 0x01, b"\x10\xf7")
    assert (control, data[2]) == (0x81, 1)
    assert 40 <= int(data[6:2:-1].hex()) <= 60
    assert made.ask(FOUR, 0x01, BLOCK_1997, tries=1) is None  # never read: silence is the truth
    assert made.ask(NEW, 0x11, AGE) == (0x91, AGE + b"\0" + b"\xff" * 4 + bytes(4))


def test_the_screen_counts_and_a_key_ends_it_and_nothing_stays_in_memory(site):
    made = site()
    made.world.power_on()
    made.world.run_for(6)
    made.press("menu")
    made.press("back")
    before = set(made.world.machine.modules)
    made.start()
    assert made.rows[1:3] == ["Asked 0", "Answered 0"]
    made.ask(THREE, 0x01, BLOCK_1997)
    made.ask(FOUR, 0x11, BLOCK)
    assert made.rows[1:3] == ["Asked 2", "Answered 2"]
    assert {"link_serial", "wattkey.box.gateway"} <= set(made.world.machine.modules)
    assert made.press("ok")[0] != "Uplink"
    assert set(made.world.machine.modules) == before
    assert made.world.wire.ear is None
    made.press("ok")  # the same entry again
    made.world.run_for(1)
    assert made.ask(THREE, 0x01, BLOCK_1997)[0] == 0x81


@pytest.mark.parametrize(
    ("how", "code", "row"),
    [
        ({"listed": ""}, "T50", "meters.json"),
        ({"listed": LIST.replace("1997", "1998")}, "T29", "no. 2 is wrong"),
        ({"settings": SETTINGS | {"UPLINK_TX": "GP20"}}, "P11", ""),
    ],
)
def test_what_is_wrong_is_said(site, how, code, row):
    made = site(**how).on()
    assert made.rows[0].endswith(code)
    assert row in made.rows[2]
    made.press("ok")
    assert made.rows[0] != "Uplink"


def test_a_gateway_that_stands_alone_begins_by_itself_after_a_power_cut_and_after_a_key(site):
    made = site(settings=SETTINGS | {"START": "uplink"})
    for _ in range(2):
        made.world.power_on()
        made.world.run_for(8)
        assert made.ask(FOUR, 0x01, BLOCK_1997) == (0x81, BLOCK_1997 + made.registers(FOUR))
        made.world.cut_power()
    made.world.power_on()
    made.world.run_for(8)
    assert made.press("ok")[0] != "Uplink"
    made.world.run_for(40)
    assert made.rows[0] != "Uplink"
    made.world.run_for(25)
    assert made.rows[0] == "Uplink"
    assert made.ask(THREE, 0x01, BLOCK_1997)[0] == 0x81


def test_a_pass_of_its_own_keeps_the_registers_young(site):
    """Nobody asks for them; then the pair is cut, and all of them are there."""
    made = site(settings=SETTINGS | {"UPLINK_PASS": "1", "UPLINK_ANSWERS": "last"}).on()
    made.world.run_for(30)
    made.world.bus.stations.clear()
    assert made.ask(THREE, 0x01, BLOCK_1997) == (0x81, BLOCK_1997 + made.registers(THREE))
    assert made.ask(FOUR, 0x01, BLOCK_1997) == (0x81, BLOCK_1997 + made.registers(FOUR))
    assert made.ask(NEW, 0x11, BLOCK) == (0x91, BLOCK + made.registers(NEW))
    control, data = made.ask(SELF, 0x11, AGE)
    assert (control, data[4]) == (0x91, 1)
    assert 10 < int(data[8:4:-1].hex()) < 60


def test_without_the_setting_there_is_no_such_entry(site):
    made = site(settings={"LINK": "rs485"})
    made.world.power_on()
    made.world.run_for(6)
    made.press("menu")
    for _ in range(3):
        made.press("up")
    assert made.chosen() == "Installer"
    made.press("ok")
    rows = {row for _ in range(6) for row in made.press("down")[1:]}
    assert "Boot drive" in rows
    assert "Uplink" not in rows


MANY = json.dumps({"wattkey": 1, "type": "meters", **{str(n): f"{n:012d}" for n in range(1, 65)}})


@pytest.fixture
def crowded(site):
    """A list of 64, of which three answer; a pass of the gateway's own is always going on."""
    return site(listed=MANY, settings=SETTINGS | {"UPLINK_PASS": "1", "START": "uplink"})


def started(made, seconds=30):
    made.world.power_on()
    made.world.run_for(seconds)
    return made


def test_a_question_from_above_comes_before_the_next_own_one(crowded):
    """While the pass is among silent meters an answer took 6.5 s, and the module waits three."""
    made = started(crowded)
    worst = 0
    for _ in range(8):
        made.world.run_for(1.37)
        question = (NEW, 0x11, BLOCK)
        took, _ = delay_ms(made, *question)
        worst = max(worst, took)
    assert worst < 2000
    assert made.ask(NEW, 0x11, BLOCK) == (0x91, BLOCK + made.registers(NEW))
    assert made.world.bus.collisions == 0


@pytest.mark.parametrize("asked", [False, True], ids=["own pass", "question from above"])
def test_a_key_ends_it_at_once_while_a_silent_meter_is_asked(crowded, asked):
    made = started(crowded)
    for _ in range(4):
        made.world.run_until(lambda: made.rows[0] == "Uplink", 90)
        made.world.run_for(1.11)
        if asked:
            made.concentrator.say(Frame(bytes.fromhex(f"{40:012d}"), 0x11, BLOCK))
            made.world.run_for(1.2)
        made.world.keypad.press("#")
        assert made.world.run_until(lambda: made.rows[0] != "Uplink", 0.3)
    made.world.run_until(lambda: made.rows[0] == "Uplink", 90)
    assert made.ask(NEW, 0x11, BLOCK) == (0x91, BLOCK + made.registers(NEW))


def test_strangers_on_the_line_hold_up_no_own_pass(site):
    """Quiet is when nobody asks us: bytes for others were taken for questions."""
    made = started(site(settings=SETTINGS | {"UPLINK_PASS": "1", "START": "uplink"}), 8)
    for _ in range(25):
        made.concentrator.say(Frame(bytes.fromhex(STRANGER), 0x11, BLOCK))
        made.world.run_for(1.5)
    assert all(meter.questions for meter in made.meters.values())


def test_whoever_asks_all_the_time_does_not_starve_the_other_meters(site):
    made = started(site(settings=SETTINGS | {"UPLINK_PASS": "1", "START": "uplink"}), 8)
    for _ in range(60):
        assert made.ask(FOUR, 0x01, BLOCK_1997)
        made.world.run_for(1.5)
    assert made.meters[NEW].questions


def test_a_meter_exchanged_under_its_number_is_found_anew_and_told(site):
    made = started(site(settings=SETTINGS | {"UPLINK_PASS": "1", "START": "uplink"}), 40)
    assert made.ask(FOUR, 0x01, BLOCK_1997)[0] == 0x81
    made.world.bus.take_off(made.meters[FOUR])
    setup = Setup(address=FOUR, standards=("2007",), rates=4, registers=(1, 2, 3, 4), needs_fe=4)
    made.meters[FOUR] = build(setup, made.world.clock)
    made.world.bus.add(made.meters[FOUR])
    made.world.run_for(120)
    assert made.ask(FOUR, 0x11, BLOCK) == (0x91, BLOCK + made.registers(FOUR))
    assert made.ask(FOUR, 0x01, BLOCK_1997) == (0xC1, b"\x02")


def of_an_earlier_life(number, standard):
    """The file of the readings, as it was left by a life in which that meter, the first of the list, was of that
    edition."""
    entry = BoxMeter(bytes.fromhex(number), standard, 1200)
    entry.state, entry.pass_number, entry.values = READ, 3, (400, 100, 100, 100, 100)
    return b"".join(readings.slot(n, pack(entry) if n == 1 else None) for n in range(1, 65))


def test_a_wrong_edition_in_the_list_does_not_come_back_with_a_power_dip(site):
    made = site(listed=json.dumps({"wattkey": 1, "type": "meters", "1": FOUR + " 2007"}))
    made.world.drive.write(readings.FILE, of_an_earlier_life(FOUR, 1997))
    made.on()
    assert made.ask(FOUR, 0x01, BLOCK_1997, tries=1) == (0x81, BLOCK_1997 + made.registers(FOUR))


def test_a_list_that_tells_of_an_exchange_is_believed_once_the_old_edition_is_silent(site):
    made = site(listed=json.dumps({"wattkey": 1, "type": "meters", "1": NEW + " 2007"}))
    made.world.drive.write(readings.FILE, of_an_earlier_life(NEW, 1997))
    made.on()
    assert made.ask(NEW, 0x11, BLOCK) == (0xD1, b"\x02")
    made.world.run_for(40)
    assert made.ask(NEW, 0x11, BLOCK) == (0x91, BLOCK + made.registers(NEW))


def kept(made):
    """Registers in /mail/readings.json, meter by meter, with the pass in which they were read."""
    entries = readings.slots(made)
    return {entry.address.hex(): (entry.values, entry.pass_number - entry.since) for entry in entries if entry}


KEEPS = SETTINGS | {"UPLINK_PASS": "15", "UPLINK_KEEP": "2", "UPLINK_ANSWERS": "last", "START": "uplink"}
TEN = json.dumps({"wattkey": 1, "type": "meters", **{str(n): f"{n:012d}" for n in range(1, 11)}})


def test_what_is_read_on_our_own_account_reaches_the_file_and_is_told_behind_the_resets(site):
    made = site(settings=KEEPS, listed=TEN)
    resets = []
    made.world.hooks.append(lambda name, *_: resets.append(name) if name == "reset" else None)
    started(made, 60)
    before = len(resets)
    assert kept(made) == {}
    made.world.run_for(110)
    assert len(resets) - before == 4  # ten meters: two by code.py, two by boot.py
    held = kept(made)
    assert set(held) == {f"{n:012d}" for n in range(1, 11)}
    assert held[NEW] == (tuple(made.meters[NEW].registers.forward), 1)
    assert made.ask(NEW, 0x11, BLOCK) == (0x91, BLOCK + made.registers(NEW))
    made.world.run_for(180)
    assert len(resets) - before == 8  # again
    assert kept(made)[NEW][1] == 2


def test_behind_a_power_cut_the_file_is_not_told_and_registers_never_run_backwards(site):
    made = site(settings=KEEPS | {"UPLINK_ANSWERS": "now"}, listed=TEN)
    started(made, 170)
    assert kept(made)[FOUR]
    made.meters[FOUR].consume("1.00", 2)
    made.world.run_for(20)
    newest = made.registers(FOUR)
    assert made.ask(FOUR, 0x01, BLOCK_1997) == (0x81, BLOCK_1997 + newest)
    made.world.cut_power()
    made.world.bus.take_off(made.meters[FOUR])
    started(made, 30)
    assert made.ask(FOUR, 0x01, BLOCK_1997, tries=1) is None


def test_under_a_host_nothing_is_kept_and_the_gateway_goes_on_answering(site):
    made = site(settings=KEEPS, listed=TEN)
    started(made, 60)
    made.world.cable.plug()
    made.world.run_for(150)
    assert kept(made) == {}
    assert made.rows[0] == "Uplink"
    made.world.cable.unplug()
    made.world.run_for(60)
    assert len(kept(made)) == 10


class Reader698:
    """Whoever is at the far end of the gateway's wire, and speaks DL/T 698.45 there."""

    def __init__(self):
        self.speak = self.fall_silent = lambda *data: None
        self.heard = bytearray()

    def hear(self, byte):
        self.heard.append(byte)


def test_a_question_of_698_45_reaches_its_meter_and_one_of_645_still_does(tmp_path):
    third = "000000000031"
    lines = {"1": FOUR + " 1997", "2": third + " 698"}
    made = Site(tmp_path, listed=json.dumps({"wattkey": 1, "type": "meters", **lines}))
    made.world.bus.add(build(Setup(address=third, standards=("698.45",)), made.world.clock))
    reader = Reader698()
    made.world.wire = Wire(made.world.clock, reader, UartConfig(9600, 8, "even", 1))
    made.on()
    scanner = Scanner698()
    for question in (
        encode_698(Frame698(bytes.fromhex(third), ASK, bytes.fromhex("0501050010020000"), 0x21), 2),
        bytes(encode(Frame(bytes.fromhex(FOUR), 0x01, BLOCK_1997), 2)),
    ):
        reader.speak(question)
        made.world.run_for(3)
    scanner.feed(bytes(reader.heard))
    new, old = scanner.next(), scanner.next()
    assert (new.address.hex(), new.client, energies(new.data[8:])) == (
        third,
        0x21,
        [116046, 12345, 23456, 34567, 45678],
    )
    assert (old.address.hex(), old.data) == (FOUR, BLOCK_1997 + made.registers(FOUR))
    made.world.close()
