# test_hearing.py - awkward questions: half of one, two at once, not a question, too long, noise

import pytest

from wattkey.dlt645.frame import Frame, encode

OWN = bytes.fromhex("000000123456")
QUESTION = bytes(encode(Frame(OWN, 0x11, bytes.fromhex("00000100")), 0))


def answers(b):
    return b"".join(data for _, data in b.raw).count(b"\x68\x56\x34\x12\0\0\0\x68\x91")


@pytest.mark.parametrize(
    "said, count",
    [
        (QUESTION, 1),
        (b"\xfe" * 60 + QUESTION, 1),
        (b"\x68\x68\x16\x00\xff" + QUESTION, 1),
        (b"\x68" + QUESTION[1:7] + b"\x68\x11\xc8" + QUESTION, 0),  # promises 200 bytes: nobody can know better yet
        (QUESTION[:-2] + bytes([QUESTION[-2] ^ 1]) + b"\x16" + QUESTION, 1),
        (QUESTION + QUESTION, 2),
        (QUESTION[:9], 0),
        (QUESTION[:9] + QUESTION, 0),  # the half one could still go on: after a silence it is clear, see test_serve
        (bytes(encode(Frame(OWN, 0x91, bytes(8)), 0)), 0),
        (bytes(encode(Frame(OWN, 0xD1, b"\x02"), 0)), 0),
        (bytes(encode(Frame(bytes.fromhex("000000999999"), 0x11, bytes(4)), 0)), 0),
        (b"", 0),
    ],
    ids=[
        "plain",
        "many FE",
        "noise",
        "lie",
        "bad then good",
        "two",
        "half",
        "half, whole",
        "answer",
        "error",
        "other",
        "",
    ],
)
def test_what_is_said_and_how_often_it_is_answered(bench, said, count):
    b = bench()
    b.say(said)
    assert answers(b) == count


def test_after_half_a_second_the_half_of_a_question_is_forgotten(bench):
    b = bench()
    b.say(b"\x68" + QUESTION[1:7] + b"\x68\x11\xc8")  # two seconds pass
    b.say(QUESTION)
    assert answers(b) == 1


def test_the_longest_question_that_can_be_asked(bench):
    answer = bench().ask(0x14, bytes(200))
    assert answer.control == 0xD4


def test_a_question_that_claims_to_be_longer_is_none(bench):
    b = bench()
    b.say(QUESTION[:9] + b"\xc9" + bytes(220) + QUESTION)
    assert answers(b) == 1
