# SPDX-License-Identifier: EUPL-1.2
"""The contactpunt: takes a request of a citizen in, puts it out to every controller, keeps the clock, and ends it.

Invariants:
- Whom a request is about comes from a file and stays in the folder of that request, for its owner only, until it is done; how the
  identity was verified is a code, and no document is kept.
- The clock begins when the citizen asked, not when this command was typed. It is kept here: a later end that the backbone tells
  counts for nothing, only an extension that was made here does.
- Every answer is opened here only, after its controller's signature was checked; what is wrong is an alarm and stays out.
- Broken off between an act and its note here, the same command goes on where it stood: no question stays behind.

Norm: BGS 1.1(1), AVG 12; law.md R-75. The letter is `brief`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.diary import Diary
from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.keyring import write_private
from adapters.gateway.rechten.inhoud import checked
from adapters.gateway.rechten.kast import VRAAG, Kast
from adapters.gateway.rechten.post import VRAAG_BYTES
from adapters.gateway.rechten.vraag import Vraag
from audit.proof import jcs
from core.contract import rechten as codes
from core.keychain import rechtenstuk

if TYPE_CHECKING:
    from adapters.gateway.desk import Desk
    from adapters.gateway.rechten.post import Opgehaald, Post
    from core.keychain.lijst import Functionaris
    from core.keychain.rechtenstuk import Rechtenstuk

BRIEF_HTML, BRIEF_TEKST = "brief.html", "brief.txt"
LETTERS: Final = (BRIEF_HTML, BRIEF_TEKST)
BEANTWOORD: Final = "beantwoord"


class Contactpunt:
    """Requests of citizens at the organisation where the contactpunt works."""

    def __init__(self, desk: Desk, post: Post) -> None:
        self._desk, self._post, self._kast = desk, post, Kast(desk.store, desk.partner)

    def receive(self, vraag: Vraag, recht: str, identiteit: str, ontvangen: int) -> dict[str, Any]:
        """Take a request in: its number, and until when it is answered.

        Raises:
            ConfigError: a code that is none, a moment that is still to come, or more words than a question has room for.
        """
        known = codes.codes()
        for name, code, listed in (("--recht", recht, "soorten"), ("--identiteit", identiteit, "identiteit")):
            if code not in known[listed]:
                raise ConfigError(f"Kies bij {name} uit: {', '.join(known[listed])}.")
        if ontvangen > self._desk.clock():
            raise ConfigError("Het verzoek is niet in de toekomst binnengekomen.")
        if len(jcs.encode(vraag.to_json())) >= VRAAG_BYTES:
            raise ConfigError("De vraag is te lang. Vat haar korter samen.")
        self._post.officer()
        verzoek = str(uuid.uuid4())
        kept = {"vraag": {**vraag.to_json(), "adres": vraag.adres}, "recht": recht, "identiteit": identiteit}
        self._kast.keep(
            verzoek, VRAAG, {**kept, "ontvangen": ontvangen, "van": self._desk.partner.oin, "uitgezet": None}
        )
        return {"rechtenverzoek": verzoek, "recht": recht, "tot": codes.due(recht, ontvangen)}

    def put(self, verzoek: str, regio: str | None = None) -> dict[str, Any]:
        """Put a request out, sealed, to every controller of the region of this contactpunt.

        Raises:
            ConfigError: it was put out before. ProblemError: refused; nothing was put out.
        """
        kept, vraag = self.kept(verzoek)
        if kept["uitgezet"] is not None:
            raise ConfigError("Dit verzoek is al uitgezet.")
        officer, start = self._post.officer(), self._desk.clock()
        velden = {
            "verzoek": verzoek,
            "recht": kept["recht"],
            "regio": regio if officer.regio is None else officer.regio,
            "ontvangen": kept["ontvangen"],
            "identiteit": kept["identiteit"],
            "eenheid": self._desk.partner.eenheden[0],
        }
        stuk = self._put(officer, velden, vraag)
        Diary(self._desk.logbook, self._desk.clock).right("rechtenverzoek uitgezet", "verzoeken", vraag.subject, start)
        self._kast.keep(verzoek, VRAAG, {**kept, "uitgezet": stuk.gemaakt})
        return {
            "rechtenverzoek": verzoek,
            "bij": sorted({item["ontvanger"] for item in stuk["aan"]}),
            "handmatig": stuk["handmatig"],
            "tot": codes.due(kept["recht"], kept["ontvangen"]),
        }

    def _put(self, officer: Functionaris, velden: dict[str, Any], vraag: Vraag) -> Rechtenstuk:
        try:
            return self._post.put(officer, velden, vraag.to_json())
        except ProblemError as error:
            if error.soort != "bestaat-al":
                raise
            # It went out and this side was broken off: what stands there is under the key of the contactpunt, so it is ours.
            return self._post.fetch(velden["verzoek"]).stuk

    def stands(self) -> list[dict[str, Any]]:
        """Return how each request stands that was taken in here; each is fetched, which is a logged read."""
        return [self.stand(verzoek) for verzoek in self._kast.requests() if self._own(verzoek)]

    def stand(self, verzoek: str) -> dict[str, Any]:
        """Return how one request stands: until when, who answered, who did not, and who is asked by hand."""
        kept, _ = self.kept(verzoek)
        tot = kept.get("verlengd") or codes.due(kept["recht"], kept["ontvangen"])
        told = {"rechtenverzoek": verzoek, "recht": kept["recht"], "uitgezet": kept["uitgezet"], "tot": tot}
        if kept["uitgezet"] is None:
            return told
        found = self._post.fetch(verzoek)
        answered = {stuk.oin: tijd for stuk, tijd, _ in found.antwoorden}
        asked = sorted({item["ontvanger"] for item in found.stuk["aan"]})
        return {
            **told,
            "te_laat": self._desk.clock() >= tot,
            "afgerond": found.afgerond,
            "beantwoord": answered,
            "open": [oin for oin in asked if oin not in answered],
            "handmatig": found.stuk["handmatig"],
        }

    def extend(self, verzoek: str, tot: int, reden: str) -> dict[str, Any]:
        """Extend the term of a request.

        Raises:
            ProblemError: too late, too far, or a second time.
        """
        kept, _ = self.kept(verzoek)
        stuk = self._post.by_officer(
            self._post.officer(), rechtenstuk.VERLENGING, verzoek=verzoek, tot=tot, reden=reden
        )
        self._post.course(stuk)
        self._kast.keep(verzoek, VRAAG, {**kept, "verlengd": tot})
        return {"rechtenverzoek": verzoek, "tot": tot, "reden": reden}

    def finish(self, verzoek: str, uitkomst: str) -> dict[str, Any]:
        """End a request; what is kept here of it goes, but for the letter.

        One that was never put out ends here only. One that was ended before, while this side was broken off, is cleared now.
        """
        kept, _ = self.kept(verzoek)
        stuk = self._post.by_officer(self._post.officer(), rechtenstuk.AFRONDING, verzoek=verzoek, uitkomst=uitkomst)
        try:
            self._post.course(stuk)
        except ProblemError as error:
            never_out = error.status == 404 and kept["uitgezet"] is None and uitkomst != BEANTWOORD
            if not never_out and (error.soort != "toestand" or self._post.fetch(verzoek).afgerond is None):
                raise
        self._kast.forget(verzoek, LETTERS)
        return {"rechtenverzoek": verzoek, "uitkomst": uitkomst}

    def answers(self, verzoek: str) -> tuple[Opgehaald, dict[str, Any]]:
        """Fetch a request and open every answer; return it with the content per controller."""
        (_, vraag), start = self.kept(verzoek), self._desk.clock()
        found, opened = self._post.fetch(verzoek), {}
        for stuk, _, brief in found.antwoorden:
            if brief is None:
                continue
            try:
                opened[stuk.oin] = checked(self._post.answered(stuk, brief))
            except VerificationError as error:
                about = {"rechtenverzoek": verzoek, "van": stuk.oin}
                self._desk.store.alarm(self._desk.clock(), error.reden, error.diagnose(), about)
        Diary(self._desk.logbook, self._desk.clock).right("antwoorden geopend", "lezen", vraag.subject, start)
        return found, opened

    def kept(self, verzoek: str) -> tuple[dict[str, Any], Vraag]:
        """Return what is kept of an own request, and its question.

        Raises:
            ConfigError: no such request was taken in here, or it is done.
        """
        kept = self._kast.kept(verzoek, VRAAG)
        if kept is None:
            raise ConfigError("Dit verzoek is hier niet ontvangen, of het is afgerond.")
        return kept, Vraag.of(kept["vraag"])

    def write_letter(self, verzoek: str, name: str, text: str) -> str:
        """Write a letter in the folder of the request, for its owner only; return where."""
        path = self._kast.folder(verzoek) / name
        write_private(path, text.encode())
        return str(path)

    def _own(self, verzoek: str) -> bool:
        return self._kast.kept(verzoek, VRAAG) is not None
