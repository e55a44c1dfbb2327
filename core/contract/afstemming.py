# SPDX-License-Identifier: EUPL-1.2
"""The afstemming: what a gateway counted of its own Dutch day, under its signature, to be held against the log.

    {"afstemming": {v, soort, oin, dag, verzoeken, bewijzen, openingen, vorige}, "sleutel": key id, "handtekening": {...}}

Each of the three is `{aantal, wortel}`: how many, and the RFC 6962 root (base64) over their leaves, each leaf once, in
ascending order of leaf hash, so that whoever has the same leaves gets the same root, in whichever order they came:

    verzoeken   JCS [idempotency key, hex SHA-256 of the body]       requests that were carried out or refused in a line
    bewijzen    JCS [origin of the log, index, hex leaf hash]        lines of which this gateway holds the proof
    openingen   JCS [record, origin of the log, index]               reads of which it holds the proof

Invariants:
- A request belongs to the Dutch day of the `created` that its organisation signed, and its proofs and reads with it.
- `vorige` is the hash of the afstemming before it (null: the first), so none can be left out or put in later.
- Nothing in it tells about what or whom: counts and hashes.

What must be counted according to the log is `core.contract.dagtelling`; keeping count is the gateway's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from audit.proof import jcs, tree
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.signatures import Signature
from core.keychain.signatures import verify as verify_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.keychain.holders import Signer
    from core.keychain.signatures import PublicKey

DOMEIN: Final = "knooppunt/v1/afstemming"
SOORT: Final = "afstemming"
TELLINGEN: Final = ("verzoeken", "bewijzen", "openingen")
_FIELDS: Final = ("v", "soort", "oin", "dag", *TELLINGEN, "vorige")
_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
_WORTEL = re.compile(r"[A-Za-z0-9+/]{43}=")
_NO_LINE: Final = re.compile(
    r"/v1/(?:(?:berichten|sleuteluitdagingen|verzoeken|ontvangstbewijzen|deelnemerslijst|vrijgaven|bijlagen|bewaartermijnen)\b"
    r"|verstrekkingen/[^/]+/bijlagen/|vernietigingsbevelen/)"
)
_ACTED: Final = frozenset(
    {"geweigerd", "niet-gevonden", "sleutel-hergebruikt", "bevel-geweigerd", "vergrendeld", "vernietigd"}
)


@dataclass(frozen=True, slots=True)
class Telling:
    """How many there are of one kind, and the root over their leaves."""

    aantal: int
    wortel: str

    def to_json(self) -> dict[str, Any]:
        """Return the form that is signed."""
        return {"aantal": self.aantal, "wortel": self.wortel}


@dataclass(frozen=True, slots=True)
class Afstemming:
    """The count of one day of one organisation, as it is signed."""

    oin: str
    dag: str
    verzoeken: Telling
    bewijzen: Telling
    openingen: Telling
    vorige: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the form that is signed."""
        counts = {name: getattr(self, name).to_json() for name in TELLINGEN}
        return {"v": 1, "soort": SOORT, "oin": self.oin, "dag": self.dag, **counts, "vorige": self.vorige}

    @property
    def sha256(self) -> str:
        """The hash by which the next one names it."""
        return jcs.digest(self.to_json())

    def sign(self, key: Signer) -> dict[str, Any]:
        """Return it as it is sent, under both signatures of the organisation's signing key."""
        value = self.to_json()
        return {
            "afstemming": value,
            "sleutel": key.id,
            "handtekening": key.sign(DOMEIN, jcs.encode(value)).to_json(),
        }


def parse(value: object) -> Afstemming:
    """Read the signed part.

    Raises:
        ShapeError: another shape, or a day that is none.
    """
    found = shape.record(value, _FIELDS)
    if found["v"] != 1 or isinstance(found["v"], bool) or found["soort"] != SOORT:
        raise ShapeError("Dit is geen afstemming van versie 1.")
    vorige = None if found["vorige"] is None else shape.digest(found, "vorige")
    counts = {name: _telling(found[name]) for name in TELLINGEN}
    return Afstemming(oin=shape.oin(found), dag=_day(found["dag"]), vorige=vorige, **counts)


def check(value: object, key: PublicKey) -> Afstemming:
    """Read an afstemming as it was sent and check both signatures under `key`.

    Raises:
        KeychainError: another shape, another key, or a signature that does not hold.
    """
    found = shape.record(value, ("afstemming", "sleutel", "handtekening"))
    if found["sleutel"] != key.id:
        raise ShapeError("De afstemming is met een andere sleutel getekend.")
    read = parse(found["afstemming"])
    verify_signature(key, DOMEIN, jcs.encode(read.to_json()), Signature.from_json(found["handtekening"]))
    return read


def telling(leaf_hashes: Iterable[bytes]) -> Telling:
    """Return count and root over leaf hashes, each once, in ascending order."""
    ordered = sorted(set(leaf_hashes))
    return Telling(len(ordered), jcs.b64(tree.root_of(ordered)))


def request_leaf(verzoek: str, body_sha256: str) -> bytes:
    """Return the leaf hash of a request."""
    return tree.hash_leaf(jcs.encode([verzoek, body_sha256]))


def proof_leaf(origin: str, index: int, leaf_hash: bytes) -> bytes:
    """Return the leaf hash of a line that is proven."""
    return tree.hash_leaf(jcs.encode([origin, index, leaf_hash.hex()]))


def opening_leaf(record: str, origin: str, index: int) -> bytes:
    """Return the leaf hash of a read that is proven."""
    return tree.hash_leaf(jcs.encode([record, origin, index]))


def dutch_day(moment_ms: int) -> str:
    """Return the calendar day in the Netherlands, `YYYY-MM-DD`."""
    return datetime.fromtimestamp(moment_ms / 1000, tz=_AMSTERDAM).date().isoformat()


def day_end(dag: str) -> int:
    """Return when this Dutch day ends, in ms since the epoch."""
    day = date.fromisoformat(dag)
    following = datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=_AMSTERDAM)
    return int(following.astimezone(UTC).timestamp() * 1000)


def asks_for_a_line(path: str) -> bool:
    """Return whether a request to this path is an act: one that leaves a line when it is carried out or refused."""
    return path.startswith("/v1/") and _NO_LINE.match(path) is None


def left_a_line(status: int, problem: str | None) -> bool:
    """Return whether this signed answer says that a line was left: done, refused, constant 404, or the key was used."""
    return 200 <= status < 300 or problem in _ACTED


def _telling(value: Mapping[str, Any]) -> Telling:
    found = shape.record(value, ("aantal", "wortel"))
    number, root = found["aantal"], found["wortel"]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**53:
        raise ShapeError("Een aantal is geen getal van nul of meer.")
    if not isinstance(root, str) or _WORTEL.fullmatch(root) is None:
        raise ShapeError("Een wortel is geen base64 van 32 bytes.")
    if number == 0 and root != jcs.b64(tree.EMPTY_ROOT):
        raise ShapeError("De wortel van niets is een andere.")
    return Telling(number, root)


def _day(value: object) -> str:
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ShapeError("De dag is geen datum (JJJJ-MM-DD).")
