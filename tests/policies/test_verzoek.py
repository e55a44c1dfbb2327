# SPDX-License-Identifier: EUPL-1.2
"""`[verzoek]` of a vocabulary: closed, checked with line and reason, and no way for an id into a decision."""

from datetime import date

import pytest

from policies import RuleSet, RuleSetError, authzen
from tests.policies.test_authzen import EXAMPLE, changed
from tests.policies.world import files_with, p_row

WIE = 'wie = { veld = "subject.properties.soort" }'
DOEL = 'doel = { veld = "context.doel" }'
DATUM = 'datum = { veld = "context.peildatum", anders = "context.time", standaard = "vandaag" }'
FEITEN = 'feiten = { veld = "context.feiten", standaard = "geen" }'
AFGELEID = "\n[verzoek.afgeleid]\n{}\n\n[verzoek.zoek]\n"
TODAY = date(2026, 11, 22)


def with_edit(old: str, new: str) -> dict[str, bytes]:
    """The files of one rule with an edit in the vocabulary."""
    files = files_with([p_row()])
    text = files["vocabulaire.toml"].decode()
    assert old in text
    return {**files, "vocabulaire.toml": text.replace(old, new, 1).encode()}


EDITS = [
    ("id zonder tabel", WIE, 'wie = { veld = "subject.id" }', "alleen met een tabel"),
    ("id als tweede plek van de dag", DATUM, 'datum = { veld = "context.peildatum", anders = "subject.id" }', "alleen met een tabel"),
    ("onbekende wortel", WIE, 'wie = { veld = "header.soort" }', "begint met subject"),
    ("veld zonder naam", WIE, 'wie = { veld = "subject" }', "begint met subject"),
    ("veld is geen tekst", WIE, "wie = { veld = 5 }", "begint met subject"),
    ("onbekende sleutel", WIE, 'wie = { veld = "subject.properties.soort", anders = "subject.type" }', "bestaat hier niet"),
    ("standaard is geen code", DOEL, 'doel = { veld = "context.doel", standaard = "oci" }', "een code van deze kolom"),
    ("standaard is een getal", DOEL, 'doel = { veld = "context.doel", standaard = 5 }', "een code van deze kolom"),
    ("standaard van de dag", DATUM, 'datum = { veld = "context.peildatum", standaard = "morgen" }', "`vandaag`"),
    ("standaard van feiten", FEITEN, 'feiten = { veld = "context.feiten", standaard = "betrokken" }', "`geen`"),
    ("vertaling naar een onbekende code", WIE, 'wie = { veld = "subject.type", vertaal = { x = "bakker" } }', "geen geldige waarde"),
    ("vertaling naar een groep", WIE, 'wie = { veld = "subject.type", vertaal = { x = "convenantpartner" } }', "geen geldige waarde"),
    ("lege vertaling", WIE, 'wie = { veld = "subject.type", vertaal = {} }', "ten minste één"),
    ("onbekende kolom", WIE, WIE + '\nwaar = { veld = "context.waar" }', "kent geen `waar`"),
    ("kolom weg", WIE, "", "welk veld kolom `wie`"),
    ("afgeleid onbekend feit", "\n[verzoek.zoek]\n", AFGELEID.format('x = { veld = "context.a", is = "b" }'), "geen feit"),
    ("afgeleid zonder vergelijking", "\n[verzoek.zoek]\n", AFGELEID.format('betrokken = { veld = "context.a" }'), "óf"),
    ("afgeleid met beide", "\n[verzoek.zoek]\n", AFGELEID.format('betrokken = { veld = "context.a", is = "b", gelijk-aan = "context.c" }'), "óf"),
    ("afgeleid met een getal", "\n[verzoek.zoek]\n", AFGELEID.format('betrokken = { veld = "context.a", is = 5 }'), "true of false"),
    ("afgeleid vertaalt een vaste waarde", "\n[verzoek.zoek]\n", AFGELEID.format('betrokken = { veld = "context.a", is = "b", vertaal = { a = "b" } }'), "hoort bij"),
    ("afgeleid uit niets", "\n[verzoek.zoek]\n", AFGELEID.format('betrokken = { veld = "a", is = "b" }'), "begint met subject"),
    ("zoeken naar iets anders", 'action = { kolom = "handeling" }', 'context = { kolom = "doel" }', "alleen subject"),
    ("zoeken in een kolom van een ander", 'action = { kolom = "handeling" }', 'action = { kolom = "wat" }', "action.name"),
    ("zoeken zonder soorten", 'resource = { kolom = "wat", typen = ["gegevens"] }', 'resource = { kolom = "wat" }', "`typen`"),
    ("zoeken met een onbekende sleutel", 'action = { kolom = "handeling" }', 'action = { kolom = "handeling", max = 5 }', "bestaat hier niet"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "woord"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_mistake_refuses_the_set(old, new, woord):
    """Each mistake is a finding in vocabulaire.toml that says what it should be."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(with_edit(old, new), "demo")
    texts = [f.tekst for f in caught.value.findings if f.bestand == "vocabulaire.toml" and f.ernst == "fout"]
    assert any(woord in text for text in texts), texts


def test_the_line_of_the_mistake_is_told():
    """The finding points at the line of the column."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(with_edit(DOEL, 'doel = { veld = "context.doel", standaard = "oci" }'), "demo")
    (found,) = [f for f in caught.value.findings if f.ernst == "fout"]
    text = with_edit(DOEL, "doel = 1")["vocabulaire.toml"].decode().split("\n")
    assert text[found.regel - 1] == "doel = 1"


def test_a_translated_column_is_read_through_its_table():
    """A value in the table gives its code; any other value gives no code, and is a decision, not an error."""
    rules = RuleSet.of_files(with_edit(WIE, 'wie = { veld = "subject.id", vertaal = { "007" = "politie" } }'), "demo")
    assert authzen.read_question(rules, changed("subject.id", "007"), TODAY).wie == "politie"
    answer = authzen.evaluate(rules, changed("subject.id", "politie"), TODAY)
    assert answer["context"]["onbekend"] == ["wie: (geen code)"]


@pytest.mark.parametrize(
    ("context", "day"),
    [
        ({"time": "2026-11-20T12:00:00Z"}, date(2026, 11, 20)),
        ({"time": "2026-11-20T23:30:00Z"}, date(2026, 11, 21)),
        ({"time": "2026-07-20T22:30:00.123Z"}, date(2026, 7, 21)),
        ({"time": "1985-10-26T01:22-07:00"}, date(1985, 10, 26)),
        ({"time": "2026-11-20T12:00:00Z", "peildatum": "2025-01-01"}, date(2025, 1, 1)),
        ({}, TODAY),
    ],
)
def test_the_day_of_a_question(rules, context, day):
    """`peildatum` goes first, then the Dutch calendar day of `context.time`, then today."""
    body = {**EXAMPLE, "context": {"doel": "oc", "fase": "weging", **context}}
    assert authzen.read_question(rules, body, TODAY).datum == day
    assert authzen.day_asked(rules, body, TODAY) == day


MALFORMED = [
    ("context.time", "gisteren"), ("context.time", 5), ("context.time", "2026-11-20"),
    ("context.time", "2026-11-20T12:00:00"), ("context.time", "2026-02-30T12:00:00Z"),
    ("context.time", "0001-01-01T00:00:00+23:00"), ("context.traceparent", 5), ("context.tracestate", []),
    ("action.properties", {"processing_activity_id": 5}), ("action.properties", {"algorithm_id": {}}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), MALFORMED)
def test_fields_of_the_profile_are_typed(rules, path, value):
    """A field of the NLgov profile that is not what it should be is malformed, also when `peildatum` is there."""
    with pytest.raises(authzen.AuthzenError):
        authzen.evaluate(rules, changed(path, value), TODAY)


def test_fields_of_the_profile_are_accepted(rules):
    """Times, traces, ids of processing activities and Linked Data types change nothing in the answer."""
    body = changed("context.time", "2026-11-20T12:00:00Z")
    body["context"] |= {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "a=1"}
    body["context"] |= {"mim": {}, "ld-context": "https://voorbeeld.test/ld"}
    body["action"]["properties"] = {"processing_activity_id": "urn:voorbeeld:1", "algorithm_id": "urn:voorbeeld:2"}
    body["subject"]["type"] = "https://voorbeeld.test/id/partner"
    assert authzen.evaluate(rules, body, TODAY) == authzen.evaluate(rules, EXAMPLE, TODAY)
