# SPDX-License-Identifier: EUPL-1.2
"""What an answer gives away beside its words: status, headers, size, the statements it cost, and the lines it left.

`QUESTIONS` holds every path that names a thing. For each a stranger asks once about what exists and once about what does not.
"""

from __future__ import annotations

import re
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from audit.proof import jcs
from audit.tables import log_bladen
from core.casus.merksleutel import Geheim
from core.contract.levensloop import REDENEN, Levensloop
from core.facts.state import BUREAU
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.merkzaak import Merkzaak
from tests.kit import Levering
from tests.server.conftest import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.kit import Backbone

# What differs between any two answers: who signed when, and under which number.
FRESH = frozenset({"signature", "signature-input", "x-request-id", "date", "traceparent", "content-digest"})


class Wereld:
    """A casus with everything in it, and a stranger to it."""

    def __init__(self, http: httpx.Client, operator: Backbone, who: str = "ind") -> None:
        self.operator, self.stranger = operator, Caller(http, operator, operator[who])
        if who != BUREAU:
            Zaak(operator).join(who)  # the stranger is a member elsewhere
        self.zaak = Merkzaak(operator)
        self.key = self.zaak.first()
        self.record = self.zaak.supplied("gemeente", "om")
        self.zaak.done(self.zaak.tag("gemeente", self.record, self.key, "90001354"))
        self.uitvraag = str(uuid.uuid4())
        body = {"uitvraag": self.uitvraag, "aan": operator["politie"].oin, "categorie": "wpg-8", "onderwerp": None}
        caller = operator["gemeente"].caller(persoon=True)
        self.zaak.done(operator.exchange.request(caller, self.zaak.id, body))
        done = operator.exchange.match_tags(operator["gemeente"].caller(persoon=True), self.zaak.id, None)
        self.handeling, self.verzoek = done.bewijs[0]["feit"]["handeling"], caller.verzoek

    def real(self) -> dict[str, str]:
        """The ids of what exists."""
        return {
            "casus": self.zaak.id,
            "record": self.record,
            "uitvraag": self.uitvraag,
            "handeling": self.handeling,
            "verzoek": self.verzoek,
        }

    @staticmethod
    def invented() -> dict[str, str]:
        """Ids of the same form of which nothing exists."""
        return {name: str(uuid.uuid4()) for name in ("casus", "record", "uitvraag", "handeling", "verzoek")}

    def timed(self, question: Question, ids: dict[str, str]) -> float:
        """Ask, and return how many milliseconds the answer took."""
        path, body, key = self._request(question, ids)
        start = time.perf_counter()
        self.stranger.send(question.method, path, body, key=key)
        return (time.perf_counter() - start) * 1000

    def _request(self, question: Question, ids: dict[str, str]) -> tuple[str, Any, str | None]:
        body, key = question.body(self, ids) if question.body else None, None
        if isinstance(body, Levering):  # its grants name the request
            body, key = body.body, body.caller.verzoek
        return "/v1" + question.path.format(**ids), body, key

    def seen(self, question: Question, ids: dict[str, str]) -> dict[str, Any]:
        """Ask, and return everything by which an answer may differ from another one."""
        path, body, key = self._request(question, ids)
        before = self.lines()
        with counted(self.operator) as statements:
            answer = self.stranger.send(question.method, path, body, key=key)
        headers = {name: value for name, value in answer.headers.items() if name not in FRESH}
        return {
            "status": answer.status_code,
            "headers": headers,
            "sizes": {name: len(answer.headers[name]) for name in FRESH & set(answer.headers)},
            "body": blank(answer.content, ids),
            "statements": sorted(statements),
            "lines": self.lines() - before,
        }

    def lines(self) -> Counter[str]:
        """Return how many lines each shard of the log has."""
        with self.operator.engine.connect() as connection:
            return Counter(connection.execute(select(log_bladen.c.shard)).scalars())


@dataclass(frozen=True)
class Question:
    """One way to ask after a thing: method, path with the names of ids, and a body that depends on them."""

    method: str
    path: str
    body: Callable[[Wereld, dict[str, str]], Any] | None = None
    status: int = 404


def _fixed(**fields: Any) -> Callable[[Wereld, dict[str, str]], Any]:
    return lambda _wereld, _ids: fields


