# SPDX-License-Identifier: EUPL-1.2
"""Every rule of law.md G that is a row: one question it decides, and one next to it that it does not.

A question is `wie aan wat handeling doel fase`. A near miss changes columns (`wat=bsn`) or facts.
"""

import re
from pathlib import Path

import pytest

from policies import Uitkomst
from tests.policies.world import question

CALM = """niet-uitsluitend-geautomatiseerd label-volledig noodzaak ontvanger-betrokken niet-weigeringsgrond
niet-uittreksel-volstaat label-opsporing niet-herkomst-toeslagen niet-herkomst-lsi persoonscategorie-ok bsn-grondslag
om-toestemming hkp-aangewezen naast-strafrechtelijk betrokken op-casus aangewezen gescreend brp-aantekening
niet-geen-einduitspraak niet-bibob-verlopen niet-herkomst-riec zelfde-regio tweede-paar-ogen eigen-bevoegdheid
oorsprong-erkend thema-erkend analyse-geregistreerd niet-selectie-bijzonder wettelijke-plicht"""

VERBODEN = [
    ("R-01.1", "toeslagen gemeente fiscaal verstrekken oc weging", "", "wie=douane"),
    ("R-01.2", "toeslagen gemeente open-bron doorverstrekken ib weging", "", "handeling=lezen"),
    ("R-02.1", "belastingdienst gemeente toeslagen verstrekken oc weging", "", "wat=fiscaal"),
    ("R-02.2", "belastingdienst gemeente identificerend verstrekken oc weging", "herkomst-toeslagen", "niet-herkomst-toeslagen"),
    ("R-03.1", "gemeente toeslagen toeslagen verzoeken oc weging", "", "aan=douane"),
    ("R-04.1", "toeslagen - fiscaal lezen oc weging", "", "wat=open-bron"),
    ("R-04.2", "douane toeslagen fiscaal verstrekken oc weging", "", "aan=gemeente"),
    ("R-07.1", "douane gemeente fiscaal verstrekken hk weging", "niet-verzoek", "verzoek"),
    ("R-08.1", "belastingdienst nvwa fiscaal verstrekken oc weging", "verzoek", "aan=uwv"),
    ("R-09.1", "liec - fiscaal ontvangen oc weging", "", "wat=open-bron"),
    ("R-09.2", "belastingdienst riec-bureau fiscaal verstrekken oc weging", "verzoek", "aan=gemeente"),
    ("R-10.1", "gemeente politie fiscaal doorverstrekken oc weging", "", "handeling=verstrekken"),
    ("R-11.1", "belastingdienst gemeente fiscaal verstrekken oc weging", "herkomst-lsi", "niet-herkomst-lsi"),
    ("R-14.1", "politie gemeente wpg-9 verstrekken oc informatieanalyse", "niet-om-toestemming", "om-toestemming"),
    ("R-16.1", "politie gemeente wpg-12 verstrekken oc informatieanalyse", "om-toestemming", "wat=wpg-13"),
    ("R-16.2", "gemeente om wpg-10b doorverstrekken oc informatieanalyse", "", "wat=wpg-10c"),
    ("R-17.1", "kmar gemeente wpg-10c verstrekken hk weging", "", "fase=verrijking-half-open"),
    ("R-18.1", "gemeente - wpg-9 gebruiken beeld casusoverleg", "herkomst-riec", "niet-herkomst-riec"),
    ("R-19.2", "kmar gemeente wpg-8 verstrekken ib signaal", "niet-bibob-persoon", "bibob-persoon"),
    ("R-20.1", "gemeente politie wpg-8 bevragen oc verrijking-gesloten", "", "wat=open-bron"),
    ("R-22.1", "gemeente - wpg-8 lezen oc verrijking-gesloten", "niet-aangewezen", "aangewezen"),
    ("R-23.1", "om - wpg-13 lezen oc verrijking-gesloten", "niet-gescreend", "gescreend"),
    ("R-24.1", "politie gemeente wpg-10a verstrekken oc informatieanalyse", "niet-persoonscategorie-ok", "wie=kmar"),
    ("R-26.1", "politie gemeente wpg-8 verstrekken oc verrijking-gesloten", "weigeringsgrond", "niet-weigeringsgrond"),
    ("R-27.1", "politie gemeente wpg-8 verstrekken oc verrijking-gesloten", "uittreksel-volstaat", "niet-uittreksel-volstaat"),
    ("R-28.1", "fiod gemeente wpg-8 verstrekken oc verrijking-gesloten", "niet-label-opsporing", "wie=politie"),
    ("R-30.1", "om gemeente strafvorderlijk verstrekken oc weging", "geen-einduitspraak niet-zwaarwegend-belang", "zwaarwegend-belang"),
    ("R-33.1", "gemeente politie brp verstrekken oc weging", "niet-brp-aantekening", "wat=identificerend"),
    ("R-35.1", "gemeente politie sociaal-medisch verstrekken oc weging", "niet-wettelijke-plicht", "wettelijke-plicht"),
    ("R-36.1", "nla gemeente suwi verstrekken oc weging", "niet-wettelijke-plicht", "wettelijke-plicht"),
    ("R-39.1", "ind politie vreemdelingen-biometrie verstrekken oc verrijking-gesloten", "evenredig", "wat=vreemdelingen"),
    ("R-40.1", "nvwa gemeente toezicht verstrekken oc weging", "", "wie=gemeente"),
    ("R-42a.1", "gemeente - bibob lezen oc weging", "", "doel=ib"),
    ("R-42a.2", "gemeente politie bibob verstrekken hk weging", "", "doel=ib"),
    ("R-42b.1", "gemeente uwv bibob doorverstrekken ib weging", "bibob-orgaan", "aan=politie"),
    ("R-43.1", "gemeente - bibob lezen ib weging", "bibob-verlopen", "niet-bibob-verlopen"),
    ("R-44.1", "gemeente - brp opnemen oc signaal", "uitsluitend-geautomatiseerd", "wat=casus"),
    ("R-45.1", "gemeente - brp analyseren oc informatieanalyse", "niet-analyse-geregistreerd", "analyse-geregistreerd"),
    ("R-46.1", "gemeente - bijzonder zoeken oc informatieanalyse", "selectie-bijzonder", "niet-selectie-bijzonder"),
    ("R-47.1", "politie gemeente bijzonder verstrekken oc weging", "niet-naast-strafrechtelijk", "wat=brp"),
    ("R-48.1", "gemeente - bsn lezen oc weging", "niet-bsn-grondslag", "bsn-grondslag"),
    ("R-49.1", "gemeente - identificerend opnemen oc signaal", "niet-objectieve-aanwijzing", "fase=weging"),
    ("R-50.1", "gemeente - casus openen ib signaal", "niet-oorsprong-erkend", "oorsprong-erkend"),
    ("R-51.1", "politie gemeente anoniem exporteren hk weging", "niet-hkp-aangewezen", "doel=oc"),
    ("R-52.1", "politie gemeente wpg-9 verstrekken oc informatieanalyse", "niet-noodzaak", "wat=wpg-8"),
    ("R-52.2", "gemeente politie wpg-8 verzoeken oc weging", "niet-noodzaak", "fase=hit-nohit"),
    ("R-53.1", "gemeente - casus lezen oc weging", "niet-betrokken", "betrokken"),
    ("R-53.2", "gemeente - hit lezen oc weging", "niet-op-casus", "op-casus"),
    ("R-53.3", "politie gemeente hit verstrekken oc hit-nohit", "niet-ontvanger-betrokken", "ontvanger-betrokken"),
    ("R-54.1", "gemeente politie toezicht verstrekken oc weging", "niet-label-volledig", "wat=hit"),
    ("R-55.1", "gemeente politie brp verstrekken beleidsadvisering weging", "", "doel=ib"),
    ("R-56.1", "gemeente - brp gebruiken stat weging", "", "doel=controle"),
    ("R-57.1", "gemeente - casus lezen oc vernietigd", "", "fase=uitvoering"),
    ("R-59.1", "gemeente - brp gebruiken oc uitvoering", "niet-eigen-bevoegdheid", "fase=casusoverleg"),
    ("R-61.1", "liec - casus beslissen oc weging", "tweede-paar-ogen", "wie=gemeente"),
    ("R-62.1", "gemeente om wpg-9 doorverstrekken oc weging", "niet-zelfde-regio niet-toestemming-verstrekker", "zelfde-regio"),
    ("R-62.2", "gemeente om brp doorverstrekken oc weging", "niet-zelfde-regio niet-toestemming-verstrekker", "toestemming-verstrekker"),
    ("R-63.1", "gemeente om wpg-10a doorverstrekken oc weging", "niet-verenigbaar", "verenigbaar"),
    ("R-63.2", "gemeente om wpg-10a doorverstrekken oc weging", "niet-toestemming-verstrekker", "toestemming-verstrekker"),
    ("R-63.3", "gemeente om brp doorverstrekken oc weging", "niet-verenigbaar", "verenigbaar"),
    ("R-63.4", "gemeente om brp doorverstrekken oc weging", "niet-toestemming-verstrekker", "toestemming-verstrekker"),
    ("R-65.1", "politie liec wpg-9 exporteren stat weging", "", "aan=gemeente"),
    ("R-65.2", "politie privaat brp exporteren beeld weging", "", "doel=oc"),
    ("R-67.1", "politie - fiscaal exporteren oc weging", "", "wat=brp"),
    ("R-69.1", "beheerder - logboek logboek-lezen controle weging", "doel-vermeld", "wie=fg"),
    ("R-72.1", "gemeente - brp wijzigen oc weging", "niet-eigen-gegeven", "eigen-gegeven"),
    ("R-73.1", "gemeente - brp vernietigen oc afsluiting", "niet-selectielijst", "selectielijst"),
    ("R-76.2", "gemeente - brp rechten-beperken rechten weging", "niet-grond-per-geval", "grond-per-geval"),
    ("R-77.1", "stuurgroep - casus beslissen hk weging", "niet-tweede-paar-ogen", "tweede-paar-ogen"),
    ("R-78.1", "gemeente - casus openen oc signaal", "niet-thema-erkend", "doel=hk"),
]  # fmt: skip

