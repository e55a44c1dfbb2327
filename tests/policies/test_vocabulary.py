# SPDX-License-Identifier: EUPL-1.2
"""Vocabulary and sources: complete, closed, and refused when they are not."""

import re

import pytest

from policies import RuleSet, RuleSetError
from tests.policies.world import files_with, p_row, real_files

WIE = """gemeente provincie belastingdienst toeslagen fiod douane nla politie kmar om ind uwv nvwa riec-bureau liec
privaat buitenland fiu bank dnb veiligheidshuis lbb skc fg privacyfunctionaris coordinerend-fg auditor contactpunt
jurist stuurgroep rac autorisatiebeheerder casusregisseur zorgdrager toezichthouder beheerder"""
HANDELING = """verstrekken ontvangen lezen verzoeken bevragen doorverstrekken exporteren gebruiken analyseren zoeken
opnemen openen wijzigen intrekken aantekenen vernietigen logboek-lezen rechtenverzoek-ontvangen rechten-beperken
beslissen"""
WAT = """identificerend bsn brp wpg-8 wpg-9 wpg-10a wpg-10b wpg-10c wpg-12 wpg-13 strafvorderlijk fiscaal toeslagen
suwi vreemdelingen vreemdelingen-biometrie bibob toezicht open-bron bijzonder sociaal-medisch hit interventieadvies
casus anoniem logboek"""
DOEL = "oc hk ib beeld stat beleidsadvisering controle rechten"
FASE = """signaal hit-nohit weging verrijking-half-open verrijking-gesloten informatieanalyse casusoverleg
interventieadvies uitvoering afsluiting vernietigd"""
FEITEN = """betrokken ontvanger-betrokken aan-mij-verstrekt op-casus aangewezen gescreend mandaat verzoek
convenant-geldig protocol-geldig noodzaak relevant om-toestemming functionaris-geraadpleegd persoonscategorie-ok
besluit-19-20 weigeringsgrond uittreksel-volstaat label-opsporing ovj-besluit zwaarwegend-belang geen-einduitspraak
brp-autorisatie brp-aantekening wettelijke-plicht bevoegdheid-ontvanger evenredig herkomst-toeslagen herkomst-lsi
bibob-persoon bibob-orgaan bibob-verlopen herkomst-riec uitsluitend-geautomatiseerd analyse-geregistreerd
selectie-bijzonder naast-strafrechtelijk bsn-grondslag objectieve-aanwijzing oorsprong-erkend thema-erkend
hkp-aangewezen label-volledig genoemd-in-advies eigen-bevoegdheid zelfde-regio toestemming-verstrekker verenigbaar
anoniem-getoetst doel-vermeld logregel eigen-gegeven ontvangers-ingelicht selectielijst identiteit-vastgesteld
grond-per-geval tweede-paar-ogen"""


@pytest.mark.parametrize(
    ("kolom", "codes"), [("wie", WIE), ("handeling", HANDELING), ("wat", WAT), ("doel", DOEL), ("fase", FASE)]
)
def test_the_agreed_codes_are_there_in_order(rules, kolom, codes):
    """Every code of the policy vocabulary stands in the file under its own name, phases in their order."""
    assert set(codes.split()) <= set(rules.vocabulary.codes[kolom])
    if kolom == "fase":
        assert list(rules.vocabulary.fasen) == codes.split()


def test_the_agreed_facts_are_there(rules):
    """Every fact token of the policy vocabulary is known, with its words."""
    assert set(FEITEN.split()) == set(rules.vocabulary.facts)


@pytest.mark.parametrize(
    ("feit", "bevoegd"),
    [("om-toestemming", "om"), ("ovj-besluit", "om"), ("hkp-aangewezen", "stuurgroep"), ("aangewezen", "eigen-partner"),
     ("gescreend", "eigen-partner"), ("op-casus", "eigen-partner"), ("weigeringsgrond", "verstrekker"),
     ("label-volledig", "verstrekker"), ("herkomst-toeslagen", "verstrekker"), ("persoonscategorie-ok", "verstrekker"),
     ("toestemming-verstrekker", "verstrekker"), ("verzoek", "ontvanger"), ("wettelijke-plicht", "jurist fg"),
     ("analyse-geregistreerd", "jurist fg"), ("bsn-grondslag", "jurist fg")],
)  # fmt: skip
def test_who_may_state_a_fact(rules, feit, bevoegd):
    """The issuer that the policy vocabulary names is the one in the file."""
    assert rules.vocabulary.facts[feit].bevoegd == tuple(bevoegd.split())


