# dresses.py - one recording as many programs write it: arrays, logs, monitors, viewers, mails, pages
# ruff: noqa: E501 - a row of such a program is wide
"""Each function gives {what wrote it: the text}. Seen in public code, threads and manuals; the bytes are ours."""

import base64
import json
import quopri


def letters(data, mark="."):
    return "".join(chr(b) if 32 <= b < 127 else mark for b in data)


def rows(data, line, width=16):
    """`line(offset, bytes in hex, bytes)` for each row."""
    parts = [(at, data[at : at + width]) for at in range(0, len(data), width)]
    return "".join(line(at, part.hex(" "), part) + "\n" for at, part in parts)


def halves(part):
    return (part[:8].hex(" ") + "  " + part[8:].hex(" ")).ljust(48)


def arrays(data):
    """Of programming languages."""
    marked, pairs = [f"0x{b:02X}" for b in data], data.hex(" ").upper().split()
    signed = [str(b - 256 if b > 127 else b) for b in data]
    eights = [marked[at : at + 8] for at in range(0, len(data), 8)]
    return {
        "C over lines": "static const uint8_t r[] = {\n" + "".join(f"\t{', '.join(row)},\n" for row in eights) + "};",
        "C with remarks": "u8 r[] = {\n"
        + "".join(f"  {', '.join(e)}, // row {n}\n" for n, e in enumerate(eights))
        + "};",
        "C assigned": "\n".join(f"buf[{n}] = {b};" for n, b in enumerate(marked)),
        "C, a remark of bytes": f"/* RX: {' '.join(pairs)} */",
        "C, a line of remark": f"// FE FE FE FE {' '.join(pairs)}",
        "C, octal": '"' + "".join(f"\\{b:03o}" for b in data) + '"',
        "C, each with its number": "".join(f"Byte {n}: {b}\n" for n, b in enumerate(marked)),
        "C, a table": "".join(f"{n}\t{b}\n" for n, b in enumerate(pairs)),
        "Lua": '"' + "".join(f"\\{b:03d}" for b in data) + '"',
        "Kotlin": f"byteArrayOf({', '.join(f'{b}.toByte()' for b in marked)})",
        "Java, signed": f"byte[] a = {{{', '.join(signed)}}};",
        "JSON over lines": json.dumps({"type": "Buffer", "data": list(data)}, indent=2),
        "JSON by number": json.dumps({str(n): b for n, b in enumerate(data)}),
        "node": "Uint8Array(30) [\n"
        + rows(data, lambda _, h, p: "  " + ", ".join(f"{b:3d}" for b in p) + ",", 12)
        + "]",
        "YAML": "raw:\n" + "".join(f"  - {b}\n" for b in data),
        "a number a line": "\n".join(map(str, data)),
        "numbers": " ".join(map(str, data)),
        "numbers of three digits": " ".join(f"{b:03d}" for b in data),
        "numbers with tabs": "\t".join(map(str, data)),
        "numbers with commas": ",".join(map(str, data)),
        "bits": " ".join(f"{b:08b}" for b in data),
        "a text of Python": repr(data.decode("latin-1")),
        "Unicode escapes": "".join(f"\\u00{b:02x}" for b in data),
        "Delphi": "".join(f"#${b:02X}" for b in data),
        "hashes": " ".join(f"#{b:02X}" for b in data),
        "SQL": f"INSERT INTO frames VALUES (X'{data.hex().upper()}');",
        "printf": f"printf '{''.join(f'{chr(92)}x{b:02x}' for b in data)}' > /dev/ttyUSB0",
    }


def monitors(data):
    """Of tools that listen at a port or a wire."""
    up = data.hex(" ").upper()
    return {
        "Modbus Poll": f"Rx:000123-{up}",
        "Docklight": f"20/11/2026 08:30:01.123 [RX] - {up}",
        "SSCOM": f"[08:30:01.123]收←◆{up} ",
        "another assistant": f"[2026-11-20 08:30:01:123_R:] {up}",
        "a net assistant": f"[2026-11-20 08:30:01.223]# RECV HEX FROM 10.0.0.5 :8899>\n{up}",
        "Portmon": f"42\t0.00012345\tmeter.exe\tIRP_MJ_READ\tSerial0\tSUCCESS\tLength {len(data)}: {up}",
        "port monitor": "[20/11/2026 08:30:01] Read data (COM3)\n"
        + rows(data, lambda _, h, p: f"   {h:50}{letters(p)}"),
        "socat": "< 2026/11/20 08:30:01.000123456  length=30 from=0 to=29\n"
        + rows(data, lambda _, h, p: f" {h:48} {letters(p)}"),
        "interceptty": "\n".join(f"< \t0x{b:02x} ({letters(bytes([b]))})" for b in data),
        "strace": f'08:30:01.123456 read(3, "{"".join(f"{chr(92)}{b:03o}" for b in data)}", 256) = {len(data)}',
        "a logic analyser": "Time [s],Value,Parity Error,Framing Error\n"
        + "\n".join(f"{3.1 + n * 0.009:.12f},0x{b:02X},," for n, b in enumerate(data)),
        "PulseView": "\n".join(f"{1000 + n * 90}-{1080 + n * 90} UART: RX data: {b:02X}" for n, b in enumerate(data)),
        "ESPHome": f"[08:30:01.123][V][uart_debug:114]: [RX] {data.hex(':').upper()} ({len(data)})",
        "ESPHome, numbers": f"[08:30:01][D][uart_debug:158]: <<< {','.join(map(str, data))}",
        "Wireshark, C": "/* Frame (84 bytes) */\nstatic const unsigned char p[30] = {\n"
        + rows(data, lambda _, h, p: ", ".join(f"0x{b:02x}" for b in p) + f", /* {letters(p)} */", 8)
        + "};",
        "Wireshark, YAML": "data: !!binary |\n    " + base64.b64encode(data).decode(),
    }


