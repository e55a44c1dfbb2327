# SPDX-License-Identifier: EUPL-1.2
"""A controller answers requests of citizens: fetched, looked up, decided on by people, and answered all in one size.

Invariants:
- Known or unknown take the same steps: one logged read, one look-up over all rows, one record in the logbook for the person, one
  answer of one size. All open requests are answered in one round, so that the moment of an answer says little too.
- What was found by name and date of birth only goes along when a person says so: it may be a namesake.
- What is restricted now, by a decision that stands in the log, is left out; its existence is told only when the decision says so.
  When the end has passed the item is shown again, to be decided on anew.
- More than `PER_DAG` requests of one contactpunt in a day are not opened: that is an alarm, for people.
- A request that is not right, or whose contactpunt cannot be answered now, keeps no other one from being opened and answered.

Norm: BGS 1.1(1), AVG 15, UAVG 41, Wpg 25, 27; law.md R-75, R-76.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.diary import Diary
from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.rechten import zoeken
from adapters.gateway.rechten.beperken import in_force, lapsed
from adapters.gateway.rechten.inhoud import MAX_TEXT
from adapters.gateway.rechten.kast import ANTWOORD, GEVONDEN, Kast
from adapters.gateway.rechten.post import ANTWOORD_BYTES
from adapters.gateway.rechten.vraag import Vraag
from audit.proof import jcs
from core.contract import rechten as codes
from core.keychain import rechtenstuk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from adapters.gateway.desk import Desk
    from adapters.gateway.rechten.post import Post

BERICHT: Final = "rechtenverzoek"
PER_DAG: Final = 50
_ROOM: Final = ANTWOORD_BYTES - 64


class Beantwoorder:
    """Requests of citizens at one controller."""

    def __init__(self, desk: Desk, post: Post) -> None:
        self._desk, self._post, self._kast = desk, post, Kast(desk.store, desk.partner)

    def waiting(self) -> list[dict[str, Any]]:
        """Return the requests that the own feed announced and that are open here, oldest first."""
        told: dict[str, dict[str, Any]] = {}
        for message in self._desk.store.feed(BERICHT):
            found = message["gegevens"]
            told[found["rechtenverzoek"]] = told.get(found["rechtenverzoek"], {"tijd": message["tijd"]}) | found
        open_now = (item for item in told.values() if not item.get("afgerond") and "recht" in item)
        return [item for item in open_now if self._kast.kept(item["rechtenverzoek"], ANTWOORD) is None]

    def tidy(self) -> None:
        """Take away what the answering side keeps of requests that are done; a letter of an own contactpunt stays."""
        for message in self._desk.store.feed(BERICHT):
            if message["gegevens"].get("afgerond"):
                self._kast.drop(message["gegevens"]["rechtenverzoek"], GEVONDEN, ANTWOORD)

    def open(self) -> list[dict[str, Any]]:
        """Fetch every open request, look the person up, and keep what was found for the officer; return how each stands."""
        self.tidy()
        done = []
        for item in self.waiting():
            verzoek = item["rechtenverzoek"]
            told = {"rechtenverzoek": verzoek, "recht": item["recht"], "tot": item["tot"]}
            if self._kast.kept(verzoek, GEVONDEN) is None and self._room(item):
                told |= self._tried(verzoek, self._fetch, item)
            kept = self._kast.kept(verzoek, GEVONDEN)
            done.append(told if kept is None else told | {"gevonden": kept["gevonden"]})
        return done

    def _tried(self, verzoek: str, what: Callable[..., None], *given: Any) -> dict[str, str]:
        """Do one thing for one request; what is wrong with it is told, and is an alarm when something was not proven."""
        try:
            what(*given)
        except VerificationError as error:
            self._desk.store.alarm(self._desk.clock(), error.reden, error.diagnose(), {"rechtenverzoek": verzoek})
            return {"fout": error.type}
        except (ConfigError, ProblemError) as error:
            return {"fout": error.type}
        return {}

    def _room(self, item: Mapping[str, Any]) -> bool:
        same = (m for m in self._desk.store.feed(BERICHT) if m["gegevens"].get("van") == item["van"])
        if sum(item["tijd"] - codes.DAY_MS < m["tijd"] <= item["tijd"] for m in same) <= PER_DAG:
            return True
        text = "Een contactpunt zette op één dag zo veel rechtenverzoeken uit dat zij niet worden geopend."
        self._desk.store.alarm(self._desk.clock(), "rechten-te-veel", text, {"van": item["van"]})
        return False

    def _fetch(self, item: Mapping[str, Any]) -> None:
        verzoek, start = str(item["rechtenverzoek"]), self._desk.clock()
        try:
            fetched = self._post.fetch(verzoek)
            vraag = Vraag.of(self._post.question(fetched))
        except ConfigError:
            raise VerificationError(
                "rechtenverzoek-ongeldig", "De vraag in een rechtenverzoek noemt niemand."
            ) from None
        found = zoeken.look_up(self._desk, vraag)
        Diary(self._desk.logbook, self._desk.clock).right("rechtenverzoek opgezocht", "zoeken", vraag.subject, start)
        listed = [shown.to_json() for shown in found]
        self._kast.keep(
            verzoek, GEVONDEN, {"vraag": vraag.to_json(), "stuk": dict(fetched.stuk.bron), "gevonden": listed}
        )

    def prepared(self, verzoek: str) -> tuple[Vraag, rechtenstuk.Rechtenstuk, list[zoeken.Gevonden]]:
        """Return the question, the request and what was found, as `open` kept them.

        Raises:
            ConfigError: it was not opened here.
        """
        kept = self._kast.kept(verzoek, GEVONDEN)
        if kept is None:
            raise ConfigError("Dit rechtenverzoek is hier niet geopend; doe dat eerst met `rechten open`.")
        found = [zoeken.Gevonden(**{**item, "partijen": tuple(item["partijen"])}) for item in kept["gevonden"]]
        return Vraag.of(kept["vraag"]), rechtenstuk.read(kept["stuk"]), found

    def answer(self, *, by_name: Collection[str] = (), texts: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Answer every request that was opened; return which, and when.

        Args:
            by_name: requests of which a person checked that what was found by name is about this citizen.
            texts: per request what the officer adds in words.
        """
        self.tidy()
        done = []
        for item in self.waiting():
            verzoek = item["rechtenverzoek"]
            if self._kast.kept(verzoek, GEVONDEN) is None:
                continue
            text, sure = (texts or {}).get(verzoek), verzoek in by_name
            told = self._tried(verzoek, self._answer, verzoek, text, sure)
            kept = self._kast.kept(verzoek, ANTWOORD)
            done.append({"rechtenverzoek": verzoek} | (told if kept is None else {"beantwoord": kept["tijd"]}))
        return done

    def _answer(self, verzoek: str, text: str | None, sure: bool) -> None:  # noqa: FBT001 -- as the officer said
        start, (vraag, stuk, found) = self._desk.clock(), self.prepared(verzoek)
        content = self.content(vraag, found, by_name=sure, text=text)
        try:
            self._post.answer(stuk, content)
        except ProblemError as error:
            if error.soort != "bestaat-al":  # it went out before, and this side was broken off: one answer, noted now
                raise
        Diary(self._desk.logbook, self._desk.clock).right(
            "rechtenverzoek beantwoord", "verstrekken", vraag.subject, start
        )
        self._kast.keep(verzoek, ANTWOORD, {"tijd": start})
        self._kast.drop(verzoek, GEVONDEN)

    def content(
        self, vraag: Vraag, found: Sequence[zoeken.Gevonden], *, by_name: bool = False, text: str | None = None
    ) -> dict[str, Any]:
        """Return what an answer says, as much of it as fits; the newest first.

        Raises:
            ConfigError: the words of the officer are too long.
        """
        if text is not None and len(text) > MAX_TEXT:
            raise ConfigError(f"De toelichting is langer dan {MAX_TEXT} tekens.")
        people = vraag.known(self._desk.partner.keys.local("onderwerpen"))
        now = self._desk.clock()
        left_out = in_force(self._kast.restrictions(), now, people)
        sure = [item for item in found if by_name or item.gevonden == zoeken.OP_NUMMER]
        told = [self._told(vraag, item, now) for item in reversed(sure) if item.record not in left_out]
        about = {item.record for item in sure}
        grounds = sorted({row["grond"] for record, row in left_out.items() if row["noemen"] and record in about})
        content: dict[str, Any] = {"v": 1, "gegevens": [], "meer": 0, "beperkt": grounds, "toelichting": text}
        size = len(jcs.encode(content))
        for item in told:
            size += len(jcs.encode(item)) + 1
            if size <= _ROOM:
                content["gegevens"].append(item)
        return {**content, "meer": len(told) - len(content["gegevens"])}

    def _told(self, vraag: Vraag, item: zoeken.Gevonden, now: int) -> dict[str, Any]:
        # Whom it came from is told however long ago (AVG 15(1)(g)): by its supplier the letter knows who decides on it.
        told = item.tijd >= codes.overview_from(now) or item.richting == zoeken.RECEIVED
        return {
            "merk": vraag.mark(item.record),
            "categorie": item.categorie,
            "doel": item.doel,
            "richting": item.richting,
            "dag": codes.day_of(item.tijd).isoformat(),
            "partijen": list(item.partijen) if told else [],
            "staat": item.staat,
            "gevonden": item.gevonden,
        }

    def lapsed(self) -> list[dict[str, Any]]:
        """Return the restrictions whose end has passed: they no longer hold, and are decided on anew when it is asked."""
        return list(_shown(lapsed(self._kast.restrictions(), self._desk.clock())))


def _shown(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {name: row[name] for name in ("beperking", "record", "grond", "tot")}
