# test_vend_passphrase.py - which passphrases seal keys, and what is left of a file that holds one
import pytest

from wattkey_host.vend import vault
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.passphrase import check

WEAK = [
    "", "secret", "eleven char", "password1234", "Passphrase123!", "wattkeywattkey", "qwertyuiop123456",
    "aaaaaaaaaaaaaaaa", "123456789012345", "9876543210987654", "abcdefghijklmnop", "1q2w3e4r1q2w3e4r",
    "abababababababab", "secret secret secret", " " * 14, "密码密码密码",
]  # fmt: skip
STRONG = [
    "correct horse battery", "a passphrase for tests", "xK9#mQ2$vL7p", "我家门前有一棵老槐树", "five words of no kin",
]  # fmt: skip


@pytest.mark.parametrize("passphrase", WEAK)
def test_a_weak_one_is_refused_and_not_told(passphrase):
    with pytest.raises(VendError, match="too weak") as refused:
        check(passphrase)
    assert len(passphrase) < 3 or passphrase not in str(refused.value)


@pytest.mark.parametrize("passphrase", STRONG)
def test_a_strong_one_is_taken(passphrase):
    check(passphrase)


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"\xef\xbb\xbfas it is\r\n", "as it is"),
        (b"as it is", "as it is"),
        (b" spaces \t\n", " spaces \t"),
        (b"a\rb\n", "a\rb"),
        ("a\u2028b\x85c\x0b\x0c\x1cd\nnot this\n".encode(), "a\u2028b\x85c\x0b\x0c\x1cd"),
        ("\ufeff密码\r\n".encode("utf-16-le"), "密码"),
        ("\ufeff密码\n".encode("utf-16-be"), "密码"),
        ("\ufeff\ufeffa\n".encode(), "\ufeffa"),
    ],
)
def test_a_file_loses_its_mark_and_its_lines_end_and_nothing_else(tmp_path, monkeypatch, content, passphrase):
    (tmp_path / "file").write_bytes(content)
    monkeypatch.delenv(vault.PASSPHRASE, raising=False)
    monkeypatch.setenv(vault.KEYFILE, str(tmp_path / "file"))
    assert vault.from_environment() == passphrase
