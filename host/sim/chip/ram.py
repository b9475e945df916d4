# ram.py - the chip's volatile state: what a power cut ends
"""Randoms, the login at the meter and its verdict. Nothing here is ever written to memory."""

from dataclasses import dataclass, field


@dataclass
class Login:
    """One identity authentication (070000FF) at the meter, from LOGIN on."""

    random1: bytes  # ours, 8 bytes
    random2: bytes | None = None  # the meter's, 4 bytes; None until LOGGED
    count: int | None = None  # that the last right STATUS of this login claimed
    verdict: int | None = None  # of the last right STATUS or PROOF; None again after RELEASE and TAKE
    released: bool = False  # a load MAC left the chip in this login


@dataclass
class SellerSession:
    """A session with the seller's terminal, from its proof on."""

    key: bytes
    number: int = 0  # of the question heard last
    answered: bool = True


@dataclass
class Ram:
    """Everything volatile; a new one at every power-on."""

    ir_random: bytes | None = None  # our random of IR_RANDOM, until IR_ANSWER used it
    login: Login | None = field(default=None)
    pin_given: bool = False  # the right one, since the power came and since the last order was taken
    seller_random: bytes | None = None  # our random of SELLER_HELLO, until SELLER_PROVE used it
    session: SellerSession | None = None  # with the seller
