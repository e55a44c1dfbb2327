# SPDX-License-Identifier: EUPL-1.2
"""A casus whose members make, hold and use a tag key, each with its own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.casus import merken as tags
from core.casus import merksleutel as form
from core.casus.merksleutel import Geheim
from core.contract.kenmerken import normal
from tests.core.exchange.conftest import MEMBERS, Zaak
from tests.kit import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.kit import Backbone

ALL = ("gemeente", *MEMBERS)
KINDS = {"gemeente": "toezicht", "politie": "wpg-8", "belastingdienst": "fiscaal"}


class Merkzaak(Zaak):
    """A casus in the phase of enriching, without a tag key yet."""

    def __init__(self, knooppunt: Backbone) -> None:
        super().__init__(knooppunt)
        self.phase("verrijking-gesloten")

    def wrapped(
        self,
        who: str,
        geheim: Geheim,
        readers: Sequence[str] = ALL,
        *,
        tijdvak: int = 1,
        reden: str = "eerste",
    ) -> form.Merksleutel:
        """Return a wrapping act of `who` for these organisations."""
        knooppunt = self.knooppunt
        now, maker = knooppunt.clock.now(), knooppunt[who]
        keys = [knooppunt.world.keys.directory.kem_key(knooppunt[soort].oin, UNIT, now) for soort in readers]
        return form.wrap(geheim, (self.id, tijdvak), keys, (maker.oin, maker.tekenen), (now, reden))

    def body(self, who: str, made: form.Merksleutel, salt: bytes | None) -> dict[str, Any]:
        """Return what is posted."""
        zout = None if salt is None else jcs.b64(salt)
        return {"sleutel": made.to_json(), "tekensleutel": self.knooppunt[who].tekenen.id, "zout": zout}

    def make(self, who: str, made: form.Merksleutel, salt: bytes | None) -> Any:
        """Post a wrapping act and return the outcome."""
        caller = self.knooppunt[who].caller(persoon=True)
        return self.knooppunt.exchange.make_tag_key(caller, self.id, self.body(who, made, salt))

    def first(self, who: str = "gemeente", **how: Any) -> bytes:
        """Let a member make the key for everybody; return the tag key."""
        geheim, tijdvak = Geheim.generate(), how.get("tijdvak", 1)
        self.done(self.make(who, self.wrapped(who, geheim, **how), geheim.salt))
        return tags.tag_key(geheim.secret, geheim.salt, self.id, tijdvak)

    def shown(self, who: str) -> Any:
        """Return what a member is given of the key."""
        return self.knooppunt.exchange.show_tag_key(self.knooppunt[who].caller(persoon=True), self.id)

    def supplied(self, who: str, *readers: str) -> str:
        """Let an organisation supply one record of its own kind; return its id."""
        levering = self.supply(who, KINDS[who], *readers)
        self.done(self.knooppunt.exchange.push(levering.caller, levering.body))
        return levering.record

    def tag(self, who: str, record: str, key: bytes, *texts: str, tijdvak: int = 1, soort: str = "kvk") -> Any:
        """Let a supplier tag its record with these identifiers."""
        made = tags.tags(key, [normal(soort, text) for text in texts])
        body = {"record": record, "tijdvak": tijdvak, "merken": [jcs.b64(item) for item in made]}
        return self.knooppunt.exchange.put_tags(self.knooppunt[who].caller(persoon=True), self.id, body)

    def matches(self, who: str, record: str | None = None, *, persoon: bool = True) -> Any:
        """Return the outcome of asking for matches."""
        caller = self.knooppunt[who].caller(persoon=persoon)
        return self.knooppunt.exchange.match_tags(caller, self.id, record)
