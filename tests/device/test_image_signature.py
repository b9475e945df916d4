# test_image_signature.py - which signatures the board takes: the whole padded block must be right, and nothing else
"""Each is one of the key's own, so the arithmetic comes out; what is wrong is the block that it was made over."""

import hashlib
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa

from fakes.images import board, small
from wattkey_host.drive.pack import sealed
from wattkey_host.drive.signature import modulus

SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
SHA1 = bytes.fromhex("3021300906052b0e03021a05000414")
SHA512 = bytes.fromhex("3051300d060960864801650304020305000440")
PROGRAM = b"""\
import images
for image in images.found():
    images.run(image.signed(images.setting("UPDATE_KEY")))
    print(image.path, image.true)
print("end")
"""
HEAD, WHOLE = slice(512, 768), slice(768, 1024)


@cache
def key():
    return rsa.generate_private_key(65537, 2048)


def padded(content, first=b"\0\1", fill=b"\xff", behind=b"", pad=None):
    pad = 256 - len(first) - 1 - len(content) - len(behind) if pad is None else pad
    return first + fill * pad + b"\0" + content + behind


def blocks(head):
    """What was signed, by its name: the first is right."""
    digest = hashlib.sha256(head).digest()
    right = SHA256 + digest
    return {
        "right": padded(right),
        "short-padding": padded(right, behind=bytes(256 - 3 - 8 - len(right)), pad=8),
        "trailing": padded(right, behind=b"\0"),
        "garbage": padded(right, behind=b"\xa5" * 150),
        "no-padding": padded(right, pad=0).ljust(256, b"\xff"),
        "no-null": padded(bytes.fromhex("302f300b0609608648016503040201") + b"\x04\x20" + digest),
        "long-length": padded(b"\x30\x81" + SHA256[1:] + digest),
        "sha1": padded(SHA1 + hashlib.sha1(head).digest()),
        "sha512": padded(SHA512 + hashlib.sha512(head).digest()),
        "sha1-oid": padded(SHA1 + digest),
        "bare": padded(digest),
        "type2": padded(right, first=b"\0\2", fill=b"\x17"),
        "type0": padded(right, first=b"\0\0", fill=b"\0"),
        "first": padded(right, first=b"\1\1"),
        "one-bit": padded(SHA256 + digest[:31] + bytes([digest[31] ^ 1])),
        "other-head": padded(SHA256 + hashlib.sha256(head + b"\0").digest()),
    }


def signatures(head):
    numbers = key().private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    made = {name: pow(int.from_bytes(block, "big"), d, n) for name, block in blocks(head).items()}
    whole = {name: number.to_bytes(256, "big") for name, number in made.items()}
    whole |= {"zero": bytes(256), "one": (1).to_bytes(256, "big"), "minus-one": (n - 1).to_bytes(256, "big")}
    whole |= {"modulus": n.to_bytes(256, "big"), "highest": b"\xff" * 256, "turned": whole["right"][::-1]}
    if made["right"] + n < 1 << 2048:  # another number for the same rest
        whole["beyond"] = (made["right"] + n).to_bytes(256, "big")
    return whole


def taken(files, setting):
    """Names of the images that the board calls signed."""
    settings = b'\nUPDATE_KEY = "%s"\n' % setting.encode()
    with board(*files.items(), settings=settings, code=PROGRAM, chip=False) as world:
        world.power_on()
        world.run_for(30)
        lines = world.machine.console.split("\n")
    assert "end" in lines
    return {line.split()[0] for line in lines if line.endswith(" True")}


def test_only_the_whole_padded_block_is_a_signature():
    image = small("1.1.0")
    files = {
        f"{name}.img": image[: WHOLE.start] + sign + image[WHOLE.stop :]
        for name, sign in signatures(image[HEAD]).items()
    }
    assert len(files) >= 22
    assert taken(files, modulus(key().public_key())) == {"/right.img"}


def test_only_the_key_of_the_settings_is_held_against_it():
    image = sealed({"/a.py": b""}, "1.1.0", key=key())
    other = rsa.generate_private_key(65537, 2048)
    n = modulus(key().public_key())
    cut = image[: WHOLE.stop - 1]  # the signature's last byte is not there
    for setting in (modulus(other.public_key()), n[2:], n + "00", "00" + n[2:], n[::-1], "", "zz" * 256):
        assert taken({"a.img": image}, setting) == set()
    assert taken({"a.img": image, "cut.img": cut}, n.upper()) == {"/a.img"}
