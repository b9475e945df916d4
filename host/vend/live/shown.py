# shown.py - whether a chip has an order, by its own word: what the processor before it says of it is no proof
"""The processor answers each piece of a document, and may answer what it likes. The report and INFO are the chip's own,
under MACs that the processor cannot get for words of its own."""

from wattkey.info import Info
from wattkey.orders import unpack
from wattkey_host.vend.signing import Order
from wattkey_host.vend.wording import refusal


def check(order: Order, report: dict, info: Info) -> None:
    """Raises VendError unless the chip has taken this order, or a later one. `report`: fields of the chip's report
    after it; `info`: what it has proved of itself after it."""
    if not _shows(order, report, info):
        raise refusal("device.shows_not", kind=order.kind)


def _shows(order: Order, report: dict, info: Info) -> bool:
    fields = unpack(order.kind, order.packed)
    if order.kind in ("issue", "rekey"):
        return report["issue"] >= fields["issue"]
    if order.kind == "unlock":
        return not info.has_pin
    if report["card"] != fields["card"]:
        return False
    if order.kind == "purchase":
        return report["order"] >= fields["order"]
    last, state = (fields["last"], "cancelled") if order.kind == "cancel" else (fields["order"], "settled")
    return report["order"] > last or (report["order"] == last and report["state"] in (state, "delivered"))
