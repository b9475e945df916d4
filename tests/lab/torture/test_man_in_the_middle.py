# test_man_in_the_middle.py - somebody between handheld and meter edits, swaps, records and plays again
"""He knows DL/T 645, so his checksums are right; he has no key. He may stop a recharge, never change or double one.
WATTKEY_ALL_EDITS=1 edits every byte of every question and answer; without it a sample."""

import os
import random

import pytest

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_lab.torture.cuts.handheld import Stuck

STEP = 1 if os.environ.get("WATTKEY_ALL_EDITS") else 23
STATUS = bytes.fromhex("FF028107")


class Middle:
    """Sits in the light: `edit(number, frame)` returns the frame that arrives; both ways, one count."""

    def __init__(self, made, edit=lambda number, frame: frame):
        self.made, self.edit = made, edit
        self.seen = []
        self._ear = Scanner()
        self.to_meter, self._speak = made.meter.hear, made.meter.speak
        made.meter.hear = self.hear
        made.meter.speak = self.speak

    def _arrives(self, frame):
        self.seen.append(frame)
        return self.edit(len(self.seen), frame)

    def hear(self, byte):
        self._ear.feed(bytes([byte]))
        frame = self._ear.next()
        if frame:
            for value in bytes(encode(self._arrives(frame), 0)):
                self.to_meter(value)

    def speak(self, answer):
        scanner = Scanner()
        scanner.feed(answer)
        self._speak(bytes(encode(self._arrives(scanner.next()), 4)))


def goes(made):
    """Do what the screen says as long as it says something; being stopped is allowed here."""
    try:
        for _ in range(3):
            if made.finished or not made.asks_for_ok:
                return
            made.press()
    except Stuck:
        return


def nothing_is_minted(made):
    history = made.scene.history
    assert made.meter.prepaid.bought in (sum(history), sum(history) + made.scene.amount)
    assert made.meter.prepaid.count == len(history) + (made.meter.prepaid.bought > sum(history))
    if made.meter.prepaid.count > len(history):
        assert made.state in ("offered", "delivered", "disputed"), made.state
    else:
        assert made.state != "delivered"


@pytest.fixture(scope="module")
def talk(scenes):
    """What is said in a recharge that nobody edits."""
    made = scenes.bench("second")
    with made.world:
        middle = Middle(made)
        made.on()
        made.press()
        made.check_credited_once()
    return middle.seen


def test_every_byte_of_every_question_and_answer_is_edited(scenes, talk):
    places = [(number, at) for number, frame in enumerate(talk, 1) for at in range(-1, len(frame.data))]
    for number, at in places[::STEP]:

        def edit(count, frame, number=number, at=at):
            if count != number:
                return frame
            if at < 0:
                return Frame(frame.address, frame.control ^ 0x40, frame.data)
            return Frame(
                frame.address, frame.control, frame.data[:at] + bytes([frame.data[at] ^ 0x01]) + frame.data[at + 1 :]
            )

        made = scenes.bench("second")
        with made.world:
            Middle(made, edit)
            made.on()
            goes(made)
            nothing_is_minted(made)


def test_swapped_status_values_say_nothing(scenes):
    """Remaining amount and count with their MACs, exchanged: both MACs are right in themselves."""

    def swap(_number, frame):
        if frame.control != 0x83 or frame.data[:4] != STATUS:
            return frame
        return Frame(
            frame.address, frame.control, frame.data[:4] + frame.data[12:20] + frame.data[4:12] + frame.data[20:]
        )

    for scene in ("second", "nearly_empty"):
        made = scenes.bench(scene)
        with made.world:
            Middle(made, swap)
            made.on()
            goes(made)
            nothing_is_minted(made)
            assert made.state != "not credited"


def test_a_recorded_session_played_to_the_meter_again_loads_nothing(scenes, talk):
    made = scenes.bench("second")
    with made.world:
        middle = Middle(made)
        made.on()
        made.press()
        made.check_credited_once()
        before = (made.meter.prepaid.count, made.meter.prepaid.bought)
        for frame in [frame for frame in middle.seen if not frame.is_answer()]:
            for value in bytes(encode(frame, 0)):
                middle.to_meter(value)
            made.world.run_for(0.1)
        assert (made.meter.prepaid.count, made.meter.prepaid.bought) == before


@pytest.mark.parametrize("drawn", [0, 1])
def test_recorded_answers_played_to_the_handheld_deliver_nothing(scenes, talk, drawn):
    """The meter never hears a word; every question is answered by the recording of another day, on which the chip drew
    other randoms. After `drawn` 1 that for the optical port was the same: any meter answers it for anyone."""
    answers = {}
    for question, answer in zip(talk, talk[1:], strict=False):
        if not question.is_answer() and answer.is_answer():
            answers.setdefault((question.control, question.data[:4]), []).append(answer)
    made = scenes.bench("second")
    same, other, draws = made.chip.random, random.Random(8).randbytes, iter(range(drawn))
    made.chip.random = lambda size: other(size) if next(draws, None) is None else same(size)
    with made.world:
        ear = Scanner()

        def hear(byte):
            ear.feed(bytes([byte]))
            frame = ear.next()
            known = answers.get((frame.control, frame.data[:4])) if frame else None
            if known:
                answer = bytes(encode(known[-1], 4))
                made.world.clock.after(20_000, lambda: made.meter.speak(answer))

        made.meter.hear = hear
        made.on()
        goes(made)
        assert next(draws, None) is None
        assert (made.state, made.meter.prepaid.count) == ("stored", 1)
