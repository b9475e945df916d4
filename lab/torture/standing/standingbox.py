# standingbox.py - a box of 64 meters over days: what hangs there, what happens to it, and what whoever asks is told
"""Every quarter of an hour a concentrator reads all meters. Between that the power dips, meters are exchanged under
their numbers, clocks are set, and strangers flood the line."""

import json
import random
from typing import NamedTuple

from wattkey.box.boxmeter import energy
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.values import BROADCAST, bcd
from wattkey_lab.torture.instant import Instant
from wattkey_lab.torture.standing.gatewaylife import PASS_S, GatewayLife, Mail
from wattkey_lab.torture.standing.neighbours import HOSTILE, START_S, Neighbour, as_sent
from wattkey_lab.torture.standing.pair import Pair

METERS = 64
TRIES = 3  # of the concentrator, for one answer
GRACE_MS = 8 * PASS_S * 1000  # until an exchanged meter has to be found: at other speeds, one in each pass
_LATE_S = 2 * PASS_S + 600
_SLACK_MS = 3000  # an age is in whole seconds, and of the end of a reading
_MORE = {codes.READ_1997: codes.MORE_1997, codes.READ: codes.MORE}  # what asks for the next piece of an answer
_AGES = {  # of registers: what asks for it (docs/protocol.md)
    1997: (codes.READ_1997, bytes([codes.AGE]) + codes.OURS_1997), 2007: (codes.READ, bytes([codes.AGE]) + codes.OURS),
}  # fmt: skip

# what nobody may pass on
_CHANGES = (
    codes.WRITE, codes.RELAY, codes.WRITE_1997, codes.WRITE_ADDRESS, codes.CHANGE_PASSWORD, codes.WRITE_ADDRESS_1997,
)  # fmt: skip


class Hung(NamedTuple):
    """A meter, and since when it hangs under its number, ms."""

    meter: Neighbour
    since: int


class Site:
    """`counts`: what the command tells."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = Instant()
        self.pair = Pair(self.clock)
        self.counts = dict.fromkeys(("reads", "lost", "wrong", "backward", "aged_wrong", "starved"), 0)
        self.exchanged = 0
        self.numbers = [bytes.fromhex(f"{n:012d}") for n in range(1001, 1001 + METERS)]
        self.history: dict[bytes, list[Hung]] = {}
        self._told: dict[bytes, tuple[int, int]] = {}  # number -> (which of its meters, the total) told last
        for n, number in enumerate(self.numbers):
            self.hang(number, kind=HOSTILE[n // 16] if n % 16 == 5 else "")
        lines = {str(n): number.hex() for n, number in enumerate(self.numbers, 1)}
        self.mail = Mail(json.dumps({"wattkey": 1, "type": "meters", **lines}).encode())
        self.gateway = GatewayLife(self.pair, self.clock, self.mail, from_last=True)

    # what happens

    def hang(self, number: bytes, kind: str = "", first: int | None = None) -> None:
        """A meter comes under the number, in the place of the one that is there."""
        chance, common = self.chance, self.chance.random() < 0.8
        twins = 2 if kind == "twins" else 1
        made = [
            Neighbour(
                number, chance.choice((1997, 2007)), chance.choice((3, 4)),
                baud=1200 if common else 2400, needs=chance.choice((0, 0, 0, 4)), delay=chance.randrange(20, 90),
                room=200 if common else 12, first=chance.randrange(10**6) if first is None else first,
                since_ms=self.clock.now, kind=kind,
            )
            for _ in range(twins)
        ]  # fmt: skip
        self.pair.hung[number] = made
        self.history.setdefault(number, []).append(Hung(made[0], self.clock.now))

    def exchange(self) -> None:
        """Another meter comes under one of the numbers, new from the factory."""
        number = self.chance.choice([n for n in self.numbers if not self.history[n][0].meter.kind])
        self.hang(number, first=self.chance.randrange(100))
        self.exchanged += 1

    def time(self, off_s: int = 0) -> None:
        """A time is broadcast."""
        self.gateway.ask(BROADCAST, codes.SET_TIME, as_sent(START_S + self.clock.now // 1000 + off_s))

    def flood(self) -> None:
        """A stranger: times that are none or far off, commands that nobody may pass on, questions to nobody."""
        for data in (b"\xff" * 6, bytes.fromhex("000010200099")):
            self.gateway.ask(BROADCAST, codes.SET_TIME, data)
        for n in range(60):
            self.time(290 * (n + 1))
            number = self.chance.choice(self.numbers)
            self.gateway.ask(number, self.chance.choice(_CHANGES), bytes(16))
            self.gateway.ask(number, codes.SECURITY, ids.RECHARGE.to_bytes(4, "little") + bytes(20))
            self.gateway.ask(bytes.fromhex("000000777777"), *codes.question(2007, codes.ENERGY_2007))
            self.gateway.ask(BROADCAST, codes.FREEZE, bytes(4))

    # what is told

    def read_all(self) -> None:
        """The concentrator asks for each meter's block, and how old it is."""
        for number in self.numbers:
            meter, since = self.history[number][-1]
            control, name = codes.question(meter.standard, codes.ENERGY[meter.standard])
            values = self._whole(number, control, name)
            if meter.kind:
                continue
            if values:
                self.counts["reads"] += 1
                self._judge(number, values, self._age(number, meter.standard))
            elif self.clock.now - max(since, self.gateway.began_ms) > GRACE_MS:
                self.counts["lost"] += 1

    def _whole(self, number: bytes, control: int, name: bytes) -> tuple[int, ...]:
        """The values, put together from their pieces; () for none."""
        for _ in range(TRIES):
            data, tail = b"", b""
            for sequence in range(1, 20):
                answer = self.gateway.ask(number, control if sequence == 1 else _MORE[control], name + tail)
                if not answer or answer.is_error():
                    break
                data += answer.data[len(name) : len(answer.data) - len(tail)]
                if not answer.control & codes.FOLLOWS:
                    try:
                        values = energy(1997 if control == codes.READ_1997 else 2007, data)
                    except ValueError:
                        break
                    return tuple(value or 0 for value in values)
                tail = bytes([sequence]) if control == codes.READ else b""
        return ()

    def _age(self, number: bytes, standard: int) -> tuple[int, int]:
        """(source, ms) of the age that is told."""
        control, name = _AGES[standard]
        answer = self.gateway.ask(number, control, name)
        if not answer or answer.is_error():
            return 0, 0
        data = answer.data[len(name) :]
        return data[0], 1000 * (bcd(data[1:5]) or 0)

    def _judge(self, number: bytes, values: tuple[int, ...], age: tuple[int, int]) -> None:
        now, counts = self.clock.now, self.counts
        spans = [
            (at, span)
            for at, one in enumerate(self.history[number])
            if (span := one.meter.moment(values)) and one.since <= span[1] and span[0] <= now
        ]
        if not spans:
            counts["wrong"] += 1
            return
        at, (begun, ended) = spans[-1]
        read = now - age[1]
        live = begun - _SLACK_MS <= now <= ended + _SLACK_MS
        dated = age[0] == 2 and begun <= read or begun - _SLACK_MS <= read <= ended + _SLACK_MS
        counts["aged_wrong"] += not dated and not live
        counts["backward"] += (at, values[0]) < self._told.get(number, (0, 0))
        self._told[number] = at, values[0]
        late = now - max(self.gateway.began_ms, self.history[number][-1].since) > GRACE_MS
        counts["starved"] += late and age[1] > 1000 * _LATE_S
