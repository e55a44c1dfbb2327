# SPDX-License-Identifier: EUPL-1.2
"""A real backbone behind a real HTTP server, and organisations that speak to it with signed requests of their own.

No gateway stands between: what a gateway would refuse first is sent all the same, so that it is the *exchange* that
answers. Everything goes over the wire: statements, cases, people, supplies and reads.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.facts import bundle as bundles
from core.keychain.keys import HttpPrivateKey
from tests.kit import REGIO, Backbone, Functionaris, Partij
from tests.server.conftest import Caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from core.facts import Feitverklaring

MEMBERS = ("politie", "gemeente", "belastingdienst", "om", "fiod", "nvwa")
WPG = {"relevant": True, "weigeringsgrond": False, "uittreksel-volstaat": False}
LABELS: Mapping[str, Mapping[str, bool]] = {
    "wpg-8": WPG,
    "wpg-9": {**WPG, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True},
    "fiscaal": {"herkomst-toeslagen": False, "herkomst-lsi": False},
}
BASE = {"label-volledig": True, "uitsluitend-geautomatiseerd": False}


@dataclass(frozen=True)
class Antwoord:
    """One answer in the words of the rules: outcome, deciding rows, and what is missing for a decision."""

    status: int
    uitkomst: str
    regels: frozenset[str] = frozenset()
    ontbreekt: frozenset[tuple[str, str, str]] = frozenset()

    def __repr__(self) -> str:
        return f"{self.status} {self.uitkomst} {sorted(self.regels)} {sorted(self.ontbreekt)}"


TOEGESTAAN = Antwoord(201, "toegestaan")
NIET_GEREGELD = Antwoord(403, "niet-geregeld")
NIET_GEVONDEN = Antwoord(404, "niet-gevonden")


def verboden(*regels: str) -> Antwoord:
    """A refusal that exactly these rows carry."""
    return Antwoord(403, "verboden", frozenset(regels))


def onbepaald(token: str, regel: str, bij: str = "verstrekker") -> Antwoord:
    """A refusal because exactly this token of one row is neither said nor denied by those who may."""
    return Antwoord(403, "niet-vaststelbaar", ontbreekt=frozenset({(token, regel, bij)}))


def lees(response: httpx.Response) -> Antwoord:
    """Read an answer. Of a refusal for want of a fact the rows are those that `ontbreekt` names."""
    body = json.loads(response.content)
    if response.status_code < 300:
        return Antwoord(201, "toegestaan")
    if response.status_code != 403:
        return Antwoord(response.status_code, body["type"].rpartition(":")[2])
    rows = frozenset() if body["uitkomst"] == "niet-vaststelbaar" else frozenset(rule["id"] for rule in body["regels"])
    missing = frozenset((item["feit"], item["regel"], item["bij"]) for item in body["ontbreekt"])
    return Antwoord(403, body["uitkomst"], rows, missing)


class Net:
    """The backbone, its server, and one designated and screened person per organisation."""

    def __init__(self, operator: Backbone, http: httpx.Client) -> None:
        self.operator, self.http = operator, http
        for partij in operator.partijen.values():
            self.introduce(partij)

    def send(
        self,
        who: str | Partij,
        method: str,
        path: str,
        value: Any = None,
        *,
        persoon: bool = True,
        key: str | None = None,
    ) -> httpx.Response:
        """Send a signed request of an organisation, by default with the signature of its person."""
        partij = self.operator[who] if isinstance(who, str) else who
        return Caller(self.http, self.operator, partij, persoon).send(method, path, value, key=key)

    def good(self, who: str | Partij, path: str, value: Any, *, persoon: bool = True) -> dict[str, Any]:
        """Post something that must succeed and return the answer."""
        response = self.send(who, "POST", path, value, persoon=persoon)
        assert response.status_code == 201, response.text
        return dict(json.loads(response.content))

    def state(self, who: str | Functionaris, *facts: Feitverklaring) -> dict[str, Any]:
        """Let an organisation or officer state facts over HTTP."""
        if isinstance(who, Functionaris):
            bundle = bundles.sign(facts, who.oin, who.sleutel, who.id)
            home = next(p for p in self.operator.partijen.values() if p.oin == who.oin)
            return self.good(home, "/v1/feitverklaringen", bundle, persoon=False)
        partij = self.operator[who]
        bundle = bundles.sign(facts, partij.oin, partij.tekenen)
        return self.good(partij, "/v1/feitverklaringen", bundle, persoon=False)

    def introduce(self, partij: Partij, **over: bool | None) -> Partij:
        """Register the person of `partij`; `gescreend` and `aangewezen` may be True, False (said) or None (silence)."""
        key = jcs.b64(partij.persoon_sleutel.public.ed25519)
        facts = [self.operator.fact("persoonssleutel", waarde=key, persoon=partij.persoon)]
        where = {"gescreend": {}, "aangewezen": {"regio": REGIO}}
        for feit, more in where.items():
            waarde = over.get(feit, True)
            if waarde is not None and partij.soort != "riec-bureau":
                facts.append(self.operator.fact(feit, waarde=waarde, persoon=partij.persoon, **more))
        self.state(partij.soort, *facts)
        return partij

    def newcomer(self, soort: str, **over: bool | None) -> Partij:
        """Return an organisation with another person, introduced as `introduce` says."""
        fresh = replace(self.operator[soort], persoon=str(uuid.uuid4()), persoon_sleutel=HttpPrivateKey.generate())
        return self.introduce(fresh, **over)


class Zaak:
    """One casus of the members, over HTTP, with what the story needs stated; `stil` names facts that nobody states."""

    def __init__(
        self,
        net: Net,
        fase: str = "verrijking-gesloten",
        *,
        members: tuple[str, ...] = MEMBERS,
        stil: str = "",
        **opening: Any,
    ) -> None:
        self.net, self.operator = net, net.operator
        self.id, self.fase = str(uuid.uuid4()), fase
        self.doel = opening.get("doel", "oc")
        self.regio = opening.get("regio", REGIO)
        net.good("gemeente", "/v1/casussen", self.opening(members, **opening), persoon=False)
        if stil != "noodzaak":
            net.state("gemeente", self.fact("noodzaak"))
        agreed = [f for f in ("protocol-geldig", "convenant-geldig") if f != stil]
        net.state(self.operator.jurist_a, *(self.fact(f, regio=self.regio) for f in agreed))
        self.post("gemeente", "fase", streng="hoofd", fase=fase)

    def opening(self, members: tuple[str, ...], **more: Any) -> dict[str, Any]:
        """Return the body that opens the casus; all members bring it in."""
        return {
            "casus": self.id,
            "regio": REGIO,
            "doel": "oc",
            "herkomst": "signaal",
            "themas": ["drugs"],
            "inbrengers": [self.operator[soort].oin for soort in members],
            **more,
        }

    def fact(self, feit: str, *, waarde: bool = True, **over: str) -> Feitverklaring:
        """Return a statement about this casus."""
        return self.operator.fact(feit, waarde=waarde, casus=self.id, **over)

    def post(self, who: str | Partij, what: str, **gegevens: Any) -> dict[str, Any]:
        """Add an event that must succeed."""
        return self.net.good(who, f"/v1/casussen/{self.id}/{what}", gegevens)

    def add_person(self, partij: Partij) -> None:
        """Put the person of an organisation on the casus."""
        start = self.operator.clock.now() - 1000
        self.post(partij, "personen", persoon=partij.persoon, oin=partij.oin, van=start)

    def ask(self, who: str, aan: str, categorie: str) -> str:
        """Let `who` ask for a category and return the id of the request."""
        body = {"casus": self.id, "uitvraag": str(uuid.uuid4()), "aan": self.operator[aan].oin, "categorie": categorie}
        self.net.good(who, "/v1/uitvragen", body)
        return str(body["uitvraag"])

    def supply(self, who: str, wat: str, *aan: str, **feiten: bool | None) -> tuple[str, httpx.Response]:
        """Push one record; `feiten` go over what a supplier states by default, None is silence."""
        stated = {**LABELS.get(wat, {}), **BASE, **{name.replace("_", "-"): v for name, v in feiten.items()}}
        said = {name: value for name, value in stated.items() if value is not None}
        kop = {"casus": self.id, "categorie": wat, "doel": self.doel, "fase": self.fase}
        levering = self.operator.levering(who, kop, b"inhoud", aan, **said)
        answer = self.net.send(who, "POST", "/v1/leveringen", levering.body, persoon=False, key=levering.caller.verzoek)
        return levering.record, answer

    def supplied(self, who: str, wat: str, *aan: str, **feiten: bool | None) -> str:
        """Push one record that must be taken in and return its id."""
        record, response = self.supply(who, wat, *aan, **feiten)
        assert response.status_code == 201, response.text
        return record

    def read(self, who: str | Partij, record: str, *, persoon: bool = True) -> httpx.Response:
        """Ask to read a record."""
        return self.net.send(who, "POST", f"/v1/verstrekkingen/{record}/inzagen", {}, persoon=persoon)
