# told.py - the last answers of a meter, as the meter itself would give them
"""What was read answers 901F and 9010 to 9014 of DL/T 645-1997, 0001FF00 and 0001xx00 of 2007, as the meter would say
it."""

from wattkey.box.boxmeter import BoxMeter, energy
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.registers import NAMED
from wattkey.dlt645.slave import ErrorAnswer
from wattkey.dlt645.values import flip


def said_last(meter: BoxMeter, control: int, data: bytes) -> "bytes | None":
    """DATA of the answer to a question, from what was read last; None if that does not hold it.

    Raises ErrorAnswer for a register that the meter does not have.
    """
    if not meter.values:
        return None
    if len(meter.values) > 5:  # it has more registers than were kept
        return None
    if control == codes.READ_1997 and len(data) == 2 and data[1] == 0x90 and data[0] >> 4 == 1:
        return data + _chosen(meter, data[0] & 15, 15, NAMED)
    if control == codes.READ and len(data) == 4 and data[:1] + data[2:] == b"\x00\x01\x00":
        return data + _chosen(meter, data[1], 255, meter.names)
    return None


def block(answer: Frame) -> "tuple[int, tuple]":
    """(standard, values) of an answer that is the whole block of a meter's registers; (0, ()) for any other, and for
    one that says nothing but FF."""
    for standard in codes.ENERGY:
        control, name = codes.question(standard, codes.ENERGY[standard])
        if answer.control == control | codes.ANSWER and answer.data[: len(name)] == name:
            try:
                values = energy(standard, answer.data[len(name) :])
            except ValueError:
                break
            if [value for value in values if value is not None]:
                return standard, values
    return 0, ()


def differs(meter: BoxMeter, question: Frame, answer: Frame) -> bool:
    """Whether the answer says of registers that are held something else than was read last."""
    try:
        said = said_last(meter, question.control, question.data)
    except ErrorAnswer:
        return not answer.is_error()
    return said is not None and (answer.is_error() or said != answer.data)


def _chosen(meter: BoxMeter, number: int, block: int, order: "tuple[str, ...]") -> bytes:
    """One register by its place in `order`, or all of them."""
    if number == block:
        return b"".join([decimal(value, 4) for value in meter.values])
    if number >= len(order) or order[number] not in meter.names:
        raise ErrorAnswer(codes.NO_SUCH_DATA)
    return decimal(meter.values[meter.names.index(order[number])], 4)


def decimal(value: "int | None", length: int) -> bytes:
    """`value` as `length` BCD bytes, low byte first; FF for None. What is too large for them stays at their most."""
    if value is None:
        return b"\xff" * length
    return flip(bytes.fromhex(("%%0%dd" % (2 * length)) % min(value, 100**length - 1)))