def test_worlds(rules):
    """Consents, requests, designations, screenings and memberships are closed; what a supplier says is open."""
    facts = rules.vocabulary.facts
    closed = "om-toestemming verzoek aangewezen gescreend mandaat betrokken ontvanger-betrokken op-casus noodzaak"
    assert {facts[code].wereld for code in closed.split()} == {"gesloten"}
    opened = "weigeringsgrond label-volledig herkomst-toeslagen herkomst-lsi persoonscategorie-ok"
    assert {facts[code].wereld for code in opened.split()} == {"open"}


EDITS = [
    (
        "geen label",
        ('gemeente = { soort = "partner", label = "een gemeente"', 'gemeente = { soort = "partner", label = ""'),
    ),
    ("feit met niet-", ("\nbetrokken = {", "\nniet-betrokken = {")),
    ("onbekende bevoegde", ('bevoegd = ["om"]', 'bevoegd = ["openbaar-ministerie"]')),
    ("onbekende wereld", ('wereld = "open"', 'wereld = "half"')),
    ("code met hoofdletter", ("\npolitie = {", "\nPolitie = {")),
    ("groep met de naam van een blad", ("[groep.doel]\n", '[groep.doel]\noc = { label = "x" }\n')),
    ("plicht zonder plaats", ('plaats = "openen"', 'plaats = "ergens"')),
    ("geen TOML", ("[wat]", "[wat")),
    ("dubbele code", ("\n[wat]\n", '\n[wat]\nbsn = { label = "x", uitleg = "x", bron = "x" }\n')),
    ("grens weg", ("[grens]", "[greens]")),
    ("grens met een onbekende code", ('nooit-ontvanger = ["beheerder"]', 'nooit-ontvanger = ["beheeerder"]')),
    ("grens is geen lijst", ('nooit-ontvanger = ["beheerder"]', 'nooit-ontvanger = "beheerder"')),
    ("sleutel van een groep die niet bestaat", ('complement = "logboeklezer"', 'complment = "logboeklezer"')),
    ("sleutel van een plicht die niet bestaat", ("jaren = 4", "jaaren = 4")),
    ("sleutel van een feit die niet bestaat", ('wereld = "open"', 'wereld = "open", standaard = "ja"')),
    ("sleutel van een code die niet bestaat", ('label = "Toeslagen"', 'label = "Toeslagen", nooit = true')),
    ("tweede grens", ("nooit-ontvanger =", 'nooit-verstrekker = ["toeslagen"]\nnooit-ontvanger =')),
    ("onderdeel dat niet bestaat", ("[grens]", "[extra]\nx = 1\n[grens]")),
    ("groepen van een kolom die niet bestaat", ("[groep.doel]", "[groep.doelen]\n[groep.doel]")),
    ("complement en bereik", ('complement = "ib"', 'complement = "ib", van = "oc", tm = "oc"')),
    ("latere versie", ("versie = 1", "versie = 2")),
    ("versie die geen getal is", ("versie = 1", "versie = true")),
    ("soorten in een lijst in een lijst", ('soorten = ["om", ', 'soorten = [["om"], ')),
    ("handelingen in een lijst in een lijst", ('openen = ["verstrekken", ', 'openen = [["verstrekken"], ')),
    ("kolom van zoeken is een lijst", ('{ kolom = "wie",', '{ kolom = ["wie"],')),
    ("haken te diep", ("versie = 1", f"versie = {3000 * '['}{3000 * ']'}")),
    ("getal te lang", ("versie = 1", f"versie = {5000 * '1'}")),
    ("letter als escape", ('label = "Toeslagen"', 'label = "\\u0054oeslagen"')),
    ("verzoekveld weg", ('doel = { veld = "context.doel" }', "")),
]


@pytest.mark.parametrize("edit", [e[1] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_broken_vocabulary_is_refused(edit):
    """A mistake in the vocabulary refuses the set and names the file."""
    files = real_files()
    text = files["vocabulaire.toml"].decode()
    assert edit[0] in text
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**files, "vocabulaire.toml": text.replace(*edit).encode()}, "demo")
    assert "vocabulaire.toml" in {f.bestand for f in caught.value.findings if f.ernst == "fout"}


