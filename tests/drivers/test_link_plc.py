# test_link_plc.py - the concentrator's side: a meter behind a power-line module, its module's own wishes, its patience
import pytest

from fakes.listener import Listener
from wattkey import gdw3762
from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.powerline import PowerLine

NUMBER = "000000123456"
QUESTION = encode(Frame(bytes.fromhex(NUMBER), 0x11, bytes.fromhex("00000100")), 4)
ANSWER = bytes(encode(Frame(bytes.fromhex(NUMBER), 0x91, bytes.fromhex("0000010078563412")), 4))
ASK = f"""
await part.send({bytes(QUESTION)!r})
start = clock.ticks_ms()
answer = await part.receive(60_000)
"""
TIMED = ASK + "print(answer, clock.since(start))"
WATCHED = "asyncio.create_task(ticks())\nawait clock.sleep_ms(20)" + ASK + "print(answer, worst)"


def asked(device, body=TIMED, seconds=90, number=NUMBER, prepare=lambda line, clock: None, **weather):
    world = device("link_plc", body)
    world.line = line = PowerLine(world.clock, **weather)
    node = Listener(world.clock, bytes(QUESTION)[4:], ANSWER, delay_ms=0)
    line.add(number, node)
    prepare(line, world.clock)
    world.run_for(seconds)
    answer, _, took = world.machine.console.strip().rpartition(" ")
    return line, node, eval(answer), int(took)  # our own program


def test_a_question_travels_whole_and_its_answer_comes_back(device):
    line, node, answer, took_ms = asked(device)
    assert bytes(node.heard) == bytes(QUESTION)[4:]  # the module wakes its meters itself
    assert answer == ANSWER
    assert 1_000 <= took_ms <= 6_100
    assert [(p.afn, p.dt, p.target) for p in line.packets] == [(0x13, gdw3762.F1, bytes.fromhex(NUMBER)[::-1])]


def test_a_line_of_25_seconds_each_way_is_waited_for(device):
    _, _, answer, took_ms = asked(device, delay_s=(9.0, 9.5))
    assert answer == ANSWER
    assert took_ms >= 18_000


@pytest.mark.parametrize("refuses", [False, True], ids=["empty answer", "denied"])
def test_the_modules_word_that_there_is_nobody_ends_the_wait(device, refuses):
    def prepare(line, clock):
        line.refuses = refuses

    _, _, answer, took_ms = asked(device, number="000000999999", prepare=prepare)
    assert answer == b""
    assert took_ms < 21_000


def test_a_silent_module_is_given_up_after_the_limit(device):
    world = device("link_plc", TIMED)
    world.run_for(70)  # nothing on the pins
    assert world.machine.console.startswith("b'' 600")


def test_the_modules_own_questions_are_answered_and_the_answer_still_comes(device):
    def prepare(line, clock):
        clock.after(2_200_000, lambda: line.tell(gdw3762.ROUTE_ASKS, gdw3762.F1, bytes(9)))
        clock.after(2_400_000, lambda: line.tell(gdw3762.REPORT, b"\x04\0", b"\2"))

    line, _, answer, _ = asked(device, delay_s=(2.0, 2.5), prepare=prepare)
    assert answer == ANSWER
    asked_for, confirmed = line.packets[1:]
    assert (asked_for.afn, asked_for.began, asked_for.data[:1]) == (gdw3762.ROUTE_ASKS, False, b"\1")
    assert (confirmed.afn, confirmed.dt) == (gdw3762.CONFIRM, gdw3762.F1)


def test_the_loop_is_not_held_up(device):
    _, _, answer, worst_ms = asked(device, WATCHED)
    assert answer == ANSWER
    assert worst_ms <= 20
