# SPDX-License-Identifier: EUPL-1.2
"""The offline ceremony in which partners make a deelnemerslijst: apply, draft, sign apart, assemble.

Invariants:
- an organisation enters a draft only with an application signed by its own identity key (proof of possession);
- each partner signs on its own machine, and only when its own entry in the draft holds its own key;
- `assemble` gives nothing that `Deelnemerslijst.parse` does not accept;
- a successor is signed by the threshold of the *previous* list too, so the operator cannot make one.

Norm: design.md 2. Everything works on bytes; files and people are for `server.commandline.sleutels`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain import shape, signatures
from core.keychain.errors import ListError, ShapeError, SignatureError
from core.keychain.lijst import LIST_DOMAIN, Deelnemer, Deelnemerslijst, read_draft
from core.keychain.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.keychain.holders import Signer

APPLY_DOMAIN = "knooppunt/v1/aanmelding"


def apply(identity: Signer, *, oin: str, naam: str, soort: str, regios: Sequence[str] = ()) -> bytes:
    """Return an application: the entry that an organisation wants in the list, signed with its identity key."""
    entry = Deelnemer(oin, naam, soort, tuple(regios), identity.public).to_json()
    Deelnemer.from_json(entry)
    signature = identity.sign(APPLY_DOMAIN, jcs.encode(entry))
    return jcs.encode({"deelnemer": entry, "handtekening": signature.to_json()})


def read_application(data: bytes) -> Deelnemer:
    """Return the entry of an application.

    Raises:
        ListError: malformed, or not signed with the key that it brings.
    """
    try:
        found = shape.record(shape.decode(data), ("deelnemer", "handtekening"))
        entry = Deelnemer.from_json(found["deelnemer"])
        signature = Signature.from_json(found["handtekening"])
        signatures.verify(entry.identiteit, APPLY_DOMAIN, jcs.encode(entry.to_json()), signature)
    except (ShapeError, SignatureError) as error:
        raise ListError(f"De aanmelding klopt niet: {error}") from None
    return entry


def draft(fields: Mapping[str, Any], applications: Iterable[bytes]) -> bytes:
    """Return the body that everyone will sign.

    Args:
        fields: `modus`, `versie`, `gemaakt`, `drempel`, `functionarissen`, `beheerder`, `getuigen` and
            `tlog_policy_sha256` in their wire form.
        applications: one per organisation.

    Raises:
        ListError: the content breaks an invariant of the list.
    """
    entries = sorted((read_application(item) for item in applications), key=lambda item: item.oin)
    try:
        body = jcs.encode({"v": 1, **fields, "deelnemers": [entry.to_json() for entry in entries]})
        read_draft(body)
    except (ShapeError, jcs.CanonicalError) as error:
        raise ListError(f"Het ontwerp klopt niet: {error}") from None
    return body


def sign(body: bytes, oin: str, identity: Signer) -> bytes:
    """Return one organisation's signature over a draft.

    Raises:
        ListError: the draft is not sound, or does not hold this organisation with this very key.
    """
    lijst = _read(body)
    if oin not in lijst or lijst.deelnemer(oin).identiteit != identity.public:
        raise ListError("Het ontwerp bevat deze organisatie niet, of met een andere sleutel. Teken niet.")
    signature = identity.sign(LIST_DOMAIN, body)
    return jcs.encode({"oin": oin, "vingerafdruk": lijst.fingerprint, **signature.to_json()})


def assemble(body: bytes, signed: Iterable[bytes]) -> bytes:
    """Return the finished file, verified.

    Raises:
        ListError: a signature is for another draft, bad, unknown or double, or there are too few.
    """
    fingerprint = _read(body).fingerprint
    collected = sorted((_entry(item, fingerprint) for item in signed), key=lambda item: str(item["oin"]))
    data = jcs.encode({"lijst": jcs.decode(body), "handtekeningen": collected})
    Deelnemerslijst.parse(data)
    return data


def check_successor(previous: Deelnemerslijst, successor: Deelnemerslijst) -> None:
    """Return only when `successor` may replace `previous` in a gateway that pinned the latter.

    Raises:
        ListError: not the next version, another mode, or too few organisations of the previous list, with the key
            they had there, signed it.
    """
    if successor.versie != previous.versie + 1 or successor.modus != previous.modus:
        raise ListError("De nieuwe deelnemerslijst volgt niet op de vorige (versie of modus).")
    kept = [
        oin
        for oin in successor.ondertekenaars
        if oin in previous and previous.deelnemer(oin).identiteit == successor.deelnemer(oin).identiteit
    ]
    if len(kept) < previous.drempel:
        raise ListError("Te weinig organisaties van de vorige deelnemerslijst tekenden de nieuwe.")


def _read(body: bytes) -> Deelnemerslijst:
    try:
        lijst = read_draft(body)
        canonical = jcs.encode(shape.decode(body)) == body
    except ShapeError as error:
        raise ListError(f"Het ontwerp klopt niet: {error}") from None
    if not canonical:
        raise ListError("Het ontwerp staat niet in de vaste vorm; neem het bestand ongewijzigd over.")
    return lijst


def _entry(data: bytes, fingerprint: str) -> dict[str, Any]:
    try:
        found = shape.record(shape.decode(data), ("oin", "vingerafdruk", "ed25519", "ml-dsa-65"))
    except ShapeError as error:
        raise ListError(f"Een handtekening is niet leesbaar: {error}") from None
    if found["vingerafdruk"] != fingerprint:
        raise ListError("Een handtekening hoort bij een ander ontwerp.")
    return {name: found[name] for name in ("oin", "ed25519", "ml-dsa-65")}
