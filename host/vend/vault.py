# vault.py - what is sealed under a passphrase: scrypt makes the key, AES-GCM seals
"""Both from the library `cryptography`. The parameters stand in the file, so that they can grow."""

import codecs
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wattkey_host.vend.wording import refusal

COST = 1 << 15  # 32 MB and a tenth of a second for each try (RFC 7914 with r = 8, p = 1)
MOST = 1 << 20  # what a file may ask for
_LONGEST = 4096  # bytes of a passphrase file that are looked at
_SALT, _NONCE = 16, 12
PASSPHRASE, KEYFILE = "WATTKEY_PASSPHRASE", "WATTKEY_KEYFILE"  # environment


def seal(plain: bytes, passphrase: str, what: bytes) -> dict[str, str | int]:
    """`plain` under the passphrase; `what` is bound to it: a sealed thing of another name does not open."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_key(passphrase, salt, COST)).encrypt(nonce, plain, what)
    return {"kdf": "scrypt", "n": COST, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}


def unseal(box: dict, passphrase: str, what: bytes) -> bytes:
    """The inverse. Raises ValueError when the box is damaged, VendError when the passphrase is wrong."""
    cost = box.get("n")
    if box.get("kdf") != "scrypt" or type(cost) is not int or not 1 < cost <= MOST or cost & (cost - 1):
        raise ValueError("not sealed by scrypt")
    try:
        salt, nonce, sealed = (bytes.fromhex(box[name]) for name in ("salt", "nonce", "sealed"))
    except (KeyError, TypeError) as error:
        raise ValueError("a part is missing") from error
    try:
        return AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed, what)
    except InvalidTag as error:
        raise refusal("passphrase.wrong", variable=PASSPHRASE, file=KEYFILE) from error


def from_environment() -> str | None:
    """The passphrase that the environment gives: itself, or the first line of a file (UTF-8). Raises VendError."""
    if given := os.environ.get(PASSPHRASE):
        return given
    file = os.environ.get(KEYFILE)
    if not file:
        return None
    try:
        line = first_line(Path(file))
    except (OSError, UnicodeDecodeError) as error:
        raise refusal("passphrase.file_unreadable", file=file, variable=KEYFILE) from error
    if not line:
        raise refusal("passphrase.file_empty", file=file, variable=KEYFILE)
    return line


def first_line(path: Path) -> str:
    """Of a file (UTF-8, or UTF-16 with its mark) or of a pipe, a secret is the first line. Raises OSError,
    UnicodeDecodeError."""
    return _first_line(_beginning(path))


def _beginning(path: Path) -> bytes:
    """Of a file, or of a pipe that another program fills."""
    with path.open("rb") as file:
        return file.read(_LONGEST)


def _first_line(content: bytes) -> str:
    """Without a byte order mark and the line's end: what editors put there. All that can be typed stays, spaces too."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # PowerShell writes such
    text = content.decode("utf-16" if wide else "utf-8-sig")
    return text.partition("\n")[0].removesuffix("\r")


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode("utf-8"))
