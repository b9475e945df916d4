# hardtoken.py - keys sealed by a key that never leaves a PKCS#11 token: a smart card, a USB token, an HSM
"""The token makes an AES key of 256 bits, sensitive and not extractable (PKCS #11 v2.40, 4.4), and seals with it by
AES-GCM. Whoever copies the key file has nothing without the token and its PIN; the token locks itself after a few wrong
ones. The keys are in this PC's memory while it sells: SM4 and its CMAC are no mechanisms of PKCS#11, so a vendor's
token that is to keep them inside must add both (docs/security.md).

The package is an extra; the token's module (a shared library of its vendor) is named by the environment alone, never by
a file that somebody else may have written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from wattkey_host.vend.wording import refusal

MODULE = "WATTKEY_PKCS11"  # environment: the vendor's library
KIND = "pkcs11"
_LABEL = "wattkey keys"
_NONCE, _TAG_BITS = 12, 128


def seal(plain: bytes, token: str, pin: str, what: bytes) -> dict[str, str]:
    """`plain` under the token's own key, which is made if it has none yet; `what` is bound to it. Raises VendError."""
    nonce = os.urandom(_NONCE)
    with _session(token, pin) as (pkcs11, session):
        key = _key(pkcs11, session) or _made(pkcs11, session)
        sealed = key.encrypt(plain, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce, what))
    return {"kdf": KIND, "token": token, "nonce": nonce.hex(), "sealed": sealed.hex()}


def unseal(box: dict, pin: str, what: bytes) -> bytes:
    """The inverse. Raises ValueError when the box is damaged, VendError when the token is not there, has not the key,
    or refuses the PIN."""
    try:
        token, nonce, sealed = str(box["token"]), bytes.fromhex(box["nonce"]), bytes.fromhex(box["sealed"])
    except (KeyError, TypeError) as error:
        raise ValueError("a part is missing") from error
    with _session(token, pin) as (pkcs11, session):
        key = _key(pkcs11, session)
        if key is None:
            raise refusal("token.keyless", token=token)
        try:
            return key.decrypt(sealed, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce, what))
        except pkcs11.exceptions.PKCS11Error as error:
            raise refusal("token.opens_not") from error


@contextmanager
def _session(token: str, pin: str) -> Iterator[tuple[Any, Any]]:
    library = os.environ.get(MODULE)
    if not library:
        raise refusal("token.no_module", variable=MODULE)
    try:
        pkcs11 = import_module("pkcs11")
    except ModuleNotFoundError as error:
        raise refusal("token.no_package") from error
    try:
        with pkcs11.lib(library).get_token(token_label=token).open(rw=True, user_pin=pin) as session:
            yield pkcs11, session
    except pkcs11.exceptions.NoSuchToken as error:
        raise refusal("token.absent", token=token) from error
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLocked, pkcs11.exceptions.PinLenRange) as error:
        raise refusal("token.pin", token=token) from error
    except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
        raise refusal("token.unusable", token=token, error=type(error).__name__, library=library) from error


def _key(pkcs11: Any, session: Any) -> Any:
    try:
        return session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, label=_LABEL)
    except pkcs11.exceptions.NoSuchKey:
        return None


def _made(pkcs11: Any, session: Any) -> Any:
    template = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
    return session.generate_key(pkcs11.KeyType.AES, 256, label=_LABEL, store=True, template=template)


def _gcm(nonce: bytes, what: bytes) -> Any:
    return import_module("pkcs11").GCMParams(nonce, what, _TAG_BITS)
