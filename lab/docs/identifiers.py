# identifiers.py - docs/identifiers.md, written from the tables
"""One line of a table is one line of the page; the open digits of families are explained below."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from wattkey_host.reader.dlt645.identifier import ALL, title
from wattkey_host.reader.dlt645.tables import rows

HEAD = """# Data identifiers

What a meter can be asked, in both editions of DL/T 645 and in DL/T 698.45. Generated from
`host/reader/dlt645/tables/*.tsv` by
`wattkey docs`; change the tables, not this page. `wattkey ids WORD...` searches them in English and Chinese;
`wattkey read --id` takes the number, the short name or the full name.

- **id**: hex digits as printed in the standards, DI3 DI2 DI1 DI0 (2007) or DI1 DI0 (1997); on the wire they travel
  the other way round. Small letters are open digits; [below](#open-digits) is what they stand for. A short name
  gets the choice behind it: `energy`, `energy-peak`, `energy-peak-day1`, `voltage-a`, `voltage-block`.
- **format**: `X` a BCD digit of a number, `±` the top bit is its sign, `N` a BCD digit of a name, `YY MM DD WW hh
  mm ss` times (`WW` 0 is Sunday, `NN` a number that goes with it), `ASCIIn HEXn BINn CENTSn` n bytes of text, of
  anything, of a binary number, of binary cents, `DIn` an identifier, `BITS:` a [word of bits](#words-of-bits), `@`
  a [record](#records), `*` as many as come, `LOAD` a load record (annex B of 2007), `C03` a security command.
- Of DL/T 698.45 the id is an OAD: object, attribute, index; index 00 is all of it, an array. Its format is the type
  of the data, with what one step is worth behind it. Values travel high byte first, each behind its type; null: the
  meter does not have it. Bit 0 of a word is the top bit of its first byte; words are told as 645 has them. An id
  that is one of 2007 too (`00000200`) is taken as such: `--standard 698` asks for the other.
- Of DL/T 645 values travel low byte first. FF in every byte: the meter does not have it.
- A block (FF, or F) holds the values of its family one after the other. How many, its length tells: 16 bytes of
  energy in 1997 are total, peak, flat, valley; 20 bytes, in both editions, total, sharp, peak, flat, valley; 4 the
  total; an AA may follow. With any other number of rates, up to what a frame holds, they are numbered and not named,
  because no standard says which is which. An array of 698.45 follows the rule of 2007.
- A number may be wider than its format, and a record longer, as later editions have them: the value or the known fields
  are read, and the difference is told. A number of fewer bytes is refused: `wattkey read --narrow` takes it.
- **source**: A.1 to A.7: annex A of DL/T 645-2007. 97: annex A of DL/T 645-1997. SG: State Grid's supplement for
  fee-control meters, put together from the programs of several meters; other makers' meters may not have it.
  E, V, N: energies, variables, parameters of DL/T 698.45, put together from the programs of meters and collectors.
  WK: WattKey and the seller's terminal ([protocol.md](protocol.md)); no meter has it.
"""


def page(root: Path) -> str:
    """The page as Markdown; `root` is where the device's files lie, which it does not need."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield HEAD
    for standard in ALL:
        yield f"## {title(standard)}\n"
        yield "| id | short name | name | 名称 | format | unit | source |"
        yield "|---|---|---|---|---|---|---|"
        for row in rows("identifiers_" + standard):
            alias = "" if row["alias"] == "-" else row["alias"]
            texts = (alias, _open(row["name"]), _open(row["name_zh"]), row["format"], row["unit"], row["source"])
            yield f"| `{row['id']}` | " + " | ".join(texts) + " |"
        yield ""
    yield from _axes()
    yield from _records()
    yield from _bits()


def _open(name: str) -> str:
    """A name with its open places as [t] instead of {t}."""
    return name.replace("{", "[").replace("}", "]")


def _axes() -> Iterator[str]:
    yield "## Open digits\n\n| | standard | digits | key | adds | 加 |\n|---|---|---|---|---|---|"
    for row in rows("axes"):
        yield f"| {row['axis']} | {row['standard']} | {row['code']} | {row['key']} | {row['name']} | {row['name_zh']} |"


def _records() -> Iterator[str]:
    yield "\n## Records\n"
    for name, lines in groupby(rows("records"), key=lambda row: row["record"]):
        fields = [f"{row['name']} {row['name_zh']} `{row['format']}` {row['unit']}".strip() for row in lines]
        shown = fields if len(fields) <= 30 else [*fields[:6], f"... ({len(fields)} fields in all)"]
        yield f"- **@{name}**: " + "; ".join(shown)


def _bits() -> Iterator[str]:
    yield "\n## Words of bits\n\n| word | bytes | bit | means, when set (or with this value) | 含义 |"
    yield "|---|---|---|---|---|"
    for row in rows("bits"):
        value = f" = {row['value']}" if row["value"] else ""
        yield f"| {row['table']} | {row['bytes']} | {row['bits']}{value} | {row['name']} | {row['name_zh']} |"
    yield ""