TOEGESTAAN = [
    ("R-05.1", "toeslagen - interventieadvies lezen oc uitvoering", "", "fase=casusoverleg"),
    ("R-06.1", "belastingdienst kmar fiscaal verstrekken hk uitvoering", "verzoek convenant-geldig", "niet-convenant-geldig"),
    ("R-12.1", "nla gemeente wpg-13 verstrekken oc interventieadvies", "protocol-geldig relevant", "fase=uitvoering"),
    ("R-13.1", "politie om wpg-10a verstrekken oc uitvoering", "protocol-geldig relevant functionaris-geraadpleegd", "niet-functionaris-geraadpleegd"),
    ("R-15.1", "fiod om wpg-10c verstrekken oc informatieanalyse", "protocol-geldig relevant", "fase=verrijking-gesloten"),
    ("R-19.1", "politie gemeente wpg-9 verstrekken ib signaal", "bibob-persoon bibob-orgaan", "niet-bibob-orgaan"),
    ("R-21.1", "kmar gemeente hit verstrekken hk hit-nohit", "", "fase=signaal"),
    ("R-25.1", "politie gemeente wpg-8 verstrekken oc weging", "besluit-19-20", "niet-besluit-19-20"),
    ("R-25.2", "politie gemeente wpg-10c verstrekken oc informatieanalyse", "besluit-19-20 functionaris-geraadpleegd", "doel=hk"),
    ("R-29.1", "om uwv strafvorderlijk verstrekken ib signaal", "ovj-besluit zwaarwegend-belang", "niet-ovj-besluit"),
    ("R-32.1", "gemeente riec-bureau brp verstrekken oc signaal", "brp-autorisatie", "niet-brp-autorisatie"),
    ("R-34.1", "provincie politie toezicht verstrekken ib uitvoering", "", "fase=weging"),
    ("R-37.1", "uwv nla suwi verstrekken oc weging", "bevoegdheid-ontvanger", "doel=hk"),
    ("R-38.1", "ind kmar vreemdelingen verstrekken hk uitvoering", "evenredig", "niet-evenredig"),
    ("R-41.1", "gemeente om bibob doorverstrekken ib weging", "bibob-orgaan verenigbaar toestemming-verstrekker", "niet-bibob-orgaan"),
    ("R-58.1", "nvwa - interventieadvies lezen hk interventieadvies", "genoemd-in-advies", "niet-genoemd-in-advies"),
    ("R-60.1", "riec-bureau - brp lezen oc signaal", "mandaat", "niet-mandaat"),
    ("R-64.1", "gemeente om wpg-9 doorverstrekken oc uitvoering", "verenigbaar toestemming-verstrekker", "fase=afsluiting"),
    ("R-64.2", "gemeente om brp doorverstrekken ib signaal", "verenigbaar toestemming-verstrekker", "aan=privaat"),
    ("R-66.1", "politie liec anoniem exporteren stat uitvoering", "anoniem-getoetst", "niet-anoniem-getoetst"),
    ("R-68.1", "auditor - logboek logboek-lezen controle vernietigd", "doel-vermeld", "doel=oc"),
    ("R-71.1", "politie - brp intrekken oc weging", "eigen-gegeven ontvangers-ingelicht", "niet-ontvangers-ingelicht"),
    ("R-74.1", "gemeente - brp vernietigen oc afsluiting", "selectielijst", "fase=uitvoering"),
    ("R-75.1", "contactpunt - brp rechtenverzoek-ontvangen rechten weging", "identiteit-vastgesteld", "niet-identiteit-vastgesteld"),
    ("R-76.1", "gemeente - brp rechten-beperken rechten weging", "grond-per-geval", "wie=riec-bureau"),
    ("R-79.1", "uwv - fiscaal lezen oc weging", "aan-mij-verstrekt", "niet-aan-mij-verstrekt"),
    ("R-79.2", "uwv - wpg-8 lezen ib uitvoering", "aan-mij-verstrekt", "niet-aan-mij-verstrekt"),
    ("R-79.3", "riec-bureau - hit lezen oc weging", "aan-mij-verstrekt mandaat", "niet-mandaat"),
    ("R-79.4", "riec-bureau - wpg-9 lezen ib informatieanalyse", "aan-mij-verstrekt mandaat", "niet-mandaat"),
    ("R-80.1", "gemeente politie wpg-8 verzoeken oc weging", "", "fase=signaal"),
    ("R-80.2", "riec-bureau politie wpg-8 verzoeken oc weging", "mandaat", "niet-mandaat"),
    ("R-81.1", "provincie - casus openen hk signaal", "", "fase=weging"),
    ("R-82.1", "nvwa - identificerend opnemen ib weging", "objectieve-aanwijzing", "niet-objectieve-aanwijzing"),
    ("R-83.1", "gemeente - brp analyseren oc informatieanalyse", "", "fase=weging"),
    ("R-83.2", "riec-bureau - brp analyseren hk informatieanalyse", "mandaat", "niet-mandaat"),
    ("R-84.1", "toeslagen - brp aantekenen oc afsluiting", "aan-mij-verstrekt", "fase=vernietigd"),
    ("R-85.1", "gemeente - brp gebruiken hk uitvoering", "", "fase=casusoverleg"),
    ("R-86.1", "politie riec-bureau bsn verstrekken ib weging", "", "fase=signaal"),
    ("R-87.1", "gemeente politie identificerend verstrekken ib hit-nohit", "objectieve-aanwijzing", "niet-objectieve-aanwijzing"),
    ("R-88.1", "politie riec-bureau interventieadvies verstrekken oc casusoverleg", "", "fase=informatieanalyse"),
    ("R-89.1", "gemeente politie hit verzoeken oc hit-nohit", "objectieve-aanwijzing", "aan=riec-bureau"),
]  # fmt: skip


