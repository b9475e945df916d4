# board.py - the pins of a Raspberry Pi Pico
"""Module `board`."""

from typing import Any

from wattkey_host.sim.hw.microcontroller import pin as _pin

board_id = "raspberry_pi_pico"
_NAMED = {"LED": 25, "VBUS_SENSE": 24, "SMPS_MODE": 23, "A0": 26, "A1": 27, "A2": 28, "A3": 29, "VOLTAGE_MONITOR": 29}

for _number in (*range(23), 26, 27, 28, 23, 24, 25):
    globals()[f"GP{_number}"] = getattr(_pin, f"GPIO{_number}")
for _name, _number in _NAMED.items():
    globals()[_name] = getattr(_pin, f"GPIO{_number}")


def __getattr__(name: str) -> Any:
    raise AttributeError(f"'module' object has no attribute '{name}'")
