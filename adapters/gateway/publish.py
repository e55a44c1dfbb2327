# SPDX-License-Identifier: EUPL-1.2
"""Publishing this partner's keys: each own key that the stamlog does not hold yet becomes a signed key event.

Invariants:
- An event is remembered as our own before it is sent; every other event on our name is an alarm (`watch`).
- The HTTP key goes first, signed with itself: the server takes it because the identity key signed the event.
- A KEM key answers a challenge of the server; its event holds the hashes of both.

Norm: design.md 2. For the ceremony `offline` gives the events of the keys that can prove themselves, without a server.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from adapters.gateway.errors import VerificationError
from adapters.gateway.receipts import ReceiptCheck, receipts_of
from audit.proof import jcs
from core.contract.http_signature import OrgKey
from core.keychain import events
from core.keychain.errors import KemError
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adapters.gateway.client import Client
    from adapters.gateway.partner import Partner
    from adapters.gateway.store import Store
    from core.keychain.directory import KeyDirectory
    from core.keychain.holders import HttpSigner, Opener
    from core.keychain.keys import DirectoryKey
    from core.keychain.keystore import StoredKey

EVENTS, CHALLENGES = "/v1/sleutelgebeurtenissen", "/v1/sleuteluitdagingen"
DAY_MS = 24 * 3600 * 1000
TERM_DAYS = 90
RECOVERED = "backbone:sleutels:hersteld"
ORDER = (Bestandsrol.HTTP, Bestandsrol.TEKENEN, Bestandsrol.KEM)


class Publisher:
    """Publishes for one partner, and withdraws.

    Args:
        partner: whose keys.
        store: remembers the own events.
        clock: milliseconds since the epoch.
        days: how long a new key counts.
    """

    def __init__(self, partner: Partner, store: Store, clock: Callable[[], int], days: int = TERM_DAYS) -> None:
        self._partner, self._store, self._clock, self._days = partner, store, clock, days

    def offline(self) -> list[dict[str, Any]]:
        """Return events for the HTTP and signing keys, for the operator's set-up after the ceremony."""
        keys = [key for role in ORDER[:2] for key in self._partner.keys.of_role(role)]
        return [self._event(key) for key in keys]

    def publish(self, directory: KeyDirectory, client: Client, roles: Sequence[Bestandsrol] = ORDER) -> list[str]:
        """Publish what is missing of these roles and return the ids of the keys.

        Raises:
            ProblemError: the server does not admit an event.
            VerificationError: a challenge is not for our key.
        """
        known = {key.sleutel_id for key in directory.keys(self._partner.oin)}
        done = []
        for key in self._missing(known, roles):
            self._send(key, client)
            done.append(key.sleutel_id)
        return done

    def withdraw(self, client: Client, key: DirectoryKey[Any]) -> None:
        """Withdraw an own key from now on.

        Raises:
            ProblemError: the server does not admit the event.
        """
        now, identity = self._clock(), self._partner.keys.identity
        made = events.withdraw(identity, self._partner.oin, key.rol, key.sleutel_id, now, eenheid=key.eenheid)
        self._store.keep_own_event(jcs.digest(made), "sleutel", now)
        self._post(client, made)

    def publish_recovery(self, client: Client, key: Opener, days: int) -> None:
        """Publish a recovery key, which answers a challenge as a KEM key does."""
        now = self._clock()
        ref, answer, proof = self._challenged(key, client)
        made = events.publish(
            self._partner.keys.identity,
            self._partner.oin,
            key.public,
            (now, now + days * DAY_MS),
            now,
            bezit=proof,
            herstel=True,
        )
        self._keep_and_post(client, made, ref, answer)

    def recovered(self, client: Client, key: Opener) -> None:
        """Say that the recovery key was used; from then on no key of before is sealed to."""
        ref, answer, proof = self._challenged(key, client)
        made = events.recovered(self._partner.keys.identity, self._partner.oin, key.id, self._clock(), proof)
        receipt = self._keep_and_post(client, made, ref, answer, gebeurtenis=RECOVERED, sleutel_id=key.id)
        self._store.keep_receipt("herstel", key.id, receipt)

    def _keep_and_post(
        self, client: Client, made: dict[str, Any], ref: str, answer: bytes, **said: str
    ) -> dict[str, Any]:
        self._store.keep_own_event(jcs.digest(made), "sleutel", self._clock())
        return self._post(client, {**made, "uitdaging": ref, "antwoord": jcs.b64(answer)}, said)

    def _missing(self, known: set[str], roles: Sequence[Bestandsrol]) -> Iterator[StoredKey]:
        for role in roles:
            yield from (key for key in self._partner.keys.of_role(role) if key.sleutel_id not in known)

    def _send(self, key: StoredKey, client: Client) -> None:
        private, own = key.sleutel, None
        body = self._kem_event(key, cast("Opener", private), client) if key.rol is Bestandsrol.KEM else self._event(key)
        if key.rol is Bestandsrol.HTTP:
            own = OrgKey(self._partner.oin, key.sleutel_id, cast("HttpSigner", private).key_object)
        self._post(client, body, own=own)

    def _post(
        self, client: Client, body: dict[str, Any], said: dict[str, str] | None = None, own: OrgKey | None = None
    ) -> dict[str, Any]:
        """Send an event and return its receipt, of which the line says what was sent."""
        request = str(uuid.uuid4())
        answer = client.send("POST", EVENTS, jcs.encode(body), org_key=own, key=request)
        check = ReceiptCheck(self._partner.oin, self._partner.policy, self._store, self._clock)
        [receipt] = receipts_of(answer.data)
        check.act(receipt, request, said or {})
        return receipt

    def _kem_event(self, key: StoredKey, private: Opener, client: Client) -> dict[str, Any]:
        ref, answer, proof = self._challenged(private, client)
        event = self._event(key, proof)
        return {**event, "uitdaging": ref, "antwoord": jcs.b64(answer)}

    def _challenged(self, private: Opener, client: Client) -> tuple[str, bytes, events.KemBezit]:
        given = client.post(CHALLENGES, {"sleutel": jcs.b64(private.public.raw)}).data
        try:
            answer, proof = events.answer_challenge(private, self._partner.oin, jcs.unb64(given["uitdaging"]))
            return str(given["id"]), answer, proof
        except (KemError, KeyError, TypeError, jcs.CanonicalError):
            raise VerificationError("uitdaging", "De uitdaging van de backbone is niet voor onze sleutel.") from None

    def _event(self, key: StoredKey, proof: events.KemBezit | None = None) -> dict[str, Any]:
        now, private = self._clock(), key.sleutel
        made = events.publish(
            self._partner.keys.identity,
            self._partner.oin,
            private,
            (now, now + self._days * DAY_MS),
            now,
            eenheid=key.eenheid,
            bezit=proof,
        )
        self._store.keep_own_event(jcs.digest(made), "sleutel", now)
        return made


def watch(partner: Partner, store: Store, directory: KeyDirectory, now: int) -> None:
    """Keep an alarm for what is wrong in the stamlog: bad entries, another list, key events on our name that are not ours."""
    for finding in directory.findings:
        details = {"index": finding.index, "oin": finding.oin, "reden": str(finding.reden), "dader": finding.dader}
        store.alarm(now, f"stamlog-{finding.reden}", finding.tekst, details)
    if directory.logged_list not in (None, partner.lijst.fingerprint):
        text = "De stamlog noemt een andere deelnemerslijst dan deze gateway heeft vastgezet."
        store.alarm(now, "andere-deelnemerslijst", text, {"sha256": directory.logged_list})
    own, since = store.own_events(), store.rebuilt()
    for item in directory.events(partner.oin):
        made = item.entry.get("tijd")
        if isinstance(made, int) and made < since:
            continue  # of before this database; the people who rebuilt it hold these against what they know
        if jcs.digest(dict(item.entry)) not in own:
            details = {"index": item.index, "sleutel_id": str(item.entry.get("sleutel_id"))}
            text = "In de stamlog staat een sleutelgebeurtenis op onze naam die deze gateway niet maakte."
            store.alarm(now, "sleutel-niet-van-ons", text, details)
