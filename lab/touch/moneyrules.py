# moneyrules.py - what must be true of the money on the table, whatever was clicked
"""The rules of docs/money.md that can be seen from outside: ledger, chip and meter side by side."""

from decimal import Decimal

from wattkey_host.touch.scene import Scene


def broken(scene: Scene) -> list[str]:
    """The rules that do not hold, in words."""
    prepaid = scene.stage.prepaid
    if prepaid is None:
        return []
    sold = scene.counter.sold()
    bought, amounts = Decimal(prepaid.bought) / 100, {row["count"]: Decimal(str(row["amount"])) for row in sold}
    refunded = sum((Decimal(str(row["amount"])) for row in sold if row["refunded"]), Decimal(0))
    wrong = []
    if bought > sum(amounts.values(), Decimal(0)) - refunded:
        wrong.append(f"the meter has {bought}, sold were {sum(amounts.values())}, refunded {refunded}")
    if prepaid.count > len(amounts):
        wrong.append(f"the meter's count is {prepaid.count}, sold were {len(amounts)} counts")
    for record in prepaid.records:
        if amounts.get(record.count) != Decimal(record.amount) / 100:
            wrong.append(
                f"count {record.count} of the meter is {record.amount} cents, sold {amounts.get(record.count)}"
            )
    for row in sold:
        if row["state"] == "delivered" and int(str(row["count"])) > prepaid.count:
            wrong.append(f"count {row['count']} is delivered in the ledger, the meter is at {prepaid.count}")
    if Decimal(prepaid.balance) / 100 > bought:
        wrong.append(f"the balance {prepaid.balance} is more than was bought")
    return wrong