def ask(rules, vraag, feiten, change=""):
    """Decide with the calm facts beneath `feiten`; `change` is a column or a fact that goes over all."""
    cells = dict(zip(("wie", "aan", "wat", "handeling", "doel", "fase"), vraag.split(), strict=True))
    tokens = [*CALM.split(), *feiten.split()]
    if "=" in change:
        cells.update([change.split("=")])
    elif change:
        tokens.append(change)
    facts = {token.removeprefix("niet-"): token for token in tokens}
    beslissing = rules.decide(question(**cells, feiten=" ".join(facts.values())))
    return beslissing, {regel.id for regel in beslissing.regels}


@pytest.mark.parametrize(("rij", "vraag", "feiten", "mis"), VERBODEN, ids=[v[0] for v in VERBODEN])
def test_a_forbidding_row_bites_and_only_there(rules, rij, vraag, feiten, mis):
    """The row forbids its question, and is silent on the one next to it."""
    beslissing, ids = ask(rules, vraag, feiten)
    assert beslissing.uitkomst is Uitkomst.VERBODEN
    assert rij in ids
    assert rij not in ask(rules, vraag, feiten, mis)[1]


@pytest.mark.parametrize(("rij", "vraag", "feiten", "mis"), TOEGESTAAN, ids=[t[0] for t in TOEGESTAAN])
def test_an_allowing_row_opens_and_only_there(rules, rij, vraag, feiten, mis):
    """The row allows its question with all facts given, and not the one next to it."""
    beslissing, ids = ask(rules, vraag, feiten)
    assert beslissing.uitkomst is Uitkomst.TOEGESTAAN, (beslissing.uitkomst, ids, beslissing.ontbreekt)
    assert rij in ids
    missed, near = ask(rules, vraag, feiten, mis)
    assert not (missed.toegestaan and rij in near)


