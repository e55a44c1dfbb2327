# SPDX-License-Identifier: EUPL-1.2
"""Each fact that the story uses, over real HTTP: the record says so, says the contrary, or is silent.

What decides is asserted whole: the outcome, exactly the rows that carry it, and exactly the facts that are missing.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.net import (
    MEMBERS,
    NIET_GEREGELD,
    NIET_GEVONDEN,
    TOEGESTAAN,
    Antwoord,
    Net,
    Zaak,
    lees,
    onbepaald,
    verboden,
)
from tests.kit import REGIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit import Functionaris

WEL, NIET, STIL = "aanwezig", "tegendeel", "afwezig"
VARIANTS = {WEL: True, NIET: False, STIL: None}
ANALYSE = "informatieanalyse"


@dataclass(frozen=True)
class Proef:
    """One fact at one supply: who supplies what to whom, and the answer when it is said, denied and not said."""

    feit: str
    wel: Antwoord
    niet: Antwoord
    stil: Antwoord
    wie: str = "politie"
    wat: str = "wpg-8"
    aan: str = "gemeente"
    fase: str = "verrijking-gesloten"

    def expected(self, variant: str) -> Antwoord:
        """Return the answer that belongs to a variant."""
        return {WEL: self.wel, NIET: self.niet, STIL: self.stil}[variant]


FISCAAL: dict[str, Any] = {"wie": "belastingdienst", "wat": "fiscaal", "fase": "weging"}
WPG9: dict[str, Any] = {"wat": "wpg-9", "fase": ANALYSE}

# Facts that the supplier states about its own record, in the levering itself.
LABELS = [
    Proef("relevant", TOEGESTAAN, NIET_GEREGELD, onbepaald("relevant", "R-12.1")),
    Proef("weigeringsgrond", verboden("R-26.1"), TOEGESTAAN, onbepaald("weigeringsgrond", "R-26.1")),
    Proef("uittreksel-volstaat", verboden("R-27.1"), TOEGESTAAN, onbepaald("uittreksel-volstaat", "R-27.1")),
    Proef("label-volledig", TOEGESTAAN, verboden("R-54.1"), onbepaald("niet-label-volledig", "R-54.1")),
    Proef(
        "uitsluitend-geautomatiseerd",
        verboden("R-44.1"),
        TOEGESTAAN,
        onbepaald("uitsluitend-geautomatiseerd", "R-44.1", "verstrekker, backbone"),
    ),
    Proef("label-opsporing", TOEGESTAAN, verboden("R-28.1"), onbepaald("niet-label-opsporing", "R-28.1"), wie="fiod"),
    Proef("functionaris-geraadpleegd", TOEGESTAAN, NIET_GEREGELD, NIET_GEREGELD, **WPG9),
    Proef(
        "persoonscategorie-ok", TOEGESTAAN, verboden("R-24.1"), onbepaald("niet-persoonscategorie-ok", "R-24.1"), **WPG9
    ),
    Proef("herkomst-toeslagen", verboden("R-02.2"), TOEGESTAAN, onbepaald("herkomst-toeslagen", "R-02.2"), **FISCAAL),
    Proef("herkomst-lsi", verboden("R-11.1"), TOEGESTAAN, onbepaald("herkomst-lsi", "R-11.1"), **FISCAAL),
]

# Facts about the casus that their own issuer states beforehand. All are of a closed world: silence means no.
STATED = [
    Proef("noodzaak", TOEGESTAAN, verboden("R-52.2"), verboden("R-52.2")),
    Proef("protocol-geldig", TOEGESTAAN, NIET_GEREGELD, NIET_GEREGELD),
    Proef("convenant-geldig", TOEGESTAAN, NIET_GEREGELD, NIET_GEREGELD, **FISCAAL),
    Proef("om-toestemming", TOEGESTAAN, verboden("R-14.1"), verboden("R-14.1"), **WPG9),
    Proef("bsn-grondslag", TOEGESTAAN, verboden("R-48.1"), verboden("R-48.1"), wat="bsn"),
    Proef("brp-autorisatie", TOEGESTAAN, NIET_GEREGELD, NIET_GEREGELD, wie="gemeente", wat="brp", aan="politie"),
]


def parametrised(proeven: list[Proef]) -> Any:
    """Each fact in its three variants."""
    cases = [(proef, variant) for proef in proeven for variant in VARIANTS]
    return pytest.mark.parametrize(("proef", "variant"), cases, ids=[f"{p.feit}-{v}" for p, v in cases])


@pytest.fixture(scope="module")
def shared(net: Net) -> Callable[[str], Zaak]:
    """Return the casus of a phase that all tests of labels share; consent and request are there."""
    made: dict[str, Zaak] = {}

    def give(fase: str) -> Zaak:
        if fase not in made:
            made[fase] = Zaak(net, fase)
            net.state("om", made[fase].fact("om-toestemming"))
            if fase == "weging":
                made[fase].ask("gemeente", "belastingdienst", "fiscaal")
        return made[fase]

    return give


@parametrised(LABELS)
def test_label_of_the_supplier(shared: Callable[[str], Zaak], proef: Proef, variant: str) -> None:
    """What the supplier states about its record decides as its rule says; what it leaves open is named as missing."""
    said = {"label-opsporing": True} if proef.wie == "fiod" else {}
    feiten = {**said, proef.feit: VARIANTS[variant]}
    _, response = shared(proef.fase).supply(proef.wie, proef.wat, proef.aan, **feiten)
    assert lees(response) == proef.expected(variant)


def issuer(net: Net, feit: str) -> str | Functionaris:
    """Return who is entitled to this fact."""
    named = {"om-toestemming": "om", "noodzaak": "gemeente"}
    return named.get(feit, net.operator.jurist_a)


@parametrised(STATED)
def test_statement_about_the_case(net: Net, proef: Proef, variant: str) -> None:
    """What the entitled issuer signed about the casus decides; silence is a no, for each of these facts."""
    zaak = Zaak(net, proef.fase, stil=proef.feit)
    if proef.wat == "wpg-9" and proef.feit != "om-toestemming":
        net.state("om", zaak.fact("om-toestemming"))
    if proef.wat == "fiscaal":
        zaak.ask(proef.aan, proef.wie, "fiscaal")
    waarde = VARIANTS[variant]
    if waarde is not None:
        more = {"regio": REGIO} if proef.feit.endswith("-geldig") else {}
        net.state(issuer(net, proef.feit), zaak.fact(proef.feit, waarde=waarde, **more))
    _, response = zaak.supply(proef.wie, proef.wat, proef.aan)
    assert lees(response) == proef.expected(variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_request_of_the_recipient(net: Net, variant: str) -> None:
    """Fiscal data go to who asked for them before; a request that was refused, or none, is R-07."""
    zaak = Zaak(net, "weging")
    if variant != STIL:
        asked = zaak.ask("gemeente", "belastingdienst", "fiscaal")
        if variant == NIET:
            refused = {"soort": "geweigerd", "reden": "opsporingsbelang"}
            net.good("belastingdienst", f"/v1/uitvragen/{asked}/antwoorden", refused)
    _, response = zaak.supply("belastingdienst", "fiscaal", "gemeente")
    assert lees(response) == (TOEGESTAAN if variant == WEL else verboden("R-07.1"))


def test_request_that_the_recipient_takes_back(net: Net) -> None:
    """The recipient's own statement that it has no request (any more) goes before the request in the case record."""
    zaak = Zaak(net, "weging")
    zaak.ask("gemeente", "belastingdienst", "fiscaal")
    net.state("gemeente", zaak.fact("verzoek", waarde=False, categorie="fiscaal"))
    _, response = zaak.supply("belastingdienst", "fiscaal", "gemeente")
    assert lees(response) == verboden("R-07.1")


