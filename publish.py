# publish.py - writes the file that is to be published, in place; boot.py imports it only when there is one
"""Card and report use nothing of the core: what happened at a meter must reach the seller even when it is broken."""

import binascii

import microcontroller

# which file: the numbers are those of class Drive (lib/wattkey/ports.py)
_CARD, _REPORT, _READINGS = 1, 2, 3
FILES = {_CARD: "/mail/card.json", _REPORT: "/mail/report.json", _READINGS: "/mail/readings.json"}
TYPE_CODES = {_CARD: 4, _REPORT: 2}  # of a record, by file
# name:length and kind: x hex, d number, c cents, s state, t time, v version (as lib/wattkey/orders.py)
CARD = "serial:8x issue:4d card:8x meter:6x order:4d count:4d firmware:3v"
REPORT = (
    "card:8x issue:4d order:4d meter:6x count:4d amount:4c state:1s proved_count:4d proved_remaining:4c"
    " read_count:4d read_at:6t total:4c rate1:4c rate2:4c rate3:4c rate4:4c"
    " was_total:4c was_rate1:4c was_rate2:4c was_rate3:4c was_rate4:4c"
    " remaining:4c overdraft:4c bought:4c mac:16x"
)
STATES = ("none", "stored", "offered", "not credited", "delivered", "disputed", "cancelled", "settled")
_END = 244  # of the records in sleep memory; the faults are behind
_SIZE = 4096  # of a published file: one cluster, one erase sector
_BOX_SIZE = 16384  # of the readings of a box: four of them, of which one is written


def text(raw, kind):
    """A packed field as JSON."""
    number = int.from_bytes(raw, "big")
    digits = binascii.hexlify(raw).decode()
    if kind == "d":
        return str(number)
    if kind == "c":
        return '"%s"' % ("" if number == 0xFFFFFFFF else "%d.%02d" % (number // 100, number % 100))
    if kind == "s":
        return '"%s"' % STATES[number]
    if kind == "v":
        return '"%d.%d.%d"' % tuple(raw)
    if kind == "t":
        pairs = tuple(digits[i : i + 2] for i in range(0, 12, 2))
        return '"20%s-%s-%s %s:%s:%s"' % pairs if number else '""'
    return '"%s"' % digits


def document(kind, record):
    """The packed `record` (its first byte is the document's type code) as flat JSON, for people too.

    A record of another layout comes from a newer image than this file: it is passed on as it is."""
    lines = ['"wattkey": 1', '"type": "%s"' % ("card" if kind == _CARD else "report")]
    at = 1
    fields = [field.split(":") for field in (CARD if kind == _CARD else REPORT).split()]
    if record[0] != TYPE_CODES[kind] or len(record) != 1 + sum([int(form[:-1]) for _, form in fields]):
        lines.append('"packed": "%s"' % binascii.hexlify(record).decode())
        fields = []
    for name, form in fields:
        size = int(form[:-1])
        lines.append('"%s": %s' % (name, text(record[at : at + size], form[-1])))
        at += size
    return ("{\n  " + ",\n  ".join(lines) + "\n}\n").encode()


def part_of_box(file, record):
    """(where, the erase sector there with the record's readings in it). Only for them the core is needed."""
    import loader

    loader.start(counting=False)  # it may lie in an image
    from wattkey.box import readings

    at = readings.start_of(record)
    file.seek(at)
    return at, readings.sector(record, file.read(_SIZE))


def follow(memory, at):
    """Mark the record that lies at `at` (which file, length, CRC-32, content), if there is one, as the next. The tries
    of the first are over: it is written, and nothing in the memory will tell which content it had."""
    if at + 6 > _END or memory[at] not in TYPE_CODES:
        return
    end = at + 6 + memory[at + 1]
    if end <= _END:
        whole = bytes(memory[at:end])
        tries = memory[7] & (0xF0 if memory[1] == _CARD else 0x0F)
        memory[7:9] = bytes([tries, tries ^ 0xFF])
        memory[at] = 0
        memory[1:7] = whole[:6]
        memory[9 : 3 + len(whole)] = whole[6:]
        memory[3 + len(whole)] = 0
        memory[0] = 0x57


def publish(memory):
    """Write what lies in sleep memory (its layout: drivers/drive_board.py) into its file, and reset.

    Another record behind it is left for the next turn of boot.py, at once: a host that was told to eject sees one reset
    too few rather than one too many. Comes back if there is nothing to write: a record that is not whole, a file of
    another size. Raises what goes wrong.
    """
    kind, length = memory[1], memory[2]
    record = bytes(memory[9 : 9 + length])
    if binascii.crc32(record).to_bytes(4, "big") != bytes(memory[3:7]):
        return
    of_box = kind == _READINGS
    file = open(FILES[kind], "r+b")
    if file.seek(0, 2) != (_BOX_SIZE if of_box else _SIZE):
        return  # somebody changed it: to lengthen it would write the FAT
    at, page = part_of_box(file, record) if of_box else (0, document(kind, record))
    file.seek(at)
    file.write(page + b" " * (_SIZE - len(page)))
    if not of_box:
        follow(memory, 9 + length)
    microcontroller.reset()  # not closed: closing would rewrite the folder's own sector
