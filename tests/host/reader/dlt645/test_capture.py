# test_capture.py - the bytes of a recording, whatever wrote it

import shutil
import subprocess
import time

import pytest

from fakes import dresses
from wattkey_host.reader.dlt645.capture import NotHex, recorded, typed

F = bytes.fromhex("6889674523010068811252C389674533AB893733BC9A3833BC3C3533F816")
ASK = bytes.fromhex("68AAAAAAAAAAAA681300DF16")
LONG = b"\xfe" * 4 + F + b"\0" * 100 + ASK + F + ASK + b"\x05"  # with lines that a dump shows as a star
HEX = F.hex(" ").upper()
DUMPS = (
    *("hexdump", "hexdump -C", "hexdump -x", "hexdump -b"),
    *(
        "od",
        "od -x",
        "od -b",
        "od -tx1",
        "od -tx1z",
        "od -v -An -tx1",
        "od -Ax -tx1",
        "od -Ad -tx1",
        "od -tx4",
        "od -tx8",
    ),
    *("xxd", "xxd -g1", "xxd -u", "xxd -p", "xxd -i", "xxd -c 8", "xxd -g4"),
)
ARRAYS = [
    "uint8_t buf[30] = {" + ", ".join(f"0x{b:02x}" for b in F) + "};",
    "buf := []byte{" + ", ".join(f"0x{b:x}" for b in F) + "}",
    "byte[] b = new byte[]{" + ", ".join(f"(byte)0x{b:x}" for b in F) + "};",
    "b = bytes([" + ", ".join(map(hex, F)) + "])",
    f"data = {F!r}",
    repr(bytearray(F)),
    '"' + "".join(f"\\x{b:02x}" for b in F) + '"',
    str(list(F)),
    str([b - 256 if b > 127 else b for b in F]),
    "[" + " ".join(map(str, F)) + "]",
    "bytes.fromhex('" + F.hex() + "')",
    " ".join(f"0x{b:02x}u8," for b in F),
]
DRESSES = [
    *(F.hex(), F.hex(":"), F.hex("-"), F.hex(","), F.hex("%"), HEX.replace(" ", "|"), HEX.replace(" ", "_")),
    *(" ".join(f"&H{b:02X}" for b in F), "".join(f"&H{b:02X}" for b in F), " ".join(f"${b:02X}" for b in F)),
    *("".join(f"\\x{b:02x}" for b in F), " ".join(f"{b:02X}h" for b in F), " ".join(f"0{b:02X}h" for b in F)),
    *(" ".join(f"{b:x}" for b in F), ",".join(f"{b:x}" for b in F)),
    "".join(c if c == " " else chr(ord(c) + 0xFEE0) for c in HEX),
]
LOGS = [
    *(
        f"收到{HEX}结束",
        f"收到：{HEX}。",
        f"получено{HEX}конец",
        f"受信{HEX}",
        f"data{HEX}",
        f"send{HEX}ok",
        f"Read{HEX}end",
    ),
    *(f"Rx:{HEX}", f"Rx{HEX}", f"→{HEX}", f"<- {HEX}", f">> {HEX}", f"[{HEX}]", f"\x1b[32mRX\x1b[0m {HEX}"),
    *(f"2026-11-20 08:30:00.123 TX: {HEX}", f"[08:30:01] RX {HEX}", f"INFO 2026-11-20T08:30:00Z - recv {HEX}"),
    *(f"08:30:01:123 收←◆{HEX} (30 bytes)", f"len=30 {HEX}", f"Recv(30): {HEX}"),
    f'{{"time":"08:30:00","data":"{F.hex()}"}}',
]


def read(content, at_once=7):
    """The bytes of a recording that comes in small pieces."""
    return b"".join(recorded(content[i : i + at_once] for i in range(0, len(content), at_once)))


@pytest.mark.parametrize("command", DUMPS)
def test_a_dump_gives_back_what_went_in(command):
    words = command.split()
    if not shutil.which(words[0]):
        pytest.skip(f"no {words[0]} here")
    for data in (F, ASK, LONG, F + ASK):
        assert read(subprocess.run(words, input=data, capture_output=True, check=True).stdout) == data


