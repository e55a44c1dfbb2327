# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens made by hand, with the real keys of the parties of a small backbone."""

from __future__ import annotations

import hashlib
import os
import uuid
from typing import TYPE_CHECKING, Any

from core.envelope import brief as letters
from core.exchange.rechten import ANTWOORD_BYTES, VRAAG_BYTES
from core.facts import bundle as bundles
from core.facts.state import WERKERS
from core.keychain import rechtenstuk
from tests.kit import UNIT, Backbone

if TYPE_CHECKING:
    from core.keychain.rechtenstuk import Rechtenstuk

CITIZEN = {"v": 1, "bsn": "999990019", "naam": "Kwispelstaart-van den Kanarie"}
NO_HASH = hashlib.sha256(b"").hexdigest()


class Burger:
    """One request of one citizen, put by the contactpunt of the gemeente; `change` alters fields before it is signed."""

    def __init__(self, knooppunt: Backbone, recht: str = "inzage", **change: Any) -> None:
        self.knooppunt, self.id = knooppunt, change.pop("verzoek", str(uuid.uuid4()))
        self.oin = knooppunt["gemeente"].oin
        now = knooppunt.clock.now()
        oins = change.pop("oins", rechtenstuk.controllers(knooppunt.lijst, None, WERKERS))
        keys = [knooppunt.world.keys.directory.kem_key(oin, UNIT, now) for oin in oins]
        self.brief = letters.seal(self.about("vraag", self.oin), CITIZEN, change.pop("omvang", VRAAG_BYTES), keys)
        velden = {
            "verzoek": self.id,
            "recht": recht,
            "regio": None,
            "ontvangen": now - 1000,
            "identiteit": "balie",
            "eenheid": UNIT,
            "vraag_sha256": self.brief.sha256,
            "aan": self.brief.entries,
            "handmatig": [],
            **change,
        }
        self.stuk = self.signed(rechtenstuk.VERZOEK, **velden)

    def about(self, soort: str, van: str) -> dict[str, Any]:
        """Return what a letter of this request is bound to."""
        return {"soort": soort, "verzoek": self.id, "van": van}

    def signed(self, soort: str, **velden: Any) -> Rechtenstuk:
        """Return a document of the contactpunt."""
        now = velden.pop("gemaakt", self.knooppunt.clock.now())
        return rechtenstuk.make(self.knooppunt.contactpunt.sleutel, soort, self.oin, now, **velden)

    def facts(self, feit: str = "identiteit-vastgesteld", who: str = "gemeente", **over: str) -> list[dict[str, Any]]:
        """Return the statement that travels along."""
        party = self.knooppunt[who]
        fact = self.knooppunt.fact(feit, **({"record": self.id} | over))
        return [bundles.sign([fact], party.oin, party.tekenen)]

    def body(self, feiten: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Return what is sent."""
        given = self.facts() if feiten is None else feiten
        return {"stuk": dict(self.stuk.bron), "vraag": self.brief.to_json(), "feiten": given}

    def put(self, feiten: list[dict[str, Any]] | None = None) -> Any:
        """Put the request out."""
        return self.knooppunt.exchange.receive_request(
            self.knooppunt["gemeente"].caller(persoon=True), self.body(feiten)
        )

    def answer(self, who: str, content: dict[str, Any], *, size: int = ANTWOORD_BYTES, **change: Any) -> dict[str, Any]:
        """Return the answer of one controller as it is sent."""
        party, now = self.knooppunt[who], self.knooppunt.clock.now()
        key = self.knooppunt.world.keys.directory.kem_key(change.pop("aan_oin", self.oin), UNIT, now)
        brief = letters.seal(self.about("antwoord", party.oin), content, size, [key])
        velden = {"verzoek": self.id, "antwoord_sha256": brief.sha256, "aan": brief.entries, **change}
        stuk = rechtenstuk.make(party.tekenen, rechtenstuk.ANTWOORD, party.oin, now, **velden)
        return {"stuk": dict(stuk.bron), "antwoord": brief.to_json()}

    def answered(self, who: str, content: dict[str, Any], **change: Any) -> Any:
        """Let one controller answer."""
        body = self.answer(who, content, **change)
        return self.knooppunt.exchange.answer_request(self.knooppunt[who].caller(), self.id, body)

    def course(self, soort: str, **velden: Any) -> Any:
        """Extend or end the request."""
        stuk = self.signed(soort, **{"verzoek": self.id, **velden})
        exchange, caller = self.knooppunt.exchange, self.knooppunt["gemeente"].caller()
        act = exchange.extend_request if soort == rechtenstuk.VERLENGING else exchange.finish_request
        return act(caller, self.id, {"stuk": dict(stuk.bron)})


def restriction(knooppunt: Backbone, who: str, **change: Any) -> tuple[str, dict[str, Any]]:
    """Return id and body of a restriction by one controller that is right, but for `change`."""
    party, now, about = knooppunt[who], knooppunt.clock.now(), str(uuid.uuid4())
    stated = change.pop("feit", True)
    velden = {
        "beperking": about,
        "categorie": "wpg-8",
        "grond": "wpg-27",
        "reden": "lopend-onderzoek",
        "tot": now + 30 * 24 * 3600 * 1000,
        "onderdeel_sha256": hashlib.sha256(os.urandom(32)).hexdigest(),
        "motivering_sha256": hashlib.sha256(os.urandom(32)).hexdigest(),
        **change,
    }
    stuk = rechtenstuk.make(party.tekenen, rechtenstuk.BEPERKING, party.oin, now, **velden)
    fact = knooppunt.fact("grond-per-geval", record=about)
    feiten = [bundles.sign([fact], party.oin, party.tekenen)] if stated else []
    return about, {"stuk": dict(stuk.bron), "feiten": feiten}


def informing(knooppunt: Backbone, who: str, **change: Any) -> dict[str, Any]:
    """Return the body of a decision on informing by one controller that is right, but for `change`."""
    party, now = knooppunt[who], knooppunt.clock.now()
    velden = {
        "besluit": "geinformeerd",
        "grond": None,
        "tot": None,
        "records": [],
        "persoon_sha256": hashlib.sha256(os.urandom(32)).hexdigest(),
        **change,
    }
    return {"stuk": dict(rechtenstuk.make(party.tekenen, rechtenstuk.INFORMEREN, party.oin, now, **velden).bron)}
