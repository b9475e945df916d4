# enough.py - how much must be bought for the light to come back: the handheld at the meter and the seller reckon alike
"""Amounts are cents."""


def least(remaining: int, overdraft: int, allow: int) -> int:
    """Cents that end a trip for arrears: the overdraft is repaid first, then more than `allow` (04001005) must remain.
    0 or less: it is not money that lacks. One program is content with `allow` itself; a cent more is right for all."""
    return overdraft - remaining + allow + 1
