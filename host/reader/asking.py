# asking.py - one reading: which edition, what came, and if nothing did, why
"""The outcomes of a reading are classes: a Reading, or one of three failures with the words for it."""

from dataclasses import dataclass

from wattkey.dlt645.frame import Frame, Scanner
from wattkey.dlt645.master import Master, NoAnswer, Refused
from wattkey.dlt645.values import ANYONE, BROADCAST, addressed
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.catalogue import Identifier
from wattkey_host.reader.dlt645.families import envelope
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.tables import bit_names
from wattkey_host.reader.dlt698 import frames698
from wattkey_host.reader.meterline import Line


class Failure(Exception):
    """A reading that failed; `status` is the exit status of `wattkey read`."""

    status = 1


class Silence(Failure):
    """Nobody answered."""

    status = 5


class MeterRefuses(Failure):
    """The meter refuses."""

    status = 3


class BadAnswer(Failure):
    """Something came that is no right answer."""

    status = 4


@dataclass(frozen=True)
class Reading:
    """What a meter said: `address` as printed, the identifier, its bytes as on the wire, its values."""

    address: str
    identifier: Identifier
    data: bytes
    values: list[Value]


def wanted(text: str, standard: str | None) -> list[Identifier]:
    """The identifiers to try for a number (8 hex digits 2007, 4 hex digits 1997) or a name, in order.

    Raises LookupError, with what comes near, for a name that no edition knows, and for a number of the wrong edition.
    """
    code = text.upper()
    edition = {8: "2007", 4: "1997"}.get(len(code)) if not set(code) - set("0123456789ABCDEF") else None
    if edition and standard in (None, edition):
        try:
            return [catalogue.by_code(edition, code)]
        except LookupError:
            return [catalogue.unknown(edition, code)]
    found, missing = [], LookupError(text)
    for one in [standard] if standard else catalogue.STANDARDS:
        try:
            found.append(catalogue.find(text, one))
        except LookupError as wrong:
            missing = missing if missing.args != (text,) else wrong
    if not found:
        raise missing
    return found


async def read(
    master: Master, line: Line, address: bytes, tries: list[Identifier], width: Width = Width.WIDER
) -> Reading:
    """Ask for the first of `tries`; one that is refused or not answered gives way to the next. Raises Failure."""
    failure: Failure = Silence("nobody was asked")
    for identifier in tries:
        line.fresh()
        try:
            return await _read(master, line, address, identifier, width)
        except (Silence, MeterRefuses) as error:
            failure = failure if isinstance(failure, MeterRefuses) else error
    raise failure


async def _read(master: Master, line: Line, address: bytes, identifier: Identifier, width: Width) -> Reading:
    ask = master.read if identifier.standard == "2007" else master.read_1997
    try:
        data = await ask(address, identifier.number)
        values = identifier.values(data, width)
    except Refused as refused:
        reason = bit_names("error_" + identifier.standard, refused.reason)[0] or "no reason given"
        raise MeterRefuses(f"refused: {reason} (error {refused.reason:02X})") from refused
    except NoAnswer as nothing:
        raise _why(line, address, identifier) from nothing
    except ValueError as wrong:
        raise BadAnswer(f"bad answer: {wrong}{_narrower(identifier, data)}") from wrong
    return Reading(_who(line, address), identifier, data, values)


def _narrower(identifier: Identifier, data: bytes) -> str:
    """What to do about a number of fewer bytes than the standard has; empty where that is not what is wrong."""
    try:
        identifier.values(data, Width.ANY)
    except ValueError:
        return ""
    return "; where a meter is known to send short numbers, --narrow takes it"


def frames(data: bytes) -> list[Frame]:
    """All whole frames in what was heard."""
    scanner = Scanner()
    scanner.feed(data)
    found = []
    while (frame := scanner.next(idle=True)) is not None:
        found.append(frame)
    return found


def _who(line: Line, address: bytes) -> str:
    """Who answered last, which the question may have left open."""
    answers = [f for f in frames(bytes(line.heard)) if f.is_answer() and _from(f, address)]
    return (answers[-1].address if answers else address).hex().upper()


def _foreign(heard: bytes) -> str:
    """The standard of the first right frame of another family in what was heard."""
    starts = [at for at, byte in enumerate(heard) if byte == 0x68]
    if any(frames698.right(heard, at) for at in starts):
        return "DL/T 698.45"
    return next((found.standard for at in starts if (found := envelope(heard, at))), "")


def _from(answer: Frame, address: bytes) -> bool:
    return address in (answer.address, BROADCAST) or addressed(address, answer.address)


def _why(line: Line, address: bytes, identifier: Identifier) -> Failure:
    """What silence it was: none at all, somebody else's words, or the ruins of an answer."""
    heard = bytes(line.heard)
    answers = [f for f in frames(heard) if f.is_answer()]
    if any(_from(f, address) for f in answers):
        return BadAnswer(f"bad answer: the meter answered, but not what was asked ({heard.hex(' ').upper()})")
    if answers:
        others = ", ".join(sorted({f.address.hex().upper() for f in answers}))
        return Silence(f"no answer; only meter {others} spoke")
    for question in {bytes(line.said), bytes(line.said)[: len(line.said) // 2]}:
        heard = heard.replace(question, b"") if question else heard
    if foreign := _foreign(heard):
        return Silence(
            f"no answer in DL/T 645: this is {foreign}, another protocol, and `wattkey read` has none but 645"
        )
    if b"\x68" in heard:
        return BadAnswer(f"bad answer: no right frame in what came ({heard.hex(' ').upper()})")
    noise = f"; {len(heard)} bytes of noise came" if heard else ""
    everyone = "" if address == ANYONE else ", or find out with --scan who is there"
    return Silence(
        f"no answer to DL/T 645-{identifier.standard}{noise}: check line, speed, parity and address{everyone}"
    )
