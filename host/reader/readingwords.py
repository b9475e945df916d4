# readingwords.py - a reading of `wattkey read`, as it is told
"""Words for people on stderr; on stdout the value alone, its bytes, or an object (docs/partner.md has its keys)."""

from wattkey_host.plain import in_json, say
from wattkey_host.reader.asking import Reading
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.identifier import title
from wattkey_host.reader.meterline import MeterLine


def show(reading: Reading, line: MeterLine, raw: bool, as_json: bool) -> None:
    """Words on stderr; the value, with `raw` its bytes, or one line of JSON on stdout."""
    i = reading.identifier
    _tell(f"meter {reading.address}, {title(i.standard)}, {i.code} {i.name}")
    for value in reading.values:
        label = "" if value.key == "value" else f"{value.key}: "
        _tell(f"  {label}{value.spoken}")
    if raw:
        _tell(f"  sent {line.said.hex(' ').upper()}")
        _tell(f"  came {line.heard.hex(' ').upper()}")
    if as_json:
        print(in_json(_object(reading)), flush=True)
    elif raw:
        print(reading.data.hex(" ").upper(), flush=True)
    else:
        say(" ".join(_plain(value) for value in reading.values))


def _plain(value: Value) -> str:
    return "absent" if value.value is None else value.text


def _object(reading: Reading) -> dict[str, object]:
    """docs/partner.md has its keys."""
    i = reading.identifier
    values = [
        {
            "key": v.key,
            "name": v.name,
            "name_zh": v.name_zh,
            "value": None if v.value is None else v.text,
            "unit": v.unit,
        }
        for v in reading.values
    ]
    return {
        "ok": True,
        "address": reading.address,
        "standard": i.standard,
        "id": i.code,
        "name": i.name,
        "name_zh": i.name_zh,
        "value": values[0]["value"] if len(values) == 1 else [v["value"] for v in values],
        "unit": i.unit,
        "values": values,
        "raw": reading.data.hex().upper(),
    }


def _tell(line: str) -> None:
    say(line, err=True)
