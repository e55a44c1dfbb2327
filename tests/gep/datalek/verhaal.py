# SPDX-License-Identifier: EUPL-1.2
"""A casus in which the key of the gemeente reached much, some was fetched, and some went; and the same again, counted apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.values import STAM
from core.contract.levensloop import Levensloop
from core.envelope import SealedRecord, open_record
from core.exchange.bevelmap import Bevelmap
from core.keychain import bewaarbesluit
from core.ledger.tables import omhulsel
from core.ledger.vervallen import vervallen
from gep.datalek import vraag as vragen
from gep.datalek.klok import Klok
from gep.datalek.maken import make
from gep.periode import Periode, day_of
from tests.core.exchange.conftest import BASE, LABELS, Zaak
from tests.core.exchange.test_toekennen import grant, rotate, wrapping
from tests.kit import DAY, UNIT, Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.datalek.vraag import Vraag
    from gep.datalek.waarde import Datalek, Geval

CANARY_NAME = "Vinkenburg-de Kanarie"
CANARY_BSN = "999990019"


class Verhaal:
    """The story; every record has a name here.

    `gelezen` was fetched, by the gemeente twice and once by courier; `dicht` was not; `elders` was never for the gemeente;
    `ingetrokken` was withdrawn unread; `afgenomen` was taken from the gemeente again; `later` was granted after its push;
    `eigen` the gemeente supplied itself; `vernietigd` was destroyed unread, days later, when `op-slot` was past its term;
    `embargo` may not be read for a year. Before that the gemeente got a new reading key.
    """

    def __init__(self, made: Backbone) -> None:
        made.world.bevelen = Bevelmap(made.folder / "wisbevelen")
        made.kluis.key_file = made.folder / "tijdvak.json"
        made.epoch_key.write(made.kluis.key_file)
        self.backbone, self.zaak = made, Zaak(made)
        self.zaak.phase("informatieanalyse")
        self.begin = made.clock.now()
        self.sleutel = self.kem("gemeente")
        self.records = {
            "gelezen": self.supply("politie", "gemeente", "belastingdienst"),
            "dicht": self.supply("politie", "gemeente"),
            "elders": self.supply("politie", "belastingdienst"),
            "ingetrokken": self.supply("politie", "gemeente"),
            "afgenomen": self.supply("politie", "gemeente", "belastingdienst"),
            "later": self.supply("politie", "belastingdienst"),
            "eigen": self.supply("gemeente", "politie", categorie="toezicht"),
            "vernietigd": self.supply("politie", "gemeente", dagen=1),
            "op-slot": self.supply("politie", "gemeente", dagen=1),
            "embargo": self.supply("politie", "gemeente", embargo=True),
        }
        self.plain = self.opened(self.read("gemeente", "gelezen"))
        self.read("gemeente", "gelezen")
        self.read("gemeente", "gelezen", koerier={"brief": "x", "tot": 1})
        self.read("belastingdienst", "elders")
        self.happen("ingetrokken", "ingetrokken", reden="onjuist")
        self.happen("verwijderd", "afgenomen", ontvanger=made["gemeente"].oin, reden="verkeerde-ontvanger")
        self.zaak.done(
            grant(self.zaak, wrapping(self.zaak, "politie", self.records["later"], "gemeente"), self.records["later"])
        )
        self.rotated()
        self.eerste = Periode(day_of(self.begin), day_of(made.clock.now()))
        self.destroyed()

    def rotated(self) -> None:
        """Give the gemeente a new reading key, and wrap what was fetched to it too."""
        old = self.backbone["gemeente"].kem
        self.nieuw = rotate(self.zaak, "gemeente").public.id
        act = wrapping(self.zaak, "gemeente", self.records["gelezen"], "gemeente")
        self.zaak.done(grant(self.zaak, act, self.records["gelezen"]))
        assert self.backbone["gemeente"].kem is old

    def destroyed(self) -> None:
        """Close the casus, let the term pass, and destroy one record; the clock stands five days on."""
        made = self.backbone
        self.zaak.phase("afsluiting")
        made.clock.shift += 2 * DAY
        self.zaak.done(made.state(made.jurist_b, made.fact("selectielijst", casus=self.zaak.id)))
        order = bewaarbesluit.make(
            made["politie"].tekenen,
            soort="vernietigingsbevel",
            oin=made["politie"].oin,
            records=[self.records["vernietigd"]],
            grondslag="wpg-14",
            reden="termijn-voorbij",
            gemaakt=made.clock.now(),
        )
        self.zaak.done(made.exchange.destroy(made["politie"].caller(persoon=True), dict(order.bron)))
        made.clock.shift += 3 * DAY
        self.tweede = Periode(day_of(made.clock.now()), day_of(made.clock.now()))

    def kem(self, who: str) -> str:
        """The id of the reading key of an organisation, as its wraps name it."""
        return str(self.backbone[who].kem.public.id)

    def supply(
        self, who: str, *aan: str, categorie: str = "wpg-8", dagen: int | None = None, embargo: bool = False
    ) -> str:
        """Supply one record and return its id."""
        made = self.backbone
        end = None if dagen is None else made.clock.now() + dagen * DAY
        kop = {"casus": self.zaak.id, "categorie": categorie, "doel": "oc", "fase": self.zaak.fase, "bewaren_tot": end}
        content = f'{{"naam":"{CANARY_NAME}","bsn":"{CANARY_BSN}"}}'.encode()
        stated = {**LABELS.get(categorie, {}), **BASE}
        levering = made.levering(who, kop, content, aan, **stated)
        if embargo:
            terms = {"van": made.clock.now() + 365 * DAY, "tot": None, "samen": []}
            stuk = Levensloop("voorwaarden", levering.record, made[who].oin, made.clock.now(), terms)
            levering.body["levensloop"] = [stuk.sign(made[who].tekenen)]
        self.zaak.done(made.exchange.push(levering.caller, levering.body))
        return levering.record

    def read(self, who: str, name: str, **how: Any) -> Any:
        """Let the person of an organisation fetch a record, and return it."""
        caller = replace(self.backbone[who].caller(persoon=True), **how)
        return self.zaak.done(self.backbone.exchange.read(caller, self.records[name]))["record"]

    def opened(self, fetched: Any) -> bytes:
        """What the gemeente reads in a record of the police that it fetched."""
        made, sealed = self.backbone, SealedRecord.from_json(fetched)
        now, party = made.clock.now(), made["gemeente"]
        signer = made.world.keys.signing_key(made["politie"].oin, now, sealed.kop["sleutel"])
        return open_record(sealed, party.kem, party.oin, UNIT, signer, now)

    def happen(self, soort: str, name: str, **gegevens: Any) -> None:
        """Let the police sign what happened to a record."""
        made, police = self.backbone, self.backbone["politie"]
        stuk = Levensloop(soort, self.records[name], police.oin, made.clock.now(), gegevens)
        caller = police.caller(persoon=True)
        self.zaak.done(made.exchange.happen(caller, self.records[name], stuk.sign(police.tekenen)))

    def report(self, vraag: Vraag | None = None, **more: Any) -> Datalek:
        """Report on the key of the gemeente over the first days, unless something else is asked."""
        world, now = self.backbone.world, self.backbone.clock.now()
        asked = vraag or vragen.of_key(world, self.sleutel, self.eerste)
        return make(world, asked, Klok(now - 1000, now), **more)

    def outcomes(self, lek: Datalek) -> dict[str, str]:
        """The outcome of each record by the name it has here."""
        names = {record: name for name, record in self.records.items()}
        return {names[item.stand.record]: item.uitkomst for item in lek.gevallen}

    def case(self, lek: Datalek, name: str) -> Geval:
        """What a report says of one record."""
        return next(item for item in lek.gevallen if item.stand.record == self.records[name])

    def lines(self) -> Iterator[Any]:
        """Every readable line of every act shard, read anew."""
        for shard in self.backbone.world.log.shards():
            if shard != STAM:
                yield from (line.feit for line in self.backbone.world.reader.lines(shard) if line.feit)

    def wrapped_by_log(self, key: str) -> set[str]:
        """Recount: the records of every wrap under a key that any line names as written."""
        rows = (row for feit in self.lines() for row in feit["rijen"] if row["tabel"] == "omhulsel" and row["sha256"])
        return {row["sleutel"].split("/")[0] for row in rows if row["sleutel"].split("/")[3] == key[:16]}

    def wrapped_by_ledger(self, key: str) -> set[str]:
        """Recount: the records of every wrap under a key that is there, or that a row names as gone."""
        with self.backbone.engine.connect() as connection:
            there = {r.record for r in connection.execute(select(omhulsel)) if r.kem_sleutel == key}
            gone = [row.sleutel.split("/") for row in connection.execute(select(vervallen))]
        return there | {name[1] for name in gone if name[0] == "omhulsel" and name[4] == key[:16]}
