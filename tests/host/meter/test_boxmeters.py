# test_boxmeters.py - a box file and its meters: what may stand in it, and who hears what
import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.meter.boxmeters import Spec, box_meter, load
from wattkey_host.sim.clock import VirtualClock


def said(spec, frame, wake):
    """What a meter says to a question with so many FE bytes in front."""
    clock, out = VirtualClock(), []
    meter = box_meter(spec, clock)
    meter.speak = out.append
    for byte in encode(frame, wake):
        meter.hear(byte)
    clock.advance(2_000_000)
    return b"".join(out)


def question(number):
    return Frame(bytes.fromhex(number), 0x01, b"\x1f\x90")


OWN, OTHER = "000000000001", "000000000002"


@pytest.mark.parametrize(("wake", "hears"), [(0, False), (3, False), (4, True), (9, True)])
def test_a_meter_that_needs_four_fe_is_deaf_to_fewer(wake, hears):
    assert bool(said(Spec(OWN, needs_fe=4), question(OWN), wake)) == hears


def test_one_that_needs_none_hears_without():
    assert said(Spec(OWN), question(OWN), 0)


def test_a_silent_meter_says_nothing_to_anything():
    assert said(Spec(OWN, silent=True), question(OWN), 4) == b""


def test_it_answers_for_another_under_its_own_number():
    answer = said(Spec(OWN, also_answers=(OTHER,), preamble=0), question(OTHER), 4)
    assert answer[6:0:-1].hex() == OWN
    assert said(Spec(OWN), question(OTHER), 4) == b""


def test_a_meter_of_2007_is_silent_to_a_question_of_1997():
    assert said(Spec(OWN, standard="2007"), question(OWN), 4) == b""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{ address = "12345" }', "not 12 digits"),
        ('{ address = "000000000001", standard = "1998" }', "none of 1997, 2007, 698"),
        ('{ address = "000000000001", rates = 2 }', "3 or 4 rates"),
        ('{ address = "000000000001", rates = 3, energy = ["1", "2"] }', "as many energies"),
        ('{ address = "000000000001", answer_ms = "20" }', "is no int"),
        ('{ address = "000000000001", energy = ["1", "2", "3", "four"] }', "meter 1"),
        ('{ address = "000000000001", energy = ["999999.99", "1", "2", "3"] }', "at most 999999.99"),
        ('{ address = "000000000001", colour = "grey" }', "colour is none of"),
        ('{ standard = "1997" }', "address"),
        ('{ address = "000000000001" }, { address = "000000000001" }', "twice"),
        ("", "1 to 64"),
    ],
)
def test_a_bad_box_file_is_refused_with_what_is_wrong(tmp_path, line, words):
    file = tmp_path / "box.toml"
    file.write_text(f"meter = [{line}]\n")
    with pytest.raises(ValueError, match=words) as refused:
        load(file)
    assert "box.toml" in str(refused.value)


def test_a_file_that_is_no_box_is_refused(tmp_path):
    with pytest.raises(ValueError, match="No such file"):
        load(tmp_path / "none.toml")
