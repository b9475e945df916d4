# wiring.py - draws docs/img/wiring.svg: a Pico and the parts at its pins, as settings.toml names them
"""Pins of the Pico: its data sheet, 2.1. The LED is drawn as the chosen link wants it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from wattkey_lab.docs.svg import box, line, picture, words

# GP number -> pin of the board; 1 to 20 down the left edge, 21 to 40 up the right one
PINS = {
    0: 1, 1: 2, 2: 4, 3: 5, 4: 6, 5: 7, 6: 9, 7: 10, 8: 11, 9: 12, 10: 14, 11: 15, 12: 16, 13: 17, 14: 19, 15: 20,
    16: 21, 17: 22, 18: 24, 19: 25, 20: 26, 21: 27, 22: 29, 26: 31, 27: 32, 28: 34,
}  # fmt: skip
POWER = {"3V3": 36, "GND": 38, "VSYS": 39, "VBUS": 40}


class Part(NamedTuple):
    """A part: its name, its colour, and (what it calls the pin, the setting or the power pin that it goes to)."""

    name: str
    colour: str
    pins: tuple[tuple[str, str], ...]


LEDS = {  # by LINK in settings.toml
    "ir": Part("infrared LED, 100 Ω in series", "#c92a2a", (("LED +", "IR_CARRIER"), ("LED -", "IR_TX"))),
    "ir_pio": Part(
        "infrared LED, transistor to GND", "#c92a2a", (("base, 1 kΩ", "IR_CARRIER"), ("LED +, 22 Ω", "VSYS"))
    ),
}
SUPPLY = Part("battery, charger, power switch", "#495057", (("OUT +, by a diode", "VSYS"), ("OUT -", "GND")))
OFF = "OFF, 100 kΩ to GND", "POWER_OFF"  # of a switch that the device can switch off
PARTS = (
    Part("infrared receiver", "#862e9c", (("OUT", "IR_RX"), ("VS, by 100 Ω, 4.7 µF", "3V3"))),
    Part("OLED SSD1306", "#1864ab", (("SDA", "SCREEN_SDA"), ("SCL", "SCREEN_SCL"), ("VCC", "3V3"))),
    Part("keypad", "#2b8a3e", (("row", "KEYS_ROWS"), ("column", "KEYS_COLS"))),
    Part(
        "ESAM",
        "#e67700",
        (
            ("MISO", "ESAM_MISO"),
            ("CS, 10 kΩ to 3V3", "ESAM_CS"),
            ("SCK", "ESAM_SCK"),
            ("MOSI", "ESAM_MOSI"),
            ("VCC", "3V3"),
        ),
    ),
)
WIDE, HIGH, TOP, STEP = 980, 640, 70, 26  # of the picture; y of pin 1, and from pin to pin
LEFT_EDGE, RIGHT_EDGE = 420, 560  # of the Pico
PART_WIDE, PIN_HIGH = 260, 22


def parts(settings: dict[str, object]) -> tuple[Part, ...]:
    """What is on the board. Raises KeyError for a link that is no infrared."""
    supply = SUPPLY._replace(pins=(*SUPPLY.pins, OFF)) if "POWER_OFF" in settings else SUPPLY
    return (LEDS[str(settings["LINK"])], supply, *PARTS)


def joined(settings: dict[str, object]) -> Iterator[tuple[Part, str, str, int]]:
    """(part, its pin, where that goes, the board's pin) of every wire. Raises KeyError for what is no pin of a Pico."""
    for part in parts(settings):
        for own, where in part.pins:
            names = [where] if where in POWER else str(settings[where]).split(",")
            for n, name in enumerate(names, 1):
                number = POWER[name] if name in POWER else PINS[int(name.removeprefix("GP"))]
                yield part, f"{own} {n}" if len(names) > 1 else own, name, number


def wiring(root: Path) -> str:
    """The picture as SVG text."""
    settings = tomllib.loads((root / "settings.toml").read_text(encoding="utf-8"))
    wires = list(joined(settings))
    drawn = [*_pico({number: name for _, _, name, number in wires})]
    drawn.append(words(RIGHT_EDGE + 30, HIGH - 30, "Every part: GND to a pin GND of the Pico.", "start"))
    at = {"left": TOP, "right": TOP}
    for part in parts(settings):
        mine = [wire for wire in wires if wire[0] == part]
        side = "left" if mine[0][3] <= 20 else "right"
        drawn += _part(part, mine, side, at[side])
        at[side] += PIN_HIGH * (len(mine) + 1) + 18
    return picture(WIDE, HIGH, "How the parts are wired to a Raspberry Pi Pico", drawn)


def _pico(used: dict[int, str]) -> Iterator[str]:
    yield box(LEFT_EDGE, TOP - 30, RIGHT_EDGE - LEFT_EDGE, 20 * STEP + 34, "#ebfbee", "#2b8a3e")
    yield words((LEFT_EDGE + RIGHT_EDGE) // 2, TOP - 40, "Raspberry Pi Pico, from above, USB at this end", "middle")
    for number in range(1, 41):
        x, y = _pin(number)
        inside, anchor = (x + 8, "start") if number <= 20 else (x - 8, "end")
        yield box(x - 4, y - 5, 8, 10, "#fab005" if number in used else "#dee2e6", "#868e96")
        yield words(inside, y + 4, f"{number} {used.get(number, '')}".strip(), anchor)


def _pin(number: int) -> tuple[int, int]:
    return (LEFT_EDGE, TOP + (number - 1) * STEP) if number <= 20 else (RIGHT_EDGE, TOP + (40 - number) * STEP)


def _part(part: Part, wires: list[tuple[Part, str, str, int]], side: str, top: int) -> Iterator[str]:
    x = 20 if side == "left" else WIDE - 20 - PART_WIDE
    yield box(x, top - 20, PART_WIDE, PIN_HIGH * (len(wires) + 1) + 4, "#ffffff", part.colour)
    yield words(x + 8, top - 4, part.name, "start", part.colour)
    for n, (_, own, name, number) in enumerate(wires, 1):
        y = top - 4 + n * PIN_HIGH
        yield words(x + 8, y, f"{own}: {name}, pin {number}", "start")
        edge = x + PART_WIDE if side == "left" else x
        if name not in POWER or part.name == SUPPLY.name:  # the others' supply and ground are told, not drawn
            yield line([(edge, y - 4), _pin(number)], part.colour)
