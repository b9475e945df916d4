# test_decode_stream.py - `wattkey decode` on what has no end: told as it comes, in constant memory

import resource
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.reader.dlt645.sightings import sightings, walked

ASK = bytes(encode(Frame(bytes.fromhex("000000123456"), 0x11, bytes.fromhex("00000100")), 0))
SPOILT = ASK[:-2] + b"\x00\x16"
COMMAND = [sys.executable, "-m", "wattkey_host.cli", "decode", "--json"]
MEMORY = 160 << 20  # bytes of address space, Python and its libraries included
LENGTH = 48 << 20  # bytes: several times what a child may keep beside them


def run_bounded(feed):
    """Exit status, lines and errors of a decode that may use `MEMORY`, fed with the pieces of `feed`."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # noqa: E731 - one word for Popen
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit
    ) as child:
        import threading

        errors = []
        drain = threading.Thread(target=lambda: errors.append(child.stderr.read()))
        out = []
        taken = threading.Thread(target=lambda: out.append(child.stdout.read()))
        drain.start()
        taken.start()
        for piece in feed:
            child.stdin.write(piece)
        child.stdin.close()
        drain.join()
        taken.join()
    return child.returncode, out[0].splitlines(), errors[0].decode()


@pytest.mark.parametrize(
    "noise",
    [bytes(1 << 20), b"\n" * (1 << 20), b"0" * (1 << 20), b"00 " * (1 << 18), b"no hex here\n" * (1 << 16)],
    ids=["zeros", "empty lines", "one endless line", "endless bytes in hex", "words"],
)
def test_constant_memory(noise):
    last = ASK if noise[:1] == b"\0" else b"\n" + ASK.hex().encode() + b"\n"
    feed = [noise] * (LENGTH // len(noise)) + [last]
    status, lines, errors = run_bounded(feed)
    assert "Traceback" not in errors and "Memory" not in errors
    assert (status, len(lines)) == (0, 1)


@pytest.mark.parametrize(
    "pieces", [[ASK], [ASK[:5], ASK[5:]], [b"\xfe\xfe" + ASK], [b"Rx: " + ASK.hex(" ").encode() + b"\n"], [SPOILT]]
)
def test_a_pipe_that_stays_open_is_answered_at_once(pieces):
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for piece in pieces:
            child.stdin.write(piece)
            child.stdin.flush()
        assert b'"000000123456"' in child.stdout.readline()  # the pipe is open yet
        child.stdin.close()


@given(
    st.lists(st.one_of(st.just(ASK), st.just(SPOILT), st.just(ASK[:9]), st.binary(max_size=30)), max_size=6), st.data()
)
def test_pieces_of_any_size_tell_what_the_whole_tells(parts, data):
    stream = b"".join(parts)
    size = data.draw(st.integers(1, 40))
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    assert list(walked(pieces)) == list(sightings(stream))