def _tag_key(wereld: Wereld, ids: dict[str, str]) -> Any:
    geheim, zaak = Geheim.generate(), wereld.zaak
    own = zaak.id
    zaak.id = ids["casus"]
    try:
        made = zaak.wrapped("ind", geheim, ("ind",))
        return zaak.body("ind", made, geheim.salt)
    finally:
        zaak.id = own


def _supply(wereld: Wereld, ids: dict[str, str]) -> Any:
    kop = {"casus": ids["casus"], "categorie": "toezicht", "doel": "oc", "fase": wereld.zaak.fase}
    return wereld.operator.levering("ind", kop, b"inhoud", ("gemeente",))


def _document(soort: str, **gegevens: Any) -> Callable[[Wereld, dict[str, str]], Any]:
    def body(wereld: Wereld, ids: dict[str, str]) -> Any:
        party, now = wereld.operator["ind"], wereld.operator.clock.now()
        return Levensloop(soort, ids["record"], party.oin, now, gegevens).sign(party.tekenen)

    return body


OIN = "00000099000000001100"
PERSON = "00000000-0000-4000-8000-00000000000a"
QUESTIONS = (
    Question("GET", "/casussen/{casus}"),
    Question("POST", "/casussen/{casus}/deelnemers", _fixed(oin=OIN, eenheden=[], van=0, tot=None)),
    Question("POST", f"/casussen/{{casus}}/deelnemers/{OIN}/beeindiging", _fixed(tot=0, reden=None)),
    Question("POST", "/casussen/{casus}/personen", _fixed(persoon=PERSON, oin=OIN, van=0, tot=None)),
    Question("POST", "/casussen/{casus}/personen/beeindiging", _fixed(persoon=PERSON, tot=0)),
    Question("POST", "/casussen/{casus}/fase", _fixed(streng="hoofd", fase="uitvoering", reden=None)),
    Question("POST", "/casussen/{casus}/analyses", lambda _w, ids: {"records": [ids["record"]]}),
    Question("POST", "/casussen/{casus}/adviezen", lambda _w, ids: {"record": ids["record"], "gebruikt": []}),
    Question("POST", "/casussen/{casus}/sluiting", _fixed(reden="afgerond")),
    Question("POST", "/casussen/{casus}/merksleutels", _tag_key),
    Question("GET", "/casussen/{casus}/merksleutel"),
    Question(
        "POST",
        "/casussen/{casus}/merken",
        lambda _w, ids: {"record": ids["record"], "tijdvak": 1, "merken": [jcs.b64(b"m" * 16)]},
    ),
    Question("POST", "/casussen/{casus}/treffers", lambda _w, ids: {"record": ids["record"]}),
    Question(
        "POST",
        "/uitvragen",
        lambda _w, ids: {"casus": ids["casus"], "aan": OIN, "categorie": "wpg-8", "uitvraag": str(uuid.uuid4())},
    ),
    Question("POST", "/uitvragen/{uitvraag}/antwoorden", _fixed(soort="verstrekt", reden=None, records=[])),
    Question("POST", "/verstrekkingen/{record}/inzagen", _fixed()),
    Question("POST", "/verstrekkingen/{record}/levensloop", _document("ingetrokken", reden=REDENEN[0])),
    Question("POST", "/leveringen", _supply),
    Question("GET", "/ontvangstbewijzen/{handeling}"),
    Question("GET", "/verzoeken/{verzoek}", status=200),
)


def blank(content: bytes, ids: dict[str, str]) -> bytes:
    """Return a body without the ids that were asked for: an answer may say what it answers."""
    for value in ids.values():
        content = content.replace(value.encode(), b"-" * len(value))
    return content


_LIST = re.compile(r"\((?:\?|%s|%\([a-z0-9_]+\)s)(?:, ?(?:\?|%s|%\([a-z0-9_]+\)s))*\)")


_LOG = re.compile(r"^(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)|\blog_[a-z]+|\bspoor_[a-z]+|pg_advisory")


@contextmanager
def counted(operator: Backbone) -> Iterator[list[str]]:
    """Collect the statements on ledger and kluis, lists of values made one.

    Those on the log itself are left out: its threads publish in their own time, and its lines are counted instead.
    """
    found: list[str] = []

    def note(*args: Any) -> None:
        statement = _LIST.sub("(…)", str(args[2]))
        if not _LOG.search(statement):
            found.append(statement)

    engines = (operator.engine, operator.kluis.engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
