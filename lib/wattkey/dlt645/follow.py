# follow.py - the rest of an answer that comes in pieces: follow-on questions of both editions
"""Control codes 12H (2007), which numbers the pieces, and 02H (1997), which does not: DL/T 645-2007, 7.2."""

from micropython import const

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.dlt645.asker import Asker

_PIECES = const(255)  # of a value: one byte numbers them


async def whole(asker: "Asker", question: Frame, answer: Frame, tries: int, most: int) -> bytes:
    """The value whose first piece is in `answer`. Raises as Asker.value."""
    name, numbered = question.data, question.control == codes.READ
    tail, value = b"", b""
    for sequence in range(1, _PIECES + 2):
        piece = answer.data[len(name) : len(answer.data) - len(tail)]
        value += piece
        if not answer.control & codes.FOLLOWS:
            return value
        if not piece or len(value) > most or sequence > _PIECES:
            break
        tail = bytes([sequence]) if numbered else b""
        more = Frame(question.address, codes.MORE if numbered else codes.MORE_1997, name + tail)
        answer = await asker.again(more, name, tail, tries)
    raise ValueError("more than %d bytes or %d pieces, or an empty one" % (most, _PIECES))
