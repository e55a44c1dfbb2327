# SPDX-License-Identifier: EUPL-1.2
"""Re-wrapping: everything that one own key opens also opens with the new key of that unit, proven record by record.

Invariants:
- Only the own wrap is unwrapped: without the salt, which stays at the backbone, that opens nothing, so it is no reading.
- A new wrap is opened once with the new key before it is signed for; a wrap that nobody can open never replaces a good one.
- A record counts as done only after the receipt of its line says exactly this list of grants.
- What the backbone passes over is remembered with its reason; the key that it needs is not destroyed for it.

Norm: design.md 6 (grants by a holder); `log-and-crypto.md` D3 (rotation). The wraps come from the operator: one that it made
itself would be re-wrapped as it is, and opens nothing; it could as well have thrown the record away.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sleutels.voortgang import KLAAR, Voortgang
from audit.proof import jcs
from core.envelope import EnvelopeError, LatereToekenningen, Wrapping, header
from core.envelope.grants import unwrap_secret
from core.envelope.later import sign_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from adapters.gateway.client import Client
    from adapters.gateway.desk import Desk
    from core.keychain.holders import Opener, Signer
    from core.keychain.keys import KemKey

WRAPS, REWRAP = "/v1/omhulsels", "/v1/toekenningen"
PAGE: Final = 200
BATCH: Final = 100
NOT_FOUND: Final = 404
ONBRUIKBAAR: Final = "gaat-niet-open"


@dataclass(frozen=True, slots=True)
class Nieuw:
    """The new key of a unit: its public half as the directory has it, and the private one."""

    publiek: KemKey
    geheim: Opener


class Herpakker:
    """Re-wraps for one partner.

    Args:
        desk: the synchronised gateway.
        voortgang: where progress is kept.
        signer: the own signing key in force.
        tell: is told how many records are done after each request.
    """

    def __init__(self, desk: Desk, voortgang: Voortgang, signer: Signer, tell: Callable[[int], None]) -> None:
        self._desk, self._voortgang, self._signer, self._tell = desk, voortgang, signer, tell
        self._shut: set[tuple[str, str]] = set()

    def finish_sending(self) -> None:
        """Send again what was under way at the last stop; the same bytes give the same receipts."""
        waiting = self._voortgang.sending()
        if waiting is not None:
            self._send(*waiting)

    def rewrap(self, old: Opener, new: Nieuw) -> None:
        """Re-wrap everything that `old` opens and `new` does not open yet."""
        key, batch = new.publiek.sleutel_id, []
        unproven: dict[str, bytes] = {}
        known = self._voortgang.state(key)
        for item in self.wraps(old.id):
            record = item["kop"]["record"]
            secret = None if known.get(record) == KLAAR else self._secret(item, old)
            if secret is None:
                continue
            if key in item["sleutels"]:
                unproven[record] = secret
                continue
            batch.append((item, secret))
            if len(batch) == BATCH:
                self._batch(batch, new)
                batch = []
        if batch:
            self._batch(batch, new)
        if unproven:
            self._compare(unproven, new)

    def open_records(self, old_id: str, new_id: str) -> dict[str, str]:
        """Return what `old_id` opens and `new_id` provably does not: record and why."""
        known = self._voortgang.state(new_id)
        found = {}
        for item in self.wraps(old_id):
            record = item["kop"]["record"]
            if (old_id, record) in self._shut:
                found[record] = ONBRUIKBAAR
            elif new_id not in item["sleutels"] or known.get(record) != KLAAR:
                found[record] = known.get(record, "niet-bewezen")
        return found

    def wraps(self, key_id: str) -> Iterator[dict[str, Any]]:
        """Yield the own wraps under a key."""
        yield from wraps_of(self._desk.client, key_id)

    def _secret(self, item: dict[str, Any], private: Opener) -> bytes | None:
        """Return what a wrap holds; one that does not open is passed over with an alarm, for its key will never open it.

        Only of that key: a wrap under another key of the same record says nothing about this one.
        """
        try:
            bound = header.digest(header.encode(header.check(item["kop"])))
            return unwrap_secret(jcs.unb64(item["omhulsel"]), private, bound)
        except (EnvelopeError, jcs.CanonicalError):
            record, desk = item["kop"]["record"], self._desk
            text = "Een eigen omhulsel gaat niet open met de sleutel waarvoor het is."
            desk.store.alarm(desk.clock(), "omhulsel-gaat-niet-open", text, {"record": record, "sleutel": private.id})
            self._shut.add((private.id, record))
            return None

    def _compare(self, unproven: dict[str, bytes], new: Nieuw) -> None:
        """Settle wraps that are there while this database does not know of them: they must open to the same secret."""
        key = new.publiek.sleutel_id
        for item in self.wraps(key):
            record = item["kop"]["record"]
            if record in unproven and self._secret(item, new.geheim) == unproven[record]:
                self._voortgang.sent("", key, [record], ())

    def _batch(self, items: list[tuple[dict[str, Any], bytes]], new: Nieuw) -> None:
        request = str(uuid.uuid4())
        body = jcs.encode({"toekenningen": [self._one(item, secret, request, new) for item, secret in items]})
        self._voortgang.send(request, body)
        self._send(request, body)

    def _one(self, item: dict[str, Any], secret: bytes, request: str, new: Nieuw) -> dict[str, Any]:
        desk, kop = self._desk, header.check(item["kop"])
        bound = header.digest(header.encode(kop))
        release = desk.decider.ruleset.digest
        act = Wrapping(kop, bound, release, request, max(desk.clock(), kop["gemaakt"]), desk.partner.oin)
        try:
            grant, wrap = act.grant(secret, new.publiek)
        except EnvelopeError as error:
            raise ConfigError(f"Met de nieuwe sleutel kan niet worden omhuld. {error.diagnose()}") from None
        if unwrap_secret(wrap.omhulsel, new.geheim, bound) != secret:
            raise VerificationError("omhulsel", "Een nieuw omhulsel gaat niet open met de nieuwe sleutel.")
        return {**sign_later(kop, (grant,), self._signer, None).to_json(), "omhulsels": [wrap.to_json()]}

    def _send(self, request: str, body: bytes) -> None:
        sent = {one.record: one for one in _lists(body)}
        answer = self._asked(request, body, sent)
        done, skipped = _outcome(answer)
        if set(done) | set(skipped) != set(sent):
            raise VerificationError("bewijs-ander-stuk", "Het antwoord gaat over andere records dan zijn gestuurd.")
        receipts = receipts_of(answer) if done else []
        if len(receipts) != len(done):
            raise VerificationError("bewijs-ontbreekt", "Niet bij elk omhulsel zit een ontvangstbewijs.")
        for record, receipt in zip(done, receipts, strict=True):
            expected = {"record": record, "toekenningen_sha256": digest_of(sent[record])}
            self._desk.receipts.act(receipt, request, expected)
            self._desk.store.keep_receipt("hersleuteld", f"{record}/{request}", receipt)
        key = next(iter(sent.values())).lijst[0].sleutel
        self._voortgang.sent(request, key, done, skipped.items())
        self._tell(len(done))

    def _asked(self, request: str, body: bytes, sent: Iterable[str]) -> Any:
        """Return the answer; when this partner can reach none of the records (any more) that is what it says."""
        try:
            return self._desk.client.send("POST", REWRAP, body, key=request).data
        except ProblemError as error:
            if error.status != NOT_FOUND:
                raise
            return {"toegekend": [], "overgeslagen": [{"record": one, "reden": "onbekend"} for one in sent]}


def digest_of(one: LatereToekenningen) -> str:
    """Return the hash by which the line of a wrapping act knows its list."""
    return hashlib.sha256(one.message).hexdigest()


def wraps_of(client: Client, key_id: str) -> Iterator[dict[str, Any]]:
    """Yield the own wraps under a key, from the backbone, each checked for its shape."""
    after: str | None = ""
    while after is not None:
        listed, after = _page(client.get(f"{WRAPS}?sleutel={key_id}&na={after}&limiet={PAGE}").data)
        yield from listed


def _lists(body: bytes) -> list[LatereToekenningen]:
    """Return the lists of a request as they were sent."""
    sent = jcs.decode(body)["toekenningen"]
    return [LatereToekenningen.from_json({n: v for n, v in item.items() if n != "omhulsels"}) for item in sent]


def _outcome(answer: Any) -> tuple[list[str], dict[str, str]]:
    """Return what an answer says: the records with a new wrap, and those passed over with their reason."""
    found = answer if isinstance(answer, dict) else {}
    done, skipped = found.get("toegekend"), found.get("overgeslagen")
    if not isinstance(done, list) or not isinstance(skipped, list):
        raise VerificationError("antwoord-vorm", "Het antwoord zegt niet wat er is toegekend.")
    return [str(record) for record in done], {str(item.get("record")): str(item.get("reden")) for item in skipped}


def _page(data: Any) -> tuple[list[dict[str, Any]], str | None]:
    """Return the wraps of a page and where the next begins."""
    listed, after = (data.get("omhulsels"), data.get("volgende")) if isinstance(data, dict) else (None, None)
    fields = {"kop": dict, "omhulsel": str, "sleutels": list, "tijd": int, "eenheid": str, "later": bool}
    sound = isinstance(listed, list) and all(
        isinstance(item, dict)
        and all(isinstance(item.get(name), kind) for name, kind in fields.items())
        and isinstance(item["kop"].get("record"), str)
        for item in listed
    )
    if not sound or not (after is None or isinstance(after, str)):
        raise VerificationError("omhulsels-vorm", "De lijst van eigen omhulsels heeft niet de verwachte vorm.")
    return listed or [], after