@pytest.mark.parametrize(
    "dump",
    [
        "00000000  68 aa aa aa aa aa aa 68  13 00 df 16              |h......h....|\n0000000c\n",
        "0000000 aa68 aaaa aaaa 68aa 0013 16df\n000000c\n",
        "00000000: 68aa aaaa aaaa aa68 1300 df16            h......h....\n",
        "0000   68 aa aa aa aa aa aa 68 13 00 df 16               h......h....\n",
        "           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n"
        "00000000   68 AA AA AA AA AA AA 68 13 00 DF 16  hªªª\n",
    ],
)
def test_recorded_dumps(dump):
    assert read(dump.encode()) == ASK


@pytest.mark.parametrize("text", [*ARRAYS, *DRESSES, *LOGS])
def test_one_reader_for_files_and_command_line(text):
    assert read((text + "\r\n").encode()) == F
    assert typed([text]) == F


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [LOGS[0], LOGS[4], LOGS[11], ARRAYS[0], DRESSES[1]])
def test_texts_in_any_coding(text, coding):
    assert read((text + "\r\n" + text).encode(coding), at_once=4096) == F + F


def test_bytes_of_a_terminal_that_shows_one_a_line():
    assert read("\n".join(f"Rx {b:x}" for b in F).encode()) == F


@pytest.mark.parametrize(
    "front", ["#{0} ", "{0}. ", "{0}) ", "2026112008300{0} ", "173206260{0}.123 ", "[08:30:0{0}] RX "]
)
def test_a_frame_in_two_numbered_lines_is_whole(front):
    text = front.format(1) + HEX[:45] + front.join(["\n", ""]).format(2) + HEX[45:]
    assert read(text.encode()) == F


@pytest.mark.parametrize("line", ["Tx: {0} Rx: {1}", "发→{0}收←{1}", "Tx->{0}Rx<-{1}"])
def test_two_frames_on_a_line_are_both_there(line):
    assert read(line.format(ASK.hex(" "), HEX).encode()) == ASK + F


@pytest.mark.parametrize("raw", [F, ASK, LONG])
def test_a_raw_recording_stays_as_it_is_byte_by_byte(raw):
    assert read(raw, at_once=1) == raw


def test_a_mistyped_byte_is_named():
    with pytest.raises(NotHex, match='letter 2 is "G"'):
        typed((HEX[:30] + "6G" + HEX[32:]).split())


HEADS = (bytes.fromhex("8899"), b"\0")  # of a heading above the bytes: a port, a count
OTHER = bytes.fromhex("68681661000000689108333334 3345A55C338E16".replace(" ", ""))  # 68 and 16 within, and a 5C
TEXTS = [
    pytest.param(kind, name, id=f"{kind.__name__}-{name}")
    for kind in (dresses.arrays, dresses.monitors, dresses.viewers, dresses.wrapped, dresses.logs)
    for name in kind(F)
]


@pytest.mark.parametrize(("kind", "name"), TEXTS)
@pytest.mark.parametrize("data", [F, OTHER], ids=["long", "short"])
def test_whatever_program_wrote_it(kind, name, data):
    got = read((kind(data)[name] + "\n").encode())
    assert got.endswith(data)
    assert got.removesuffix(data).strip(b"\xfe") in (b"", *HEADS)  # the frame is whole, and beside it is nothing else


def test_a_list_of_numbers_that_is_too_short_is_hex():
    assert read(b"104\n69\n") == bytes.fromhex("1069")


def test_no_line_takes_long_whatever_it_repeats():
    start = time.process_time()
    for piece in ("68:", '"\\x68"', "=AB", "0x68,", "104,", "/*", "<b>", "aB3+", "68 89 ", " ", "1 ", "68-"):
        read(piece.encode() * (60000 // len(piece)), at_once=4096)
    assert time.process_time() - start < 10  # some took half a minute each
