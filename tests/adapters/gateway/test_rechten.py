# SPDX-License-Identifier: EUPL-1.2
"""A citizen asks, over real HTTP and by the commands of the guide: from the counter to the letter, and what nobody else ever sees."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway.commandline import app
from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.rechten import beantwoorden, zoeken
from adapters.gateway.rechten.beantwoorden import Beantwoorder
from adapters.gateway.rechten.brief import ZIN
from adapters.gateway.rechten.contactpunt import Contactpunt
from adapters.gateway.rechten.kast import Kast
from adapters.gateway.rechten.post import Post
from adapters.gateway.rechten.vraag import Vraag
from audit.events import Event
from core.contract import rechten as codes
from core.contract.exitcodes import ExitCode
from core.keychain import rechtenstuk
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import FACTS, LABELS, proposal
from tests.bladzijden import Bladzijde
from tests.end_to_end.canary import found_in
from tests.kit import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BSN, NAME, BORN = "999990019", "Kanarievogel-Tuinhek", "1971-03-09"
STRANGER, OTHER = "Onbekendevogel", "Buurmanvogel"
STORY, HELD = ("Verhaalvogel", "999990044"), ("Beperktevogel", "999990056")
ADDRESS = "Kooistraat 7, 9999 ZX Vogelzang"
SOORTEN = ("politie", "gemeente", "om")


class BurgerRing(Ring):
    """A ring in which the gemeente has the contactpunt."""

    def officers(self) -> list[dict[str, Any]]:
        key = self.partners["gemeente"].keys.add_officer("contactpunt-mn")
        oin = self.partners["gemeente"].oin
        return [{"id": "contactpunt-mn", "oin": oin, "functie": "contactpunt", "sleutel": key.public.to_json()}]

    def post(self, soort: str) -> Post:
        """Return what a person of a partner sends with."""
        return Post(self[soort].desk, self[soort].cases(self.people[soort]))

    def controller(self, soort: str) -> Beantwoorder:
        """Return the answering side of a partner, up to date."""
        self.sync(soort)
        return Beantwoorder(self[soort].desk, self.post(soort))

    def contactpunt(self) -> Contactpunt:
        """Return the contactpunt, up to date."""
        self.sync("gemeente")
        return Contactpunt(self["gemeente"].desk, self.post("gemeente"))

    def command(self, soort: str, *words: str, code: int = 0, typed: str = "") -> dict[str, Any]:
        """Run a command of a partner's gateway and return what it showed as JSON."""
        with pytest.MonkeyPatch.context() as patch:
            self.surround(patch, soort)
            ran = CliRunner().invoke(app, ["rechten", *words, "--json"], input=typed)
        assert ran.exit_code == code, ran.output
        assert not [word for word in (BSN, NAME, STRANGER) if word in ran.output]
        return dict(json.loads(ran.stdout.splitlines()[-1])) if code == 0 else {}

    def surround(self, patch: pytest.MonkeyPatch, soort: str) -> None:
        """Let commands be those of one partner."""
        patch.setenv("KNOOPPUNT_PARTNER_DIR", str(self.partners[soort].folder))
        patch.setenv("KNOOPPUNT_SERVER_URL", self.url)

    def put_out(self, vraag: Vraag, recht: str = "inzage") -> str:
        """Take a request in and put it out; return its number."""
        point = self.contactpunt()
        made = point.receive(vraag, recht, "balie", self.clock.now() - 1000)
        point.put(made["rechtenverzoek"])
        return str(made["rechtenverzoek"])

    def told(self, event: Event) -> list[dict[str, Any]]:
        """Return the readable lines of one event."""
        world = self.backbone.exchange.world
        shards = [shard for shard in world.log.shards() if shard != "stam"]
        listed = [line.feit for shard in shards for line in world.reader.lines(shard) if line.feit]
        return [feit for feit in listed if feit["gebeurtenis"] == event]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BurgerRing]:
    """One backbone, three partners, and a casus in which the police supplied two persons with their numbers."""
    made = BurgerRing(tmp_path_factory.mktemp("ring"), soorten=SOORTEN)
    casus = case_with(made, "politie", "om")
    facts = [made.fact("bsn-grondslag", casus=casus, organisatie=made.oin(s)) for s in SOORTEN]
    made.state("gemeente", *facts, officer="jurist-a")
    made.sync()
    for name, number in ((NAME, BSN), (OTHER, "999990020"), STORY, HELD):
        reference = str(uuid.uuid4())
        person = {
            "soort": "natuurlijk-persoon",
            "onderwerp": reference,
            "geslachtsnaam": name,
            "geboortedatum": BORN.replace("-", ""),
        }
        inhoud = {"soort": "gegevens", "geheimhoudingsplicht": "wpg7", "labels": LABELS, "betrokkenen": [person]}
        offered = proposal(made, casus, "gemeente", inhoud=inhoud, nummers={reference: number}, feiten=FACTS)
        uitslag = made["politie"].supply([offered], person=made.people["politie"]).uitslagen[0]
        assert len(uitslag.records) == 2, uitslag.to_json()
    assert made["politie"].drain().exit_code is ExitCode.DONE
    made.sync()
    assert len(made["gemeente"].fetch(made.people["gemeente"]).geopend) == 8
    yield made
    made.close()