def test_every_row_has_its_question(rules):
    """No row of the rule files is without a hit and a near miss here."""
    assert {row.id for row in rules.rows} == {case[0] for case in VERBODEN + TOEGESTAAN}


def test_every_rule_of_the_law_page_is_a_row_or_named(rules, shared_data):
    """R-01 to R-89 all stand as rows, but R-31 and R-70, which are enforced in code."""
    law = (Path(shared_data).parent / "reference" / "law.md").read_text("utf-8")
    known = set(re.findall(r"^\| (R-\d+[ab]?) \|", law, flags=re.MULTILINE))
    assert len(known) == 90
    assert {row.id.split(".")[0] for row in rules.rows} == known - {"R-31", "R-70"}


def test_certainty_is_the_mark_of_the_law_page(rules, shared_data):
    """`zekerheid` of each row is (the first of) the marks that law.md gives its rule."""
    law = (Path(shared_data).parent / "reference" / "law.md").read_text("utf-8")
    marks = {m[0]: m[1] for m in re.findall(r"^\| (R-\d+[ab]?) \|.*\| ([^|]+) \|$", law, flags=re.MULTILINE)}
    for row in rules.rows:
        found = re.findall(r"V-old|V|S|U", marks[row.id.split(".")[0]].replace("**", ""))
        assert rules.explain(row.id).zekerheid in found, row.id


def test_sharing_ends_with_the_work(rules):
    """No row allows to supply, pass on or export in closing or after destruction (reading rules)."""
    for handeling in ("verstrekken", "doorverstrekken", "exporteren"):
        for row in rules.rows:
            if row.eft == "allow" and handeling in rules._engine.closure.leaves("handeling", row.handeling):
                assert not rules._engine.closure.leaves("fase", row.fase) & {"afsluiting", "vernietigd"}, row.id


def test_rows_run_until_a_jurist_says_otherwise(rules):
    """Every row runs to 9999-12-31."""
    assert {row.tm for row in rules.rows} == {"9999-12-31"}
