# peers.py - our codec and those of others behind one face, for the bench
"""PyPI `dlt645` and `python-dlt645` both call their module dlt645, so `make bench` puts each into a folder of its own
under .venv/peers, and they are loaded from there under other names. Ours needs nothing."""

import importlib.util
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt698 import both, link
from wattkey_host import device_root


class Got(NamedTuple):
    """A frame as a codec gave it: address as printed, control code, data with 33H taken off (wire order)."""

    address: bytes
    control: int
    data: bytes


@dataclass(frozen=True)
class Codec:
    """`encoder(frame)` and `decoder(bytes)` give the quickest way to do it once; `scan(slices)` reads a line."""

    name: str
    encoder: Callable[[Any], Callable[[], object]]
    decoder: Callable[[bytes], Callable[[], object]]
    scan: Callable[[Iterable[bytes]], Iterator[Got]]
    refusals: tuple[type[Exception], ...] = ()  # what it raises by its own documentation


def codecs() -> list[Codec]:
    """Ours first, then the peers that are there."""
    found = [_ours(encode, Scanner)]
    folder = device_root() / ".venv" / "peers"
    for name, make in (("dlt645", _pypi), ("python-dlt645", _python_dlt645)):
        if (folder / name / "dlt645" / "__init__.py").is_file():
            found.append(make(_load(folder / name, "peer_" + name.replace("-", "_"))))
    return found


def codecs_698() -> list[Codec]:
    """Ours first, then PyPI `dlt698`, whose core is C++, if it is there (pip install wattkey[dev])."""
    found = [_ours(link.encode, both.Scanner)]
    if importlib.util.find_spec("dlt698"):
        found.append(_dlt698(importlib.import_module("dlt698.codec"), importlib.import_module("dlt698.protocol.link")))
    return found


def _dlt698(codec: Any, protocol: Any) -> Codec:
    def frame(one: link.Frame698) -> Any:
        server = protocol.ServerAddress(bytes=one.address[::-1])
        return codec.Frame(client=one.client, control=one.control, payload=one.data, server=server)

    def scan(slices: Iterable[bytes]) -> Iterator[Got]:
        decoder = codec.FrameStreamDecoder()
        for piece in slices:
            for one in decoder.feed(piece):
                if isinstance(one, codec.Frame):
                    yield Got(bytes(one.server.bytes)[::-1], one.control, bytes(one.payload))

    def encoder(one: link.Frame698) -> Callable[[], object]:
        return lambda: codec.encode_frame(frame(one))

    return Codec("dlt698 1.0.1", encoder, lambda raw: lambda: codec.decode_frame(raw.lstrip(b"\xfe")), scan)


def _load(folder: Path, alias: str) -> ModuleType:
    if alias in sys.modules:
        return sys.modules[alias]
    package = folder / "dlt645"
    spec = importlib.util.spec_from_file_location(
        alias, package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None and spec.loader is not None  # the file is there
    module = sys.modules[alias] = importlib.util.module_from_spec(spec)
    sys.path.append(str(folder))  # for what it needs itself
    spec.loader.exec_module(module)
    sys.path.remove(str(folder))
    return module


def _ours(encoded: Callable[[Any], object], scanner_of: Callable[[], Any]) -> Codec:
    def decoder(raw: bytes) -> Callable[[], object]:
        def decode() -> object:
            scanner = scanner_of()
            scanner.feed(raw)
            return scanner.next()

        return decode

    def scan(slices: Iterable[bytes]) -> Iterator[Got]:
        scanner = scanner_of()
        for piece in slices:
            scanner.feed(piece)
            while one := scanner.next():
                yield Got(one.address, one.control, one.data)
        while one := scanner.next(idle=True):
            yield Got(one.address, one.control, one.data)

    return Codec("wattkey", lambda one: lambda: encoded(one), decoder, scan)


def _pypi(module: Any) -> Codec:
    protocol = module.DLT645Protocol

    def scan(slices: Iterable[bytes]) -> Iterator[Got]:
        rest = b""
        for piece in slices:
            rest, one = protocol.deserialize_with_remaining(rest + piece)
            while one is not None:
                yield Got(bytes(one.addr)[::-1], one.ctrl_code, bytes(one.data))
                rest, one = protocol.deserialize_with_remaining(rest)

    def encoder(one: Frame) -> Callable[[], object]:
        wire = one.address[::-1]
        return lambda: protocol.build_frame(wire, one.control, one.data)

    return Codec("dlt645 3.2.0", encoder, lambda raw: lambda: protocol.deserialize(raw), scan, (ValueError,))


def _python_dlt645(module: Any) -> Codec:
    refusals = (module.FrameFormatError, module.FrameChecksumError, module.ReadTimeoutError)

    def got(one: Any) -> Got:
        control = one.frame[8]  # its own reading of the control code is 0 always, which we do not hold against it
        return Got(bytes.fromhex(one.addr), control, bytes.fromhex(one.data)[::-1])

    def scan(slices: Iterable[bytes]) -> Iterator[Got]:
        line = module.iogen(io.BytesIO(b"".join(slices)))
        while True:
            try:
                one = module.read_frame(line)
            except refusals:
                continue
            if one is None:
                return
            yield got(one)

    def encoder(one: Frame) -> Callable[[], object]:
        c = one.control
        made = module.Frame(
            one.address.hex(), {"direction": c >> 7, "response": c >> 6 & 1, "more": c >> 5 & 1, "function": c & 0x1F}
        )
        made.data = one.data[::-1].hex()
        return made.dump

    def decoder(raw: bytes) -> Callable[[], object]:
        body = bytearray(raw.lstrip(b"\xfe"))
        return lambda: module.Frame().load(body)

    return Codec("python-dlt645 0.1.4", encoder, decoder, scan, refusals)
