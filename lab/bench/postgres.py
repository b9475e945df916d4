# postgres.py - a real PostgreSQL on loopback, for as long as a test or a measurement takes
"""Debian's programs (apt install postgresql), in a folder of its own. initdb refuses root: then it runs as nobody's
else but the package's user, `postgres`."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

USER = "postgres"
START_S = 60


def programs() -> Path | None:
    """The folder with initdb and postgres, of the newest version; None where there is none, or no driver."""
    with suppress(ModuleNotFoundError):
        import psycopg  # noqa: F401

        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(3))
        return found[-1].parent if found else None
    return None


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """The URL of a server without databases of its own, up to the name: `url + "postgres"`. `settings`: "fsync=off"."""
    bin_folder = programs()
    assert bin_folder is not None
    folder = Path(tempfile.mkdtemp(prefix="wattkey-pg-", dir="/tmp"))
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
        who = {"user": USER, "group": USER, "extra_groups": []}
    data, place = str(folder / "data"), str(folder)
    make = [str(bin_folder / "initdb"), "-D", data, "-U", "wattkey", "-A", "trust", "--no-sync", "-E", "UTF8"]
    process = None
    try:
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)
        port = _free_port()
        options = [word for setting in settings for word in ("-c", setting)]
        run = [str(bin_folder / "postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", place, *options]
        process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **who)
        url = f"postgresql+psycopg://wattkey@127.0.0.1:{port}/"
        _wait(url)
        yield url
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # fast: whoever is connected is sent away
            process.wait(START_S)
        shutil.rmtree(folder, ignore_errors=True)


def database(url: str, name: str) -> str:
    """The URL of a new, empty database at the server."""
    with _connected(url) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url + name


def _connected(url: str) -> Any:
    import psycopg

    return psycopg.connect(url.replace("+psycopg", "") + "postgres", autocommit=True, connect_timeout=5)


def _wait(url: str) -> None:
    import psycopg

    until = time.monotonic() + START_S
    while True:
        try:
            _connected(url).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
