# SPDX-License-Identifier: EUPL-1.2
"""Tags and hit/no-hit over real HTTP, from the file of a partner to the answer at the other, and what nobody else ever sees."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway.commandline import app
from adapters.gateway.errors import ProblemError, RefusedError, VerificationError
from adapters.gateway.proposal import Voorstel
from adapters.gateway.treffers import hit, index
from adapters.gateway.treffers.hit import Bevrager
from adapters.gateway.treffers.index import BronError
from adapters.gateway.treffers.merken import Merker
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import FACTS, LABELS
from tests.end_to_end.canary import found_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.gateway import Gateway

NAAM, POSTCODE, IBAN, KENTEKEN = "Kanarievogel", "9999ZX", "NL20INGB0001234567", "K991KN"
STOP = "0900 8844"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and five partners, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie and om in the phase of hit/no-hit, with the clear indication that R-89 asks for."""
    made = case_with(ring, "politie", "om", phase="hit-nohit")
    ring.state("gemeente", ring.fact("objectieve-aanwijzing", casus=made))
    ring.sync()
    return made


def subject(name: str = NAAM, postcode: str = POSTCODE) -> dict[str, Any]:
    """Return a question about one person at one address."""
    person = {"soort": "natuurlijk-persoon", "onderwerp": str(uuid.uuid4()), "geslachtsnaam": name}
    address = {"soort": "adres", "onderwerp": str(uuid.uuid4()), "postcode": postcode, "huisnummer": 7}
    return {"betrokkenen": [person, address]}


def command(ring: Ring, soort: str, *words: str) -> dict[str, Any]:
    """Run a command of a partner's gateway and return what it showed as JSON."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners[soort].folder))
        patch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
        done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout.splitlines()[-1]))


def loaded(ring: Ring, soort: str, *rows: dict[str, Any]) -> None:
    """Load an export of these rows as the index of a partner, by its command."""
    path = ring.partners[soort].folder / "export.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert command(ring, soort, "hit", "index-laden", str(path)) == {"regels": len(rows)}
    path.unlink()


def asked(ring: Ring, casus: str, about: dict[str, Any], *, aan: str = "politie", van: str = "gemeente") -> str:
    """Ask a question by command; return its id as the casus has it."""
    path = ring.partners[van].folder / "onderwerp.json"
    path.write_text(json.dumps(about), "utf-8")
    before = set(ring[van].case(casus).uitvragen)
    command(ring, van, "hit", "vraag", casus, ring.oin(aan), "--onderwerp", str(path))
    path.unlink()
    ring.sync(van, aan)
    [new] = set(ring[van].case(casus).uitvragen) - before
    return new


class Recorded:
    """What a gateway sends: method, kind of path and size of each request."""

    def __init__(self, gateway: Gateway, patch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[str, str, int]] = []
        client, real = gateway.desk.client, gateway.desk.client.send

        def send(method: str, path: str, body: bytes, **how: Any) -> Any:
            parts = [part if len(part) < 20 else "…" for part in path.split("/")]
            self.sent.append((method, "/".join(parts), len(body)))
            return real(method, path, body, **how)

        patch.setattr(client, "send", send)


def test_hit_and_no_hit_differ_under_the_seal_only(ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is known gives `hit`, who is not `geen-hit`; requests, sizes, lines and logbook are the same for both."""
    loaded(ring, "politie", subject())
    ring.sync()
    command(ring, "gemeente", "hit", "antwoorden")  # what waited here of other tests is not counted below
    seen: dict[str, Any] = {}
    for name, expected in ((NAAM, "hit"), ("Onbekendevogel", "geen-hit")):
        question = asked(ring, casus, subject(name))
        before = {who: log_size(ring, who) for who in ("politie", "gemeente")}
        with monkeypatch.context() as patch:
            recorded = Recorded(ring["politie"], patch)
            [done] = Bevrager(ring["politie"]).answer()
        assert (done["vraag"], done["uitslag"]) == (question, "beantwoord")
        ring.sync()
        answers = command(ring, "gemeente", "hit", "antwoorden")["antwoorden"]
        assert {item["vraag"]: item["antwoord"] for item in answers}[question] == expected
        written = {who: log_size(ring, who) - size for who, size in before.items()}
        assert all(written.values())  # both partners wrote it down, a hit and no hit alike
        line = [line.feit for line in lines(ring) if is_answer(line.feit)][-1]
        assert line["casus"] == casus
        seen[expected] = (recorded.sent, written, sorted(line))
        assert ring["gemeente"].case(casus).uitvragen[question].status == "verstrekt"
    assert seen["hit"] == seen["geen-hit"]
    assert [kind for _, kind, _ in seen["hit"][0]] == [
        "/v1/casussen/…", "/v1/leveringen", "/v1/uitvragen/…/antwoorden",
    ]  # fmt: skip


