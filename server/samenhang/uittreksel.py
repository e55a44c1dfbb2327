# SPDX-License-Identifier: EUPL-1.2
"""What the checks across rooms take from each line while it is open, and the signatures that can be checked right there.

Invariants:
- What leaves a line for the temporary file names no person: ids of acts, decisions, records, hashes, times, counts.
- A signature of a request counts only near the time of its line: nobody puts a request by and carries it out later.
- Kept request signatures are checked here, where the line is open: the person's name goes no further.
- It can be pickled, so that other processes can use it; it holds public keys only.

Norm: RFC 9421 (kept signatures), design.md 6. A line of a local command, or of before signatures were kept, has none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.events import Event
from audit.proof import jcs
from audit.proof.tree import hash_leaf
from core.contract.dagtelling import GEWEIGERD
from core.contract.kept_signature import KeptSignatureError, verify_kept
from core.contract.koerier import KoerierError, check_brief
from core.contract.ondertekend import VENSTER_MS
from core.facts.people import person_key
from server.samenhang.kennis import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audit.verify.opened import Said
    from core.facts.state import Toegelaten
    from core.keychain.keys import HttpKey, SigningKey
    from server.samenhang.kennis import Kennis

HANDELING, BESLUIT, FEIT, RECORD = "handeling", "besluit", "feit", "record"
TOEKENNING, STUK = "toekenning", "stuk"
VERNIETIGING = "vernietiging"
GEB = "geb"
RECHTEN = "rechten"
_RIGHTS = {
    Event.RECHTENVERZOEK_ONTVANGEN, Event.RECHTENVERZOEK_BEANTWOORD, Event.RECHTENVERZOEK_VERLENGD,
    Event.RECHTENVERZOEK_AFGEROND, Event.RECHTEN_BEPERKT, Event.INFORMEREN_BESLOTEN,
}  # fmt: skip
_SAID = ("rechtenverzoek", "recht", "identiteit", "handmatig", "beperking", "categorie", "grondslag", "reden", "tot",
         "besluit", "records", "oin", "tijd", "gebeurtenis")  # fmt: skip
ZONDER, BEVEL, GEWIST, DAG, BEVINDING = "zonder", "bevel", "gewist", "dag", "bevinding"
# Who ordered a destruction and when that was logged first, in the line that says so.
_DESTROYED = {Event.VERNIETIGING_BEVOLEN: ("oin", "tijd"), Event.VERNIETIGING_HERHAALD: ("zorgdrager", "bevolen")}
# Of a line only these count for an afstemming (`core.contract.dagtelling`).
_COUNTED = ("gebeurtenis", "oin", "verzoek", "sleutel", "record", "dag", "afstemming", "tijd")


@dataclass(frozen=True)
class Uittreksel:
    """Takes extracts of opened lines."""

    http: Mapping[tuple[str, str], HttpKey] = field(repr=False)
    personen: Mapping[str, tuple[Toegelaten, ...]] = field(repr=False)
    tekenen: Mapping[tuple[str, str], SigningKey] = field(repr=False)

    @classmethod
    def of(cls, kennis: Kennis) -> Uittreksel:
        """Return one with the keys of the stored log."""
        personen: dict[str, tuple[Toegelaten, ...]] = {}
        for item in kennis.person_keys():
            who = str(item.verklaring.over.persoon)
            personen[who] = (*personen.get(who, ()), item)
        return cls(kennis.http_keys(), personen, kennis.signing_keys())

    def __call__(self, said: Said) -> Iterator[tuple[str, str, str]]:
        """Yield (soort, sleutel, inhoud) of one line."""
        feit = said.feit
        act, event = feit.get("handeling"), feit.get("gebeurtenis")
        if act is None:
            yield ZONDER, str(event), ""
            return
        yield HANDELING, str(act), _json(feit, "oin", "verzoek", "verzoek_sha256", "tijd")
        for besluit in feit.get("beslissingen", ()):
            yield BESLUIT, str(besluit["id"]), json.dumps([act, feit["tijd"], decision_digest(besluit)])
            if event not in GEWEIGERD:  # statements that came with what was refused are not kept
                yield from (
                    (FEIT, str(item), str(feit["tijd"])) for found in besluit["feiten"].values() for item in found
                )
        yield from _about_records(feit, event)
        if event == Event.WISSING_BEVOLEN:
            yield BEVEL, str(feit.get("bevel_sha256")), _json(feit, "oin", "tijd", "shard_gewist", "opening", "regels")
        if event in (Event.GEB_VASTGESTELD, Event.GEB_GEADVISEERD):
            fields = [
                feit.get(name) for name in ("oin", "tijd", "editie", "periode", "regio", "uitkomst", "gebeurtenis")
            ]
            yield GEB, str(feit.get("besluit_sha256")), json.dumps(fields)
        if event in _RIGHTS:
            yield RECHTEN, str(feit.get("stuk")), json.dumps({name: feit[name] for name in _SAID if name in feit})
        if event in _DESTROYED:
            told = _json(feit, *_DESTROYED[event], "record", "categorie", "grondslag", "tijd")
            yield VERNIETIGING, str(feit.get("bevel_sha256")), told
        if said.persoon_gone:
            shard, _, volgnr = said.regel.rpartition("|")
            yield GEWIST, shard, json.dumps([int(volgnr), feit["tijd"], feit.get("oin")])
        if "verzoek" in feit:
            yield DAG, str(feit.get("oin")), _counted(feit, said.entry)
        yield from self._signatures(said)

    def _signatures(self, said: Said) -> Iterator[tuple[str, str, str]]:
        feit, persoon = said.feit, said.persoon
        if "ondertekend" in feit and (text := self._organisation(feit)):
            yield BEVINDING, "handtekening-verzoek", text
        if persoon is not None and "ondertekend" in persoon and (text := self._person(feit, persoon)):
            yield BEVINDING, "handtekening-persoon", text

    def _organisation(self, feit: Mapping[str, Any]) -> str | None:
        key = self.http.get((str(feit.get("oin")), str(feit.get("sleutel"))))
        if key is None:
            return "Dit verzoek noemt een sleutel die nooit in de stamlog stond."
        published = feit.get("sleutel_id") == key.sleutel_id  # the request that brought the key signs with it already
        if not published and not counted(key, feit["tijd"]):
            return "De sleutel waarmee dit verzoek is getekend, gold toen niet."
        return self._letter(feit) or _holds(feit["ondertekend"], key.sleutel.ed25519, feit, None)

    def _letter(self, feit: Mapping[str, Any]) -> str | None:
        """Hold the letter of a carried request against this very request and the key under which it was signed."""
        if "koerier" not in feit:
            return None
        try:
            named = str(feit["koerier"]["brief"]["sleutel"])
            key = self.tekenen[str(feit.get("oin")), named]
            signature = jcs.unb64(feit["ondertekend"]["handtekening"])
            asked = {"oin": str(feit.get("oin")), "verzoek": str(feit.get("verzoek"))}
            check_brief(feit["koerier"], key.sleutel, signature=signature, at=feit["tijd"], **asked)
        except (KoerierError, KeyError, TypeError, jcs.CanonicalError):
            return "De brief waarmee dit verzoek is meegegeven klopt niet."
        return None if counted(key, feit["tijd"]) else "De sleutel onder de brief bij dit verzoek gold toen niet."

    def _person(self, feit: Mapping[str, Any], persoon: Mapping[str, Any]) -> str | None:
        who = str(persoon.get("persoon"))
        key = person_key(self.personen.get(who, ()), str(persoon.get("oin")), who, feit["tijd"])
        if key is None:
            return "Voor wie dit verzoek mee tekende, was toen geen sleutel geregistreerd."
        return _holds(persoon["ondertekend"], key.ed25519, feit, persoon)


def _about_records(feit: Mapping[str, Any], event: object) -> Iterator[tuple[str, str, str]]:
    """Yield what a line says of records, their later grants and the documents about them."""
    if "stuk" in feit:  # of a dissent note the item that it is about
        yield STUK, str(feit["stuk"]), json.dumps([feit.get("oin"), feit.get("bij", feit.get("record"))])
    if event in (Event.VERSTREKKING_OPGENOMEN, Event.OORDEEL_TOEGEVOEGD):
        yield (
            RECORD,
            str(feit.get("record")),
            _json(feit, "oin", "casus", "categorie", "verklaring_sha256", "toekenningen_sha256"),
        )
    if event in (Event.TOEKENNING_TOEGEVOEGD, Event.TOEKENNING_HERSLEUTELD):
        yield TOEKENNING, str(feit.get("toekenningen_sha256")), _json(feit, "oin", "record", "delegatie")
        if "delegatie" in feit:
            yield FEIT, str(feit["delegatie"]), str(feit["tijd"])


def _holds(kept: Any, key: bytes, feit: Mapping[str, Any], persoon: Mapping[str, Any] | None) -> str | None:
    try:
        found = verify_kept(kept, key, feit, persoon)
    except KeptSignatureError as error:
        return f"De bewaarde handtekening klopt niet: {error}."
    # What was carried in a file waited as long as its letter says, which was checked (`_letter`); signed it was with that.
    since = feit["koerier"]["brief"]["gemaakt"] if "koerier" in feit else feit["tijd"]
    if abs(since - found.gemaakt) > VENSTER_MS:
        return "De bewaarde handtekening is van een ander moment dan de regel."
    return None


def decision_digest(besluit: Mapping[str, Any]) -> str:
    """Return one hash over what a line says of a decision: question, facts, outcome, rows, obligations, release."""
    stated = {token: hashes for token, hashes in besluit["feiten"].items() if hashes}
    said = [stated, *(besluit.get(name) for name in ("vraag", "uitkomst", "regels", "plichten", "vrijgave"))]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _counted(feit: Mapping[str, Any], entry: bytes) -> str:
    slim = {name: feit[name] for name in _COUNTED if name in feit}
    kept = feit.get("ondertekend")
    if isinstance(kept, dict):
        slim["ondertekend"] = {"basis": kept.get("basis")}
    return json.dumps([jcs.b64(hash_leaf(entry)), slim])


def _json(feit: Mapping[str, Any], *names: str) -> str:
    return json.dumps([feit.get(name) for name in names])
