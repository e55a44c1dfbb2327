# SPDX-License-Identifier: EUPL-1.2
"""Adopting and advising from the partner's side: nothing is signed that was not checked, and what is signed is proven."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway import draaiboek, gebbesluiten
from adapters.gateway.commandline import app
from adapters.gateway.errors import ConfigError, ProblemError, UnreachableError, VerificationError
from core.contract import editie
from core.contract.exitcodes import ExitCode
from core.keychain import gebbesluit
from tests.adapters.gateway.ring import REGIO, Ring
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

PERIOD = "2026-01-01..2026-12-31"
ADVICE = b"Het advies: ja, als de bewaartermijn wordt vastgesteld. Mevrouw Kanarie-Advies.\n"


class WithFg(Ring):
    """A ring with an FG at the gemeente."""

    def officers(self) -> list[dict[str, Any]]:
        """Return the FG of the gemeente."""
        key = self.partners["gemeente"].keys.add_officer("fg-1")
        oin = self.partners["gemeente"].oin
        return [{"id": "fg-1", "oin": oin, "functie": "fg", "sleutel": key.public.to_json()}]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """The gemeente, the police and the bureau."""
    made = WithFg(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "riec-bureau"))
    yield made
    made.close()


def edition(folder: Path, number: int, **changes: Any) -> Path:
    """Write an invented edition and return its folder."""
    features = {
        "regio": REGIO,
        "periode": PERIOD,
        "gemaakt": number,
        "vrijgave": "sha256:" + "ab" * 32,
        "checkpoints": (),
        "blauwdruk": None,
        "mensen": None,
        "modus": "demo",
        **changes,
    }
    files = {name: f"{name} {number}".encode() for name in editie.BESTANDEN}
    made = folder / f"geb-{number}"
    made.mkdir()
    for name, data in {**files, editie.NAAM: editie.make(editie.Kenmerken(**features), files)}.items():
        (made / name).write_bytes(data)
    return made


@pytest.fixture
def command(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command of a partner; returns exit code, its JSON and what it said beside it."""

    def run(soort: str, *words: str) -> tuple[int, Any, str]:
        monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners[soort].folder))
        monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
        done = CliRunner().invoke(app, ["geb", *words, "--json"])
        told = done.stdout.strip().splitlines()  # the server logs in this process too: its lines come before
        return done.exit_code, json.loads(told[-1]) if told else None, done.stderr

    return run


