# test_web_tls.py - the counter over TLS with a certificate of our own, and nothing of it in plain text
import http.client
import ipaddress
import re
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fakes.counterpages import PASSWORD

COMMAND = "from wattkey_host.cli import main; main()"


@pytest.fixture
def certificate(tmp_path):
    """(cert, key) for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "counter")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(*form))
    return tmp_path / "cert.pem", tmp_path / "key.pem"


@pytest.fixture
def port(desk, counter, certificate):
    """Of a server for others; `counter` has made its people."""
    desk.shop.close()
    cert, key = certificate
    words = ["vend", "serve", "--listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key]
    words += ["--shop", desk.shop.folder]
    with subprocess.Popen([sys.executable, "-P", "-c", COMMAND, *words], stdout=subprocess.PIPE, text=True) as server:
        told = re.fullmatch(r"The counter is at https://0\.0\.0\.0:(\d+)/\n", server.stdout.readline())
        yield int(told[1])
        server.kill()


def test_a_log_in_over_tls_has_a_secure_cookie_and_plain_text_gets_no_page(port, certificate):
    trusted = ssl.create_default_context(cafile=certificate[0])
    line = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=trusted)
    form = urlencode({"name": "anna", "password": PASSWORD})
    line.request("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    assert (answer.status, line.sock.version()) == (303, "TLSv1.3")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    answer.read()
    line.request("GET", "/", headers={"Cookie": answer.headers["set-cookie"].partition(";")[0]})
    assert b"anna" in line.getresponse().read()
    plain = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with pytest.raises((http.client.HTTPException, OSError)):
        plain.request("GET", "/login")
        plain.getresponse()