@pytest.mark.parametrize("variant", VARIANTS)
def test_designated_knelpunt(net: Net, variant: str) -> None:
    """In a casus for a handhavingsknelpunt nothing is supplied unless the stuurgroep designated it."""
    zaak = Zaak(net, doel="hk", herkomst="handhavingsknelpunt", hkp=str(uuid.uuid4()))
    waarde = VARIANTS[variant]
    if waarde is not None:
        net.state(net.operator.stuurgroep, zaak.fact("hkp-aangewezen", waarde=waarde))
    _, response = zaak.supply("politie", "wpg-8", "gemeente")
    assert lees(response) == (TOEGESTAAN if variant == WEL else verboden("R-51.1"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"herkomst": "signaal", "themas": ["drugs"]}, TOEGESTAAN),
        ({"herkomst": "anders"}, verboden("R-50.1")),
        ({"herkomst": None}, Antwoord(400, "ongeldige-invoer")),
        ({"themas": ["omg"]}, verboden("R-78.1")),
        ({"themas": []}, verboden("R-78.1")),
        ({"themas": ["omg", "witwassen"]}, TOEGESTAAN),
    ],
    ids=["beide-aanwezig", "oorsprong-tegendeel", "oorsprong-afwezig", "thema-tegendeel", "thema-afwezig", "een-thema"],
)
def test_origin_and_theme_of_the_opening(net: Net, change: dict[str, Any], expected: Antwoord) -> None:
    """A casus opens with a recognised origin and theme only; both follow from the opening event itself."""
    zaak = Zaak.__new__(Zaak)
    zaak.operator, zaak.id = net.operator, str(uuid.uuid4())
    body = {key: value for key, value in zaak.opening(("gemeente",), **change).items() if value is not None}
    assert lees(net.send("gemeente", "POST", "/v1/casussen", body, persoon=False)) == expected


