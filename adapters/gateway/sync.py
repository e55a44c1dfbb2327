# SPDX-License-Identifier: EUPL-1.2
"""Bringing a gateway up to date: stamlog, keys, own messages, rules, evidence; in that order, each proven before the next.

Invariants:
- Without a verified stamlog nothing else is believed; what was verified before stays usable while the server is away.
- The own feed is numbered without holes; a hole is an alarm, because a message left out may hide a consent withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.client import Client, Operator
from adapters.gateway.decide import Decider
from adapters.gateway.desk import Desk
from adapters.gateway.dossier import Dossier
from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.getuigd import Getuigd, Termijnen
from adapters.gateway.publish import watch
from adapters.gateway.receipts import ReceiptCheck
from adapters.gateway.release import Releases
from adapters.gateway.stamlog import StamLog
from adapters.gateway.telling import Telling
from core.contract.http_signature import OrgKey, PersonKey
from core.keychain.directory import KeyDirectory
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from adapters.gateway.logbook import Logbook
    from adapters.gateway.outbox import Outbox
    from adapters.gateway.partner import Partner
    from adapters.gateway.store import Store
    from core.keychain.keystore import StoredKey

PAGE = 500


class Synchroniser:
    """Makes the `Desk` of one partner, from what is kept or from the server."""

    def __init__(
        self,
        partner: Partner,
        store: Store,
        clock: Callable[[], int],
        server_url: str,
        timeout: float = 20.0,
        transport: httpx.BaseTransport | None = None,
        termijnen: Termijnen | None = None,
    ) -> None:
        self._termijnen = termijnen or Termijnen()
        self._partner, self._store, self._clock = partner, store, clock
        self._reach = (server_url, timeout, transport)
        self._releases: Releases | None = None
        self._client: Client | None = None
        self._client_key = ""
        self.carried: Client | None = None  # a line that answers from a courier file

    @property
    def server_url(self) -> str:
        """The public address of the backbone."""
        return self._reach[0].rstrip("/")

    def org_key(self, directory: KeyDirectory | None) -> OrgKey:
        """Return the HTTP key with which this organisation signs its requests now."""
        key = self._http_key(directory)
        return OrgKey(self._partner.oin, key.sleutel_id, self._partner.keys.http(key.sleutel_id).key_object)

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def directory(self, *, online: bool) -> KeyDirectory:
        """Return the key directory: after following the stamlog, or from what is kept of it.

        Raises:
            VerificationError: the stamlog is not what it should be. UnreachableError: it could not be had.
        """
        if online:
            client = self.client(None)
            entries = StamLog(client.get_file, self._store, self._partner.policy, self._clock).update()
        else:
            entries = self._store.stam_entries()
        directory = KeyDirectory.replay(self._partner.lijst, entries)
        watch(self._partner, self._store, directory, self._clock())
        return directory

    def client(self, directory: KeyDirectory | None) -> Client:
        """Return the signed way to the server, with the HTTP key that the directory holds in force."""
        if self.carried is not None:
            return self.carried
        key = self._http_key(directory)
        if self._client is None or self._client_key != key.sleutel_id:
            self.close()
            operator = self._partner.lijst.beheerder
            url, timeout, transport = self._reach
            org = OrgKey(self._partner.oin, key.sleutel_id, self._partner.keys.http(key.sleutel_id).key_object)
            answered_by = Operator(operator.oin, operator.antwoordsleutel.ed25519)
            self._client = Client(url, org, answered_by, self._clock, timeout, transport, Telling(self._store))
            self._client_key = key.sleutel_id
        return self._client

    def desk(self, outbox: Outbox, logbook: Logbook, *, online: bool) -> Desk:
        """Return everything the parts work with, after fetching what is new (`online`)."""
        directory = self.directory(online=online)
        client = self.client(directory)
        if online:
            self._fetch_feed(client)
        dossier = Dossier(self._store, directory, self._partner.oin, self._clock)
        dossier.refresh()
        if self._releases is None:
            self._releases = Releases(self._partner.folder / "vrijgaven", self._store, self._partner.lijsten)
        ruleset = self._releases.in_force(directory, self._clock(), client.get_file)
        return Desk(
            partner=self._partner,
            store=self._store,
            outbox=outbox,
            logbook=logbook,
            client=client,
            directory=directory,
            dossier=dossier,
            decider=Decider(ruleset, dossier, self._partner.oin),
            receipts=ReceiptCheck(self._partner.oin, self._partner.policy, self._store, self._clock),
            getuigd=Getuigd(client.get_file, self._store, self._partner.policy, self._clock, self._termijnen),
            clock=self._clock,
            person_key=self._person_key,
        )

    def _person_key(self, person: str) -> PersonKey:
        return PersonKey(self._partner.oin, person, self._partner.keys.person(person).key_object)

    def _http_key(self, directory: KeyDirectory | None) -> StoredKey:
        own = self._partner.keys.of_role(Bestandsrol.HTTP)
        if not own:
            raise ConfigError("In de map met sleutels ligt geen HTTP-sleutel.")
        known = directory.keys(self._partner.oin) if directory else ()
        now = self._clock()
        valid = {key.sleutel_id: key.geldig_van for key in known if key.valid_at(now)}
        return max(own, key=lambda key: valid.get(key.sleutel_id, -1))

    def _fetch_feed(self, client: Client) -> None:
        while True:
            after = self._store.feed_position()
            data = client.get(f"/v1/berichten?na={after}&limiet={PAGE}").data
            messages = _messages(data)
            numbers = [message["volgnr"] for message in messages]
            if numbers != list(range(after + 1, after + 1 + len(numbers))):
                text = "In de eigen berichten ontbreekt een nummer of staan ze niet op volgorde."
                self._store.alarm(self._clock(), "berichten-ontbreken", text, {"na": after, "nummers": numbers[:20]})
                raise VerificationError("berichten-ontbreken", text)
            with self._store.transaction():
                self._store.keep_feed(messages)
            if len(messages) < PAGE:
                return


def _messages(data: Any) -> list[dict[str, Any]]:
    found = data.get("berichten") if isinstance(data, dict) else None
    fields = {"volgnr": int, "soort": str, "tijd": int, "gegevens": dict}
    if not isinstance(found, list) or not all(
        isinstance(item, dict) and all(isinstance(item.get(name), kind) for name, kind in fields.items())
        for item in found
    ):
        raise VerificationError("berichten-vorm", "De eigen berichten hebben niet de verwachte vorm.")
    return found
