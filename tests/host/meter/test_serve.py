# test_serve.py - a meter on a real port: clients that come together, go away, stammer

import socket
from contextlib import contextmanager

from wattkey.dlt645.frame import Frame, Scanner, encode

OWN = bytes.fromhex("000000123456")
QUESTION = bytes(encode(Frame(OWN, 0x11, bytes.fromhex("00000100")), 1))


@contextmanager
def client(where):
    host, _, port = where.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        yield line


def answers(line, count):
    scanner, found = Scanner(), []
    while len(found) < count:
        data = line.recv(100)
        assert data, "the meter hung up"
        scanner.feed(data)
        while frame := scanner.next():
            found.append(frame)
    return found


def answer(line):
    (frame,) = answers(line, 1)
    return frame


def test_two_clients_each_with_half_a_question_do_not_disturb_each_other(served):
    where, _ = served()
    with client(where) as one, client(where) as two:
        one.sendall(QUESTION[:9])
        two.sendall(QUESTION[:5])
        one.sendall(QUESTION[9:])
        assert answer(one).data[:4] == bytes.fromhex("00000100")
        two.sendall(QUESTION[5:])
        assert answer(two).control == 0x91


def test_a_client_that_goes_away_with_its_answer_pending_harms_nobody(served):
    where, _ = served(answer_ms=100)
    with client(where) as one:
        one.sendall(QUESTION)
    with client(where) as two:
        two.sendall(QUESTION)
        assert answer(two).control == 0x91


def test_a_question_behind_half_a_question_is_found_when_the_line_falls_silent(served):
    where, _ = served()
    with client(where) as one:
        one.sendall(QUESTION[:10] + QUESTION)
        assert answer(one).control == 0x91


def test_two_questions_at_once_get_two_answers(served):
    where, _ = served()
    with client(where) as one:
        one.sendall(QUESTION + QUESTION)
        assert [each.control for each in answers(one, 2)] == [0x91, 0x91]