def lines(ring: Ring) -> list[Any]:
    """Return the readable lines of the act shards."""
    world = ring.backbone.exchange.world
    return [line for shard in world.log.shards() if shard != "stam" for line in world.reader.lines(shard) if line.feit]


def is_answer(feit: dict[str, Any]) -> bool:
    """Whether a line is of an answer on hit/no-hit."""
    return bool(feit["gebeurtenis"] == "backbone:verstrekking:opgenomen" and feit["categorie"] == "hit")


def log_size(ring: Ring, soort: str) -> int:
    """Return how many records the logbook of a partner holds."""
    folder = ring.partners[soort].folder / "logboek"
    return sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*") if path.is_file())


def test_question_is_for_one_partner_and_its_answer_for_the_asker(ring: Ring, casus: str) -> None:
    """A third member sees that was asked, by whom and of whom, but opens neither question nor answer."""
    loaded(ring, "politie", subject())
    question = asked(ring, casus, subject())
    Bevrager(ring["politie"]).answer()
    ring.sync()
    third = ring["om"].case(casus).uitvragen[question]
    assert (third.van, third.aan, third.categorie) == (ring.oin("gemeente"), ring.oin("politie"), "hit")
    assert third.onderwerp is not None
    assert ring.oin("om") not in {wrap["ontvanger"] for wrap in third.onderwerp["omhulsels"]}
    with pytest.raises(ProblemError) as refused:
        ring["om"].desk.client.post(
            f"/v1/verstrekkingen/{third.records[0]}/inzagen", {}, person=ring["om"].desk.person_key(ring.people["om"])
        )
    assert refused.value.status == 404


def test_answer_counts_only_from_who_was_asked(ring: Ring, casus: str) -> None:
    """An answer that names a question to another partner, or one that was never put, is shown as no answer."""
    loaded(ring, "politie", subject())
    question = asked(ring, casus, subject())
    Bevrager(ring["politie"]).answer()
    ring.sync()
    shown = command(ring, "gemeente", "hit", "antwoorden")["antwoorden"]
    assert question in {item["vraag"] for item in shown}
    folder = ring.partners["gemeente"].folder / "geopend"
    path = next(path for path in folder.glob("*.json") if question in path.read_text("utf-8"))
    kept = json.loads(path.read_text("utf-8"))
    try:
        for kop, told in (({"verstrekker": ring.oin("om")}, {}), ({}, {"vraag": str(uuid.uuid4())})):
            inhoud = {**kept["inhoud"], "hit": {**kept["inhoud"]["hit"], **told}}
            path.write_text(json.dumps({**kept, "kop": {**kept["kop"], **kop}, "inhoud": inhoud}), "utf-8")
            answers = Bevrager(ring["gemeente"]).answers()
            assert not {question, told.get("vraag")} & {item["vraag"] for item in answers}
    finally:
        path.write_text(json.dumps(kept), "utf-8")


