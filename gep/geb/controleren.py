# SPDX-License-Identifier: EUPL-1.2
"""Checking an edition of the GEB: is it what was made, does it follow from this log, and does it still hold.

Invariants:
- The edition is made again from the checkpoints, release and list that it cites, and each figure and sentence is held
  against that. So one altered figure is named by its place, also when every hash was made to fit again.
- A checkpoint that is none of this log ends the check, and so does one that leaves out what was there at the moment of the
  edition: from another log, or half of it, nothing can be made again.
- Where lines were erased on an order since, or something that the edition rests on is not here any more, a difference is
  told as "not to be gone into any more"; it never accuses, and it never passes for right either.
- What time did (stale, drift, changed sources) is told apart from what somebody did.

Norm: AVG 35(11), issue "GEP" (`geb controleer`). It reads only, and that it read is logged by the caller before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.contract import editie
from gep.geb.blauwdruk import BlauwdrukError, of_region
from gep.geb.controle import bronnen, drift, moment, namaken, vergelijken, verouderd
from gep.geb.controle.bevinding import Bevinding, Soort
from gep.geb.controle.herkomst import count_accounts, without_accounts
from gep.geb.controle.oordeel import Oordeel
from gep.geb.invoer import MENSEN
from gep.geb.mensen import MensenError
from gep.periode import Periode, PeriodeError, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.contract.editie import Kenmerken
    from gep.geb.controle.herkomst import Herkomst
    from gep.geb.controle.namaken import Nagemaakt, Toestand
    from gep.geb.controle.verouderd import Verandering
    from gep.voortgang import Voortgang

_OPMERKEN: Final = frozenset({Soort.NIET_NA_TE_GAAN, Soort.VEROUDERD, Soort.DRIFT, Soort.BRON})


@dataclass(frozen=True)
class Controle:
    """What a check found, all at once.

    Attributes:
        editie: hash of the edition, None when `editie.json` is not sound.
        kenmerken: what it says it was made from.
        bevindingen: everything that was found, in the order of the kinds.
        veranderd: the pieces of evidence that give something else now.
        nagerekend: how many pieces of evidence were asked again.
    """

    editie: str | None
    kenmerken: Kenmerken | None
    bevindingen: tuple[Bevinding, ...]
    veranderd: tuple[Verandering, ...] = ()
    nagerekend: int = 0

    @property
    def klopt(self) -> bool:
        """Whether the edition is what was made from this log."""
        return not any(one.soort is Soort.ONWAAR for one in self.bevindingen)

    @property
    def geldt(self) -> bool:
        """Whether it also still holds: nothing stale, no drift, no changed source, all of it checked."""
        return self.klopt and not any(one.soort in _OPMERKEN for one in self.bevindingen)

    def of(self, soort: Soort) -> tuple[Bevinding, ...]:
        """Return the findings of one kind."""
        return tuple(one for one in self.bevindingen if one.soort is soort)

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        return {
            "editie": self.editie,
            "klopt": self.klopt,
            "geldt": self.geldt,
            "nagerekend": self.nagerekend,
            "aantallen": {soort.value: len(self.of(soort)) for soort in Soort},
            "bevindingen": [one.to_json() for one in self.bevindingen],
        }


def check(folder: Path, herkomst: Herkomst, *, voortgang: Voortgang | None = None) -> Controle:
    """Check the edition in a folder against this record.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    try:
        said = editie.read(folder)
    except editie.EditieError as error:
        return Controle(None, None, tuple(Bevinding(Soort.ONWAAR, text) for text in error.bevindingen))
    features = editie.features(said)
    found = [*_whole(folder), *_sound(features, herkomst), *namaken.checkpoints(herkomst, features)]
    if any("bestand" not in one.plek for one in found):
        return _done(said["editie"], features, found)
    if wrong_moment := list(moment.moments(herkomst.nu, features)):
        return _done(said["editie"], features, [*found, *wrong_moment])
    bewijs, wrong = _evidence(folder)
    return _Gang(folder, herkomst, features, bewijs, voortgang).run(said["editie"], [*found, *wrong])


