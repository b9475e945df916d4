# test_decode_stream.py - `wattkey decode` on what has no end: told as it comes, in constant memory

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.reader.dlt645.sightings import sightings, walked

ASK = bytes(encode(Frame(bytes.fromhex("000000123456"), 0x11, bytes.fromhex("00000100")), 0))
SPOILT = ASK[:-2] + b"\x00\x16"
COMMAND = [str(Path(sys.executable).with_name("wattkey")), "decode", "--json"]
MEMORY = 72 << 20  # bytes of address space, Python and its libraries (55 MB) included


def run_bounded(feed, folder):
    """Exit status, lines and errors of a decode that may use `MEMORY`, fed with the pieces of `feed`."""
    bounded = ["sh", "-c", f'ulimit -v {MEMORY >> 10}; exec "$@"', "sh", *COMMAND]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        child = subprocess.Popen(bounded, stdin=subprocess.PIPE, stdout=out, stderr=err)
        for piece in feed:
            child.stdin.write(piece)
        child.stdin.close()
        child.wait()
    return child.returncode, (folder / "out").read_text().splitlines(), (folder / "err").read_text()


@pytest.mark.parametrize(
    ("noise", "times"),
    [(bytes(1 << 20), 80), (b"0" * (1 << 20), 24), (b"00 " * (1 << 18), 24), (b"no hex here\n" * (1 << 16), 6)],
    ids=["zeros", "one endless line", "endless bytes in hex", "words"],
)
def test_constant_memory(noise, times, tmp_path):
    last = ASK if noise[:1] == b"\0" else b"\n" + ASK.hex().encode() + b"\n"
    feed = [noise] * times + [last]
    status, lines, errors = run_bounded(feed, tmp_path)
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


def test_a_named_pipe_is_read_like_a_file(tmp_path):
    pipe = tmp_path / "line"
    os.mkfifo(pipe)
    with subprocess.Popen([*COMMAND, str(pipe)], stdout=subprocess.PIPE) as child, pipe.open("wb") as far:
        far.write(ASK)
        far.flush()
        assert b'"000000123456"' in child.stdout.readline()


@given(
    st.lists(st.one_of(st.just(ASK), st.just(SPOILT), st.just(ASK[:9]), st.binary(max_size=30)), max_size=6), st.data()
)
def test_pieces_of_any_size_tell_what_the_whole_tells(parts, data):
    stream = b"".join(parts)
    size = data.draw(st.integers(1, 40))
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    told = [[(s.at, s.raw, s.wrong, s.whole) for s in found] for found in (walked(pieces), sightings(stream))]
    assert told[0] == told[1]
