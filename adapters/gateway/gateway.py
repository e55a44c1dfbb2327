# SPDX-License-Identifier: EUPL-1.2
"""The gateway of one partner as a library: what adapters and commands use.

    with Gateway.open() as gateway:
        gateway.sync()
        verslag = gateway.supply([Voorstel(...)])
        gateway.drain()
        gateway.fetch(person="…")

Invariants:
- `sync` may fail because the server is away; `supply` then works on what was verified before, and `drain` sends later.
- Alarms stay in the database until a person looks; `alarms` lists them, and no command hides them.

The work itself is in the modules beside this one: it only puts them together.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from adapters.gateway import diary
from adapters.gateway.afstemmen import close_days
from adapters.gateway.bijlagen.versturen import send_all
from adapters.gateway.bijlagen.voorraad import Voorraad
from adapters.gateway.casework import Casework
from adapters.gateway.deliver import Drained, Proven, Sender
from adapters.gateway.dossier import event_mark
from adapters.gateway.errors import ConfigError, UnreachableError, VerificationError
from adapters.gateway.getuigd import upgrade_if_reachable
from adapters.gateway.koerier.uit import Inpakker
from adapters.gateway.leven.verwerken import process
from adapters.gateway.logbook import Logbook
from adapters.gateway.outbox import Outbox
from adapters.gateway.partner import load_partner
from adapters.gateway.publish import ORDER, TERM_DAYS, Publisher
from adapters.gateway.receipts import per_record, receipts_of
from adapters.gateway.receive import Reader
from adapters.gateway.settings import load_settings
from adapters.gateway.shards import Shards
from adapters.gateway.store import Store
from adapters.gateway.subjects import index_key
from adapters.gateway.supply import LEVERINGEN, Supplier
from adapters.gateway.sync import Synchroniser
from audit.proof import jcs
from audit.proof.receipt import WITNESSED
from core.casus.events import Soort
from core.envelope import SealedRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import httpx

    from adapters.gateway.client import Answer, Client
    from adapters.gateway.desk import Desk
    from adapters.gateway.getuigd import Termijnen
    from adapters.gateway.outbox import Entry, Resealed
    from adapters.gateway.partner import Partner
    from adapters.gateway.proposal import Voorstel
    from adapters.gateway.receive import Gezien, Opgehaald
    from adapters.gateway.verslag import Verslag
    from core.casus.state import CasusStand
    from core.facts import Feitverklaring
    from core.keychain.directory import KeyDirectory
    from core.keychain.keystore import Bestandsrol


def system_clock() -> int:
    """Return the time of the machine, ms since the epoch."""
    return time.time_ns() // 1_000_000


class Gateway:
    """One partner's gateway.

    Args:
        partner: the partner folder, loaded.
        server_url: public address of the backbone.
        clock: milliseconds since the epoch.
        timeout: seconds per request.
        transport: how to reach the server; None is the network.
        termijnen: how long the witnesses may be behind before supplies, and later reads, stop.
    """

    def __init__(
        self,
        partner: Partner,
        server_url: str,
        *,
        clock: Callable[[], int] = system_clock,
        timeout: float = 20.0,
        transport: httpx.BaseTransport | None = None,
        termijnen: Termijnen | None = None,
    ) -> None:
        self.partner, self.clock = partner, clock
        self.store = Store(partner.folder / "gateway.sqlite")
        self.outbox = Outbox(self.store)
        self.voorraad = Voorraad(partner.folder, self.store)
        keys = (partner.keys.local("logboek"), partner.keys.confidential("logboek"))
        self.logbook = Logbook(partner.folder / "logboek", keys, partner.oin)
        self._sync = Synchroniser(partner, self.store, clock, server_url, timeout, transport, termijnen)
        self._sender = Sender(self.store, self.outbox, self, clock, partner.folder / "gateway.slot")
        self._desk: Desk | None = None

    @classmethod
    def open(cls, folder: Path | None = None, server_url: str | None = None) -> Self:
        """Return the gateway of the settings; arguments go before the environment.

        Raises:
            ConfigError: a setting or the partner folder is not right.
        """
        settings = load_settings(server_url, folder)
        partner = load_partner(settings.partner_dir, **settings.key_access)
        return cls(
            partner,
            settings.server_url,
            timeout=settings.gateway_timeout,
            transport=settings.transport,
            termijnen=settings.termijnen,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and database."""
        self._sync.close()
        self.store.close()

    @property
    def desk(self) -> Desk:
        """What the parts work with: as of the last `sync`, else what is kept from before."""
        if self._desk is None:
            self._desk = self._sync.desk(self.outbox, self.logbook, online=False)
        return self._desk

    def sync(self) -> dict[str, Any]:
        """Follow the stamlog, fetch the own messages, take the rules in force; return counts.

        Raises:
            UnreachableError: the server is away; what was verified before stays in use.
            VerificationError: something is not what it should be; nothing new is used.
        """
        self._desk = self._sync.desk(self.outbox, self.logbook, online=True)
        self._follow_logs()
        process(self._desk, self.partner.folder / "geopend")
        with suppress(*([UnreachableError] if self._sync.carried else [])):  # the next courier file asks
            close_days(self._desk)
        upgrade_if_reachable(self._desk.getuigd)
        return {
            "stamlog": self._desk.directory.size,
            "berichten": self.store.feed_position(),
            "casussen": len(self._desk.dossier.cases()),
            "vrijgave": self._desk.decider.ruleset.digest,
            "getuigen": self._desk.getuigd.stand().to_json(),
            "alarmen": len(self.store.alarms()),
        }

    def check_logs(self) -> dict[str, int]:
        """Prove that each act shard of which receipts are kept continues what was seen; return their sizes.

        Raises:
            VerificationError: a shard shows another history. UnreachableError: it could not be had.
        """
        return self._shards().check()

    def _shards(self) -> Shards:
        return Shards(self.desk.client.get_file, self.store, self.partner.policy, self.clock)

    def _follow_logs(self) -> None:
        """Hold what was seen of every log against what is published now; a file that is away is for another time."""
        shards = self._shards()
        shards.require_opened()
        with suppress(UnreachableError):
            shards.check()

    def publish_keys(self, days: int = TERM_DAYS, roles: Sequence[Bestandsrol] = ORDER) -> list[str]:
        """Publish every own key of these roles that the stamlog does not hold yet, for so many days; return their ids."""
        directory = self._sync.directory(online=True)
        publisher = Publisher(self.partner, self.store, self.clock, days)
        done = publisher.publish(directory, self._sync.client(directory), roles)
        self._desk = None
        return done

    def follow_stamlog(self) -> KeyDirectory:
        """Follow the stamlog alone, which is public: also a partner that lost all its keys can."""
        return self._sync.directory(online=True)

    def desk_client(self) -> Client:
        """Return the way to the backbone with the HTTP key that is in force now."""
        return self._sync.client(self.follow_stamlog())

    def offline_key_events(self) -> list[dict[str, Any]]:
        """Return the key events for the operator's set-up after the ceremony."""
        return Publisher(self.partner, self.store, self.clock).offline()

    def supply(
        self,
        voorstellen: Sequence[Voorstel],
        *,
        person: str | None = None,
        dry: bool = False,
        all_or_nothing: bool = False,
    ) -> Verslag:
        """Decide, seal and put into the outbox; with `dry` only decide. See `supply.Supplier`."""
        return Supplier(self.desk).supply(voorstellen, person=person, dry=dry, all_or_nothing=all_or_nothing)

    def drain(self, patience_ms: int = 0) -> Drained:
        """Send what waits in the outbox, for at most `patience_ms` beyond the first round.

        A supply on request is followed by the answer to that request, once its receipts are verified.
        """
        upgrade_if_reachable(self.desk.getuigd)
        result = self._sender.drain(patience_ms)
        if self._put_answers():
            result.add(self._sender.drain(patience_ms))
        self.voorraad.tidy()
        result.waarschuwing = self.desk.getuigd.stand().waarschuwing
        return result

    def fetch(self, person: str | None = None, record: str | None = None, *, again: bool = False) -> Opgehaald:
        """Read and open what was supplied to this partner, as a person of this partner.

        Raises:
            WitnessesBehindError: the witnesses are behind for so long that nothing is read.
        """
        upgrade_if_reachable(self.desk.getuigd)
        self.desk.getuigd.require_read()
        reader = Reader(self.desk, self.partner.folder / "geopend", self.reader(person))
        result = reader.fetch(record, again=again)
        result.waarschuwing = self.desk.getuigd.stand().waarschuwing
        return result

    def look(self, record: str, person: str | None = None) -> Gezien:
        """Read one record as a person of this partner for an act on it; nothing of it is written."""
        self.desk.getuigd.require_read()
        return Reader(self.desk, self.partner.folder / "geopend", self.reader(person)).look(record)

    def cases(self, person: str | None = None) -> Casework:
        """Return the acts on cases and facts, on the name of a person where one acts."""
        return Casework(self.desk, person)

    def case(self, casus: str) -> CasusStand:
        """Return the state of a casus as the own messages tell it."""
        return self.desk.dossier.case(casus)

    def state(self, statements: Sequence[Feitverklaring], officer: str | None = None) -> list[str]:
        """Sign and state facts; return their hashes."""
        return self.cases().state(statements, officer)

    def known(self, kind: str, value: str) -> list[tuple[str, str, str]]:
        """Return `(record, casus, richting)` of what the local index holds about a subject (`bsn`, `kvk`, `rsin`).

        Searching is a processing too: its record is in the logbook before anything is looked up.
        """
        diary.Diary(self.logbook, self.clock).searched(kind, value)
        return self.store.records_about(index_key(self.partner.keys.local("onderwerpen"), kind, value))

    def alarms(self) -> list[dict[str, Any]]:
        """Return all alarms, oldest first."""
        return self.store.alarms()

    def lift(self, reason: str) -> bool:
        """Let supplies go again after a contradiction in the log was looked at; keeps who asked for it as an alarm."""
        lifted = self.desk.getuigd.lift()
        if lifted:
            text = "Na tegenspraak in het log wordt er weer verstrekt."
            self.store.alarm(self.clock(), "hervat", text, {"reden": reason, "tijd": self.clock()})
        return lifted

    def reader(self, person: str | None = None) -> str:
        """Return the person who reads: the one named, the one of partner.toml, or the only one there is."""
        known = self.partner.keys.people()
        chosen = person or self.partner.lezer or (known[0] if len(known) == 1 else None)
        if chosen is None:
            raise ConfigError("Zeg wie er leest met --als, of zet `lezer` in partner.toml.")
        return chosen

    def post_entry(self, entry: Entry) -> Answer:
        """Send an entry of the outbox (for `deliver`); a supply only when the witnesses are not too far behind."""
        if entry.path == LEVERINGEN:
            self.desk.getuigd.require_supply()
            if self._sync.carried is None:  # in a courier file they went along
                send_all(self.desk.client, self.voorraad, entry.key)
        person = self.desk.person_key(entry.person) if entry.person else None
        return self.desk.client.send("POST", entry.path, entry.body, key=entry.key, person=person, trace=entry.trace)

    def check_answer(self, entry: Entry, answer: Answer) -> list[Proven]:
        """Hold the receipts of an answer against what was sent (for `deliver`)."""
        check = self.desk.receipts
        if entry.path != LEVERINGEN:
            receipts = receipts_of(answer.data)
            for receipt in receipts:
                check.act(receipt, entry.key, {})
            return [Proven("handeling", entry.key, receipts[0])]
        records = [SealedRecord.from_json(item) for item in jcs.decode(entry.body)["verstrekkingen"]]
        given = per_record(answer.data)
        if set(given) != {record.kop["record"] for record in records}:
            raise VerificationError("bewijs-ander-stuk", "De bewijzen horen bij andere records dan zijn gestuurd.")
        for record in records:
            check.supply(given[record.kop["record"]], record, entry.key)
        return [Proven("verstrekking", ref, receipt) for ref, receipt in given.items()]

    def settled(self, entry: Entry) -> bool | None:
        """Tell whether a supply that waits for the witnesses counts as done (for `deliver`)."""
        getuigd = self.desk.getuigd
        if entry.path != LEVERINGEN or not getuigd.needed:
            return None
        koppen = [item["kop"] for item in jcs.decode(entry.body)["verstrekkingen"]]
        if not any(getuigd.waits_for(kop["categorie"]) for kop in koppen):
            return None
        if any(self.store.receipt("verstrekking", kop["record"]) is None for kop in koppen):
            return None
        upgrade_if_reachable(getuigd)
        kept = (self.store.receipt("verstrekking", kop["record"]) for kop in koppen)
        return all(item is not None and item["staat"] == WITNESSED for item in kept)

    def reseal(self, entry: Entry) -> Resealed:
        """Seal a stale entry again under the keys and rules of now (for `deliver`)."""
        self.sync()
        return Supplier(self.desk).reseal(entry)

    def _put_answers(self) -> bool:
        found = self.outbox.unanswered()
        for request, entries in found.items():
            bodies = (jcs.decode(entry.body)["verstrekkingen"] for entry in entries)
            records = [item["kop"]["record"] for supplies in bodies for item in supplies]
            body = {"soort": "verstrekt", "reden": None, "records": records}
            casus, now = entries[0].casus, self.clock()
            mark = event_mark(casus, Soort.UITVRAAG_BEANTWOORD.value, {"uitvraag": request, **body})
            with self.store.transaction():
                self.store.keep_own_event(mark, "casus-uitvraag-beantwoord", now)
                path = f"/v1/uitvragen/{request}/antwoorden"
                self.outbox.put(casus=casus, path=path, body=jcs.encode(body), person=None, now=now)
                for entry in entries:
                    self.outbox.answered(entry)
        return bool(found)

    @contextmanager
    def carried(self, line: Client) -> Iterator[None]:
        """Work for a while over a line that answers from a courier file, instead of over the network."""
        self._desk, self._sync.carried = None, line
        try:
            yield
        finally:
            self._desk, self._sync.carried = None, None

    def packer(self, days: int) -> Inpakker:
        """Return what packs a courier file with requests that are good for so many days."""
        return Inpakker(self.desk, self._sync.org_key(self.desk.directory), self._sync.server_url, days)

    def sync_or_kept(self) -> str | None:
        """Synchronise when the server is there; else return why not, and go on with what was verified before."""
        try:
            self.sync()
        except UnreachableError as error:
            return error.diagnose()
        return None