def reasons(caught: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    """Return why the backbone refused."""
    return [item["reden"] for item in caught.value.problem["bevindingen"]]


def kept(ring: Ring, soort: str = "gemeente") -> list[str]:
    """Return the names of what a partner kept."""
    return sorted(path.name for path in (ring.partners[soort].folder / gebbesluiten.FOLDER).glob("*"))


def test_the_page_for_people_works_as_it_is_written(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Present: shown first, then advised by the FG and adopted; both are kept with their proof, and told to all."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["gemeente"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    monkeypatch.setenv("KNOOPPUNT_DATA_DIR", str(ring.settings.data_dir))
    edition(tmp_path, 1).rename(tmp_path / "geb")
    (tmp_path / "advies.md").write_bytes(ADVICE)
    hash_, page = editie.verify(tmp_path / "geb").hash, Bladzijde("geb-vaststellen")
    seen = page.run("adapter gateway geb onderteken geb --besluit vastgesteld --droog", tmp_path)
    assert seen.exit_code == 0, seen.output
    assert not any(name.startswith(hash_) for name in kept(ring)), "shown is not signed"
    for word in (hash_, REGIO, PERIOD, "geb.pdf", "vastgesteld", "niets getekend"):
        assert word in seen.output
    for start in ("adapter gateway geb advies", "adapter gateway geb onderteken geb --besluit vastgesteld"):
        done = _last(page, start, tmp_path)
        assert done.exit_code == 0, done.output
    mine = [name for name in kept(ring) if name.startswith(hash_)]
    assert mine == [f"{hash_}-fg-advies.json", f"{hash_}-vaststelling.json"]
    for name in mine:
        whole = json.loads((ring.partners["gemeente"].folder / gebbesluiten.FOLDER / name).read_bytes())
        made = gebbesluit.read(whole["besluit"])
        assert whole["bewijs"]["feit"]["besluit_sha256"] == made.sha256
        assert whole["bewijs"]["persoon"] is None
    stand = page.run("adapter gateway geb stand", tmp_path).output
    assert "fg-advies, positief-met-voorwaarden" in stand
    assert "vaststelling, vastgesteld" in stand
    told = page.run("geb stand", tmp_path, FG="fg-1").output
    assert "Voorbeeld gemeente heeft deze editie vastgesteld" in told
    assert "Voorbeeld politie heeft nog niets besloten; er is geen advies van de FG." in told
    assert "bureau" not in told
    assert page.left == []


def _last(page: Bladzijde, start: str, folder: Path) -> Result:
    """Run the last command of the page that begins so: the one before it only shows."""
    page.commands.sort(key=lambda command: "--droog" in command)
    return page.run(start, folder, FG="fg-1")


def test_the_text_of_an_advice_stays_with_people(ring: Ring, tmp_path: Path) -> None:
    """Absent: no word of the advice is at the operator; the same search finds it in the file it stands in."""
    folder, text = edition(tmp_path, 2), tmp_path / "advies.md"
    text.write_bytes(ADVICE)
    gateway = ring["gemeente"]
    found = gebbesluiten.check(gateway.desk, folder)
    gebbesluiten.advise(gateway.desk, found, ADVICE, "fg-1", "negatief", ring.people["gemeente"])
    canary = b"Kanarie-Advies"
    files = [path for path in (ring.root / "backbone").rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if canary in path.read_bytes()]
    assert canary in text.read_bytes()


def test_an_altered_edition_is_never_signed(ring: Ring, tmp_path: Path, command: Any) -> None:
    """Contrary: one altered byte, a file too many, another mode or no edition at all ends it, and nothing goes out."""
    before = kept(ring)
    altered, more, other = edition(tmp_path, 3), edition(tmp_path, 4), edition(tmp_path, 5, modus="productie")
    (altered / "geb.pdf").write_bytes((altered / "geb.pdf").read_bytes() + b" ")
    (more / "bijlage.txt").write_text("erbij", "utf-8")
    for folder in (altered, more, other, tmp_path):
        code, told, _ = command("gemeente", "onderteken", str(folder), "--besluit", "vastgesteld")
        assert code == ExitCode.VERIFICATION, told
    assert kept(ring) == before


def test_a_second_decision_and_a_bureau_are_refused(ring: Ring, tmp_path: Path) -> None:
    """Contrary: adopting an edition again, and adopting one as the bureau, is refused, and nothing of it is kept."""
    folder = edition(tmp_path, 6)
    police, bureau = ring["politie"], ring["riec-bureau"]
    found = gebbesluiten.check(police.desk, folder)
    gebbesluiten.adopt(police.desk, found, "vastgesteld", ring.people["politie"])
    with pytest.raises(ProblemError) as twice:
        gebbesluiten.adopt(police.desk, found, "niet-vastgesteld", ring.people["politie"])
    assert reasons(twice) == ["al-besloten"]
    with pytest.raises(ProblemError) as worker:
        gebbesluiten.adopt(bureau.desk, found, "vastgesteld", ring.people["riec-bureau"])
    assert reasons(worker) == ["niet-verantwoordelijk"]
    assert [name for name in kept(ring, "politie") if name.startswith(found.hash)] == [
        f"{found.hash}-vaststelling.json"
    ]
    assert kept(ring, "riec-bureau") == []


def test_what_stopped_half_way_is_ended_by_asking_again(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that was not answered is sent again with its own key, and is signed and logged once."""
    gateway, person = ring["politie"], ring.people["politie"]
    found = gebbesluiten.check(gateway.desk, edition(tmp_path, 7))
    with monkeypatch.context() as away:
        away.setattr(gateway.desk.client, "send", _away)
        with pytest.raises(UnreachableError):
            gebbesluiten.adopt(gateway.desk, found, "vastgesteld", person)
    pending = ring.partners["politie"].folder / gebbesluiten.FOLDER / f"{found.hash}-vaststelling.open.json"
    signed = json.loads(pending.read_bytes())["besluit"]
    with pytest.raises(ConfigError, match="eerder stuk"):
        gebbesluiten.adopt(gateway.desk, found, "niet-vastgesteld", person)
    done = gebbesluiten.adopt(gateway.desk, found, "vastgesteld", person)
    assert done["besluit_sha256"] == gebbesluit.read(signed).sha256
    assert not pending.exists()
    told = gebbesluiten.status(gateway.desk, found)
    assert [one["besluit_sha256"] for one in told] == [done["besluit_sha256"]]


def test_an_advice_that_waits_is_not_sent_in_the_place_of_another(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contrary: with another text the advice that waits stays where it is; with its own text it goes out."""
    gateway, person = ring["gemeente"], ring.people["gemeente"]
    found = gebbesluiten.check(gateway.desk, edition(tmp_path, 11))
    with monkeypatch.context() as away:
        away.setattr(gateway.desk.client, "send", _away)
        with pytest.raises(UnreachableError):
            gebbesluiten.advise(gateway.desk, found, ADVICE, "fg-1", "positief", person)
    with pytest.raises(ConfigError, match="andere tekst"):
        gebbesluiten.advise(gateway.desk, found, ADVICE + b"Toch niet.\n", "fg-1", "positief", person)
    assert gebbesluiten.status(gateway.desk, found) == []
    gebbesluiten.advise(gateway.desk, found, ADVICE, "fg-1", "positief", person)
    assert [one["advies_sha256"] for one in gebbesluiten.status(gateway.desk, found)] == [gebbesluiten.digest(ADVICE)]


def _away(*_: Any, **__: Any) -> Any:
    raise UnreachableError("weg")


def test_an_advice_needs_a_text_and_the_key_of_its_fg(ring: Ring, tmp_path: Path) -> None:
    """Absent: an empty advice, or one of somebody whose key is not here, is not signed."""
    gateway = ring["gemeente"]
    found = gebbesluiten.check(gateway.desk, edition(tmp_path, 8))
    with pytest.raises(ConfigError, match="tekst"):
        gebbesluiten.advise(gateway.desk, found, b" \n", "fg-1", "positief", ring.people["gemeente"])
    with pytest.raises(ConfigError):
        gebbesluiten.advise(gateway.desk, found, ADVICE, "fg-2", "positief", ring.people["gemeente"])
    with pytest.raises(ProblemError) as jurist:
        gebbesluiten.advise(gateway.desk, found, ADVICE, "jurist-a", "positief", ring.people["gemeente"])
    assert reasons(jurist) == ["geen-fg"]


def test_an_answer_about_another_edition_is_not_believed(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contrary: what the backbone tells of another edition, or in another form, is no status of this one."""
    gateway = ring["gemeente"]
    found = gebbesluiten.check(gateway.desk, edition(tmp_path, 9))
    for data in ([], {"besluiten": None}, {"besluiten": [{"editie": "ab" * 32}]}):
        answer = type("Antwoord", (), {"data": data})()
        monkeypatch.setattr(gateway.desk.client, "get", lambda _path, answer=answer: answer)
        with pytest.raises(VerificationError):
            gebbesluiten.status(gateway.desk, found)


def test_a_script_can_do_the_same(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script of a gateway signs an edition by the same checks."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["gemeente"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    folder, text = edition(tmp_path, 10), tmp_path / "advies.md"
    text.write_bytes(ADVICE)
    script = draaiboek.Script()
    try:
        about = {"map": str(folder), "als": ring.people["gemeente"]}
        advice = {**about, "advies": str(text), "fg": "fg-1", "uitkomst": "positief"}
        assert draaiboek.ACTIONS["geb-advies"](script, advice)["uitkomst"] == "positief"
        assert (
            draaiboek.ACTIONS["geb-onderteken"](script, {**about, "besluit": "vastgesteld"})["soort"] == "vaststelling"
        )
        assert len(draaiboek.ACTIONS["geb-stand"](script, {"map": str(folder)})["besluiten"]) == 2
    finally:
        script.close()
