# test_codecs.py - damaged streams: ours comes through, and one that does not is counted for what it did

import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_lab.bench.codecs import Figures, bounds, bounds_698, ratio, suffer, table
from wattkey_lab.bench.damage import DLT698, noisy, streams
from wattkey_lab.bench.peers import Codec, Got, codecs, codecs_698

OURS = codecs()[0]
LIE = Got(bytes(6), 0x91, b"lie")


def count(codec, number=400):
    figures = Figures(codec.name)
    for stream in streams(number, seed=3):
        suffer(codec, stream, figures)
    return figures


def codec(scan):
    return Codec("made up", OURS.encoder, OURS.decoder, scan)


def test_ours_misses_nothing_and_invents_nothing():
    ours = count(OURS, 4000)
    assert (ours.exceptions, ours.hangs, ours.false_accepts, ours.missed) == (0, 0, 0, 0)
    assert ours.intact == 4000  # of eight kinds of stream two have no frame, one has three


def test_the_streams_are_what_they_say():
    for stream in streams(400):
        assert all(bytes(encode(one, 0)) in stream.whole for one in stream.intact)
    assert [s.whole for s in streams(50)] == [s.whole for s in streams(50)]
    assert len({s.kind for s in streams(8)}) == 8


def test_a_codec_that_finds_nothing_misses_all():
    figures = count(codec(lambda slices: iter(())))
    assert figures.missed == figures.intact == 400
    assert figures.false_accepts == figures.exceptions == 0


def test_a_codec_that_lies_is_found_out():
    figures = count(codec(lambda slices: iter([LIE])))
    assert figures.false_accepts == 400
    assert not bounds([figures])[0][3]


def test_a_codec_that_fails_is_counted_and_keeps_what_it_had():
    def scan(slices):
        yield from OURS.scan(slices)
        raise KeyError

    figures = count(codec(scan))
    assert (figures.exceptions, figures.missed) == (400, 0)


def test_a_codec_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr("wattkey_lab.bench.codecs.HANG_S", 0.05)

    def scan(slices):
        while slices:
            pass
        yield LIE

    figures = Figures("made up")
    suffer(codec(scan), next(streams(1)), figures)
    assert figures.hangs == 1


def test_out_of_the_noisy_stream_come_all_frames():
    pieces, number = noisy(200)
    assert max(map(len, pieces)) == 64
    assert len(list(OURS.scan(pieces))) == number


def test_ours_reads_and_writes_the_same_frame():
    one = Frame(bytes.fromhex("000000123456"), 0x91, b"\0\0\1\0")
    raw = OURS.encoder(one)()
    again = OURS.decoder(raw)()
    assert (again.address, again.control, again.data) == (one.address, one.control, one.data)


def test_the_figures_beside_each_other():
    ours, slow, slower = Figures("ours", both=500), Figures("a", both=200), Figures("b", both=100)
    assert ratio([ours]) is None
    assert ratio([ours, slower, slow]) == pytest.approx(2.5)
    assert bounds([ours, slow])[-1][1:] == (2.5, "2 or more", True)
    assert not bounds([slow, ours])[-1][3]
    assert table([ours, slow]).row_count == table([ours]).row_count > 8


def test_the_third_language_is_measured_beside_its_peer():
    measured = [Figures(one.name) for one in codecs_698()]
    for codec, figures in zip(codecs_698(), measured, strict=True):
        for stream in streams(2000, seed=3, tongue=DLT698):
            suffer(codec, stream, figures, DLT698)
    ours = measured[0]
    assert (ours.exceptions, ours.hangs, ours.false_accepts, ours.missed, ours.intact) == (0, 0, 0, 0, 2000)
    assert all(good for *_, good in bounds_698(measured))
    pieces, number = noisy(200, tongue=DLT698)
    assert all(len(list(codec.scan(pieces))) == number for codec in codecs_698())


def test_a_codec_of_698_that_lies_is_found_out():
    figures = Figures("made up")
    for stream in streams(8, tongue=DLT698):
        suffer(codec(lambda slices: iter([LIE])), stream, figures, DLT698)
    assert figures.false_accepts == 8
