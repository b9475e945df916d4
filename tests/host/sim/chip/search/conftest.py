# conftest.py - the moves of an attacker on the money rules, and what must never happen
"""A processor without keys does anything, with a real meter at hand and a memory of all it has seen. The tests beside
choose the moves; the invariants are asserted after each of them."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from wattkey_host.crypto import cipher8
from wattkey_host.sim.chip.memory import Torn

NONE, STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(8)
ALL = set(range(8))
NEVER_BACK = {
    OFFERED: {NONE, STORED, CANCELLED},
    NOT_CREDITED: {NONE, STORED, SETTLED},
    DELIVERED: ALL - {DELIVERED},
    CANCELLED: ALL - {CANCELLED},
    SETTLED: ALL - {SETTLED},
}
BEFORE = ("", "offered", "loaded", "delivered", "not credited", "disputed")
PICK = st.integers(0, 1 << 16)


class Attack(RuleBasedStateMachine):
    """The attacker's moves."""

    make = None  # set by the test
    seen = set()  # states of the purchase that its lives came through

    def __init__(self):
        super().__init__()
        self.bench = self.make()
        self.chip, self.meter = self.bench.chip, self.bench.meter
        self.meter.random1 = bytes(8)
        self.sold = {}  # count -> (amount, close) of the latest order
        self.orders = {}  # order -> (count, amount)
        self.papers = []  # cancel and settle orders that the seller has made: (command, packed)
        self.ended = {}  # order -> CANCELLED or SETTLED, as the seller reads in a report
        self.values = {}  # random1 -> {value: MAC}: the status MACs seen
        self.runs = []  # run files with their MACs
        self.randoms = [bytes(8)]  # every random1 of the chip
        self.loads = []  # (random2, answer of RELEASE)
        self.random2s = [bytes(4)]
        self.verified = None  # the count of the last STATUS or PROOF that the chip took, in this login, since a release
        self.last = (0, NONE)

    def call(self, name, data=b""):
        """A command; what it answers must be all right in itself."""
        answer, sw = self.apdu(self.bench.INS[name], data)
        assert sw == 0x9000 or answer == b""
        return answer if sw == 0x9000 else None

    def apdu(self, ins, data):
        """(data, status word); a chip torn in it has answered nothing and lost its login."""
        try:
            return self.chip.apdu(bytes([0x90, ins, 0, 0]) + data)
        except Torn:
            self.power_cut(0)
            return b"", 0

    def pick(self, things, n):
        return things[n % len(things)]

    @precondition(lambda self: len(self.sold) < 6)
    @rule(amount=st.sampled_from([1, 50, 10000]), close=st.integers(0, 1), gap=st.sampled_from([1, 1, 1, 2]))
    def take_a_new_order(self, amount, close, gap):
        cells = self.chip.cells
        count = cells.count + gap
        if self.call("TAKE", self.bench.seller.order(cells.order + 1, count, amount, close)) is not None:
            self.sold[count] = (amount, close)
            self.orders[cells.order + 1] = (count, amount)
            self.verified = None

    @rule(ahead=st.sampled_from([0, 0, 1]), settle=st.booleans())
    def seller_makes_a_paper(self, ahead, settle):
        """A cancel for the order held, or the next; or a settle order. The attacker keeps it for later."""
        cells, seller = self.chip.cells, self.bench.seller
        if settle:
            self.papers.append(("SETTLE", seller.settle(cells.order)))
        else:
            self.papers.append(("CANCEL", seller.cancel(cells.order + ahead, count=max(1, cells.count + ahead))))

    @precondition(lambda self: self.papers)
    @rule(n=PICK)
    def hand_in_a_paper(self, n):
        name, paper = self.pick(self.papers, n)
        before = self.chip.cells
        if self.call(name, paper) is None:
            return
        self.verified = None
        after = self.chip.cells
        assert after.state == (CANCELLED if name == "CANCEL" else SETTLED)
        if name == "SETTLE":
            assert before.state == DISPUTED or (before.state == OFFERED and before.proved_count >= before.count)
        if after.order == before.order:
            assert name == "SETTLE" or before.state in (STORED, NOT_CREDITED)
        self.ended[after.order] = after.state

    @rule(near=st.integers(-1, 3), far=st.sampled_from([None, None, 5000, 0]))
    def balance_falls_to(self, near, far):
        """And the attacker, who waits for such values, asks for them."""
        self.meter.remaining = max(0, self.chip.cells.count + near) if far is None else far
        self.collect_from_the_meter()

    @rule()
    def another_channel_recharges(self):
        self.meter.count += 1
        self.meter.credits.append((self.meter.count, None))

    @rule(n=PICK)
    def meter_login_with_any_random(self, n):
        random1 = self.pick(self.randoms, n)
        key = self.bench.KEYS["identity"]  # the meter enciphers for anyone, so this cipher is had without the key
        self.random2s.append(self.meter.identify(cipher8(key, random1), random1, b"\0\0" + self.bench.METER))

    @rule()
    def collect_from_the_meter(self):
        told = self.meter.status()
        seen = self.values.setdefault(self.meter.random1[:4], {})
        seen[told[:4]], seen[told[8:12]] = told[4:8], told[12:]
        self.runs.append(self.meter.run_file())

    @precondition(lambda self: self.loads)
    @rule(n=PICK)
    def load_any_release(self, n):
        load = self.pick(self.loads, n)[1]
        if self.meter.load(load):
            self.meter.credits[-1] += ("ours", self.pick(self.loads, n)[2])

    @rule(n=PICK, honest=st.booleans())
    def login(self, n, honest):
        answer = self.call("LOGIN")
        self.verified = None
        if answer is None:
            return
        self.randoms.append(answer[8:16])
        if honest:
            self.random2s.append(self.meter.identify(answer[:8], answer[8:16], answer[16:]))
        self.call("LOGGED", self.random2s[-1] if honest else self.pick(self.random2s, n))
        if honest:
            self.collect_from_the_meter()

    @rule(release=st.booleans(), load=st.booleans(), again=st.booleans())
    def session(self, release, load, again=False):
        """An honest one, as far as it goes; `again`: and one more, which tells the chip how it ended."""
        self.login(0, True)
        if self.chip.ram.login is None or self.chip.ram.login.random2 is None:
            return
        answer = self.call("STATUS", self.meter.status())
        self.verified = None if answer is None or answer[0] == 4 else self.meter.count
        if answer is not None and answer[0] == 4:
            self.proof_of_a_seen_file(1)
        if release:
            self.release()
        if load and self.loads:
            self.load_any_release(-1)
        if again:
            self.session(False, False)
            self.confirm(False)

    @rule(a=PICK, b=PICK)
    def status_of_seen_values(self, a, b):
        login = self.chip.ram.login
        seen = self.values.get(login.random1[:4]) if login else None
        if not seen:
            return
        r, n = (self.pick(list(seen), i) for i in (a, b))
        wanted = self.bench.u4(max(0, self.chip.cells.count - b % 2))  # n or n - 1, whatever it once was
        n = wanted if wanted in seen and b % 4 < 2 else n
        answer = self.call("STATUS", r + seen[r] + n + seen[n])
        if answer is not None:
            self.verified = None if answer[0] == 4 else int.from_bytes(n, "big")

    @precondition(lambda self: self.runs)
    @rule(back=st.sampled_from([1, 1, 1, 2, 3, 5]))
    def proof_of_a_seen_file(self, back):
        run = self.runs[-min(back, len(self.runs))]
        if self.call("PROOF", run) is not None:
            self.verified = int.from_bytes(run[23:27], "big")

    @rule()
    def release(self):
        before, login = self.chip.cells, self.chip.ram.login
        answer = self.call("RELEASE")
        if answer is None:
            return
        assert self.verified == before.count - 1
        assert before.state in (STORED, OFFERED, NOT_CREDITED)
        assert self.chip.cells.state == OFFERED
        assert answer[:8] == self.bench.u4(self.sold[before.count][0]) + self.bench.u4(before.count)
        self.loads.append((login.random2, answer, before.order))
        self.verified = None

    @rule(wrong=st.booleans())
    def confirm(self, wrong):
        cells = self.chip.cells
        data = self.bench.u4(cells.count) + self.bench.u4(cells.amount + wrong)
        if self.call("CONFIRM", data) is not None:
            assert (cells.state, self.verified) == (OFFERED, cells.count)

    @rule(kind=st.sampled_from([0x1B, 0x1C, 0x1A]))
    def close(self, kind):
        cells = self.chip.cells
        if self.call("CLOSE", bytes([kind]) + bytes.fromhex("991231235959")) is not None:
            assert kind != 0x1A and self.sold[cells.count][1] == 1
            assert cells.state == DELIVERED or (cells.state, self.verified) == (OFFERED, cells.count)

    @rule(tear=st.sampled_from([0, 1, 2]))
    def power_cut(self, tear):
        """Now, or in one of the next writes."""
        if tear:
            self.chip.memory.tear_at(tear)
        else:
            self.begins_anew()

    def begins_anew(self):
        self.chip.power_on()
        self.verified = None

    @rule(command=st.binary(max_size=133), ins=st.sampled_from([0x04, 0x06, 0x12, 0x1A, 0x1E, 0x22, 0x24, 0x26, 0xB0]))
    def anything(self, command, ins):
        state = (self.chip.cells.order, self.chip.cells.state)
        self.apdu(ins, command)
        if ins != 0x1E:
            assert (self.chip.cells.order, self.chip.cells.state) == state

    @initialize(close=st.integers(0, 1), before=st.sampled_from(BEFORE))
    def begins(self, close, before):
        """With an order that has come some way; what the attacker does then is anybody's guess."""
        self.take_a_new_order(10000, close, 1)
        if before:
            self.session(True, before in ("loaded", "delivered"), before in ("delivered", "not credited"))
        if before == "disputed":
            self.another_channel_recharges()
            self.session(False, False)
            self.confirm(True)

    @invariant()
    def nothing_is_minted_or_doubled(self):
        ours = [credit for credit in self.meter.credits if credit[2:3] == ("ours",)]
        assert all(self.orders[order] == (count, amount) for count, amount, _, order in ours)
        assert len({count for count, *_ in ours}) == len(ours) == len({order for *_, order in ours})

    @invariant()
    def what_the_seller_refunds_was_not_and_cannot_be_credited(self):
        """Cancelled: never credited. Settled: whatever it was, it stays so."""
        for *_, order in (credit for credit in self.meter.credits if credit[2:3] == ("ours",)):
            assert self.ended.get(order) != CANCELLED
        for random2, answer, order in self.loads:
            if order in self.ended:
                assert self.meter.count >= int.from_bytes(answer[4:8], "big") or random2 != self.meter.random2

    @invariant()
    def a_refundable_purchase_is_not_and_cannot_be_credited(self):
        cells = self.chip.cells
        if cells.state not in (STORED, NOT_CREDITED):
            return
        assert not any(
            credit[0] == cells.count and credit[2:] == ("ours", cells.order) for credit in self.meter.credits
        )
        for random2, answer, _ in self.loads:
            if answer[4:8] == self.bench.u4(cells.count):
                assert self.meter.count >= cells.count or random2 != self.meter.random2

    @invariant()
    def what_is_delivered_or_proved_was_so(self):
        """The meter has used the count; proved count and remaining amount stood there at one and the same moment."""
        cells = self.chip.cells
        assert cells.state != DELIVERED or any(credit[0] == cells.count for credit in self.meter.credits)
        proved = self.bench.u4(cells.proved_remaining) + self.bench.u4(cells.proved_count)
        assert proved == b"\xff\xff\xff\xff\0\0\0\0" or any(run[19:27] == proved for run in self.runs)

    @invariant()
    def no_way_back(self):
        order, state = self.last
        self.last = (self.chip.cells.order, self.chip.cells.state)
        self.seen.add(self.last[1])
        assert self.last[0] >= order
        if self.last[0] == order:
            assert self.last[1] not in NEVER_BACK.get(state, set())


@pytest.fixture
def attack(make_bench):
    """The state machine, on benches with an issued chip."""
    return type("BenchAttack", (Attack,), {"make": staticmethod(make_bench), "seen": set()})
