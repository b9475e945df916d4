# signature.py - the key that signs images: RSA, 2048 bits, e = 65537, PKCS#1 v1.5 over SHA-256 (RFC 8017, 8.2)
"""Made and used here by `cryptography`; the device checks with whole numbers of its own (images.py)."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from wattkey_host.foreign import whole, write
from wattkey_host.overwrite import refuse_if_there

SIGNATURE = 256  # bytes
_BITS, _EXPONENT = 2048, 65537


class BadKey(ValueError):
    """A file that holds no key for images; says why."""


def sign(head: bytes, key: rsa.RSAPrivateKey) -> bytes:
    """The signature over the first half of an image's manifest sector. The same each time."""
    return key.sign(head, padding.PKCS1v15(), hashes.SHA256())


def is_signed(head: bytes, signature: bytes, key: rsa.RSAPublicKey) -> bool:
    """Whether `key` made it."""
    try:
        key.verify(signature, head, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def make(path: Path) -> Path:
    """A new private key in `path` (PEM, for its owner alone) and the public one beside it; the latter's path.

    Raises FileExistsError: a key is never written over; OSError.
    """
    key = rsa.generate_private_key(_EXPONENT, _BITS)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    public = path.with_suffix(".pub")
    refuse_if_there(public)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(*form))
    subject = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    write(public, key.public_key().public_bytes(*subject))
    return public


def private(path: Path) -> rsa.RSAPrivateKey:
    """The key in a PEM file. Raises BadKey, OSError."""
    try:
        key = serialization.load_pem_private_key(whole(path), None)
    except (ValueError, TypeError) as error:
        raise BadKey(f"{path} holds no private key that can be read: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey) or not _fits(key.public_key()):
        raise BadKey(f"{path}: images want RSA with {_BITS} bits and e = {_EXPONENT}")
    return key


def public(path: Path) -> rsa.RSAPublicKey:
    """The public key in a PEM file, or that of the private one in it. Raises BadKey, OSError."""
    text = whole(path)
    if b"PRIVATE" in text:
        return private(path).public_key()
    try:
        key = serialization.load_pem_public_key(text)
    except ValueError as error:
        raise BadKey(f"{path} holds no public key that can be read: {error}") from error
    if not isinstance(key, rsa.RSAPublicKey) or not _fits(key):
        raise BadKey(f"{path}: images want RSA with {_BITS} bits and e = {_EXPONENT}")
    return key


def modulus(key: rsa.RSAPublicKey) -> str:
    """What settings.toml has of it: 512 hex digits, high digit first."""
    return f"{key.public_numbers().n:0{2 * SIGNATURE}x}"


def _fits(key: rsa.RSAPublicKey) -> bool:
    return key.key_size == _BITS and key.public_numbers().e == _EXPONENT