def viewers(data):
    """Of programs that show memory and files, with the letters beside the bytes."""
    table = rows(data, lambda at, h, p: f"|{at:08x}| {h:48}|{letters(p):16}|")
    return {
        "Netty": "         +----+\n         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |\n+--------+----+\n" + table,
        "hexyl": rows(data, lambda at, h, p: f"│{at:08x}│ {p[:8].hex(' '):24}┊ {p[8:].hex(' '):24}│{letters(p[:8], '×'):8}"
                      f"┊{letters(p[8:], '×'):8}│"),
        "ESP-IDF": rows(data, lambda at, h, p: f"I (12345) uart: 0x3ffb{at:04x}   {halves(p)}  |{letters(p)}|"),
        "Linux": rows(data, lambda at, h, p: f"[  168.{at:06d}] rx: {at:08x}: {h:48}  {letters(p)}"),
        "Zephyr": "[00:00:12.345,678] <inf> meter: rx\n" + rows(data, lambda at, h, p: f"{'':31}{halves(p)} |{letters(p)}"),
        "RT-Thread": rows(data, lambda at, h, p: f"D/HEX rx: {at:04X}-{at + 15:04X}: {halves(p)}  {letters(p)}"),
        "certutil": rows(data, lambda at, h, p: f"{at:04x}\t{halves(p)}   {letters(p)}"),
        "UltraEdit": rows(data, lambda at, h, p: f"{at:08x}h: {h.upper():48}; {letters(p)}"),
        "debug": rows(data, lambda at, h, p: f"0B1F:{at:04X}  {halves(p).replace('  ', '-', 1):48}   {letters(p)}"),
        "gdb": rows(data, lambda at, h, p: f"0x2000{at:04x} <b+{at}>:\t" + "\t".join(f"0x{b:02x}" for b in p), 8),
        "Intel": rows(data, intel),
    }  # fmt: skip


def intel(at, _hex, part):
    head = bytes([len(part), at >> 8, at & 0xFF, 0])
    return f":{(head + part).hex()}{-sum(head + part) & 0xFF:02x}".upper()


def wrapped(data):
    """As mails, pages and chats carry it."""
    up = data.hex(" ").upper()
    pairs = up.split()
    return {
        "base64": base64.b64encode(data).decode(),
        "base64 of a URL": base64.urlsafe_b64encode(data).decode(),
        "base64 in JSON": json.dumps({"fPort": 2, "data": base64.b64encode(data).decode()}),
        "quoted-printable": quopri.encodestring(data).decode(),
        "quoted-printable words": quopri.encodestring(f"收到：{up}".encode()).decode(),
        "entities": "".join(f"&#{b};" for b in data),
        "entities in hex": "".join(f"&#x{b:02X};" for b in data),
        "words as entities": f"&#25910;&#21040;&#65306;{up}",
        "words as escapes": json.dumps({"s": f"收到：{up}"}),
        "&nbsp;": f"<td>{'&nbsp;'.join(pairs)}</td>",
        "cells": "<tr>" + "".join(f"<td>{b}</td>" for b in pairs) + "</tr>",
        "spans": "".join(f"<span>{b}</span> " for b in pairs),
        "b": "<data>" + "".join(f"<b>{b}</b>" for b in pairs) + "</data>",
        "a break in it": f"<p>{' '.join(pairs[:9])}<br>{' '.join(pairs[9:])}</p>",
        "coloured": f'<font color="#68FE16">{up}</font>',
        "a URL": "hex=" + "%20".join(pairs),
        "a manual": "".join(b + "H" for b in pairs),
        "fields": "-".join([pairs[0], "".join(pairs[1:7]), *pairs[7:10], "".join(pairs[10:-2]), *pairs[-2:]]),
        "fields with words": f"68（帧起始符） {' '.join(pairs[1:7])}（地址域） 68（帧起始符） {' '.join(pairs[8:])}（结束符）",
        "a zero at its end": up + "\0",
        "a table in Markdown": f"| {' | '.join(pairs)} |",
        "ideographic commas": "、".join(pairs),
        "zero width": "\u200b".join(pairs),
    }


FRONTS = [
    *("Step 1: ", "1)", "2:", "例1：", "图3 ", "第1条报文:", "1/30 ", "T+0168 ", "[RX 30] ", "<-[30] ", "tx:30:", "seq=104 "),
    *("ret=0 ", "port 4001: ", "from COM1 at 2400,E,8,1: ", "[Thread-68] INFO ", "(Decoder.java:168) ", "go:168: "),
    *("c.f.dlt645.Decoder@68ab16: ", "D (68168) METER: ", "meterd[1668]: ", "1732062600123 RX ", "1732062600123456 "),
    *("2026年11月20日 8时30分1秒 ", "08时30分01秒 收到 ", "星期五 11/20 08:30 ", "68.168 ", "Nhận được: ", "10.0.0.5:8899 -> "),
]  # fmt: skip
BACKS = [
    " 123ms",
    " // 读正向有功总电能 00010000",
    " (30)",
    " (30 байт)",
    " CRC OK",
    " crc=0xF8",
    " (校验正确)",
    "。",
    " # ok",
]


def logs(data):
    """Behind and before words, numbers and times."""
    up = data.hex(" ").upper()
    return {front: front + up for front in FRONTS} | {back: up + back for back in BACKS}
