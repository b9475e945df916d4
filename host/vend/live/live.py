# live.py - issue, send and receive with the device at the other end of a beam or cable
"""Ledger and documents are those of a sale by drive; only the way is another. What the ledger has made for the card
and its chip has not got is brought first (waiting.py), and `said` hears of it. Selling: live_sale.py."""

from dataclasses import replace

from wattkey.info import Info
from wattkey.orders import FROM_DEVICE, BadDocument, pack, parse
from wattkey.pieces import TAKEN_BEFORE, TAKEN_NOW
from wattkey.wallet import TAKEN
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.issue import issue_chip
from wattkey_host.vend.live.visit import LiveVisit, Run, Said, silent
from wattkey_host.vend.live.waiting import next_waiting
from wattkey_host.vend.signing import Order
from wattkey_host.vend.wording import phrase, refusal


def issue_live(
    desk: Desk, terminal: Terminal, run: Run, meter: str, customer: str, *, card: str | None = None,
    count: int | None = None, said: Said = silent,
) -> Card:  # fmt: skip
    """Make the device's chip the card of `meter`, as `issue` does on the desk; a replacement gets what was on the way
    on the card before. Raises VendError."""
    row = issue_chip(desk, _AtPort(terminal, run), meter, customer, card=card, count=count)
    if desk.open_orders(row.card):
        LiveVisit(desk, terminal, run, said).bring()
    run(terminal.end())
    return row


def order_of(text: bytes) -> Order:
    """The order in a file that a chip can take. Raises VendError."""
    try:
        order = parse(text)
    except BadDocument as error:
        raise refusal("order.unreadable", error=error, code=error.code) from error
    if order["type"] in FROM_DEVICE:
        raise refusal("order.of_device", kind=order["type"])
    return Order(order["type"], pack(order))


def send_live(desk: Desk, terminal: Terminal, run: Run, order: Order, said: Said = silent) -> tuple[bool, Outcome]:
    """Bring any order to the chip: (whether it had it already, what its report says then). Raises VendError."""
    visit = LiveVisit(desk, terminal, run, said)
    fields = order.fields
    mine = {"card": visit.info.card.hex(), "serial": visit.info.serial.hex()}
    for name, value in mine.items():
        if fields.get(name, value) != value and not (name == "card" and order.kind == "issue"):
            raise refusal("order.elsewhere", noun=name, number=fields[name], device=value)
    if order.kind in ("purchase", "cancel") and fields["order"] > visit.info.order:
        visit.make_room(fields["order"], phrase("then.file_again"))
    before = visit.hand_in(order.packed, phrase("then.file_stands"))
    report = visit.proof_of(order)
    visit.end()
    return before, report


def bring_live(desk: Desk, terminal: Terminal, run: Run, said: Said = silent) -> tuple[list[str], Outcome]:
    """Bring all that the ledger has for the device: (what it was, what its report says then). Raises VendError."""
    visit = LiveVisit(desk, terminal, run, said)
    if desk.waiting_issue(visit.info) is None:
        _ = visit.card  # blank, and nobody has made it a card
    brought = visit.bring()
    report = visit.report()
    visit.end()
    return brought, report


def receive_live(desk: Desk, terminal: Terminal, run: Run) -> Outcome:
    """Take the card's report into the ledger, fresh from the chip, and tell what waits for it. Raises VendError."""
    visit = LiveVisit(desk, terminal, run)
    _ = visit.card  # a blank chip has no report
    outcome = visit.report()
    visit.end()
    waiting = next_waiting(desk, visit.info)
    words = (f"This waits for it: {waiting.words}. Bring it: wattkey vend send --port.",) if waiting else ()
    return replace(outcome, words=outcome.words + words)


def recover_live(desk: Desk, terminal: Terminal, run: Run) -> Outcome:
    """After a backup was put back: the card's report, fresh from the chip, with what the ledger does not know any more.
    Raises VendError."""
    visit = LiveVisit(desk, terminal, run)
    _ = visit.card  # a blank chip has no report
    outcome = visit.report(recovering=True)
    visit.end()
    return outcome


class _AtPort:
    """The chip in the device at a port."""

    def __init__(self, terminal: Terminal, run: Run) -> None:
        self._terminal, self._run = terminal, run

    def info(self) -> Info:
        """Opens a session, so that what the chip says is proved. Raises VendError."""
        return self._run(self._terminal.open())

    def take(self, _kind: str, packed: bytes) -> str:
        """The document goes over in pieces, and says itself what it is. Raises VendError."""
        outcome = self._run(self._terminal.hand_in(packed))
        return TAKEN if outcome in (TAKEN_NOW, TAKEN_BEFORE) else outcome

    def report(self) -> bytes:
        """Fresh from the chip. Raises VendError."""
        return self._run(self._terminal.report())
