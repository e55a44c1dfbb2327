# SPDX-License-Identifier: EUPL-1.2
"""Taking in a request of a citizen: decided, put out sealed to every controller, with its clock, about nobody we know.

Invariants:
- Only the contactpunt of the deelnemerslijst takes a request in, under its own key; whether it may is for the rules (R-75),
  on the statement of its organisation that the identity was verified.
- The request goes to every controller of the region, never to some: a choice would tell where somebody occurs. Who has no
  reading key is named, so that people ask it by hand; who has one cannot be left to them.
- The question is sealed and has the size of every other question. The backbone keeps who asked, which right, when, and until
  when; never about whom.
- At most `PER_DAG` requests of one contactpunt in a day. What is over the limit, or does not fit, is refused with a line.

Norm: BGS 1.1(1), AVG 12, law.md R-75 (`uitzetten-bij-verantwoordelijken`, `klok-een-maand`). Its course: `rechtenloop`;
restrictions and informing: `rechtenbesluiten`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract import rechten as codes
from core.envelope import EnvelopeError
from core.envelope.brief import Brief, sealed_size
from core.exchange import decide, statements
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Geweigerd, Ongeldig
from core.exchange.wissen import SKEW_MS
from core.facts.state import WERKERS, Partij, Stand, Vraag
from core.keychain import rechtenstuk
from core.keychain.errors import ShapeError, SignatureError, UnknownKey
from core.keychain.rechtenstuk import Contactpunten
from core.ledger import rechten as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.rechtenstuk import Rechtenstuk

ONTVANGEN: Final = "rechtenverzoek-ontvangen"
DOEL: Final = "rechten"
CATEGORIE: Final = "identificerend"
BERICHT: Final = "rechtenverzoek"
PER_DAG: Final = 25
VRAAG_BYTES: Final = 4096
ANTWOORD_BYTES: Final = 65536
OLDEST_MS: Final = 366 * codes.DAY_MS
REASONS: Final = {
    "vorm": "Dit stuk heeft niet de verwachte vorm.",
    "ander": "Dit stuk is van een andere organisatie dan die het stuurt.",
    "handtekening": "De handtekening onder dit stuk klopt niet.",
    "sleutel": "Deze sleutel geldt nu niet voor wie dit tekent.",
    "tijd": "Dit stuk is te oud, of van na de klok van nu.",
    "code-onbekend": "Deze code staat niet op de lijst.",
    "ontvangen-later": "Het verzoek is binnengekomen na dit stuk, of langer dan een jaar geleden.",
    "andere-regio": "Dit contactpunt is er niet voor deze regio.",
    "niet-volledig": "Het verzoek noemt niet elke verantwoordelijke van de regio, of iemand die dat niet is.",
    "heeft-sleutel": "Een partij die een leessleutel heeft, wordt niet met de hand gevraagd.",
    "brief-anders": "De verzegelde brief is een andere dan het stuk noemt, of heeft een andere maat.",
    "te-veel": "Dit contactpunt zette vandaag al zo veel verzoeken uit als mag.",
    "al-verlengd": "Deze termijn is al verlengd.",
    "te-laat": "Verlengen kan alleen voordat de termijn om is.",
    "te-lang": "Het nieuwe einde ligt niet na het oude, of verder dan mag.",
    "grond-ontbreekt": "Een beperking heeft een grond nodig.",
    "reden-ontbreekt": "Een beperking heeft een reden en een motivering nodig.",
    "einde-ontbreekt": "Een beperking heeft een einddatum nodig.",
    "einde-te-ver": "Deze einddatum is voorbij, of te ver weg.",
    "persoon-ontbreekt": "Hierover beslist een mens: onderteken ook als persoon.",
    "past-niet": "Grond en einde passen niet bij dit besluit.",
    "record-onbekend": "Een van deze verstrekkingen is niet van deze organisatie of niet aan haar gedaan.",
}
"""Why a document is refused: code and sentence."""


def receive(world: World, caller: Caller, body: dict[str, Any]) -> Uitkomst:
    """Take in one request: `{"stuk", "vraag", "feiten"}`."""
    stuk, found = signed(world, caller, body.get("stuk"), rechtenstuk.VERZOEK)
    brief, wrong = letter(body.get("vraag"), VRAAG_BYTES)
    found += wrong
    if stuk is not None and brief is not None and not found:
        found = [*_fits(world, stuk), *_sealed(stuk, brief)]
    if found or stuk is None or brief is None:
        return refuse(world, caller, ONTVANGEN, found)
    return world.runner.run(caller, ONTVANGEN, lambda act: _receive(world, act, stuk, brief, body.get("feiten", [])))


def signed(world: World, caller: Caller, value: Any, soort: str) -> tuple[Rechtenstuk | None, list[Bevinding]]:
    """Return the document, and what is wrong with its shape, signer, signature or time."""
    try:
        stuk = rechtenstuk.read(value, soort)
    except ShapeError as error:
        return None, [Bevinding("stuk", "vorm", str(error))]
    if stuk.oin != caller.oin:
        return stuk, [finding("stuk.oin", "ander")]
    keys = Contactpunten(world.lijst) if soort in rechtenstuk.VAN_CONTACTPUNT else world.keys
    try:
        stuk.check(keys, world.now())
    except SignatureError:
        return stuk, [finding("handtekening", "handtekening")]
    except UnknownKey:
        return stuk, [finding("sleutel", "sleutel")]
    now = world.now()
    dated = now - 30 * codes.DAY_MS <= stuk.gemaakt <= now + SKEW_MS
    return stuk, [] if dated else [finding("stuk.gemaakt", "tijd")]


def letter(value: Any, size: int) -> tuple[Brief | None, list[Bevinding]]:
    """Return a sealed letter of the one size there is, and what is wrong with it."""
    try:
        brief = Brief.from_json(value if isinstance(value, dict) else {})
    except EnvelopeError:
        return None, [finding("brief", "brief-anders")]
    return brief, [] if len(brief.lichaam) == sealed_size(size) else [finding("brief", "brief-anders")]


def _fits(world: World, stuk: Rechtenstuk) -> Iterator[Bevinding]:
    known = codes.codes()
    for field, listed in (("recht", "soorten"), ("identiteit", "identiteit")):
        if stuk[field] not in known[listed]:
            yield finding(f"stuk.{field}", "code-onbekend")
    if not stuk.gemaakt - OLDEST_MS <= stuk["ontvangen"] <= stuk.gemaakt:
        yield finding("stuk.ontvangen", "ontvangen-later")
    officer = Contactpunten(world.lijst).officer(stuk.oin, stuk.sleutel)
    if officer.regio is not None and officer.regio != stuk["regio"]:
        yield finding("stuk.regio", "andere-regio")
    if stuk.controllers != rechtenstuk.controllers(world.lijst, stuk["regio"], WERKERS):
        yield finding("stuk.aan", "niet-volledig")
    for oin in stuk["handmatig"]:
        if any(world.keys.kem_id(oin, unit, world.now()) for unit in world.keys.directory.units(oin)):
            yield finding("stuk.handmatig", "heeft-sleutel")


def _sealed(stuk: Rechtenstuk, brief: Brief) -> Iterator[Bevinding]:
    if brief.sha256 != stuk["vraag_sha256"] or brief.entries != stuk["aan"]:
        yield finding("vraag", "brief-anders")


def _receive(world: World, act: Act, stuk: Rechtenstuk, brief: Brief, feiten: Any) -> Gedaan | Geweigerd | Onbekend:
    verzoek = str(stuk["verzoek"])
    if ledger.stand(act.connection, verzoek) is not None:
        raise NoTrace(Conflict("bestaat-al", "Dit verzoek is al uitgezet."))
    for item in stuk["aan"]:
        if world.keys.kem_id(item["ontvanger"], item["eenheid"], act.tijd) != item["sleutel"]:
            raise NoTrace(
                Conflict("sleutel-verouderd", "Een partij heeft een andere sleutel. Zet het verzoek opnieuw uit.")
            )
    if ledger.asked_since(act.connection, stuk.oin, act.tijd - codes.DAY_MS) >= PER_DAG:
        act.refuse(Event.RECHTENVERZOEK_GEWEIGERD, gevraagd=ONTVANGEN, redenen={"te-veel": 1})
        advice = {"plicht": "grens-rechten", "tekst": REASONS["te-veel"]}
        return Geweigerd("geweigerd", (), (), waar={"rechtenverzoek": verzoek}, adviezen=(advice,))
    stated = statements.check_all(world, act, feiten, frozenset({verzoek}))
    besluit = decided(world, act, ONTVANGEN, rechtenstuk.CONTACTPUNT, verzoek, stated)
    if not besluit:
        act.refuse(Event.RECHTENVERZOEK_GEWEIGERD, gevraagd=ONTVANGEN)
        return besluit.refusal(decide.Relatie.IEDER, rechtenverzoek=verzoek)
    termijn = codes.due(stuk["recht"], stuk["ontvangen"])
    line = act.line(
        None,
        Event.RECHTENVERZOEK_ONTVANGEN,
        rechtenverzoek=verzoek,
        recht=stuk["recht"],
        identiteit=stuk["identiteit"],
        stuk=stuk.sha256,
        tot=termijn,
        ontvangers=sorted({item["ontvanger"] for item in stuk["aan"]}),
        handmatig=stuk["handmatig"],
        verwerking=besluit.verwerking,
    )
    line.rijen += ledger.store(act.writer, stuk, termijn, act.tijd, brief.to_json())
    line.rijen += statements.store(act, stated, {verzoek: frozenset({stuk.oin})})
    told = {"rechtenverzoek": verzoek, "recht": stuk["recht"], "van": stuk.oin, "tot": termijn}
    act.post.add({*line.feit["ontvangers"], stuk.oin}, BERICHT, told)
    return Gedaan({"rechtenverzoek": verzoek, "tot": termijn, "handmatig": stuk["handmatig"]})


def decided(
    world: World,
    act: Act,
    handeling: str,
    soort: str,
    about: str,
    stated: statements.Checked,
    categorie: str = CATEGORIE,
) -> decide.Besluit:
    """Ask the rules about an act on the right of somebody: for the purpose `rechten`, in no case."""
    vraag = Vraag(
        handeling=handeling,
        wie=Partij(act.caller.oin, soort),
        ontvanger=None,
        categorie=categorie,
        casus=None,
        record=about,
        persoon=act.caller.persoon,
        tijd=act.tijd,
        doel=DOEL,
    )
    first = world.ruleset.vocabulary.fasen[0]  # a request belongs to no phase: the rows about it hold for all
    return decide.ask(world, act, vraag, Stand(None, tuple(stated.statements)), DOEL, first)


def finding(pad: str, reden: str) -> Bevinding:
    """Return one finding."""
    return Bevinding(pad, reden, REASONS[reden])


def refuse(world: World, caller: Caller, gevraagd: str, found: Sequence[Bevinding], **about: str) -> Uitkomst:
    """Leave a line of the attempt, and tell who tried every finding."""
    redenen = dict(sorted(Counter(item.reden for item in found).items()))
    outcome = world.runner.run(caller, f"{gevraagd}-geweigerd", lambda act: _attempt(act, gevraagd, redenen, about))
    return Ongeldig(tuple(found), vastgelegd=True) if isinstance(outcome, Gedaan) else outcome


def _attempt(act: Act, gevraagd: str, redenen: dict[str, int], about: dict[str, str]) -> Gedaan:
    act.line(None, Event.RECHTENVERZOEK_GEWEIGERD, gevraagd=gevraagd, redenen=redenen, **about)
    return Gedaan({"redenen": sorted(redenen)})
