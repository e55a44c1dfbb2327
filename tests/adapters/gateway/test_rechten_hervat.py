# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens when something breaks or somebody is wrong: broken off half-way, poisoned, held back, or never put out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.rechten import zoeken
from adapters.gateway.rechten.beperken import Beslisser
from adapters.gateway.rechten.contactpunt import Contactpunt
from adapters.gateway.rechten.kast import ANTWOORD, GEVONDEN, VRAAG, Kast
from adapters.gateway.rechten.vraag import Vraag
from audit.events import Event
from core.contract.exitcodes import ExitCode
from core.keychain import rechtenstuk
from tests.adapters.gateway.test_rechten import CITIZEN, SOORTEN, BurgerRing, _logbook, ring
from tests.kit import DAY

__all__ = ["ring"]


class BrokenOffError(Exception):
    """Stands for a process that was ended."""


def breaks(*_args: Any, **_named: Any) -> None:
    """End as a killed process does: between what was sent and what is noted."""
    raise BrokenOffError


def taken_in(point: Contactpunt, ring: BurgerRing) -> str:
    """Take a request in without putting it out."""
    return str(point.receive(CITIZEN, "inzage", "balie", ring.clock.now() - 1000)["rechtenverzoek"])


def test_an_answer_that_was_broken_off_keeps_no_other_waiting(
    ring: BurgerRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after it was sent and before it was noted, an answer is noted at the next try, and the next request is answered."""
    first = ring.put_out(CITIZEN)
    controller = ring.controller("politie")
    controller.open()
    with monkeypatch.context() as patch:
        patch.setattr(controller._kast, "keep", breaks)
        with pytest.raises(BrokenOffError):
            controller.answer()
    second = ring.put_out(CITIZEN)
    again = ring.controller("politie")
    again.open()
    done = {item["rechtenverzoek"]: item for item in again.answer()}
    assert all("beantwoord" in done[verzoek] for verzoek in (first, second))
    kast = Kast(ring["politie"].store, ring["politie"].partner)
    assert kast.kept(first, GEVONDEN) is None
    assert kast.kept(first, ANTWOORD) is not None


def test_a_question_about_nobody_keeps_no_other_shut(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that names nobody, sealed and signed by the contactpunt, is an alarm; the others are opened and answered."""
    point = ring.contactpunt()
    poisoned = taken_in(point, ring)
    with monkeypatch.context() as patch:
        patch.setattr(Vraag, "to_json", lambda _self: {"v": 1, "vraag": "Wie dan ook"})
        point._post.put(point._post.officer(), _fields(point, poisoned), {"v": 1, "vraag": "Wie dan ook"})
    good = ring.put_out(CITIZEN)
    controller = ring.controller("om")
    opened = {item["rechtenverzoek"]: item for item in controller.open()}
    assert "gevonden" not in opened[poisoned]
    assert opened[poisoned]["fout"] == VerificationError("x", "x").type
    assert "gevonden" in opened[good]
    assert "rechtenverzoek-ongeldig" in [alarm["reden"] for alarm in ring["om"].alarms()]
    assert good in [item["rechtenverzoek"] for item in controller.answer() if "beantwoord" in item]
    ring.command("om", "open", code=int(ExitCode.PARTLY))
    point._post.course(
        point._post.by_officer(point._post.officer(), rechtenstuk.AFRONDING, verzoek=poisoned, uitkomst="ingetrokken")
    )


def _fields(point: Contactpunt, verzoek: str) -> dict[str, Any]:
    kept = point._kast.kept(verzoek, VRAAG)
    assert kept is not None
    named = {name: kept[name] for name in ("recht", "ontvangen", "identiteit")}
    return {"verzoek": verzoek, "regio": None, "eenheid": point._desk.partner.eenheden[0], **named}


def test_putting_out_goes_on_where_it_was_broken_off(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after it was put out and before that was noted, the same command notes it; another refusal is told."""
    point = ring.contactpunt()
    verzoek = taken_in(point, ring)
    with monkeypatch.context() as patch:
        patch.setattr(point._kast, "keep", breaks)
        with pytest.raises(BrokenOffError):
            point.put(verzoek)
    assert point.stand(verzoek)["uitgezet"] is None
    assert len(point.put(verzoek)["bij"]) == len(SOORTEN)
    assert point.stand(verzoek)["uitgezet"] is not None


def test_ending_leaves_no_question_behind(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the end and the clearing, or never put out at all: the same command clears; an open one is not cleared."""
    point = ring.contactpunt()
    verzoek = ring.put_out(CITIZEN)
    with monkeypatch.context() as patch:
        patch.setattr(point._kast, "forget", breaks)
        with pytest.raises(BrokenOffError):
            point.finish(verzoek, "ingetrokken")
    assert point._kast.kept(verzoek, VRAAG) is not None
    point.finish(verzoek, "ingetrokken")
    assert point._kast.kept(verzoek, VRAAG) is None
    never = taken_in(point, ring)
    with pytest.raises(ProblemError):
        point.finish(never, "beantwoord")
    point.finish(never, "ingetrokken")
    assert never not in point._kast.requests()
    still = ring.put_out(CITIZEN)
    with pytest.raises(ProblemError):
        point.finish(still, "verzonnen")
    assert point._kast.kept(still, VRAAG) is not None
    point.finish(still, "ingetrokken")


def test_a_question_that_is_too_long_is_refused_at_the_counter(ring: BurgerRing) -> None:
    """What has no room under the seal is told while the citizen is there, not when it is put out."""
    point = ring.contactpunt()
    long = Vraag(bsn="999990019", naam="é" * 1500, vraag="é" * 1500)
    with pytest.raises(ConfigError, match="te lang"):
        point.receive(long, "inzage", "balie", ring.clock.now() - 1000)


def test_only_who_was_asked_answers_and_once(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer to another request, one twice, or one under a key that was let go before the question: refused unopened."""
    one, two = ring.put_out(CITIZEN), ring.put_out(CITIZEN)
    controller = ring.controller("politie")
    controller.open()
    controller.answer()
    post = ring.contactpunt()._post
    good = post._acts.act(f"/v1/rechtenverzoeken/{one}/inzagen", {})
    other = post._acts.act(f"/v1/rechtenverzoeken/{two}/inzagen", {})
    (given,) = good["antwoorden"]
    seen: list[int] = []
    real = post.desk.directory.signing_key

    def noted(_self: object, oin: str, at: int, *more: Any) -> Any:
        seen.append(at)
        return real(oin, at, *more)

    with monkeypatch.context() as patch:
        patch.setattr(post._acts, "act", lambda _path, _body: {**good, "antwoorden": [{**given, "tijd": 1}]})
        patch.setattr(type(post.desk.directory), "signing_key", noted)
        post.fetch(one)
    assert seen == [good["stuk"]["stuk"]["gemaakt"]]
    nobody = rechtenstuk.make(
        ring["politie"].partner.keys.signing(), rechtenstuk.VERZOEK, ring.oin("gemeente"), ring.clock.now(),
        **{**{name: good["stuk"]["stuk"][name] for name in rechtenstuk._FIELDS[rechtenstuk.VERZOEK]}, "aan": [], "handmatig": []},
    )  # fmt: skip
    with pytest.raises(VerificationError):
        post._answer(given, nobody)
    for answers in ([given, given], other["antwoorden"]):
        with monkeypatch.context() as patch:
            patch.setattr(post._acts, "act", lambda _path, _body, answers=answers: {**good, "antwoorden": answers})
            with pytest.raises(VerificationError):
                post.fetch(one)


def test_a_recipient_names_its_supplier_only(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a third party got a record later is told by its supplier; at a recipient the source stays who supplied it."""
    for soort in ("politie", "gemeente"):
        ring.sync(soort)
        desk = ring[soort].desk
        before = zoeken.look_up(desk, CITIZEN)
        real = desk.store.feed
        extra = [
            {
                "volgnr": 10**6 + place,
                "soort": "toegevoegd",
                "tijd": 1,
                "gegevens": {"record": item.record, "ontvangers": ["00000099000000007777"]},
            }
            for place, item in enumerate(before)
        ]
        with monkeypatch.context() as patch:
            patch.setattr(
                desk.store, "feed",
                lambda kind=None, real=real, extra=extra: extra if kind == "toegevoegd" else real(kind),
            )  # fmt: skip
            parties = {party for item in zoeken.look_up(desk, CITIZEN) for party in item.partijen}
        assert ("00000099000000007777" in parties) == (soort == "politie")


def test_informing_ties_no_cases_together(ring: BurgerRing) -> None:
    """Records of two cases about one person go in two decisions: the log does not tell that somebody occurs in both."""
    ring.sync("politie")
    desk, before = ring["politie"].desk, len(ring.told(Event.INFORMEREN_BESLOTEN))
    first, *more = zoeken.look_up(desk, CITIZEN)
    items = [first, *(replace(item, casus="een andere") for item in more)]
    end = desk.clock() + 20 * DAY
    deciding = Beslisser(desk, ring.post("politie"))
    told = deciding.inform(CITIZEN, items, "uitgesteld", grond="wpg-27", tot=end)
    assert (told["besluiten"], told["records"]) == (2, len(items))
    lines = ring.told(Event.INFORMEREN_BESLOTEN)[before:]
    assert [set(line["records"]) for line in lines] == [{first.record}, {item.record for item in more}]
    later = Beslisser(replace(desk, clock=lambda: end + DAY), ring.post("politie"))
    assert deciding.open_decisions()["uitstel_voorbij"] == 0
    assert later.open_decisions()["uitstel_voorbij"] == 2
    deciding.inform(CITIZEN, items, "geinformeerd")
    assert later.open_decisions()["uitstel_voorbij"] == 0


def test_the_clock_is_kept_at_the_contactpunt(ring: BurgerRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later end that the backbone tells makes nothing in time; an extension that was made here does."""
    verzoek, point = ring.put_out(CITIZEN), ring.contactpunt()
    due = point.stand(verzoek)["tot"]
    real = point._post.fetch
    with monkeypatch.context() as patch:
        patch.setattr(point._post, "fetch", lambda about: replace(real(about), tot=due + 400 * DAY))
        late = Contactpunt(replace(point._desk, clock=lambda: due), point._post)
        assert (late.stand(verzoek)["tot"], late.stand(verzoek)["te_laat"]) == (due, True)
    point.extend(verzoek, due + DAY, "ingewikkeld")
    assert (late.stand(verzoek)["tot"], late.stand(verzoek)["te_laat"]) == (due + DAY, False)
    assert point._kast.folder(verzoek).parent.stat().st_mode & 0o077 == 0


def test_what_is_done_for_a_citizen_is_in_the_logbook(ring: BurgerRing) -> None:
    """Opening the answers is a processing and leaves a record per person; a restriction leaves none that would tell of it."""
    verzoek = ring.put_out(CITIZEN)
    controller = ring.controller("politie")
    controller.open()
    vraag, _, found = controller.prepared(verzoek)
    before = _logbook(ring, "politie")
    end = ring.clock.now() + DAY
    Beslisser(ring["politie"].desk, ring.post("politie")).restrict(
        vraag, found[0], grond="wpg-27", reden="onderzoek", tot=end, motivering="Omdat.", noemen=False
    )
    assert _logbook(ring, "politie") == before
    point, before = ring.contactpunt(), _logbook(ring, "gemeente")
    point.answers(verzoek)
    assert _logbook(ring, "gemeente") > before