@pytest.mark.parametrize("variant", VARIANTS)
def test_supplier_takes_part(net: Net, variant: str) -> None:
    """Who takes part supplies; who has left, or never came, gets the constant answer."""
    zaak = Zaak(net, members=tuple(m for m in MEMBERS if m != "politie" or variant != STIL))
    if variant == NIET:
        leave(zaak, "politie")
    _, response = zaak.supply("politie", "wpg-8", "gemeente")
    assert lees(response) == (TOEGESTAAN if variant == WEL else NIET_GEVONDEN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_recipient_takes_part(net: Net, variant: str) -> None:
    """A supply to who takes part is done; to who has left, or never came, it is refused by R-53."""
    zaak = Zaak(net, members=tuple(m for m in MEMBERS if m != "om" or variant != STIL))
    if variant == NIET:
        leave(zaak, "om")
    _, response = zaak.supply("politie", "wpg-8", "om")
    assert lees(response) == (TOEGESTAAN if variant == WEL else verboden("R-53.3"))


def leave(zaak: Zaak, soort: str) -> None:
    """End the participation of an organisation, a moment ago."""
    path = f"deelnemers/{zaak.operator[soort].oin}/beeindiging"
    zaak.post("gemeente", path, tot=zaak.operator.clock.now() - 1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_supplied_to_me(net: Net, shared: Callable[[str], Zaak], variant: str) -> None:
    """A participant reads what was supplied to it; what went to another, or was never supplied, does not exist for it."""
    zaak = shared("verrijking-gesloten")
    reader = net.newcomer("gemeente")
    zaak.add_person(reader)
    to = {WEL: "gemeente", NIET: "om"}
    record = str(uuid.uuid4()) if variant == STIL else zaak.supplied("politie", "wpg-8", to[variant])
    assert lees(zaak.read(reader, record)) == (TOEGESTAAN if variant == WEL else NIET_GEVONDEN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_reader_takes_part(net: Net, variant: str) -> None:
    """Who takes part reads its item; after it left, or when it never came, that item does not exist for it."""
    zaak = Zaak(net)
    reader = net.newcomer("om" if variant != STIL else "ind")
    record = zaak.supplied("politie", "wpg-8", "om")
    if variant != STIL:
        zaak.add_person(reader)
    if variant == NIET:
        leave(zaak, "om")
    assert lees(zaak.read(reader, record)) == (TOEGESTAAN if variant == WEL else NIET_GEVONDEN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_person_is_on_the_case(net: Net, shared: Callable[[str], Zaak], variant: str) -> None:
    """A person that its own partner put on the casus reads; one it took off, or never put there, is refused by R-53."""
    zaak = shared("verrijking-gesloten")
    reader = net.newcomer("gemeente")
    record = zaak.supplied("politie", "wpg-8", "gemeente")
    if variant != STIL:
        zaak.add_person(reader)
    if variant == NIET:
        net.state("gemeente", zaak.fact("op-casus", waarde=False, persoon=reader.persoon))
    assert lees(zaak.read(reader, record)) == (TOEGESTAAN if variant == WEL else verboden("R-53.2"))


def test_person_that_was_taken_off_the_case(net: Net, shared: Callable[[str], Zaak]) -> None:
    """After the event that ends it, the work of a person on the casus is over: R-53."""
    zaak = shared("verrijking-gesloten")
    reader = net.newcomer("gemeente")
    record = zaak.supplied("politie", "wpg-8", "gemeente")
    zaak.add_person(reader)
    ended = zaak.operator.clock.now() - 1
    zaak.post("gemeente", "personen/beeindiging", persoon=reader.persoon, tot=ended)
    assert lees(zaak.read(reader, record)) == verboden("R-53.2")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("feit", "regel"), [("gescreend", "R-23.1"), ("aangewezen", "R-22.1")])
def test_person_is_screened_and_designated(
    net: Net, shared: Callable[[str], Zaak], feit: str, regel: str, variant: str
) -> None:
    """Police data are read by screened, designated people only; a no and silence are both a refusal with its rule."""
    zaak = shared("verrijking-gesloten")
    reader = net.newcomer("gemeente", **{feit: VARIANTS[variant]})
    zaak.add_person(reader)
    record = zaak.supplied("politie", "wpg-8", "gemeente")
    assert lees(zaak.read(reader, record)) == (TOEGESTAAN if variant == WEL else verboden(regel))


@pytest.mark.parametrize("variant", VARIANTS)
def test_recipient_has_a_designated_person(net: Net, variant: str) -> None:
    """Police data go to a partner with a designated person in the region of the casus, else nothing allows it."""
    regio = {WEL: "limburg", NIET: "den-haag", STIL: "rotterdam"}[variant]
    zaak = Zaak(net, regio=regio)
    waarde = VARIANTS[variant]
    if waarde is not None:
        person = net.operator["gemeente"].persoon
        net.state("gemeente", net.operator.fact("aangewezen", waarde=waarde, persoon=person, regio=regio))
    _, response = zaak.supply("politie", "wpg-8", "gemeente")
    assert lees(response) == (TOEGESTAAN if variant == WEL else NIET_GEREGELD)


@pytest.mark.parametrize("variant", VARIANTS)
def test_mandate_of_the_bureau(net: Net, variant: str) -> None:
    """The bureau gets and reads police data under a mandate of a participant; without one it is no party to the casus."""
    zaak, bureau = Zaak(net), net.newcomer("riec-bureau")
    about = {"organisatie": bureau.oin, "regio": REGIO}
    who = {"persoon": bureau.persoon}
    facts = [zaak.fact("aangewezen", **about, **who), net.operator.fact("gescreend", organisatie=bureau.oin, **who)]
    waarde = VARIANTS[variant]
    if waarde is not None:
        facts.append(zaak.fact("mandaat", waarde=waarde, **about))
    net.state("gemeente", *facts)
    start = net.operator.clock.now() - 1000
    zaak.post("gemeente", "personen", persoon=bureau.persoon, oin=bureau.oin, van=start)
    record, response = zaak.supply("politie", "wpg-8", "riec-bureau")
    assert lees(response) == (TOEGESTAAN if variant == WEL else verboden("R-53.3"))
    assert lees(zaak.read(bureau, record)) == (TOEGESTAAN if variant == WEL else NIET_GEVONDEN)


def test_facts_of_a_request_body_count_for_nothing(shared: Callable[[str], Zaak], net: Net) -> None:
    """A levering that claims facts beside its signed statements is no valid levering, and nothing is taken in."""
    zaak = shared("verrijking-gesloten")
    kop = {"casus": zaak.id, "categorie": "wpg-9", "doel": "oc", "fase": zaak.fase}
    levering = net.operator.levering("politie", kop, b"x", ("gemeente",))
    body = {**levering.body, "context": {"feiten": ["om-toestemming"]}}
    response = net.send("politie", "POST", "/v1/leveringen", body, persoon=False, key=levering.caller.verzoek)
    assert response.status_code == 400
    assert "bewijs" not in json.loads(response.content)


def test_statement_of_a_body_that_is_not_entitled(net: Net) -> None:
    """A consent that another partner signs instead of the OM is not admitted."""
    from core.facts import bundle as bundles

    zaak = Zaak(net, ANALYSE)
    politie = net.operator["politie"]
    bundle = bundles.sign([zaak.fact("om-toestemming")], politie.oin, politie.tekenen)
    assert lees(net.send("politie", "POST", "/v1/feitverklaringen", bundle)) == Antwoord(400, "ongeldige-invoer")
    assert lees(zaak.supply("politie", "wpg-9", "gemeente")[1]) == verboden("R-14.1")
