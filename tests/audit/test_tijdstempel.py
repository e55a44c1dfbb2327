# SPDX-License-Identifier: EUPL-1.2
"""Timestamps over checkpoints, of a real time-stamping authority on this machine (`openssl ts` behind HTTP)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from typer.testing import CliRunner

from audit import tijdstempel
from audit.proof.checkpoint import Checkpoint
from audit.signer import LogSigner
from server.commandline import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPENSSL = shutil.which("openssl")
CONFIG = """
[tsa]
default_tsa = een
[een]
dir = {folder}
serial = {folder}/nummer
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
"""


def certificate(name: str, key: rsa.RSAPrivateKey, issuer: tuple[str, rsa.RSAPrivateKey] | None) -> x509.Certificate:
    """Return a root, or a certificate for stamping under one."""
    now = datetime.now(UTC)
    by, signing = issuer or (name, key)
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if issuer is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return built.sign(signing, hashes.SHA256())


@dataclass(frozen=True)
class Instantie:
    """A running authority: its address and its root, and the root of another one."""

    url: str
    wortel: Path
    andere: Path


@pytest.fixture(scope="module")
def instantie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instantie]:
    """A time-stamping authority: openssl signs, an HTTP server on loopback passes on."""
    if OPENSSL is None:
        pytest.skip("openssl is hier niet aanwezig")
    folder = tmp_path_factory.mktemp("tsa")
    root, own, stranger = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3))
    pem = serialization.Encoding.PEM
    (folder / "wortel.pem").write_bytes(certificate("Wortel", root, None).public_bytes(pem))
    (folder / "andere.pem").write_bytes(certificate("Wortel", stranger, None).public_bytes(pem))
    (folder / "tsa.pem").write_bytes(certificate("Tijd", own, ("Wortel", root)).public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8
    (folder / "tsa.key").write_bytes(own.private_bytes(pem, private, serialization.NoEncryption()))
    (folder / "nummer").write_text("01")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "vraag").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            words = ["ts", "-reply", "-config", "tsa.cnf", "-section", "een", "-queryfile", "vraag", "-out", "antwoord"]
            subprocess.run([str(OPENSSL), *words], cwd=folder, check=True, capture_output=True)
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "antwoord").read_bytes())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Instantie(f"http://127.0.0.1:{server.server_port}", folder / "wortel.pem", folder / "andere.pem")
    server.shutdown()
    thread.join(10)
    server.server_close()


def signed(size: int) -> bytes:
    """A signed checkpoint."""
    head = Checkpoint("knooppunt.example/log/stam", size, hashlib.sha256(bytes([size])).digest())
    return LogSigner.generate().sign(head, 1_700_000_000)


def post(instantie: Instantie) -> object:
    """Return what sends a request to the authority."""
    return lambda body: httpx.post(instantie.url, content=body, trust_env=False).content


def test_a_token_holds_for_its_head_and_no_other(instantie: Instantie) -> None:
    """A token verifies for the head it was asked for, however the note is signed anew; not for another head."""
    roots = tijdstempel.roots_of(instantie.wortel.read_bytes())
    made = tijdstempel.stamp(signed(5), roots, post(instantie))
    assert abs((made.tijd - datetime.now(UTC)).total_seconds()) < 60
    assert tijdstempel.check(made.token, signed(5), roots).tijd == made.tijd
    with pytest.raises(tijdstempel.TijdstempelError):
        tijdstempel.check(made.token, signed(6), roots)


def test_another_root_or_a_changed_token_is_refused(instantie: Instantie) -> None:
    """A root of the same name that is not the signer's, a bit turned, no token at all, no certificates at all: refused."""
    roots, others = (tijdstempel.roots_of(path.read_bytes()) for path in (instantie.wortel, instantie.andere))
    made = tijdstempel.stamp(signed(5), roots, post(instantie))
    changed = made.token[:-20] + bytes([made.token[-20] ^ 1]) + made.token[-19:]
    for token, trusted in [(made.token, others), (changed, roots), (b"", roots), (b"onzin", roots)]:
        with pytest.raises(tijdstempel.TijdstempelError):
            tijdstempel.check(token, signed(5), trusted)
    with pytest.raises(tijdstempel.TijdstempelError):
        tijdstempel.roots_of(b"geen certificaat")


def test_an_old_answer_is_no_answer(instantie: Instantie) -> None:
    """An authority, or who stands between, that gives an earlier token again is found by the nonce."""
    roots = tijdstempel.roots_of(instantie.wortel.read_bytes())
    old = tijdstempel.stamp(signed(5), roots, post(instantie)).token
    with pytest.raises(tijdstempel.TijdstempelError):
        tijdstempel.stamp(signed(5), roots, lambda _body: old)


def test_the_command_keeps_a_token_beside_the_checkpoint(instantie: Instantie, tmp_path: Path) -> None:
    """Kept after it verified, checked again without the authority; a wrong root leaves nothing and ends with 3."""
    folder = tmp_path / "log" / "stam"
    folder.mkdir(parents=True)
    (folder / "checkpoint").write_bytes(signed(5))

    def run(*words: str) -> int:
        environment = {"KNOOPPUNT_DATA_DIR": str(tmp_path)}
        return int(CliRunner().invoke(build("audit"), ["audit", "tijdstempel", *words], env=environment).exit_code)

    good, wrong = ("--wortel", str(instantie.wortel)), ("--wortel", str(instantie.andere))
    assert run(*good) == 1
    assert run("--url", instantie.url, *wrong) == 3
    assert not (folder / "tijdstempel").exists()
    assert run("--url", instantie.url, *good) == 0
    assert (folder / "tijdstempel" / "5.tsr").is_file()
    assert run(*good) == 0
    assert run(*wrong) == 3
    assert run("--url", "http://127.0.0.1:9", *good) == 5
    assert run("--shard", "nergens", *good) == 2