def _whole(folder: Path) -> Iterator[Bevinding]:
    try:
        editie.verify(folder)
    except editie.EditieError as error:
        yield from (Bevinding(Soort.ONWAAR, text, {"bestand": editie.NAAM}) for text in error.bevindingen)


def _sound(features: Kenmerken, herkomst: Herkomst) -> Iterator[Bevinding]:
    """Yield what stands in the features and can never have been made here."""
    try:
        Periode.parse(features.periode)
    except PeriodeError:
        yield Bevinding(Soort.ONWAAR, "De periode in editie.json is geen periode.", {"veld": "periode"})
    if features.regio is not None and features.regio not in herkomst.nu.register.regios:
        yield Bevinding(Soort.ONWAAR, "De regio in editie.json staat niet in het register.", {"veld": "regio"})


def _evidence(folder: Path) -> tuple[dict[str, Any], list[Bevinding]]:
    try:
        found = jcs.decode((folder / editie.BEWIJS).read_bytes())
    except (OSError, jcs.CanonicalError):
        found = None
    if isinstance(found, dict) and _has_form(found):
        return found, []
    text = f"Het bestand {editie.BEWIJS} is niet te lezen als bewijs."
    return {"bewijzen": []}, [Bevinding(Soort.ONWAAR, text, {"bestand": editie.BEWIJS})]


def _has_form(found: Mapping[str, Any]) -> bool:
    """Return whether what is used of the evidence has the form that it should have."""
    drempel, items = found.get("drempel"), found.get("bewijzen")
    gone = type(found.get("regels_gewist")) is int if drempel is None else "regels_gewist" in found
    numbers = gone and (drempel is None or (type(drempel) is int and drempel > 0))
    return numbers and isinstance(items, list) and all(_is_piece(item) for item in items)


def _is_piece(item: Any) -> bool:
    if not isinstance(item, dict) or not {"id", "bron", "uitleg", "waarde", "secties"} <= set(item):
        return False
    texts = all(isinstance(item[name], str) for name in ("id", "bron", "uitleg"))
    return texts and isinstance(item["secties"], list) and all(isinstance(one, str) for one in item["secties"])


def _done(hash_: str, features: Kenmerken, found: list[Bevinding], *rest: Any) -> Controle:
    order = {soort: place for place, soort in enumerate(Soort)}
    return Controle(hash_, features, tuple(sorted(found, key=lambda one: order[one.soort])), *rest)


