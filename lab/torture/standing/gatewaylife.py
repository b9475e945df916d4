# gatewaylife.py - a gateway's lives: the device's gateway, own passes and keeping, over one pair, with its drive
"""What the flow `uplink` puts together, without the loop that looks at keys (tests/device/test_uplink.py has that)."""

from wattkey.box import ANSWERING, readings
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.box.held import Held
from wattkey.box.keeping import Keeping, kept_until
from wattkey.box.known import for_gateway
from wattkey.box.ownpass import OwnPass
from wattkey.box.polling import Pass
from wattkey.box.timing import Timing
from wattkey.box.wirelock import WireLock
from wattkey.dlt645.asker import Asker
from wattkey.dlt645.frame import Frame
from wattkey.orders import METERS
from wattkey.ports import Drive
from wattkey_host.sim.head import straight
from wattkey_lab.torture.instant import Instant
from wattkey_lab.torture.standing.pair import Pair

OWN = "000000000099"
PASS_S = 900
_KEEP_MIN = 1440
_PATIENCE_MS = 3000
_QUIET_MS = 10_000
_RESET_MS = 4000  # of a reset to keep readings, until it answers again
_LOOK_MS = 5000  # as often an idle gateway looks for what is due [the device: every 20 ms]


class Mail(Drive):
    """The list, the file of the readings, and what boot.py was given. `erases` of each sector."""

    def __init__(self, listed: bytes) -> None:
        self.files = {METERS: listed, readings.FILE: readings.empty()}
        self.record = b""
        self.erases = [0, 0, 0, 0]

    def read(self, name: str, limit: int, start: int = 0) -> bytes:
        """As the port has it."""
        return self.files[name][start : start + limit]

    def handed(self, kind: int) -> bytes:
        """As the port has it."""
        return self.record

    def settled(self, kind: int) -> None:
        """As the port has it: the record is gone."""
        self.record = b""

    def keep(self, record: bytes) -> None:
        """What boot.py does behind a reset."""
        start, content = readings.start_of(record), self.files[readings.FILE]
        end = start + readings.SECTOR
        self.files[readings.FILE] = content[:start] + readings.sector(record, content[start:end]) + content[end:]
        self.record = record
        self.erases[start // readings.SECTOR] += 1


class GatewayLife:
    """`from_last`: UPLINK_ANSWERS = "last"."""

    def __init__(self, pair: Pair, clock: Instant, mail: Mail, from_last: bool) -> None:
        self.from_last = from_last
        self.kept = 0  # batches that went into the file
        self._pair, self._clock, self._mail = pair, clock, mail
        self._asked_ms = 0
        self.start()

    def start(self) -> None:
        """A life begins. Raises ValueError where list or file are refused."""
        kept = kept_until(self._mail.record)
        self.began_ms = self._clock.now
        polling = Pass()
        if code := for_gateway(polling, self._mail, {}, OWN):
            raise ValueError(code)
        lock, self.held = WireLock(self._clock), Held(polling, self._clock)
        last = kept if polling.then == ANSWERING else 0
        if last and self.from_last:
            self.held.kept(polling.number)
        self._keeping = Keeping(self.held, _KEEP_MIN, last)
        if not self._keeping.going():
            polling.number += 1
        self._pair.baud, self._pair.preamble = 1200, 4
        downlink = Downlink(Asker(self._pair, self._clock), lock, self._pair, self._clock, _PATIENCE_MS)
        self._gateway = Gateway(bytes.fromhex(OWN), self.held, downlink, self.from_last, Timing)
        self._own = OwnPass(self._pair, self._clock, lock, self.held, PASS_S)

    def dip(self) -> None:
        """The power goes, and with it what is in memory."""
        self._mail.record = b""
        self._clock.now += _RESET_MS
        self.start()

    def ask(self, number: bytes, control: int, data: bytes) -> Frame | None:
        """What it answers to a question from above."""
        before = self._gateway.asked
        answer = straight(self._gateway.answer(Frame(number, control, data)))
        if self._gateway.asked != before:
            self._asked_ms = self._clock.now
        assert answer is None or isinstance(answer, Frame)
        return answer

    def idle(self, until_ms: int) -> None:
        """Nobody asks: its own passes go on."""
        while self._clock.now < until_ms:
            if self._keeping.begin():
                place = self._keeping.next()
                if not place:
                    self._mail.keep(self._keeping.record())
                    self.kept += 1
                    self._clock.now += _RESET_MS
                    self.start()
                    continue
            else:
                place = self.held.due(PASS_S, self._clock.now - self._asked_ms > _QUIET_MS)
            if place:
                straight(self._own.read(place))
            else:
                self._clock.now = min(until_ms, self._clock.now + _LOOK_MS)
