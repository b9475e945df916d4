# test_pio.py - the PIO interpreter against the datasheet: cycles, stalls, autopull, side-set
import random

import adafruit_pioasm
import pytest

from wattkey_host.sim.pio import StateMachine
from wattkey_host.sim.piocore import Core
from wattkey_host.sim.pioprogram import Unsupported, program


def machine(source, words=(), threshold=32):
    """A state machine with a program in the assembler's words and data in its FIFO; and its edges."""
    program = adafruit_pioasm.Program(".program test\n.side_set 1\n" + source)
    made = StateMachine(program.assembled, 0, len(program.assembled) - 1, threshold)
    made.feed.extend(words)
    edges = []
    made.edges = edges.extend
    return made, edges


def test_a_loop_of_side_set_and_delays_has_the_cycles_of_the_datasheet():
    made, edges = machine("nop side 1 [2]\nnop side 0 [4]\n")
    made.run(20)
    assert edges == [(0, True), (3, False), (8, True), (11, False), (16, True), (19, False)]


def test_a_counting_loop_runs_once_more_than_the_counter_says():
    made, edges = machine("set x, 3 side 0\nloop:\njmp x-- loop side 0 [1]\nnop side 1\nend:\njmp end side 0\n")
    made.run(50)
    assert edges == [(1 + 4 * 2, True), (1 + 4 * 2 + 1, False)]


@pytest.mark.parametrize(
    ("condition", "x", "y", "taken"),
    [("", 0, 0, True), ("!x", 0, 1, True), ("!x", 1, 0, False), ("!y", 1, 0, True), ("!y", 0, 1, False)]
    + [("x!=y", 1, 2, True), ("x!=y", 2, 2, False), ("y--", 0, 1, True), ("y--", 1, 0, False), ("x--", 1, 0, True)],
)
def test_every_condition_of_a_jump(condition, x, y, taken):
    source = f"set x, {x} side 0\nset y, {y} side 0\njmp {condition} there side 0\n"
    made, edges = machine(source + "end:\njmp end side 0\nthere:\nnop side 1\njmp end side 0\n")
    made.run(20)
    assert bool(edges) == taken


def test_moves_copy_a_register():
    source = "set x, 5 side 0\nmov y, x side 0\njmp x!=y end side 0\nnop side 1\nend:\njmp end side 0\n"
    made, edges = machine(source)
    made.run(20)
    assert edges == [(3, True), (4, False)]


BIT = "out x, 1 side 0\njmp !x low side 0\nnop side 1\njmp end side 0\nlow:\nnop side 0 [1]\nend:\nnop side 0\n"


def test_bits_leave_from_the_lowest_and_a_new_word_costs_nothing_when_it_is_there():
    made, edges = machine(BIT, [0b01101, 0b10010], threshold=5)
    made.run(100)
    ones = [cycle for cycle, level in edges if level]
    assert [(cycle - ones[0]) / 5 for cycle in ones] == [0, 2, 3, 6, 9]
    assert made.stalled
    assert made.cycle == 100


def test_a_machine_that_waits_goes_on_one_cycle_after_the_word():
    made, edges = machine(BIT, threshold=5)
    made.run(40)
    assert made.stalled
    assert edges == []
    made.feed.append(1)
    made.run(60)
    assert edges[0] == (40 + 1 + 2, True)


def test_writing_lasts_until_the_last_word_is_in_the_fifo():
    made, _ = machine(BIT, range(10), threshold=5)
    made.run(1)
    assert made.writing  # eight in the FIFO, one being shifted: one is left
    made.run(26)
    assert not made.writing
    assert not made.stalled


def test_words_gone_through_once_make_the_edges_that_steps_make_wherever_one_looks():
    words = tuple(adafruit_pioasm.Program(".program test\n.side_set 1\n" + BIT).assembled)
    dice = random.Random(1)
    looks = [at for at in range(1000) if dice.random() < 0.1]
    seen = []
    for made in (Core(program(words, 0, len(words) - 1, 5, 1)), StateMachine(words, 0, len(words) - 1, 5)):
        edges = []
        made.edges = edges.extend
        for at in looks:
            made.run(at)
            edges.append(("looked", at))
            if at % 3 == 0 and len(made.feed) < 2:
                made.feed.append(at % 32)
        seen.append(edges)
    assert seen[0] == seen[1]
    assert len(seen[0]) > len(looks) + 50  # edges, too


def test_in_the_middle_of_a_word_it_cannot_start_anew():
    made, _ = machine(BIT, [1], threshold=5)
    made.run(3)
    with pytest.raises(Unsupported, match="middle of a word"):
        made.restart()


@pytest.mark.parametrize(
    "source",
    [
        "in pins, 2 side 0",
        "wait 1 irq 0 side 0",
        "push side 0",
        "pull side 0",
        "jmp pin start side 0",
        "out pins, 1 side 0",
        "irq 1 side 0",
    ],
)
def test_what_it_does_not_know_is_refused_before_it_runs(source):
    with pytest.raises(Unsupported, match="instruction 0x"):
        machine("start:\n" + source + "\n")


class Line:
    """An input pin that is high but for the cycles between the numbers of `low`."""

    def __init__(self, *low):
        self.low = low

    def level(self, cycle):
        return not any(start <= cycle < end for start, end in self.low)

    def reached(self, cycle, wanted):
        moments = [cycle, *(edge for span in self.low for edge in span if edge > cycle)]
        return next((at for at in moments if self.level(at) == wanted), None)


def listener(source, line):
    """A machine without side-set, and the words that it pushed with their cycles."""
    program = adafruit_pioasm.Program(".program test\n" + source)
    made = StateMachine(program.assembled, 0, len(program.assembled) - 1, 32, side_set=0)
    made.input = line
    words = []
    made.taken = lambda word: words.append((made.cycle, word))
    return made, words


def test_a_wait_lasts_until_the_first_cycle_with_that_level():
    made, words = listener("wait 0 pin 0\nwait 1 pin 0\nset x, 1 [31]\nin x, 4\npush noblock\n", Line((10.5, 20)))
    made.run(15)
    assert made.stalled
    made.run(200)
    assert words == [(20 + 1 + 32 + 1, 1 << 28)]  # the wait itself is over at 11, the other one at 20
    assert made.stalled


def test_bits_come_in_from_the_right_and_a_push_empties_the_register():
    steps = (
        "mov isr, ~null",
        "in pins, 1 [9]",
        "in pins, 1",
        "in null, 21",
        "push noblock",
        "in null, 32",
        "push noblock",
    )
    source = "\n".join((*steps, "end:", "jmp end"))
    made, words = listener(source, Line((0, 5)))
    made.run(60)
    assert [word for _, word in words] == [0b10 << 9 | 0x1FF, 0]


RECEIVER = """wait 0 pin 0\nmov isr, ~null\nset x, 9 [15]\nbit:\nnop [29]\nin pins, 1\njmp x-- bit\nin null, 21
push noblock\n"""


@pytest.mark.parametrize("seed", range(10))
def test_what_goes_to_its_push_at_once_has_the_words_and_cycles_of_the_one_that_goes_step_by_step(seed):
    chance = random.Random(seed)
    edges = sorted(chance.sample(range(4000), 80))
    made, words = listener(RECEIVER, Line(*zip(edges[::2], edges[1::2], strict=True)))
    plain = Core(made._program)
    plain.input, expected = made.input, []
    plain.taken = lambda word: expected.append((plain.cycle, word))
    now = 0
    while now < 5000:
        now += chance.choice((1, 7, 100, 400.5, 1000))
        made.run(now)
        plain.run(now)
        assert words == expected
    assert len(words) > 5