@dataclass(frozen=True)
class _Gang:
    """One check of an edition whose checkpoints are of this log."""

    folder: Path
    herkomst: Herkomst
    kenmerken: Kenmerken
    bewijs: Mapping[str, Any]
    voortgang: Voortgang | None

    @property
    def sizes(self) -> dict[str, int]:
        """The cited size of each shard."""
        return {str(self.herkomst.shard_of(point["origin"])): point["size"] for point in self.kenmerken.checkpoints}

    def run(self, hash_: str, found: list[Bevinding]) -> Controle:
        toen = namaken.state(self.herkomst, self.kenmerken, self.bewijs)
        met, wrong = namaken.made_with(self.folder)
        missed = [*toen.gemist, *wrong, *namaken.software(self.bewijs)]
        maker = namaken.Maker(self.kenmerken, met, self.bewijs.get("drempel"), self.voortgang)
        try:
            again, now = maker.again(toen.bron), without_accounts(self.herkomst.nu, self.sizes)
            current = maker.now(now)
        except MensenError as error:
            plek = {"bestand": MENSEN}
            return _done(hash_, self.kenmerken, [*found, *missed, Bevinding(Soort.ONWAAR, str(error), plek)])
        more = again.gewist > (said if type(said := self.bewijs.get("regels_gewist")) is int else 0)
        erased = self.herkomst.gewist(self.sizes, self.kenmerken.gemaakt) if more else ()
        judge = Oordeel(self.bewijs, again.bewijs, gewist=bool(erased), volledig=not missed)
        found += [*missed, *map(_gone, erased), *vergelijken.features(self.kenmerken, again.kenmerken)]
        found += [judge.weigh(one) for one in self._differences(again)]
        changed = verouderd.changes(self._then(toen, again), current.bewijs["bewijzen"])
        found += [*verouderd.findings(changed), *self._drift(toen, current), *bronnen.changes(toen.bron, now)]
        found += [*self._blueprint(), *self._accounts(again)]
        return _done(hash_, self.kenmerken, found, changed, len(again.bewijs["bewijzen"]))

    def _differences(self, again: Nagemaakt) -> Iterator[Bevinding]:
        for name, due in again.bestanden.items():
            try:
                stated = (self.folder / name).read_bytes()
            except OSError:
                continue  # told before
            if stated != due:
                yield from _file(name, stated, due)

    def _then(self, toen: Toestand, again: Nagemaakt) -> list[Mapping[str, Any]]:
        """Return the evidence to lay beside that of now: asked again, or as stated where it cannot be."""
        if toen.volledig:
            return list(again.bewijs["bewijzen"])
        stated = {item["id"]: item for item in self.bewijs["bewijzen"] if item.get("waarde") is not None}
        return [item if item["bron"] == "log" else stated.get(item["id"], item) for item in again.bewijs["bewijzen"]]

    def _drift(self, toen: Toestand, current: Nagemaakt) -> Iterator[Bevinding]:
        nu = self.herkomst.nu
        periode, today = Periode.parse(self.kenmerken.periode), day_of(nu.gemaakt)
        cijfers = current.cijfers
        if today > periode.laatste:
            cijfers = namaken.figures(nu, replace(periode, laatste=today), self.kenmerken.regio, self.voortgang)
        practice = drift.happened(cijfers, nu.lijst, toen.bron.lijst)
        yield from drift.compare(drift.stated(toen.bron), practice, drift.namer(nu, toen.bron))

    def _blueprint(self) -> Iterator[Bevinding]:
        try:
            now = of_region(self.kenmerken.regio).digest
        except BlauwdrukError as error:
            yield Bevinding(Soort.BRON, str(error), {"bron": "blauwdruk"})
            return
        if self.kenmerken.blauwdruk not in (None, now):
            text = "De blauwdruk van de GEB is veranderd sinds deze editie."
            yield Bevinding(Soort.BRON, text, {"bron": "blauwdruk"}, self.kenmerken.blauwdruk, now)

    def _accounts(self, again: Nagemaakt) -> Iterator[Bevinding]:
        shards = [stand.shard for stand in again.cijfers.standen]
        if count := count_accounts(self.herkomst.nu, self.sizes, shards):
            text = (
                f"Na deze editie kwamen {count} regels in het logboek over verantwoording zelf, zoals lezen en ondertekenen. "
                "Die tellen niet mee voor de vraag wat verouderd is."
            )
            yield Bevinding(Soort.MELDING, text)


def _file(name: str, stated: bytes, due: bytes) -> Iterator[Bevinding]:
    if name == editie.PAGINA:
        yield from vergelijken.pages(name, stated, due)
        return
    if name not in (editie.FORMULIER, editie.BEWIJS):
        yield Bevinding(Soort.ONWAAR, f"Het bestand {name} is niet wat de bronnen geven.", {"bestand": name})
        return
    try:
        before, after = jcs.decode(stated), jcs.decode(due)
        compare = vergelijken.forms if name == editie.FORMULIER else vergelijken.evidence
        found = list(compare(name, before, after))
    except (jcs.CanonicalError, AttributeError, KeyError, TypeError):
        yield Bevinding(
            Soort.ONWAAR, f"Het bestand {name} heeft een andere vorm dan het hoort te hebben.", {"bestand": name}
        )
        return
    yield from found or [Bevinding(Soort.ONWAAR, f"Het bestand {name} is anders geschreven.", {"bestand": name})]


def _gone(one: Any) -> Bevinding:
    text = (
        f"Van {one.regels} regels in log {one.shard} is de leesbare kant gewist na deze editie. "
        f"Dat gebeurde op bevel {one.bevel}, met reden {one.reden}. Wat daarop rust is niet na te tellen."
    )
    return Bevinding(Soort.NIET_NA_TE_GAAN, text, {"bevel": one.bevel, "log": one.shard, "regels": str(one.regels)})