def test_who_is_never_a_recipient_is_data():
    """The code that `[grens]` names is refused as recipient of an allow, and only that one."""
    files = files_with([p_row(eft="allow", aan="beheerder"), p_row(eft="allow", aan="auditor", id="T-2.1")])
    with pytest.raises(RuleSetError, match=r"de beheerder .* is nooit ontvanger") as caught:
        RuleSet.of_files(files, "demo")
    assert [f.regel for f in caught.value.findings if f.ernst == "fout"] == [1]
    other = files["vocabulaire.toml"].replace(b'nooit-ontvanger = ["beheerder"]', b'nooit-ontvanger = ["auditor"]')
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**files, "vocabulaire.toml": other}, "demo")
    assert [f.regel for f in caught.value.findings if f.ernst == "fout"] == [2]
    nobody = files["vocabulaire.toml"].replace(b'nooit-ontvanger = ["beheerder"]', b"nooit-ontvanger = []")
    assert len(RuleSet.of_files({**files, "vocabulaire.toml": nobody}, "demo").rows) == 2


SOURCE_EDITS = [
    ("onbekende zekerheid", ('zekerheid = "S"', 'zekerheid = "zeker"')),
    ("wet leeg", ('wet = "Wet Bibob"', 'wet = ""')),
    ("onzeker zonder reden", ('zekerheid = "V"\nbwb = "BWBR0040940"', 'zekerheid = "U"\nbwb = "BWBR0040940"')),
    ("erkend zonder bron", ("erkend = []", 'erkend = ["bestaat-niet"]')),
    ("bron weg", ("bron.uavg-46", "bron.uavg-47")),
    ("sleutel die niet bestaat", ("onzeker_sinds = 2026-11-21", "onzeker_sind = 2026-11-21")),
    ("sinds wanneer ontbreekt", ("onzeker_sinds = 2026-11-21\n", "")),
    ("sinds wanneer zonder twijfel", ('kern = "Het RIEC', 'onzeker_sinds = 2026-11-21\nkern = "Het RIEC')),
    ("datum als tekst", ("onzeker_sinds = 2025-03-01", 'onzeker_sinds = "2025-03-01"')),
    ("vraag die er niet is", ("vragen = [10]", "vragen = [11]")),
    ("vraag met een nul ervoor", ("[vraag.10]", '[vraag."010"]\ntekst = "x"\n[vraag.10]')),
    ("vraag met een kwadraat", ("[vraag.10]", '[vraag."\u00b2"]\ntekst = "x"\n[vraag.10]')),
    ("vraag zonder lijst", ("vragen = [10]", "vragen = 10")),
    ("vraag met meer dan een tekst", ("[vraag.10]", '[vraag.10]\nantwoord = "ja"')),
    ("vervallen als tekst", ("vervallen = true", 'vervallen = "ja"')),
    ("hash zonder tekst", ('kern = "Het RIEC', 'tekst_sha256 = "' + 64 * "0" + '"\nkern = "Het RIEC')),
    ("hash die geen hash is", ('tekst_sha256 = "', 'tekst_sha256 = "x')),
    ("onderdeel dat niet bestaat", ("erkend = []", "erkent = []")),
]


@pytest.mark.parametrize("edit", [e[1] for e in SOURCE_EDITS], ids=[e[0] for e in SOURCE_EDITS])
def test_broken_sources_are_refused(edit):
    """A source without certainty, law or reason, or a rule without its source, refuses the set."""
    files = real_files()
    text = files["bronnen.toml"].decode()
    assert edit[0] in text
    with pytest.raises(RuleSetError):
        RuleSet.of_files({**files, "bronnen.toml": text.replace(*edit).encode()}, "demo")


def test_an_uncertain_source_is_a_remark_until_acknowledged(rules):
    """An uncertain source does not refuse; its remark goes when its code is in `erkend`, the doubt in the sentence stays."""
    files = real_files()
    files["bronnen.toml"] = files["bronnen.toml"].replace(b"erkend = []", b'erkend = ["awir-39"]')
    acknowledged = RuleSet.of_files(files, "demo")
    gone = {f.tekst for f in rules.meldingen} - {f.tekst for f in acknowledged.meldingen}
    assert [text for text in gone if text.startswith("`awir-39`")]
    assert len(gone) == 1
    row = next(row for row in acknowledged.rows if row.id == "R-02.1")
    assert "onzeker" in acknowledged.explain(row.id).zin


def test_every_finding_text_is_a_dutch_sentence(rules):
    """Remarks end as sentences and hold no line of a file."""
    assert all(re.search(r"\.$", f.tekst) for f in rules.meldingen)