CITIZEN = Vraag(bsn=BSN, naam=NAME, geboortedatum=BORN, adres=ADDRESS, vraag="Wat weet u van mij?")


def plain_letter(ring: BurgerRing, verzoek: str) -> str:
    """Let the contactpunt make the letter by command, and return its text."""
    made = ring.command("gemeente", "brief", verzoek)
    assert all(oct((ring.root / path).stat().st_mode & 0o777) == "0o600" for path in made["bestanden"])
    return (ring.partners["gemeente"].folder / "rechten" / verzoek / "brief.txt").read_text("utf-8")


def test_the_story_of_the_guide(ring: BurgerRing, tmp_path: Path) -> None:
    """By the commands of the page: taken in, put out, opened, restricted, answered, written, extended, informed and done."""
    page, folder = Bladzijde("rechten"), tmp_path
    name, number = STORY
    value = {"bsn": number, "naam": name, "geboortedatum": BORN, "adres": ADDRESS, "vraag": "Wat weet u van mij?"}
    (folder / "verzoek.json").write_text(json.dumps(value))
    (folder / "persoon.json").write_text(json.dumps({"bsn": number}))
    (folder / "motivering.txt").write_text("Er loopt een onderzoek; inzage maakt dat kapot.")
    (folder / "uitleg.txt").write_text("Bel ons gerust.")
    later = (codes.day_of(ring.clock.now()) + timedelta(days=45)).isoformat()

    def run(soort: str, start: str, **words: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            ring.surround(patch, soort)
            ran = page.run(f"adapter gateway rechten {start}", folder, **words)
        assert ran.exit_code == 0, ran.output
        assert not [word for word in STORY if word in ran.output]
        return str(ran.output)

    verzoek = re.findall(r"^Verzoek ([0-9a-f-]{36}):", run("gemeente", "ontvang"), re.MULTILINE)[0]
    known = {
        "VERZOEK": verzoek,
        "VERZOEK/1": f"{verzoek}/1",
        "DATUM": later,
        "VERZOEK=uitleg.txt": f"{verzoek}=uitleg.txt",
    }
    assert "Uitgezet bij 3 partners" in run("gemeente", "uitzetten", **known)
    assert "1. " in run("politie", "open")
    assert "niet mee in het antwoord" in run("politie", "beperk", **known)
    for soort in SOORTEN:
        run(soort, "open")
        assert "beantwoord" in run(soort, "beantwoord", **known)
    assert "te beantwoorden" not in run("politie", "stand")
    run("gemeente", "verleng", **known)
    assert "Brief:" in run("gemeente", "brief", **known)
    run("politie", "informeer", **known)
    run("gemeente", "afronden", **known)
    assert not page.left
    kept = ring.partners["gemeente"].folder / "rechten" / verzoek
    assert sorted(path.name for path in kept.iterdir()) == ["brief.html", "brief.txt"]
    assert number in (kept / "brief.html").read_text("utf-8")
    line = ring.told(Event.RECHTEN_BEPERKT)[-1]
    assert (line["grondslag"], line["oin"]) == ("wpg-27", ring.oin("politie"))
    informed = ring.told(Event.INFORMEREN_BESLOTEN)[-1]
    assert len(informed["records"]) == 2


def test_the_letter_says_what_was_supplied_and_nothing_of_others(ring: BurgerRing) -> None:
    """The letter holds the citizen's own supplies, once each, with whom and when; the same number at nobody else."""
    verzoek = ring.put_out(CITIZEN)
    for soort in SOORTEN:
        controller = ring.controller(soort)
        controller.open()
        controller.answer()
    _, answers = ring.contactpunt().answers(verzoek)
    told = {soort: answers[ring.oin(soort)]["gegevens"] for soort in SOORTEN}
    police = {item["categorie"]: item for item in told["politie"]}
    assert set(police) >= {"bsn"}
    assert {item["partijen"][0] for item in told["politie"]} == {ring.oin("gemeente")}
    assert {item["richting"] for item in told["gemeente"]} == {"ontvangen"}
    assert {item["merk"] for item in told["politie"]} <= {item["merk"] for item in told["gemeente"]}
    assert told["om"] == []
    text = plain_letter(ring, verzoek)
    assert text.count("Het burgerservicenummer") == 1
    assert NAME in text
    assert ADDRESS in text
    assert OTHER not in text
    assert "999990020" not in text


def test_the_letter_is_plain_dutch(ring: BurgerRing) -> None:
    """No sentence of the letter is longer than twenty words, with and without data, and it names what a citizen can do."""
    empty = ring.put_out(Vraag(naam=STRANGER, geboortedatum=BORN, adres=ADDRESS))
    full = ring.put_out(CITIZEN)
    for soort in ("politie", "gemeente"):
        controller = ring.controller(soort)
        controller.open()
        controller.answer(texts={full: "Bel ons gerust."})
    for verzoek in (empty, full):
        text = plain_letter(ring, verzoek)
        sentences = [part for line in text.splitlines() for part in re.split(r"(?<=[.?!])\s+", line.lstrip("- "))]
        assert not [part for part in sentences if len(part.split()) > ZIN and ";" not in part], verzoek
        for needed in ("bezwaar", "de rechter", "Autoriteit Persoonsgegevens", "met een grond uit de wet"):
            assert needed in text
    assert "Hier staan geen gegevens over u" in plain_letter(ring, empty)
    assert "Bel ons gerust." in plain_letter(ring, full)
    assert "heeft nog niet geantwoord" in plain_letter(ring, full)


def test_known_and_unknown_take_the_same_steps(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """For somebody who is known and somebody who is not: the same requests of the same size, and as many logbook records."""
    seen = []
    for vraag in (CITIZEN, Vraag(bsn="999990032", naam=STRANGER, geboortedatum=BORN)):
        ring.put_out(vraag)
        controller = ring.controller("politie")
        controller.answer()  # what waits of other tests
        desk, sent, before = ring["politie"].desk, [], _logbook(ring, "politie")
        real = desk.client.send
        with monkeypatch.context() as patch:
            patch.setattr(
                desk.client,
                "send",
                lambda method, path, body, real=real, sent=sent, **how: (
                    sent.append((method, re.sub(r"[0-9a-f-]{36}", "…", path), len(body))),
                    real(method, path, body, **how),
                )[1],
            )
            found = controller.open()[-1]["gevonden"]
            controller.answer()
        seen.append((sent, _logbook(ring, "politie") - before, bool(found)))
    (known, written, hit), (unknown, also, miss) = seen
    assert (hit, miss) == (True, False)
    assert known == unknown
    assert written == also > 0
    lines = ring.told(Event.RECHTENVERZOEK_BEANTWOORD)[-2:]
    assert sorted(lines[0]) == sorted(lines[1])


def _logbook(ring: BurgerRing, soort: str) -> int:
    folder = ring.partners[soort].folder / "logboek"
    return sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*") if path.is_file())


def test_a_restricted_item_is_nowhere_in_the_letter(ring: BurgerRing) -> None:
    """What is restricted without naming it leaves no trace in the letter, also not through who received it."""
    held = Vraag(bsn=HELD[1], naam=HELD[0], geboortedatum=BORN, adres=ADDRESS)
    verzoek = ring.put_out(held)
    controller = ring.controller("politie")
    (opened,) = [item for item in controller.open() if item["rechtenverzoek"] == verzoek]
    numbers = [place for place, item in enumerate(opened["gevonden"], 1) if item["categorie"] == "bsn"]
    motivering = ring.root / "waarom.txt"
    motivering.write_text("Omdat het onderzoek loopt.")
    day = (codes.day_of(ring.clock.now()) + timedelta(days=20)).isoformat()
    words = ["--reden", "onderzoek", "--tot", day, "--motivering", str(motivering)]
    for number in numbers:
        ring.command("politie", "beperk", f"{verzoek}/{number}", "--grond", "wpg-27", *words)
    for soort in SOORTEN:
        other = ring.controller(soort)
        other.open()
        other.answer()
    text = plain_letter(ring, verzoek)
    assert "Het burgerservicenummer" not in text
    assert "Er is iets weggelaten vanwege" not in text
    _, answers = ring.contactpunt().answers(verzoek)
    left = [item["categorie"] for item in answers[ring.oin("politie")]["gegevens"]]
    assert "bsn" not in left
    desk = ring["politie"].desk
    later = Beantwoorder(replace(desk, clock=lambda: desk.clock() + 40 * DAY), ring.post("politie"))
    assert "wpg-27" in [item["grond"] for item in later.lapsed()]
    assert controller.lapsed() == []
    shown = later.content(held, zoeken.look_up(desk, held))["gegevens"]
    assert "bsn" in [item["categorie"] for item in shown]


def test_a_restriction_lacks_nothing(ring: BurgerRing) -> None:
    """Without ground, reason, motivation or end nothing is restricted, and the attempt is a line of its own."""
    verzoek = ring.put_out(CITIZEN)
    ring.controller("politie").open()
    before = len(ring.told(Event.RECHTENVERZOEK_GEWEIGERD))
    ring.command("politie", "beperk", f"{verzoek}/1", "--grond", "wpg-27", code=1)
    ring.command("politie", "beperk", f"{verzoek}/99", "--grond", "wpg-27", code=2)
    assert len(ring.told(Event.RECHTENVERZOEK_GEWEIGERD)) == before + 1
    refused = ring.told(Event.RECHTENVERZOEK_GEWEIGERD)[-1]["redenen"]
    assert set(refused) == {"reden-ontbreekt", "einde-ontbreekt"}


def test_the_citizen_is_nowhere_else(ring: BurgerRing) -> None:
    """Name, number and address are in the letter at the contactpunt, and in no file of the backbone or of a partner without them."""
    verzoek = ring.put_out(CITIZEN)
    for soort in SOORTEN:
        controller = ring.controller(soort)
        controller.open()
        controller.answer()
    plain_letter(ring, verzoek)
    secrets = (BSN, NAME, ADDRESS)
    letter = ring.partners["gemeente"].folder / "rechten" / verzoek / "brief.txt"
    assert set(found_in([letter], secrets)) == set(secrets)
    elsewhere = [path for path in (ring.root / "backbone").rglob("*") if path.is_file()]
    elsewhere += [path for path in ring.partners["om"].folder.rglob("*") if path.is_file()]
    assert len(elsewhere) > 10
    assert found_in(elsewhere, secrets) == {}
    ring.contactpunt().finish(verzoek, "beantwoord")
    for soort in SOORTEN:
        ring.controller(soort).tidy()
        folder = ring.partners[soort].folder / "rechten" / verzoek
        assert not folder.exists() or {path.name for path in folder.iterdir()} <= {"brief.html", "brief.txt"}


def test_found_by_name_needs_a_person_to_look(ring: BurgerRing) -> None:
    """A namesake is found by name and date of birth, and goes along only when the officer says that it was checked."""
    verzoek = ring.put_out(Vraag(naam="kanarievogel tuinhek", geboortedatum=BORN))
    controller = ring.controller("politie")
    (opened,) = [item for item in controller.open() if item["rechtenverzoek"] == verzoek]
    assert {item["gevonden"] for item in opened["gevonden"]} == {zoeken.OP_NAAM}
    vraag, _, found = controller.prepared(verzoek)
    assert controller.content(vraag, found)["gegevens"] == []
    assert len(controller.content(vraag, found, by_name=True)["gegevens"]) == len(found) > 0
    with pytest.raises(ConfigError, match="toelichting"):
        controller.content(vraag, found, text="x" * (beantwoorden.MAX_TEXT + 1))


def test_too_much_says_how_much_more(ring: BurgerRing) -> None:
    """An answer never grows: what does not fit is counted, and the newest come first."""
    controller = ring.controller("politie")
    key = ring["politie"].partner.keys.local("onderwerpen")
    item = zoeken.look_up(ring["politie"].desk, CITIZEN)[0]
    made = controller.content(CITIZEN, [item] * 1000, by_name=True)
    assert made["meer"] == 1000 - len(made["gegevens"]) > 0
    assert CITIZEN.known(key)


def test_more_requests_than_a_day_has_are_not_opened(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit of a day a request stays shut and is an alarm: asking on and on is fishing."""
    monkeypatch.setattr(beantwoorden, "PER_DAG", 0)
    verzoek = ring.put_out(CITIZEN)
    (shut,) = [item for item in ring.controller("om").open() if item["rechtenverzoek"] == verzoek]
    assert "gevonden" not in shut
    assert "rechten-te-veel" in [alarm["reden"] for alarm in ring["om"].alarms()]


def test_a_partner_without_key_is_asked_by_hand(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no reading key is named as such; the backbone refuses to leave somebody with a key to people."""
    post = ring.post("gemeente")
    monkeypatch.setattr(
        post, "_kem", lambda oin, unit, real=post._kem: None if oin == ring.oin("om") else real(oin, unit)
    )
    keys, without = post.controllers(None)
    assert without == [ring.oin("om")]
    assert {key.oin for key in keys} == {ring.oin("politie"), ring.oin("gemeente")}
    point = Contactpunt(ring["gemeente"].desk, post)
    made = point.receive(CITIZEN, "inzage", "digid", ring.clock.now() - 1000)
    with pytest.raises(ProblemError):
        point.put(made["rechtenverzoek"])


def test_wrong_words_are_refused_before_anything_goes(ring: BurgerRing) -> None:
    """A right, an identity code, a moment or a file that does not fit is refused here, and says nothing of the person."""
    point = ring.contactpunt()
    for recht, identiteit, moment in (("erfenis", "balie", 1), ("inzage", "gok", 1), ("inzage", "balie", 2**52)):
        with pytest.raises(ConfigError):
            point.receive(CITIZEN, recht, identiteit, moment)
    for value in ({}, {"bsn": "123456789"}, {"naam": NAME}, {"bsn": BSN, "x": "y"}, {"bsn": 1}, [1],
                  {"naam": NAME, "geboortedatum": "9 maart"}):  # fmt: skip
        with pytest.raises(ConfigError) as wrong:
            Vraag.of(value)
        assert NAME not in str(wrong.value)
    with pytest.raises(ConfigError):
        Vraag.read(b"{")
    with pytest.raises(ConfigError):
        point.kept("../gateway")
    with pytest.raises(ConfigError):
        point.kept(str(uuid.uuid4()))
    with pytest.raises(ConfigError):
        ring.controller("politie").prepared(str(uuid.uuid4()))
    with pytest.raises(ConfigError, match="contactpunt"):
        ring.post("om").officer()
    assert ring.command("gemeente", "ontvang", typed=f"{BSN}\n")["recht"] == "inzage"


def test_a_request_that_was_changed_on_the_way_is_not_opened(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another signer, another letter, or a wrap that the contactpunt did not name: refused before anything is opened."""
    verzoek = ring.put_out(CITIZEN)
    post = ring.post("politie")
    ring.sync("politie")
    good = post._acts.act(f"/v1/rechtenverzoeken/{verzoek}/inzagen", {})
    assert post.fetch(verzoek).stuk["verzoek"] == verzoek
    forged = rechtenstuk.make(
        ring["politie"].partner.keys.signing(), rechtenstuk.VERZOEK, ring.oin("gemeente"), ring.clock.now(),
        **{name: item for name, item in good["stuk"]["stuk"].items() if name not in ("v", "soort", "oin", "gemaakt")},
    )  # fmt: skip
    brief = good["vraag"]
    for change in (
        {"stuk": dict(forged.bron)},
        {"vraag": {**brief, "omhulsels": [{**brief["omhulsels"][0], "eenheid": "anders"}]}},
        {"stuk": {}},
        {"vraag": {"lichaam": "!"}},
    ):
        with monkeypatch.context() as patch:
            patch.setattr(post._acts, "act", lambda path, body, change=change: {**good, **change})
            with pytest.raises(VerificationError):
                post.fetch(verzoek)
    with monkeypatch.context() as patch:
        patch.setattr(
            post._acts, "act", lambda path, body: {**good, "vraag": {**brief, "lichaam": brief["lichaam"][4:]}}
        )
        with pytest.raises(VerificationError):
            post.question(post.fetch(verzoek))


def test_informing_is_decided_per_person(ring: BurgerRing) -> None:
    """A decision names the records of one person; supplies without one are counted, and nobody without records is decided on."""
    person = ring.root / "persoon.json"
    person.write_text(json.dumps({"bsn": "999990020"}))
    before = ring.command("politie", "stand")["informeren"]
    day = (codes.day_of(ring.clock.now()) + timedelta(days=20)).isoformat()
    words = ["--besluit", "uitgesteld", "--grond", "wpg-27"]
    assert ring.command("politie", "informeer", str(person), *words, "--tot", day)["records"] == 2
    after = ring.command("politie", "stand")["informeren"]
    assert before["zonder_besluit"] - after["zonder_besluit"] == 2
    ring.command("politie", "informeer", str(person), *words, code=1)
    ring.command("om", "informeer", str(person), code=2)
    rows = Kast(ring["politie"].store, ring["politie"].partner).decisions()
    assert all(BSN not in str(row) and "999990020" not in str(row) for row in rows)


def test_an_answer_of_another_form_is_an_alarm_and_stays_out(ring: BurgerRing) -> None:
    """What a controller sealed wrongly is kept out of the letter, with an alarm that names the controller and no person."""
    verzoek = ring.put_out(CITIZEN)
    ring.sync("politie", "om")
    for soort, content in (("politie", {"v": 1}), ("om", {**_EMPTY, "gegevens": [{"merk": "x"}]})):
        post = ring.post(soort)
        post.answer(post.fetch(verzoek).stuk, content)
    _, answers = ring.contactpunt().answers(verzoek)
    assert answers == {}
    told = [alarm["gegevens"] for alarm in ring["gemeente"].alarms() if alarm["reden"] == "antwoord-vorm"]
    assert {item["van"] for item in told} == {ring.oin("politie"), ring.oin("om")}
    assert "heeft nog niet geantwoord" in plain_letter(ring, verzoek)


_EMPTY: dict[str, Any] = {"v": 1, "gegevens": [], "meer": 0, "beperkt": [], "toelichting": None}
