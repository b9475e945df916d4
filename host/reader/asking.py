# asking.py - one reading: which edition, what came, and if nothing did, why
"""The outcomes of a reading are classes: a Reading, or one of three failures with the words for it."""

from dataclasses import dataclass
from typing import Any

from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.master import Master
from wattkey.dlt645.values import ANYONE, BROADCAST, addressed
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.get import Denied
from wattkey.dlt698.link import Frame698
from wattkey_host.line import PcClock
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.families import envelope
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.identifier import ALL, DIGITS, DLT698, Identifier, title
from wattkey_host.reader.dlt645.tables import bit_names
from wattkey_host.reader.dlt698.client698 import Client, said
from wattkey_host.reader.dlt698.frames698 import fits
from wattkey_host.reader.meterline import MeterLine


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
    """The identifiers to try for a number (8 hex digits 2007 or 698.45, 4 hex digits 1997) or a name, in order. A
    number that 2007 and 698.45 both have, or neither, is one of 2007 unless `standard` says something else.

    Raises LookupError, with what comes near, for a name that no edition knows, and for a number of the wrong edition.
    """
    code = text.upper()
    editions = [one for one in ALL if len(code) == DIGITS[one] and standard in (None, one)]
    if editions and not set(code) - set("0123456789ABCDEF"):
        known = [i for one in editions if (i := catalogue.known(one, code))]
        return known[:1] or [catalogue.unknown(editions[0], code)]
    found, missing = [], LookupError(text)
    for one in [standard] if standard else ALL:
        try:
            found.append(catalogue.find(text, one))
        except LookupError as wrong:
            missing = missing if missing.args != (text,) else wrong
    if not found:
        raise missing
    return found


async def read(
    master: Master, line: MeterLine, address: bytes, tries: list[Identifier], width: Width = Width.WIDER
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


async def _read(master: Master, line: MeterLine, address: bytes, identifier: Identifier, width: Width) -> Reading:
    data = b""
    try:
        data = await _asked(master, line, address, identifier)
        values = identifier.values(data, width)
    except Refused as refused:
        reason = bit_names("error_" + identifier.standard, refused.reason)[0] or "no reason given"
        raise MeterRefuses(f"refused: {reason} (error {refused.reason:02X})") from refused
    except Denied as denied:
        raise MeterRefuses(said(denied)) from denied
    except NoAnswer as nothing:
        raise _why(line, address, identifier) from nothing
    except ValueError as wrong:
        raise BadAnswer(f"bad answer: {wrong}{_narrower(identifier, data)}") from wrong
    return Reading(_who(line, address), identifier, data, values)


async def _asked(master: Master, line: MeterLine, address: bytes, identifier: Identifier) -> bytes:
    """The bytes of the value, asked for in the language of the identifier. Raises as `_read` expects."""
    if identifier.standard == DLT698:
        return await Client(line, PcClock()).read(address, identifier.number)
    if len(address) != 6:
        raise Silence("an address of DL/T 645 has 12 digits: with others only --standard 698 can ask")
    ask = master.read if identifier.standard == "2007" else master.read_1997
    return await ask(address, identifier.number)


def _narrower(identifier: Identifier, data: bytes) -> str:
    """What to do about a number of fewer bytes than the standard has; empty where that is not what is wrong."""
    try:
        identifier.values(data, Width.ANY)
    except ValueError:
        return ""
    return "; where a meter is known to send short numbers, --narrow takes it"


def frames(data: bytes) -> list[Any]:
    """All whole frames of both languages in what was heard."""
    scanner = Scanner()
    scanner.feed(data)
    return list(iter(lambda: scanner.next(idle=True), None))


def _who(line: MeterLine, address: bytes) -> str:
    """Who answered last, which the question may have left open."""
    answers = [f for f in frames(bytes(line.heard)) if f.is_answer() and _from(f, address)]
    return (answers[-1].address if answers else address).hex().upper()


def _foreign(heard: bytes) -> str:
    """The standard of the first right frame of another family in what was heard."""
    starts = (at for at, byte in enumerate(heard) if byte == 0x68)
    return next((found.standard for at in starts if (found := envelope(heard, at))), "")


def _from(answer: Frame | Frame698, address: bytes) -> bool:
    if isinstance(answer, Frame698):
        return fits(address, answer.address)
    return address in (answer.address, BROADCAST) or addressed(address, answer.address)


def _why(line: MeterLine, address: bytes, identifier: Identifier) -> Failure:
    """What silence it was: none at all, somebody else's words, or the ruins of an answer."""
    heard, standard = bytes(line.heard), title(identifier.standard)
    mine = Frame698 if identifier.standard == DLT698 else Frame
    every = frames(heard)
    answers = [f for f in every if isinstance(f, mine) and f.is_answer()]
    if any(_from(f, address) for f in answers):
        return BadAnswer(f"bad answer: the meter answered, but not what was asked ({heard.hex(' ').upper()})")
    if answers:
        others = ", ".join(sorted({f.address.hex().upper() for f in answers}))
        return Silence(f"no answer; only meter {others} spoke")
    for question in {bytes(line.said), bytes(line.said)[: len(line.said) // 2]}:
        heard = heard.replace(question, b"") if question else heard
    if mine is Frame and any(isinstance(f, Frame698) for f in every):
        return Silence("no answer in DL/T 645: this is DL/T 698.45; --standard 698 asks in it")
    if foreign := _foreign(heard):
        return Silence(f"no answer in {standard}: this is {foreign}, a protocol that `wattkey read` does not speak")
    if b"\x68" in heard:
        return BadAnswer(f"bad answer: no right frame in what came ({heard.hex(' ').upper()})")
    noise = f"; {len(heard)} bytes of noise came" if heard else ""
    everyone = "" if address == ANYONE else ", or find out with --scan who is there"
    return Silence(f"no answer to {standard}{noise}: check line, speed, parity and address{everyone}")
