# SPDX-License-Identifier: EUPL-1.2
"""The letters and documents of requests of citizens, between this gateway and the backbone: sealed, signed, sent, proven.

Invariants:
- Every act is kept with its idempotency key for the tries it gets, and counts only with the proof of its line.
- What comes is held against the signed document of its maker, under a key of the directory or the pinned deelnemerslijst,
  before anything of it is opened.
- A letter is bound to the request, its kind and its maker.

It decides nothing and keeps nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, VerificationError
from core.envelope import EnvelopeError
from core.envelope import brief as letters
from core.envelope.brief import Brief
from core.facts import Over, bundle
from core.facts.state import WERKERS
from core.keychain import rechtenstuk
from core.keychain.errors import KeychainError, UnknownKey
from core.keychain.rechtenstuk import Contactpunten

from adapters.gateway.plan import statement  # isort: skip
from adapters.gateway.sealer import own_signing_key  # isort: skip

if TYPE_CHECKING:
    from adapters.gateway.casework import Casework
    from adapters.gateway.desk import Desk
    from core.keychain.holders import Signer
    from core.keychain.keys import KemKey
    from core.keychain.lijst import Functionaris
    from core.keychain.rechtenstuk import Rechtenstuk

VERZOEKEN: Final = "/v1/rechtenverzoeken"
BEPERKINGEN: Final = "/v1/rechtenbeperkingen"
INFORMEREN: Final = "/v1/informeerbesluiten"
VRAAG_BYTES: Final = 4096
ANTWOORD_BYTES: Final = 65536
_BASIS: Final = "eigen-verklaring"


@dataclass(frozen=True)
class Opgehaald:
    """A request as it was fetched, its documents verified."""

    stuk: Rechtenstuk
    tot: int
    afgerond: int | None
    vraag: Brief | None = field(repr=False)
    antwoorden: tuple[tuple[Rechtenstuk, int, Brief | None], ...] = field(default=(), repr=False)


class Post:
    """Sends and fetches for one person of one partner.

    Args:
        desk: the synchronised gateway.
        acts: acts of the person who works here.
    """

    def __init__(self, desk: Desk, acts: Casework) -> None:
        self.desk, self._acts = desk, acts

    def controllers(self, regio: str | None) -> tuple[list[KemKey], list[str]]:
        """Return the reading keys of every controller of a region, one per unit, and who has none."""
        keys, without = [], []
        for oin in rechtenstuk.controllers(self.desk.partner.lijst, regio, WERKERS):
            own = [key for unit in self.desk.directory.units(oin) if (key := self._kem(oin, unit)) is not None]
            keys += own
            without += [] if own else [oin]
        return keys, without

    def put(self, officer: Functionaris, velden: dict[str, Any], content: dict[str, Any]) -> Rechtenstuk:
        """Put a request out: sealed to every controller, with the statement that the identity was verified."""
        verzoek, oin = velden["verzoek"], self.desk.partner.oin
        keys, without = self.controllers(velden["regio"])
        brief = letters.seal(about("vraag", verzoek, oin), content, VRAAG_BYTES, keys)
        velden |= {"vraag_sha256": brief.sha256, "aan": brief.entries, "handmatig": without}
        stuk = self.by_officer(officer, rechtenstuk.VERZOEK, **velden)
        feiten = [self._stated("identiteit-vastgesteld", verzoek, None)]
        self._acts.act(VERZOEKEN, {"stuk": dict(stuk.bron), "vraag": brief.to_json(), "feiten": feiten})
        return stuk

    def fetch(self, verzoek: str) -> Opgehaald:
        """Fetch a request: a logged read. Its documents are verified before anything is opened.

        Raises:
            VerificationError: it is not what the contactpunt or a controller signed.
        """
        data = self._acts.act(f"{VERZOEKEN}/{verzoek}/inzagen", {})
        try:
            stuk = rechtenstuk.read(data.get("stuk"), rechtenstuk.VERZOEK)
            stuk.check(Contactpunten(self.desk.partner.lijst), stuk.gemaakt)
            vraag = None if data.get("vraag") is None else Brief.from_json(data["vraag"])
            answers = tuple(self._answer(item, stuk) for item in data.get("antwoorden") or ())
        except (KeychainError, EnvelopeError, KeyError, TypeError):
            raise _wrong() from None
        once = len({answer.oin for answer, _, _ in answers}) == len(answers)
        if not once or stuk["verzoek"] != verzoek or (vraag is not None and not _named(vraag, stuk)):
            raise _wrong()
        return Opgehaald(stuk, int(data["tot"]), data.get("afgerond"), vraag, answers)

    def question(self, found: Opgehaald) -> Any:
        """Open the question with an own key."""
        if found.vraag is None or found.vraag.sha256 != found.stuk["vraag_sha256"]:
            raise _wrong()
        return self._opened(about("vraag", found.stuk["verzoek"], found.stuk.oin), found.vraag, VRAAG_BYTES)

    def answered(self, stuk: Rechtenstuk, brief: Brief) -> Any:
        """Open the answer of a controller."""
        return self._opened(about("antwoord", stuk["verzoek"], stuk.oin), brief, ANTWOORD_BYTES)

    def answer(self, found: Rechtenstuk, content: dict[str, Any]) -> Rechtenstuk:
        """Answer a request, sealed to the unit of the contactpunt."""
        verzoek, own = found["verzoek"], self.desk.partner.oin
        key = self._kem(found.oin, found["eenheid"])
        if key is None:
            raise ConfigError("Het contactpunt heeft nu geen geldige leessleutel; antwoord later.")
        brief = letters.seal(about("antwoord", verzoek, own), content, ANTWOORD_BYTES, [key])
        velden = {"verzoek": verzoek, "antwoord_sha256": brief.sha256, "aan": brief.entries}
        stuk = self.by_partner(rechtenstuk.ANTWOORD, **velden)
        self._acts.act(f"{VERZOEKEN}/{verzoek}/antwoorden", {"stuk": dict(stuk.bron), "antwoord": brief.to_json()})
        return stuk

    def course(self, stuk: Rechtenstuk) -> Any:
        """Send an extension, or the end of a request."""
        part = "verlengingen" if stuk.soort == rechtenstuk.VERLENGING else "afronding"
        return self._acts.act(f"{VERZOEKEN}/{stuk['verzoek']}/{part}", {"stuk": dict(stuk.bron)})

    def restrict(self, stuk: Rechtenstuk) -> None:
        """Send a restriction with the statement that there is a ground for this case, until its end."""
        feiten = [self._stated("grond-per-geval", stuk["beperking"], stuk["tot"])]
        self._acts.act(BEPERKINGEN, {"stuk": dict(stuk.bron), "feiten": feiten})

    def inform(self, stuk: Rechtenstuk) -> None:
        """Send a decision on informing somebody."""
        self._acts.act(INFORMEREN, {"stuk": dict(stuk.bron)})

    def by_officer(self, officer: Functionaris, soort: str, **velden: Any) -> Rechtenstuk:
        """Return a document under the key of the contactpunt."""
        return self._made(self.desk.partner.keys.officer(officer.id), soort, velden)

    def by_partner(self, soort: str, **velden: Any) -> Rechtenstuk:
        """Return a document under the signing key of this partner."""
        return self._made(own_signing_key(self.desk.partner, self.desk.directory, self.desk.clock()), soort, velden)

    def officer(self) -> Functionaris:
        """Return the contactpunt that works here.

        Raises:
            ConfigError: nobody of this organisation is one.
        """
        lijst, oin = self.desk.partner.lijst, self.desk.partner.oin
        found = [item for item in lijst.functionarissen if (item.oin, item.functie) == (oin, rechtenstuk.CONTACTPUNT)]
        if len(found) != 1:
            raise ConfigError("Op de deelnemerslijst staat voor deze organisatie niet precies één contactpunt.")
        return found[0]

    def _made(self, key: Signer, soort: str, velden: dict[str, Any]) -> Rechtenstuk:
        try:
            return rechtenstuk.make(key, soort, self.desk.partner.oin, self.desk.clock(), **velden)
        except KeychainError as error:
            raise ConfigError(error.diagnose()) from None

    def _stated(self, feit: str, about_: str, until: int | None) -> dict[str, Any]:
        now, partner = self.desk.clock(), self.desk.partner
        fact = statement(feit, Over(record=about_), _BASIS, now, value=True, until=until)
        return bundle.sign([fact], partner.oin, own_signing_key(partner, self.desk.directory, now))

    def _answer(self, item: Any, asked: Rechtenstuk) -> tuple[Rechtenstuk, int, Brief | None]:
        """Return an answer under a key that counted after the question was made: a key that was let go earlier signs nothing."""
        stuk, tijd = rechtenstuk.read(item["stuk"], rechtenstuk.ANTWOORD), int(item["tijd"])
        stuk.check(self.desk.directory, max(asked.gemaakt, min(tijd, self.desk.clock())))
        brief = None if item.get("brief") is None else Brief.from_json(item["brief"])
        fits = brief is None or (brief.sha256 == stuk["antwoord_sha256"] and _named(brief, stuk))
        if stuk["verzoek"] != asked["verzoek"] or stuk.oin not in asked.controllers or not fits:
            raise _wrong()
        return stuk, tijd, brief

    def _opened(self, bound: dict[str, Any], brief: Brief, size: int) -> Any:
        partner = self.desk.partner
        for wrap in brief.omhulsels:
            own = partner.keys.kem(wrap.sleutel) if wrap.ontvanger == partner.oin else None
            if own is not None:
                try:
                    return letters.open_brief(bound, brief, size, own[1], (partner.oin, own[0]))
                except EnvelopeError:
                    raise _wrong() from None
        raise VerificationError("geen-omhulsel", "Deze brief is niet voor een sleutel van deze partner verzegeld.")

    def _kem(self, oin: str, unit: str) -> KemKey | None:
        try:
            return self.desk.directory.kem_key(oin, unit, self.desk.clock())
        except UnknownKey:
            return None


def about(soort: str, verzoek: str, van: str) -> dict[str, Any]:
    """Return what a letter is bound to: its kind, the request, and who made it."""
    return {"soort": soort, "verzoek": verzoek, "van": van}


def _named(brief: Brief, stuk: Rechtenstuk) -> bool:
    """Tell whether the signed document names every wrap that came."""
    return all(entry in stuk["aan"] for entry in brief.entries)


def _wrong() -> VerificationError:
    return VerificationError("rechtenverzoek-ongeldig", "Dit rechtenverzoek is niet wat de maker ervan tekende.")
