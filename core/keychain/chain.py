# SPDX-License-Identifier: EUPL-1.2
"""The chain of releases: which entries of the stamlog are releases that count, replayed alike by server and gateway.

Invariants:
- A release is judged under the deelnemerslijst of its place in the stamlog: a jurist who left since signed it validly, one
  who had left when it was logged did not.
- Trust comes from the signatures, the order from the stamlog: an entry is accepted only when its bundle is exactly that
  digest, is signed by those who must, names the last accepted release as the one before it, and loads as a whole.
- What is not accepted changes nothing: it is told (`Geweigerd`), the release before it stays, and the next entry is
  judged as if it had never been there. A set is never half in use: `Aanvaard` holds it complete and sealed.
- Only the very first entry can be a first release, and a digest is judged once: an operator who holds a bundle back for a
  while cannot make a chain begin, or a release come, in another place than everybody else saw.
- The rules in force on a day are those of the last accepted release whose day has come. That day is signed; the time of
  an entry is the operator's word, so it keeps no release waiting.

Norm: design.md 1 (3), 2; reference/policy-engine.md 4c (a release that does not verify never loads, the previous stays).
The caller brings entries of a log that it verified, and the bytes; nothing is read or kept here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from audit.proof import jcs
from core.keychain.errors import KeychainError, ReleaseError
from core.keychain.release import check_release
from policies import PolicyError, Release, day_in_amsterdam
from policies.manifestvorm import begins
from policies.tijdlijn import Moment, release_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from core.keychain.directory import StamEntry
    from core.keychain.lijst import Deelnemerslijst
    from core.keychain.release import Vrijgave
    from policies import RuleSet
    from policies.vocabulary import Vocabulary

RELEASE = "vrijgave"
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Aanvaard:
    """A release that counts: the bundle, who signed it, and its sealed rules."""

    release: Release = field(repr=False)
    vrijgave: Vrijgave
    rules: RuleSet = field(repr=False)

    @property
    def digest(self) -> str:
        """What decisions cite."""
        return self.vrijgave.digest


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """An entry of the stamlog that is no release that counts, and why.

    Attributes:
        index: its place in the stamlog.
        digest: what it says that the digest is; empty when it says none, or something that is none.
        tekst: why, in Dutch.
    """

    index: int
    digest: str
    tekst: str


@dataclass(frozen=True, slots=True)
class _Sound:
    """How far the chain was when it last accepted a release: entries seen and refused, digests named."""

    seen: int
    refused: int
    named: frozenset[str]


class ReleaseChain:
    """The accepted releases so far. One writer; what it gave away is immutable.

    Args:
        lijst: the pinned list: who may sign, and the mode.
        fits: returns why this program cannot work with a vocabulary; empty when it can.
        at: gives the list that was in force at a place in the stamlog; None: there was never another.

    Attributes:
        seen: how many entries were judged.
        behind: whether the newest of them does not count.
        refused: every entry that does not count.
    """

    def __init__(
        self,
        lijst: Deelnemerslijst,
        fits: Callable[[Vocabulary], Sequence[str]],
        at: Callable[[int], Deelnemerslijst] | None = None,
    ) -> None:
        self._lijst, self._fits = lijst, fits
        self._at: Callable[[int], Deelnemerslijst] = at or (lambda _index: lijst)
        self._moments: tuple[Moment[Aanvaard], ...] = ()
        self._named: set[str] = set()
        self.seen = 0
        self.behind = False
        self.refused: tuple[Geweigerd, ...] = ()
        self._sound = _Sound(0, 0, frozenset())

    @property
    def moments(self) -> tuple[Moment[Aanvaard], ...]:
        """The accepted releases in the order of the stamlog, with their two dates."""
        return self._moments

    @property
    def last(self) -> Aanvaard | None:
        """The release accepted last, whether its day has come or not: the next one must name it."""
        return self._moments[-1].wat if self._moments else None

    def extend(self, entries: Sequence[StamEntry], load: Callable[[str], bytes | None]) -> tuple[Geweigerd, ...]:
        """Judge the entries beyond those seen before, and return the ones that do not count.

        Args:
            entries: all entries of kind "vrijgave", in order.
            load: gives the bytes of the bundle with this digest, or None when it is not to be had. What it raises comes
                through: that entry is judged next time, and what was refused before it stands in `refused`.
        """
        known = len(self.refused)
        for entry in entries[self.seen :]:
            digest = _digest_of(entry)
            data = load(digest) if digest and digest not in self._named else None
            try:
                self._moments += (self._judge(entry, digest, data),)
                self.behind = False
                self._sound = _Sound(self.seen + 1, len(self.refused), frozenset((*self._named, digest)))
            except (KeychainError, PolicyError, jcs.CanonicalError, ValueError, OverflowError) as error:
                self._refuse(entry, digest, str(error))
            except Exception as error:  # noqa: BLE001 - an operator writes the bundle: whatever it breaks here, it does not count
                self._refuse(entry, digest, f"De vrijgave is niet te lezen ({type(error).__name__}).")
            self._named.add(digest)
            self.seen += 1
        return self.refused[known:]

    def retry(self) -> None:
        """Forget what was refused after the last accepted release, so that `extend` judges it again.

        A bundle that was absent may be there by now. What was accepted stays accepted: the same entry under the same list
        is judged the same, and judging a long chain again at every step would cost more each year.
        """
        self.seen, self.behind = self._sound.seen, False
        self.refused = self.refused[: self._sound.refused]
        self._named = set(self._sound.named)

    def _refuse(self, entry: StamEntry, digest: str, tekst: str) -> None:
        self.refused += (Geweigerd(entry.index, digest, tekst),)
        self.behind = True

    def in_force(self, today: date) -> Aanvaard | None:
        """Return the release in force on this day, None when there is none yet."""
        known = [one.wat for one in self._moments if one.in_werking is None or one.in_werking <= today]
        return known[-1] if known else None

    def on(self, peildatum: date, kennis: date) -> Aanvaard:
        """Return the release that answers about `peildatum` with what was known on `kennis`.

        Raises:
            ValueError: there is no release at all.
        """
        return release_for(peildatum, kennis, self._moments)

    def check(self, release: Release, lijst: Deelnemerslijst | None = None) -> Aanvaard:
        """Judge a release as the next one, without taking it: for the server before it logs. None: under the list of now.

        Raises:
            KeychainError: it is not signed by those who must. PolicyError: its rules do not load.
        """
        earlier = self.last
        vrijgave = check_release(release, lijst or self._lijst, None if earlier is None else earlier.release)
        rules = release.rules(self._lijst.modus.value)
        if wrong := self._fits(rules.vocabulary):
            raise ReleaseError(f"Het vocabulaire past niet bij dit programma: {'; '.join(wrong)}.", tuple(wrong))
        return Aanvaard(release, vrijgave, rules)

    def _judge(self, entry: StamEntry, digest: str, data: bytes | None) -> Moment[Aanvaard]:
        moment = entry.entry.get("tijd")
        if not digest or type(moment) is not int:
            raise ReleaseError("De regel in het stamlog noemt geen vrijgave met haar tijd.")
        if digest in self._named:
            raise ReleaseError("Deze vrijgave stond al in het stamlog.")
        if data is None:
            raise ReleaseError("De vrijgave zelf is er niet.")
        if self.seen and not self._moments:
            raise ReleaseError("Alleen de eerste vrijgave in het stamlog kan een eerste zijn, en die telt niet.")
        release = Release.from_json(jcs.decode(data))
        if release.digest != digest:
            raise ReleaseError("Dit is een andere vrijgave dan het stamlog noemt.")
        return Moment(self.check(release, self._at(entry.index)), day_in_amsterdam(moment), begins(release.data))


def _digest_of(entry: StamEntry) -> str:
    """Return the digest of an entry; the operator wrote it, and it ends up in paths and logs: nothing else may pass."""
    found = entry.entry.get("digest")
    return found if isinstance(found, str) and _DIGEST.match(found) else ""
