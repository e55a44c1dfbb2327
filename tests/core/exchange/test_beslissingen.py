# SPDX-License-Identifier: EUPL-1.2
"""Decisions read back from SQLite and PostgreSQL: the same questions, repeatable, with nobody in them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from audit.proof import jcs
from core.exchange import beslissingen
from core.ledger.tables import beslissing
from policies.findings import ReleaseError
from policies.naspelen import Afwijking, Naspeler, Richting, Versie, reconstruct

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.core.exchange.conftest import Zaak

ALWAYS = 2**52
NOTHING = "sha256:" + "0" * 64


@pytest.fixture
def gedaan(zaak: Zaak) -> Zaak:
    """The casus after a supply that was taken in, one that was refused, and a read."""
    zaak.phase("verrijking-gesloten")
    taken = zaak.supply("politie", "wpg-8", "gemeente", "om")
    zaak.done(zaak.knooppunt.exchange.push(taken.caller, taken.body))
    zaak.push("toeslagen", "toeslagen", "gemeente")
    zaak.push("belastingdienst", "fiscaal", "gemeente")
    zaak.knooppunt.exchange.read(zaak.knooppunt["gemeente"].caller(persoon=True), taken.record)
    return zaak


def read_back(zaak: Zaak, van: int = 0, tot: int = ALWAYS) -> list[Any]:
    """The logged decisions of a period."""
    with zaak.knooppunt.engine.connect() as connection:
        return list(beslissingen.logged(connection, van, tot))


def stored(zaak: Zaak) -> list[Any]:
    """The rows as they stand."""
    with zaak.knooppunt.engine.connect() as connection:
        return list(connection.execute(select(beslissing)).mappings())


def test_every_decision_comes_back_and_can_be_repeated(gedaan: Zaak) -> None:
    """What the exchange logged is decided again to the same bytes, under the release it names, read from the ledger."""
    log = read_back(gedaan)
    assert {one.id for one in log} == {row["sleutel"] for row in stored(gedaan)}
    assert {one.antwoord["uitkomst"] for one in log} >= {"toegestaan", "verboden"}
    with gedaan.knooppunt.engine.connect() as connection:
        stream = beslissingen.logged(connection, 0, ALWAYS)
        found = reconstruct(stream, beslissingen.version_of(connection, "demo"))
    assert (found.gelijk, found.beslissingen) == (True, len(log))
    assert dict(found.vrijgaven) == {gedaan.knooppunt.release.digest: len(log)}


def test_what_comes_back_holds_no_organisation_case_record_or_trace(gedaan: Zaak) -> None:
    """Only the decision's own id leaves: no OIN, casus, record, act, person or trace of any row."""
    shown = repr([asdict(one) for one in read_back(gedaan)])
    knooppunt = gedaan.knooppunt
    secret = {gedaan.id, *(party.oin for party in knooppunt.partijen.values())}
    secret |= {party.persoon for party in knooppunt.partijen.values()}
    for row in stored(gedaan):
        request = json.loads(row["adl"])["body"]["adl.core.request"]
        secret |= {row["handeling"], row["trace_id"], row["span_id"]} | {request["resource"]["id"]} - {"-"}
    assert len(secret) > 20
    assert not [word for word in secret if word in shown]


def test_a_candidate_is_tried_on_what_really_happened(gedaan: Zaak) -> None:
    """Without R-01.1 the refused supply of Toeslagen changes, in the full and the incremental replay alike."""
    files = dict(gedaan.knooppunt.release.files)
    lines = files["regels/toeslagen.csv"].split(b"\n")
    files["regels/toeslagen.csv"] = b"\n".join(line for line in lines if b"R-01.1" not in line)
    candidate = Versie.of_files(files, "demo")
    effects = []
    with gedaan.knooppunt.engine.connect() as connection:
        versions = beslissingen.version_of(connection, "demo")
        for volledig in (False, True):
            replay = Naspeler(candidate, versions, volledig=volledig)
            effects.append(replay.add_all(beslissingen.logged(connection, 0, ALWAYS)).effect("alles"))
    assert effects[0] == effects[1]
    assert {(cel.wie, cel.regels) for cel in effects[0].cellen} == {("toeslagen", ("R-01.1",))}
    assert effects[0].count(Richting.RUIMER) == 0


def test_a_candidate_is_asked_by_the_door_of_the_exchange(gedaan: Zaak) -> None:
    """An obligation that this server does not carry out, on the row of a supply that was allowed, makes it a refusal."""
    files = dict(gedaan.knooppunt.release.files)
    lines = files["regels/politie.csv"].decode().split("\n")
    asked = [line.replace("melden-geheimhouding", "archiefvlag") if "R-12.1" in line else line for line in lines]
    files["regels/politie.csv"] = "\n".join(asked).encode()
    candidate = Versie.of_files(files, "demo", deur=beslissingen.door)
    with gedaan.knooppunt.engine.connect() as connection:
        versions = beslissingen.version_of(connection, "demo")
        effect = Naspeler(candidate, versions).add_all(beslissingen.logged(connection, 0, ALWAYS)).effect("alles")
    assert effect.count(Richting.STRENGER) > 0
    assert {(cel.richting, cel.regels) for cel in effect.cellen} == {(Richting.STRENGER, ("R-12.1",))}


