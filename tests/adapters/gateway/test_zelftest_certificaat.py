# SPDX-License-Identifier: EUPL-1.2
"""The certificate of the backbone, over real TLS on loopback: one that holds, and each way in which one does not."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import system_clock
from adapters.gateway.settings import GatewaySettings
from adapters.gateway.zelftest import Fault, Notice
from adapters.gateway.zelftest_certificaat import check_certificate, check_clock
from core.contract.exitcodes import ExitCode
from core.keychain.lijst import Modus

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)


def _signed(
    name: str, days: int, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
) -> tuple[bytes, bytes, x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=400))
        .not_valid_after(NOW + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    signer = issuer[1] if issuer else key
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(identifier, critical=False)
    else:
        usage = x509.KeyUsage(*[False] * 5, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False)
        builder = builder.add_extension(usage, critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = builder.sign(signer, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), private, made, key


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A CA of its own, as a government network may have."""
    pem, _, made, key = _signed("Proef CA", 900, None)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    path.write_bytes(pem)
    return path, made, key


@pytest.fixture
def serve(authority, tmp_path, request):
    """Start a TLS server with a certificate for a name and a number of days; return its address."""

    def start(name: str, days: int) -> str:
        pem, private, _, _ = _signed(name, days, authority[1:])
        (tmp_path / "cert.pem").write_bytes(pem)
        (tmp_path / "key.pem").write_bytes(private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        listening = socket.create_server(("127.0.0.1", 0))
        listening.settimeout(10)

        def answer() -> None:
            try:
                connection, _ = listening.accept()
                with connection, context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(1)
            except OSError:
                pass  # the other side did not like the certificate: that is what is tested

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        request.addfinalizer(listening.close)
        request.addfinalizer(lambda: thread.join(10))
        return f"https://localhost:{listening.getsockname()[1]}"

    return start


def test_a_certificate_that_holds_says_until_when(serve, authority):
    """For the right name, from the named CA, with time left: good."""
    told = check_certificate(serve("localhost", 200), Modus.PRODUCTIE, system_clock(), authority[0])
    assert "199 dagen" in told


def test_one_that_ends_soon_asks_for_attention(serve, authority):
    """Less than thirty days left is told in time."""
    with pytest.raises(Notice, match="verloopt over"):
        check_certificate(serve("localhost", 9), Modus.PRODUCTIE, system_clock(), authority[0])


@pytest.mark.parametrize(
    ("name", "days", "trusted", "advice"),
    [
        ("localhost", -2, True, "vernieuwen"),
        ("ander.example", 90, True, "KNOOPPUNT_SERVER_URL"),
        ("localhost", 90, False, "KNOOPPUNT_SERVER_CA"),
    ],
)
def test_one_that_does_not_hold_is_a_fault_with_its_remedy(serve, authority, name, days, trusted, advice):
    """Expired, of another name, or of an unknown CA: each with what to do."""
    with pytest.raises(Fault) as told:
        check_certificate(serve(name, days), Modus.PRODUCTIE, system_clock(), authority[0] if trusted else None)
    assert "houdt geen stand" in told.value.tekst
    assert advice in told.value.doe


def test_without_tls_only_a_demo_goes_on():
    """Http in productie and ketentest is a fault of the setting; in a demo it asks for attention."""
    for modus in (Modus.PRODUCTIE, Modus.KETENTEST):
        with pytest.raises(Fault, match="https") as told:
            check_certificate("http://127.0.0.1:1", modus, 0)
        assert told.value.code is ExitCode.USAGE
    with pytest.raises(Notice, match="demo"):
        check_certificate("http://127.0.0.1:1", Modus.DEMO, 0)


def test_nobody_there_is_unreachable():
    """Nothing listens: exit 5, for the certificate and for the clock."""
    with pytest.raises(Fault) as told:
        check_certificate("https://localhost:1", Modus.PRODUCTIE, 0)
    assert told.value.code is ExitCode.UNREACHABLE
    with pytest.raises(Fault) as told:
        check_clock("http://127.0.0.1:1", 0, trust=True)
    assert told.value.code is ExitCode.UNREACHABLE


def test_a_ca_file_without_a_certificate_is_a_setting(tmp_path):
    """KNOOPPUNT_SERVER_CA that is absent or holds something else is told as a setting; without it the machine's list counts."""
    empty = tmp_path / "leeg.pem"
    empty.write_text("niets")
    for path in (empty, tmp_path / "weg.pem"):
        with pytest.raises(ConfigError, match="KNOOPPUNT_SERVER_CA"):
            _ = GatewaySettings(server_ca=path).trust
    assert GatewaySettings().trust is True
    assert GatewaySettings().transport is None


def test_the_way_to_the_backbone_believes_the_named_ca(authority):
    """With a CA file there is a transport of its own for every request of the gateway."""
    made = GatewaySettings(server_ca=authority[0]).transport
    assert made is not None
    made.close()
