# SPDX-License-Identifier: EUPL-1.2
"""What is fuzzed: each parser that gets bytes of others, as a function that lets only the parser's own error pass.

A target takes any bytes and returns, or raises what its parser promises to raise, which is caught here. Anything else that
comes out (another exception, a hang, memory without bound) is a finding. A target that accepts something also checks that
what it accepted can be written and read again as the same.
"""

from __future__ import annotations

import contextlib
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adapters.bestand import BestandsFout, CsvBestand, CsvVorm, Grenzen, XmlBestand, XmlVorm
from adapters.bestand.afbeelding import AfbeeldingFout, load_mapping
from audit.proof import checkpoint, jcs, leaf, note, receipt, tiles, tlog_policy, tlog_proof
from audit.signer import LogSigner, policy_text
from core.contract import http_signature as hs
from core.contract.http_signature_errors import HttpSignatureError
from core.contract.inhoud import OngeldigeInhoud, decode_inhoud, encode_inhoud
from core.envelope import EnvelopeError, SealedRecord
from core.envelope import header as headers
from core.keychain.errors import KeychainError
from core.keychain.events import KeyEvent
from core.keychain.lijst import Deelnemerslijst

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOW: Final = 1_790_000_000_000
OIN: Final = "00000099000000001000"
SLEUTEL: Final = "ab" * 32
LIMITS: Final = Grenzen(regel=4096, veld=512, kolommen=32, bevindingen=50, xml_bytes=65_536, diepte=8, knopen=200)
SIGNER: Final = LogSigner(bytes(range(32)), bytes(range(32, 64)))
ORIGIN: Final = "log.example/knooppunt/oost-2026"


def envelope(data: bytes) -> None:
    """A sealed record: its wire form, and its header."""
    with contextlib.suppress(jcs.CanonicalError, EnvelopeError):
        record = SealedRecord.from_json(jcs.decode(data))
        assert SealedRecord.from_json(record.to_json()) == record
    with contextlib.suppress(jcs.CanonicalError, EnvelopeError):
        headers.check(jcs.decode(data))


def notes(data: bytes) -> None:
    """Signed notes, checkpoints, policies, proofs, leaves and bundles of entries."""
    text = data.decode("utf-8", "surrogateescape")
    tries: tuple[tuple[Callable[[Any], object], Any, type[Exception]], ...] = (
        (note.parse, data, note.NoteError),
        (note.parse_lines, data, note.NoteError),
        (checkpoint.parse, data, note.NoteError),
        (lambda d: checkpoint.open_signed(d, SIGNER.vkeys(ORIGIN)), data, note.NoteError),
        (tlog_policy.parse, data, tlog_policy.PolicyError),
        (tlog_proof.parse, text, tlog_proof.TlogProofError),
        (note.VKey.parse, text, note.NoteError),
        (leaf.parse, data, leaf.LeafError),
        (tiles.decode_bundle, data, ValueError),
    )
    for parse, given, error in tries:
        with contextlib.suppress(error):
            parse(given)


def receipts(data: bytes) -> None:
    """A receipt, against the policy of a log."""
    with contextlib.suppress(jcs.CanonicalError, receipt.ReceiptError):
        value = jcs.decode(data)
        if isinstance(value, dict):
            receipt.verify(value, _policy())


def http_signatures(data: bytes) -> None:
    """The headers of a signed request and of a signed answer: one header per line, then the body."""
    head, _, body = data.partition(b"\n\n")
    lines = [line.partition(b":") for line in head.split(b"\n")]
    fields = [(name.decode("latin-1"), value.decode("latin-1").strip()) for name, _, value in lines]
    with contextlib.suppress(HttpSignatureError):
        hs.verify_request("POST", "https://k.test/v1", fields, body, keys=_Keys(), now=NOW, remember=lambda *_: True)
    signature = dict(fields).get("signature", "")
    with contextlib.suppress(HttpSignatureError):
        hs.verify_response(200, fields, body, signature, oin=OIN, public_key=_public())
    with contextlib.suppress(HttpSignatureError):
        hs.sign_response(200, body, signature, hs.AnswerKey(OIN, _private()), NOW)


def inhoud(data: bytes) -> None:
    """Content from under a seal."""
    with contextlib.suppress(OngeldigeInhoud):
        found = decode_inhoud(data)
        assert encode_inhoud(found) == data


def keychain(data: bytes) -> None:
    """Key events and the deelnemerslijst."""
    with contextlib.suppress(KeychainError):
        Deelnemerslijst.parse(data)
    with contextlib.suppress(jcs.CanonicalError, KeychainError):
        KeyEvent.from_json(jcs.decode(data))


def csv(data: bytes) -> None:
    """A delimited file of a partner."""
    for vorm in (
        CsvVorm("utf-8", bom=True),
        CsvVorm("windows-1252", verplicht=frozenset({"naam"}), afsluiting="EINDE"),
    ):
        with contextlib.suppress(BestandsFout):
            file = CsvBestand(_Bytes(data), vorm, LIMITS)  # type: ignore[arg-type]
            counted = file.keur().rijen
            assert sum(1 for _ in file.rijen()) <= max(counted, LIMITS.bevindingen)


def xml(data: bytes) -> None:
    """An XML file of a partner."""
    with contextlib.suppress(BestandsFout):
        file = XmlBestand(_Bytes(data), XmlVorm("urn:voorbeeld", "berichten", "bericht"), LIMITS)  # type: ignore[arg-type]
        file.keur()
        list(file.berichten())


def afbeelding(data: bytes) -> None:
    """The mapping of a partner's format."""
    with contextlib.suppress(AfbeeldingFout):
        load_mapping(_Bytes(data))  # type: ignore[arg-type]


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    target.__name__: target
    for target in (envelope, notes, receipts, http_signatures, inhoud, keychain, csv, xml, afbeelding)
}
ALL: Final = "alles"
CORPUS: Final = Path(__file__).resolve().parent / "corpus"


def one_of_all(data: bytes) -> None:
    """Any target: the first byte tells which."""
    if data:
        list(TARGETS.values())[data[0] % len(TARGETS)](data[1:])


def write_corpus(name: str, folder: Path) -> Path:
    """Return the folder with the corpus of a target; that of all is written to `folder`."""
    if name != ALL:
        return CORPUS / name
    folder.mkdir()
    for number, target in enumerate(TARGETS):
        for seed in sorted((CORPUS / target).iterdir()):
            (folder / f"{target}-{seed.name}").write_bytes(bytes([number]) + seed.read_bytes())
    return folder


class _Bytes:
    """Stands where a path stands, so that nothing is written: what is opened is these bytes."""

    name = "bestand"

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open(self, mode: str = "r", **_: Any) -> io.BytesIO:
        """Open for reading as bytes."""
        assert "b" in mode
        return io.BytesIO(self._data)

    def read_bytes(self) -> bytes:
        """All of it."""
        return self._data

    def read_text(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """All of it as text."""
        return self._data.decode(encoding, errors)


class _Keys:
    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        return _public() if (oin, sleutel) == (OIN, SLEUTEL) else None

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        return _public()


@cache
def _private() -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes(32))


def _public() -> bytes:
    return _private().public_key().public_bytes_raw()


@cache
def _policy() -> tlog_policy.TlogPolicy:
    return tlog_policy.parse(policy_text(SIGNER, "log.example/knooppunt").encode())
