# bars.py - the last reading as bars: what each tariff rate has used since the recharge before
"""Everything comes from the report in the chip, so no meter is needed."""

from wattkey import orders
from wattkey.amount import cents, money
from wattkey.pages import Pages
from wattkey.text import Texts
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_RATES = (("rate1", "row.rate1"), ("rate2", "row.rate2"), ("rate3", "row.rate3"), ("rate4", "row.rate4"))


class Bars:
    """The noun `bars` of the flow tables."""

    def __init__(self, wallet: Wallet, texts: Texts, pages: Pages) -> None:
        self._wallet = wallet
        self._texts = texts
        self._pages = pages

    async def show(self) -> str:
        """Turn the rows; "none" if there is no reading in the chip yet. Outcomes: ok, none."""
        report = orders.unpack("report", await self._wallet.report())
        if not report["read_count"]:
            return "none"
        since = report["was_total"] != ""  # else it is the first reading: what the registers show
        values = [(label, _used(report, name, since)) for name, label in _RATES]
        total = _used(report, "total", since)
        most = max([value or 0 for _, value in values] + [1])
        rows: "list[str | tuple[str, int, str]]" = []
        for label, value in values:
            if value is not None:
                rows.append((self._texts.get(label), 100 * value // most, money(value)))
        rows += self._words(report)
        status = "" if total is None else money(total) + "kWh"
        await self._pages.turn("usage" if since else "registers", rows, status)
        return "ok"

    def _words(self, report: dict) -> "list[str]":
        rows = [self._texts.get("row.credit", _balance(report))]
        if report["bought"]:
            rows.append(self._texts.get("row.bought", report["bought"]))
        return rows + [self._texts.get("row.read"), report["read_at"][:16]]


def _used(report: dict, name: str, since: bool) -> "int | None":
    """Hundredths of a kWh of a register, since the reading before if `since`; None where the meter has none."""
    now, before = report[name], report["was_" + name] if since else "0.00"
    return max(0, cents(now) - cents(before)) if now and before else None


def _balance(report: dict) -> str:
    """Remaining less overdraft, as the meter said."""
    if not report["remaining"] or not report["overdraft"]:
        return report["remaining"] or "-"
    return money(cents(report["remaining"]) - cents(report["overdraft"]))


def make(device: "Device") -> Bars:
    """The noun `bars` of the flow tables."""
    return Bars(device.wallet, device.presenter.texts, device.noun("pages"))
