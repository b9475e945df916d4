# test_garbage.py - whatever falls on the eye: the chip stays as it was, and a sale works afterwards
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.head import straight

DATA = st.binary(max_size=60)
QUESTIONS = st.builds(lambda kind, data: bytes([kind]) + b"KW\x0f" + data, st.integers(0, 7), DATA)
ADDRESSES = st.sampled_from([b"\xaa" * 6, bytes.fromhex("000000000001")]) | st.binary(min_size=6, max_size=6)
CONTROLS = st.sampled_from([0x03, 0x03, 0x11, 0x13, 0x14, 0x83])
FRAMES = st.builds(Frame, ADDRESSES, CONTROLS, QUESTIONS | DATA).map(lambda frame: bytes(encode(frame)))
CUT = st.builds(lambda frame, at: frame[: at % len(frame)], FRAMES, st.integers(0, 99))
PAUSES = st.floats(0, 1)  # seconds


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(known=st.booleans(), noise=st.lists(st.tuples(DATA | FRAMES | CUT, PAUSES), min_size=8, max_size=12))
def test_garbage_changes_nothing(make_counter, known, noise):
    counter = make_counter().open()
    before = counter.chip.cells
    if known:
        straight(counter.terminal().open())
    for data, pause in noise:
        straight(counter.link.send(data))
        counter.world.run_for(pause)
    assert counter.chip.cells == before
    assert counter.page.title == "Seller"
    counter.world.run_for(1)
    assert counter.sell().purchase.order == 1