def test_a_period_ends_before_its_last_moment(gedaan: Zaak) -> None:
    """The first moment counts, the one after the period does not, and the parts add up."""
    rows = stored(gedaan)
    middle = max(row["tijd"] for row in rows)
    before, after = read_back(gedaan, 0, middle), read_back(gedaan, middle, ALWAYS)
    assert {one.id for one in after} == {row["sleutel"] for row in rows if row["tijd"] == middle}
    assert len(before) + len(after) == len(rows)


def _answer(record: dict[str, Any], **other: Any) -> None:
    record["body"]["adl.core.response"].update(other)


def _properties(record: dict[str, Any], **other: Any) -> None:
    record["body"]["adl.core.request"]["resource"]["properties"].update(other)


def _context(record: dict[str, Any], **other: Any) -> None:
    record["body"]["adl.core.request"]["context"].update(other)


BAD: dict[str, tuple[Callable[[dict[str, Any]], Any], Afwijking]] = {
    "andere uitkomst in het antwoord": (lambda r: _answer(r, uitkomst="toegestaan"), Afwijking.VORM),
    "andere vrijgave in het antwoord": (lambda r: _answer(r, vrijgave=NOTHING), Afwijking.VORM),
    "andere vrijgave bij de regels": (
        lambda r: r["attributes"].update({"adl.core.policies": {"knooppunt": NOTHING}}),
        Afwijking.VORM,
    ),
    "plicht erbij": (lambda r: _answer(r, plichten=["naar-jurist"]), Afwijking.BESLISSING),
    "andere partij": (
        lambda r: r["body"]["adl.core.request"]["subject"]["properties"].update(soort="politie"),
        Afwijking.BESLISSING,
    ),
    "categorie is een getal": (lambda r: _properties(r, categorie=8), Afwijking.VORM),
    "feiten geen lijst": (lambda r: _context(r, feiten="betrokken"), Afwijking.VORM),
    "dag die niet bestaat": (lambda r: _context(r, peildatum="2026-02-30"), Afwijking.VORM),
    "geen vraag": (lambda r: r["body"].clear(), Afwijking.VORM),
}


def test_a_record_that_was_tampered_with_is_an_incident(gedaan: Zaak) -> None:
    """Rows written beside the exchange, each with one thing other than it can have been, are found by their ids."""
    row = next(row for row in stored(gedaan) if row["uitkomst"] == "verboden")
    expected = []
    with gedaan.knooppunt.engine.begin() as connection:
        for number, (change, kind) in enumerate(BAD.values()):
            record = json.loads(row["adl"])
            change(record)
            expected.append((f"00000000-0000-4000-8000-{number:012}", kind))
            false = {**row, "sleutel": expected[-1][0], "adl": jcs.encode(record)}
            connection.execute(insert(beslissing).values(**false))
    with gedaan.knooppunt.engine.connect() as connection:
        stream = beslissingen.logged(connection, 0, ALWAYS)
        found = reconstruct(stream, beslissingen.version_of(connection, "demo"))
    assert found.genoemd == tuple(expected)


def test_bytes_that_are_no_record_are_no_question() -> None:
    """Whatever stands in the column, reading it gives a record without a question and never an error."""
    for data in (b"", b"{", b"[]", b"null", b"[" * 100_000, b'"x"', b"\xff"):
        assert beslissingen.read("x", "verboden", NOTHING, data).vraag is None


def test_a_release_that_is_not_in_the_ledger_is_named_as_such(gedaan: Zaak) -> None:
    """Asking for the rules of an unknown digest is refused; nothing else is tried in its place."""
    with gedaan.knooppunt.engine.connect() as connection, pytest.raises(ReleaseError, match="niet in het grootboek"):
        beslissingen.version_of(connection, "demo")(NOTHING)


def test_the_question_is_the_one_that_was_asked(gedaan: Zaak) -> None:
    """All eight parts of the question come back as the record has them."""
    row = stored(gedaan)[-1]
    request = json.loads(row["adl"])["body"]["adl.core.request"]
    vraag = beslissingen.question_of(request)
    properties, context = request["resource"]["properties"], request["context"]
    assert (vraag.wie, vraag.handeling) == (request["subject"]["properties"]["soort"], request["action"]["name"])
    assert (vraag.aan, vraag.wat) == (properties["ontvanger"], properties["categorie"])
    assert (vraag.doel, vraag.fase) == (context["doel"], context["fase"])
    assert (vraag.datum, sorted(vraag.feiten)) == (date.fromisoformat(context["peildatum"]), context["feiten"])
