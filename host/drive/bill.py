# bill.py - what a release is made of: the software bill of materials, CycloneDX 1.6 in JSON
"""From requirements.lock (every package that `pip install wattkey` may bring, with the hashes of its files) and
requirements-sim.txt (libraries on the drive). The same bytes for the same files."""

import json
import re
from typing import Any

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name -> (version, SHA-256 of its files) of a lock file as `uv pip compile --generate-hashes` writes it."""
    pins = list(_PIN.finditer(text))
    ends = [pin.start() for pin in pins[1:]] + [len(text)]
    return {pin[1]: (pin[2], _HASH.findall(text[pin.end() : end])) for pin, end in zip(pins, ends, strict=True)}


def bill(number: str, lock: str, drive: str) -> bytes:
    """The bill of version `number`; `lock` and `drive` are the texts of the two files."""
    parts = [_component(name, version, hashes) for name, (version, hashes) in locked(lock).items()]
    parts += [_component(name, version, [], "on the drive") for name, version in _PIN.findall(drive)]
    whole = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "wattkey", "name": "wattkey", "version": number}},
        "components": sorted(parts, key=lambda part: part["bom-ref"]),
        "dependencies": [{"ref": "wattkey", "dependsOn": sorted(part["bom-ref"] for part in parts)}],
    }
    return json.dumps(whole, indent=1).encode() + b"\n"


def _component(name: str, version: str, hashes: list[str], where: str = "") -> dict[str, Any]:
    """A package of PyPI. A hash stands for one file of it: each is a reference of its own (CycloneDX 1.6,
    externalReferences), as a component has one hash of a sort."""
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    files = [
        {
            "type": "distribution",
            "url": f"https://pypi.org/project/{name}/{version}/#files",
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }
        for digest in hashes
    ]
    made: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return made | ({"externalReferences": files} if files else {}) | ({"description": where} if where else {})
