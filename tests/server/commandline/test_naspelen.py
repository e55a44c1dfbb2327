# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid naspelen` on a backbone where things really happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select
from typer.testing import CliRunner

from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.ledger.tables import beslissing, handeling
from policies.release import Release, make_manifest
from server.commandline.beleid import app
from tests import kit
from tests.core.exchange.conftest import Zaak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PERIODE = ("--periode", "2000-01-01..2090-12-31")
LATER = 4_000_000_000_000
"""A moment outside that period, for the decision that one test plants (milliseconds)."""


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A casus with a supply, a refusal and a read, and the list beside it as an operator has it."""
    folder = tmp_path_factory.mktemp("backbone")
    with kit.backbone(folder) as knooppunt:
        made = Zaak(knooppunt)
        (folder / "deelnemerslijst.json").write_bytes(knooppunt.lijst.bron)
        made.phase("verrijking-gesloten")
        levering = made.supply("politie", "wpg-8", "gemeente", "om")
        made.done(knooppunt.exchange.push(levering.caller, levering.body))
        made.push("toeslagen", "toeslagen", "gemeente")
        knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record)
        yield made


@pytest.fixture
def kandidaat(zaak: Zaak, tmp_path: Path) -> Path:
    """A rule folder without R-01.1."""
    files = dict(zaak.knooppunt.release.files)
    lines = files["regels/toeslagen.csv"].split(b"\n")
    files["regels/toeslagen.csv"] = b"\n".join(line for line in lines if b"R-01.1" not in line)
    for name, data in files.items():
        (tmp_path / "voorstel" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "voorstel" / name).write_bytes(data)
    return tmp_path / "voorstel"


def run(zaak: Zaak, *words: str, periode: tuple[str, ...] = PERIODE) -> Any:
    """The command, with the settings of this backbone."""
    env = {"KNOOPPUNT_DATA_DIR": str(zaak.knooppunt.folder)}
    return CliRunner().invoke(app, ["naspelen", *words, *periode], env=env)


def counts(zaak: Zaak) -> tuple[int, ...]:
    """How many acts, and how many decisions of the period, the ledger holds."""
    decisions = select(func.count()).select_from(beslissing).where(beslissing.c.tijd < LATER)
    with zaak.knooppunt.engine.connect() as connection:
        return tuple(
            connection.execute(query).scalar_one() for query in (select(func.count()).select_from(handeling), decisions)
        )


def test_a_candidate_shows_its_effect_and_writes_nothing(zaak, kandidaat, tmp_path) -> None:
    """Exit 0 with the counts; full and incremental say the same; no act, line or decision is left behind."""
    before = counts(zaak)
    quick, full = (run(zaak, "--kandidaat", str(kandidaat), "--json", *more) for more in ((), ("--volledig",)))
    assert (quick.exit_code, full.exit_code) == (0, 0), quick.stderr
    effect = json.loads(quick.stdout)
    assert effect == json.loads(full.stdout)
    assert effect["beslissingen"] == before[1]
    assert list(effect["per_regel"]) == ["R-01.1"]
    assert [cel["wie"] for cel in effect["cellen"]] == ["toeslagen"]
    assert counts(zaak) == before


def test_a_bundle_is_a_candidate_too(zaak, tmp_path) -> None:
    """The release in force as a bundle changes nothing; its digest stands in the report."""
    bundle = tmp_path / "vrijgave.json"
    bundle.write_bytes(jcs.encode(zaak.knooppunt.release.to_json()))
    effect = json.loads(run(zaak, "--vrijgave", str(bundle), "--json").stdout)
    assert (effect["kandidaat"], effect["cellen"]) == (zaak.knooppunt.release.digest, [])
    bare = Release(make_manifest(zaak.knooppunt.release.files), zaak.knooppunt.release.files)
    bundle.write_bytes(jcs.encode(bare.to_json())[:-40])
    assert run(zaak, "--vrijgave", str(bundle)).exit_code == ExitCode.FAILURE
    assert run(zaak, "--vrijgave", str(tmp_path / "weg")).exit_code == ExitCode.USAGE


def test_nobody_and_no_case_is_in_what_comes_out(zaak, kandidaat, tmp_path) -> None:
    """No OIN, casus, record, act or person on stdout, stderr or the page, in replay and reconstruction alike."""
    page = tmp_path / "effect.html"
    knooppunt = zaak.knooppunt
    secret = {zaak.id} | {word for party in knooppunt.partijen.values() for word in (party.oin, party.persoon)}
    with knooppunt.engine.connect() as connection:
        for row in connection.execute(select(beslissing)).mappings():
            secret |= {row["sleutel"], row["handeling"], row["trace_id"]}
            secret |= {json.loads(row["adl"])["body"]["adl.core.request"]["resource"]["id"]} - {"-"}
    for words in (("--kandidaat", str(kandidaat)), ("--kandidaat", str(kandidaat), "--json"), ("--reconstrueer",)):
        done = run(zaak, *words, "--html", str(page))
        assert done.exit_code == 0, done.stderr
        shown = done.stdout + done.stderr + page.read_text("utf-8")
        assert "toeslagen" in shown or "gelijk" in shown
        assert not [word for word in secret if word in shown]


def test_reconstruction_is_equal_and_an_incident_is_exit_3(zaak) -> None:
    """Everything logged can be repeated; a decision that cannot is named by its id alone, in the log and the report."""
    good = run(zaak, "--reconstrueer", "--json")
    assert (good.exit_code, json.loads(good.stdout)["gelijk"]) == (ExitCode.DONE, True)
    with zaak.knooppunt.engine.begin() as connection:
        row = connection.execute(select(beslissing).where(beslissing.c.uitkomst == "verboden")).mappings().first()
        record = json.loads(row["adl"])
        record["body"]["adl.core.response"]["plichten"].append("naar-jurist")
        false = {**row, "sleutel": "12345678-0000-4000-8000-000000000000", "adl": jcs.encode(record)}
        false["tijd"] = LATER
        connection.execute(insert(beslissing).values(**false))
    bad = run(zaak, "--reconstrueer", "--json", periode=("--periode", "2096-01-01..2096-12-31"))
    assert bad.exit_code == ExitCode.VERIFICATION
    told = json.loads(bad.stdout)
    assert told["genoemd"] == [{"beslissing": false["sleutel"], "afwijking": "beslissing"}]
    (line,) = [json.loads(text) for text in bad.stderr.splitlines()]
    assert (line["event"], line["beslissing"]) == ("beslissing-niet-herhaalbaar", false["sleutel"])
    assert set(line) <= {"event", "beslissing", "reden", "level", "tijd", "trace_id", "span_id"}


@pytest.mark.parametrize(
    ("words", "periode", "code"),
    [
        ((), PERIODE, ExitCode.USAGE),
        (("--reconstrueer", "--kandidaat", "x"), PERIODE, ExitCode.USAGE),
        (("--reconstrueer",), ("--periode", "2026"), ExitCode.USAGE),
        (("--kandidaat", "bestaat-niet"), PERIODE, ExitCode.FAILURE),
    ],
)
def test_what_cannot_be_done_is_said(zaak, words, periode, code) -> None:
    """No choice, two choices, another period form, or a folder that is no rule set: a Dutch sentence and a code."""
    done = run(zaak, *words, periode=periode)
    assert (done.exit_code, bool(done.stderr), done.stdout) == (code, True, "")


def test_without_a_period_it_is_this_year(zaak) -> None:
    """The default period is the calendar year of today; nothing of another year is read."""
    done = run(zaak, "--reconstrueer", periode=())
    assert done.exit_code == 0
    assert "-01-01.." in done.stdout
