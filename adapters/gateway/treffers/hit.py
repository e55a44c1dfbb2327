# SPDX-License-Identifier: EUPL-1.2
"""Hit or no hit: a sealed question to one partner, answered yes or no by its gateway, sealed back to who asked.

Invariants:
- Decided on both sides: the asker's gateway asks the rules before it seals (`verzoeken`), the answerer's before it answers
  (`verstrekken`); the backbone decides both again. What the rules refuse is answered with a refusal, whatever the index says.
- The answer is `hit` or `geen-hit` for the one subject of the question, to the unit that asked; never more.
- A hit and no hit take the same steps: one read of the casus, the same number of look-ups, one record of one size, one line in
  the logbook, one answer. Only under the seal they differ.
- At most `PER_DAG` questions of one organisation are answered in a day, over all casussen; the rest is refused.
- A question that cannot be opened, or is not of who asked it, is refused too, and is an alarm.

Norm: law.md R-21, R-89; Bpg 6:4(5) (no hit is logged too). The question goes as an uitvraag, the answer as a verstrekking.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.diary import Diary
from adapters.gateway.errors import ConfigError, RefusedError, VerificationError
from adapters.gateway.logbook import Subject
from adapters.gateway.proposal import Voorstel, labelled
from adapters.gateway.treffers import index
from adapters.gateway.treffers.index import BronError
from adapters.gateway.verslag import IN_OUTBOX
from core.contract.bevindingen import OngeldigeInhoud
from core.contract.inhoud import decode_inhoud, label_mismatches
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.gateway import Gateway
    from core.casus.state import CasusStand, Uitvraag
    from core.contract.inhoud import Inhoud

HIT: Final = "hit"
PER_DAG: Final = 50
DAY_MS: Final = 24 * 3600 * 1000
TE_VEEL, NIET_TE_ZEGGEN = "onevenredig", "niet-deelbaar"


class Bevrager:
    """Questions and answers of one partner, for one person."""

    def __init__(self, gateway: Gateway, person: str | None = None) -> None:
        self._gateway, self._person = gateway, gateway.reader(person)
        self._desk = gateway.desk
        self._acts = gateway.cases(self._person)

    def ask(self, casus: str, oin: str, subject: dict[str, Any], unit: str | None = None) -> None:
        """Ask one partner whether it knows one person or organisation, named with its address.

        Raises:
            RefusedError: the rules do not allow the question; nothing was sent.
            BronError: the question does not name one subject with its address.
        """
        case = self._desk.dossier.case(casus)
        content = {**subject, "soort": "uitvraag", "vraag": {"gevraagd": HIT}}
        labels = {**index.PLACE, "casus": casus, "categorie": HIT, "doel": case.doel, "fase": case.fase}
        index.subject_of(labelled(content, labels))
        decided = self._desk.decider.ask(casus, oin, HIT, self._person, self._desk.clock())
        if not decided:
            told = decided.to_json()
            text = "De regels die nu gelden staan deze vraag niet toe."
            raise RefusedError(text, told["uitkomst"], told["regels"], told["ontbreekt"])
        self._acts.request(casus, oin, HIT, content, unit)

    def answer(self) -> list[dict[str, str]]:
        """Answer every open question to this partner; return which, and whether an answer or a refusal went out.

        Raises:
            ConfigError: no index was ever loaded, so there is nothing to answer from.
        """
        if not index.loaded(self._desk.store):
            raise ConfigError("Er is nog geen index van de eigen bron. Laad die eerst met `hit index-laden`.")
        done = [self._one(case, asked, salts) for case, asked, salts in self._open_questions()]
        if done:
            self._gateway.drain(10_000)
        return done

    def answers(self) -> list[dict[str, str]]:
        """Return the answers that were opened here to own questions, each from whom it was asked: yes or no."""
        own, found = self._desk.partner.oin, []
        put = {(case.casus, u.id): u for case in self._desk.dossier.cases() for u in case.uitvragen.values()}
        for path in sorted((self._desk.partner.folder / "geopend").glob("*.json")):
            value = json.loads(path.read_text("utf-8"))
            told, kop = value["inhoud"].get(HIT), value["kop"]
            asked = put.get((kop["casus"], told["vraag"])) if told is not None else None
            if asked is not None and (asked.van, asked.aan, asked.categorie) == (own, kop["verstrekker"], HIT):
                answer = {"vraag": told["vraag"], "antwoord": told["antwoord"], "door": kop["verstrekker"]}
                found.append({**answer, "casus": kop["casus"]})
        return found

    def _open_questions(self) -> Iterator[tuple[CasusStand, Uitvraag, dict[str, str]]]:
        own = self._desk.partner.oin
        waiting = {entry.request for entry in self._gateway.outbox.entries() if entry.state in ("wacht", "klaar")}
        for case in self._desk.dossier.cases():
            asked = [u for u in case.uitvragen.values() if (u.aan, u.categorie, u.status) == (own, HIT, "open")]
            asked = [u for u in asked if u.id not in waiting]
            if asked and case.gesloten is None:
                given = self._acts.ask(f"/v1/casussen/{case.casus}")
                still = {u["uitvraag"] for u in given["casus"]["uitvragen"] if u["status"] == "open"}
                yield from ((case, item, given["zouten"]) for item in asked if item.id in still)

    def _one(self, case: CasusStand, asked: Uitvraag, salts: dict[str, str]) -> dict[str, str]:
        start = self._desk.clock()
        told = {"vraag": asked.id, "casus": case.casus, "van": asked.van}
        if self._today(asked) > PER_DAG:
            return self._refuse(case, asked, TE_VEEL) | told
        try:
            question, unit = self._opened(case, asked, salts)
            party, _ = index.subject_of(question)
        except BronError:
            return self._refuse(case, asked, NIET_TE_ZEGGEN) | told
        except VerificationError as error:
            self._desk.store.alarm(start, error.reden, error.diagnose(), {"casus": case.casus, "uitvraag": asked.id})
            return self._refuse(case, asked, NIET_TE_ZEGGEN) | told
        key = self._desk.partner.keys.local("onderwerpen")
        found = index.known(self._desk.store, key, question)
        Diary(self._desk.logbook, self._desk.clock).looked_up(case.doel, HIT, Subject(party.onderwerp), start)
        answer = {"vraag": asked.id, "onderwerp": party.onderwerp, "antwoord": "hit" if found else "geen-hit"}
        voorstel = Voorstel(
            casus=case.casus,
            categorie=HIT,
            inhoud={"soort": HIT, HIT: answer},
            ontvangers=[(asked.van, unit)],
            feiten={},
            uitvraag=asked.id,
        )
        uitslag = self._gateway.supply([voorstel], person=self._person).uitslagen[0]
        if uitslag.staat != IN_OUTBOX:
            return self._refuse(case, asked, NIET_TE_ZEGGEN) | told
        return {"uitslag": "beantwoord", **told}

    def _refuse(self, case: CasusStand, asked: Uitvraag, reason: str) -> dict[str, str]:
        self._acts.answer(asked.id, case.casus, reason=reason)
        return {"uitslag": "geweigerd", "reden": reason}

    def _today(self, asked: Uitvraag) -> int:
        """Return how many questions who asks put to this partner in the day up to this one, in all casussen."""
        all_of_it = (u for case in self._desk.dossier.cases() for u in case.uitvragen.values())
        same = (u for u in all_of_it if (u.van, u.aan, u.categorie) == (asked.van, asked.aan, HIT))
        return sum(asked.tijd - DAY_MS < u.tijd <= asked.tijd for u in same)

    def _opened(self, case: CasusStand, asked: Uitvraag, salts: dict[str, str]) -> tuple[Inhoud, str]:
        """Return the question under the seal and the unit that asked.

        Raises:
            VerificationError: it does not open, or is not of who asked.
        """
        try:
            sealed = SealedRecord.from_json(_with_salt(dict(asked.onderwerp or {}), salts))
            kop, oin = sealed.kop, self._desk.partner.oin
            own = [self._desk.partner.keys.kem(w.sleutel) for w in sealed.omhulsels if w.ontvanger == oin]
            mine = next(item for item in own if item is not None)
            signer = self._desk.directory.signing_key(asked.van, asked.tijd, kop["sleutel"])
            content = decode_inhoud(open_record(sealed, mine[1], oin, mine[0], signer, asked.tijd))
        except (EnvelopeError, OngeldigeInhoud, UnknownKey, KeyError, StopIteration):
            raise VerificationError("vraag-ongeldig", "Een vraag om een hit is niet te openen.") from None
        place = (kop["verstrekker"], kop["casus"], kop["categorie"])
        if place != (asked.van, case.casus, HIT) or label_mismatches(content, kop):
            raise VerificationError("vraag-ongeldig", "Een vraag om een hit is niet van wie haar stelde.")
        return content, kop["eenheid"]


def _with_salt(sealed: dict[str, Any], salts: dict[str, str]) -> dict[str, Any]:
    return {**sealed, "zout": salts[sealed["kop"]["record"]]}