def test_rules_refuse_question_and_answer(ring: Ring, casus: str) -> None:
    """Without a clear indication nothing is asked (R-89); a partner without a rule of its own answers with a refusal."""
    bare = case_with(ring, "politie", phase="hit-nohit")
    with pytest.raises(RefusedError) as refused:
        Bevrager(ring["gemeente"]).ask(bare, ring.oin("politie"), subject())
    assert refused.value.uitkomst != "toegestaan"
    loaded(ring, "om", subject())
    for name in (NAAM, "Onbekendevogel"):
        question = asked(ring, casus, subject(name), aan="om")
        [done] = Bevrager(ring["om"]).answer()
        assert (done["uitslag"], done["reden"]) == ("geweigerd", hit.NIET_TE_ZEGGEN)
        ring.sync()
        told = ring["gemeente"].case(casus).uitvragen[question]
        assert (told.status, told.reden, told.records) == ("geweigerd", hit.NIET_TE_ZEGGEN, ())


def test_fishing_is_refused_by_the_answering_gateway(ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit of a day a question is answered with a refusal, known or not."""
    loaded(ring, "politie", subject())
    monkeypatch.setattr(hit, "PER_DAG", 0)
    asked(ring, casus, subject())
    [done] = Bevrager(ring["politie"]).answer()
    assert (done["uitslag"], done["reden"]) == ("geweigerd", hit.TE_VEEL)
    assert Bevrager(ring["politie"]).answer() == []


def test_question_must_name_one_subject_with_its_address(ring: Ring, casus: str) -> None:
    """A question without address, or about two people, is not sealed; R-21 asks for name and address."""
    both = subject()
    both["betrokkenen"] += subject("Tweedevogel")["betrokkenen"]
    for about in ({"betrokkenen": subject()["betrokkenen"][:1]}, both):
        with pytest.raises(BronError, match="naam en adres"):
            Bevrager(ring["gemeente"]).ask(casus, ring.oin("politie"), about)


def test_index_is_replaced_whole_or_not_at_all(ring: Ring, tmp_path: Any) -> None:
    """A load forgets who left the source; a bad line leaves the index as it was, and shows nothing of it."""
    store, key = ring["belastingdienst"].store, ring.partners["belastingdienst"].keys.local("onderwerpen")
    question = index._content(json.dumps(subject()).encode(), 1)
    loaded(ring, "belastingdienst", subject("  kanarie-vogel "))
    assert index.known(store, key, question)
    path = tmp_path / "slecht.ndjson"
    path.write_text(json.dumps(subject("Anders")) + "\n" + json.dumps({"naam": NAAM}) + "\n")
    with pytest.raises(BronError, match="Regel 2") as refused:
        index.load(store, key, path)
    assert NAAM not in str(refused.value)
    assert index.known(store, key, question)
    loaded(ring, "belastingdienst", subject("Anders"))
    assert not index.known(store, key, question)
    rows = [row[0] for row in store.db.execute("SELECT sleutel FROM bronindex")]
    assert all(len(row) == 64 for row in rows)
    assert not index.known(store, b"x" * 32, index._content(json.dumps(subject("Anders")).encode(), 1))


def supplied(ring: Ring, soort: str, casus: str, *to: str, iban: str = IBAN) -> str:
    """Let a partner supply a record with a bank account, a plate and a well-known number; return it."""
    things = [
        {"soort": "rekening", "onderwerp": str(uuid.uuid4()), "iban": iban},
        {"soort": "voertuig", "onderwerp": str(uuid.uuid4()), "kenteken": KENTEKEN},
        {"soort": "telefoon", "onderwerp": str(uuid.uuid4()), "nummer": "+319008844"},
    ]
    wpg = soort == "politie"
    notice = {"geheimhoudingsplicht": "wpg7"} if wpg else {}
    voorstel = Voorstel(
        casus=casus,
        categorie="wpg-8" if wpg else "toezicht",
        inhoud={"soort": "gegevens", "labels": LABELS, "betrokkenen": things, **notice},
        ontvangers=ring.to(*to),
        feiten=FACTS if wpg else {name: FACTS[name] for name in ("label-volledig", "uitsluitend-geautomatiseerd")},
    )
    gateway = ring[soort]
    uitslag = gateway.supply([voorstel]).uitslagen[0]
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    gateway.drain()
    return uitslag.records[0]


def test_match_over_http_from_two_suppliers(ring: Ring) -> None:
    """Two partners tag what they supplied; who reads both gets the match by command, who reads one gets nothing."""
    casus = case_with(ring, "politie", "om")
    one, two = supplied(ring, "politie", casus, "gemeente", "om"), supplied(ring, "gemeente", casus, "politie")
    made = command(ring, "gemeente", "merken", "sleutel", casus, "--als", ring.people["gemeente"])
    assert made == {"casus": casus, "tijdvak": 1}
    for soort, record in (("politie", one), ("gemeente", two)):
        ring.sync(soort)
        tagged = command(ring, soort, "merken", "zet", casus)
        assert tagged == {"casus": casus, "tijdvak": 1, "merken": {record: 2}, "overgeslagen": 1}
        assert command(ring, soort, "merken", "zet", casus)["merken"] == {}
    found = command(ring, "gemeente", "merken", "treffers", casus)["treffers"]
    assert found == [{"records": sorted((one, two)), "merken": 2}]
    assert command(ring, "om", "merken", "treffers", casus)["treffers"] == []
    ring.sync()
    ring["gemeente"].store.db.execute(
        "UPDATE outbox SET lichaam = x'' WHERE casus = ?", (casus,)
    )  # as after a destruction
    assert command(ring, "gemeente", "merken", "zet", casus)["merken"] == {}
    told = [m["gegevens"] for m in ring["politie"].store.feed("inzage") if m["gegevens"]["wat"] == "treffer"]
    assert [item["door"] for item in told if item["record"] == one] == [ring.oin("gemeente")]


def test_later_member_leaver_and_foreign_key(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later member gets the key from a holder; after a leave a new one is made; a key to a stranger is an alarm."""
    casus = case_with(ring, "politie")
    gemeente, om = (Merker(ring[s].desk, ring[s].cases(ring.people[s])) for s in ("gemeente", "om"))
    assert gemeente.key(casus) is None
    assert gemeente.make(casus) == 1
    first = gemeente.key(casus)
    ring["gemeente"].cases().add_participant(casus, ring.oin("om"))
    ring["om"].sync()
    ring["om"].cases().add_person(casus, ring.people["om"])
    ring.sync()
    gemeente, om = (Merker(ring[s].desk, ring[s].cases(ring.people[s])) for s in ("gemeente", "om"))
    assert gemeente.share(casus) == [ring.oin("om")]
    assert gemeente.share(casus) == []
    opened = om.key(casus)
    assert first is not None
    assert opened is not None
    assert opened.key == first.key
    ring["gemeente"].cases().end_participant(casus, ring.oin("om"), ring.clock.now())
    ring.sync()
    gemeente = Merker(ring["gemeente"].desk, ring["gemeente"].cases(ring.people["gemeente"]))
    assert gemeente.key(casus) is None
    assert gemeente.make(casus, "vertrek") == 2
    renewed = gemeente.key(casus)
    assert renewed is not None
    assert renewed.key != first.key
    monkeypatch.setattr(Merker, "_members", lambda *_: {ring.oin("gemeente")})
    with pytest.raises(VerificationError, match="niet deelneemt"):
        gemeente.key(casus)
    assert any(alarm["reden"] == "merksleutel" for alarm in ring["gemeente"].alarms())


def test_no_identifier_reaches_the_backbone(ring: Ring, casus: str, capfd: pytest.CaptureFixture[str]) -> None:
    """After questions, answers, tags and matches the operator has no name, number or address; the partners' files do."""
    loaded(ring, "politie", subject())
    asked(ring, casus, subject())
    Bevrager(ring["politie"]).answer()
    other = case_with(ring, "politie")
    supplied(ring, "gemeente", other, "politie")
    merker = Merker(ring["gemeente"].desk, ring["gemeente"].cases(ring.people["gemeente"]))
    merker.make(other)
    merker.tag(other)
    ring["politie"].sync()
    ring["politie"].fetch()
    canaries = (NAAM, POSTCODE, IBAN, KENTEKEN, STOP)
    operator = [path for path in (ring.root / "backbone").rglob("*") if path.is_file()]
    assert found_in(operator, canaries) == {}
    said = capfd.readouterr()
    assert not any(canary in said.out + said.err for canary in canaries)
    opened = list((ring.partners["politie"].folder / "geopend").glob("*.json"))
    assert IBAN in found_in(opened, canaries)  # the search finds what is there


def page_commands(name: str) -> list[list[str]]:
    """Return the commands of a page of the documentation in order, without the name of the program."""
    page = Path(__file__).parents[3] / "docs" / "handleiding" / name
    found = [line.split() for line in page.read_text("utf-8").splitlines() if line.startswith("knooppunt ")]
    assert all(words[1:3] == ["adapter", "gateway"] for words in found)
    return [words[3:] for words in found]


def test_commands_of_the_page_do_what_it_says(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page runs in its order, at the partner that the page means, to a hit and to a match."""
    casus = case_with(ring, "politie", "om", phase="hit-nohit")
    ring.state("gemeente", ring.fact("objectieve-aanwijzing", casus=casus))
    monkeypatch.chdir(tmp_path)
    Path("export.ndjson").write_text(json.dumps(subject()) + "\n", "utf-8")
    Path("persoon.json").write_text(json.dumps(subject()), "utf-8")
    given = {"CASUS": casus, "OIN": ring.oin("politie")}
    shown: dict[str, Any] = {}
    for words in page_commands("treffer-vragen.md"):
        name, filled = " ".join(words[:2]), [given.get(word, word) for word in words]
        if name == "merken sleutel" and name not in shown:
            ring["gemeente"].cases().set_phase(casus, "verrijking-gesloten")
            ring.sync()
            records = {supplied(ring, "politie", casus, "gemeente"), supplied(ring, "gemeente", casus, "politie")}
        if "vertrek" in words:
            ring["gemeente"].cases().end_participant(casus, ring.oin("om"), ring.clock.now())
        for soort in ROLES[name]:
            ring.sync(soort)
            shown[name] = command(ring, soort, *filled)
        if name == "hit antwoorden":
            assert "hit" in {item["antwoord"] for item in shown[name]["antwoorden"] if item["casus"] == casus}
    assert set(shown) == set(ROLES)
    assert {record for item in shown["merken treffers"]["treffers"] for record in item["records"]} == records
    assert shown["merken sleutel"]["tijdvak"] == 2


ROLES = {
    "hit index-laden": ("politie",),
    "hit vraag": ("gemeente",),
    "hit beantwoord": ("politie",),
    "hit antwoorden": ("gemeente",),
    "merken sleutel": ("gemeente",),
    "merken deel": ("gemeente",),
    "merken zet": ("politie", "gemeente"),
    "merken treffers": ("gemeente",),
}


def test_dry_run_asks_nobody_and_knows_only_its_own(ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run sends nothing; a casus of others and one that does not exist are refused in the same words."""
    foreign = case_with(ring, "om")
    with monkeypatch.context() as patch:
        recorded = Recorded(ring["belastingdienst"], patch)
        told = []
        for name in (foreign, str(uuid.uuid4())):
            voorstel = Voorstel(
                casus=name,
                categorie="fiscaal",
                inhoud={"soort": "gegevens", "labels": LABELS, "betrokkenen": subject()["betrokkenen"]},
                ontvangers=ring.to("gemeente"),
                feiten={},
            )
            uitslag = ring["belastingdienst"].supply([voorstel], dry=True).uitslagen[0]
            told.append([uitslag.staat, [(b.veld, b.reden, b.tekst) for b in uitslag.bevindingen]])
        assert told[0] == told[1]
        assert recorded.sent == []
    assert casus != foreign
