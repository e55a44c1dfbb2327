# SPDX-License-Identifier: EUPL-1.2
"""A circle of organisations with their own jurists, and releases of a few rows that they sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain import ceremony
from core.keychain.chain import ReleaseChain
from core.keychain.directory import StamEntry
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from core.keychain.release import sign_release
from core.keychain.signatures import PrivateKey
from policies.manifest import Vaststelling, digest_of, encode, make_manifest
from policies.release import Release
from tests.policies.world import files_with, p_row

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("politie", "gemeente", "om", "kmar")
PEOPLE = {
    **{f"jurist-{kind}": (kind, "jurist") for kind in KINDS},
    "stuurgroep-a": ("gemeente", "stuurgroep"),
    "fg-a": ("gemeente", "fg"),
    "regisseur-a": ("politie", "casusregisseur"),
}
POLITIE = p_row(id="T-1.1", wie="politie", aan="gemeente", wat="wpg-8")
GEMEENTE = p_row(id="T-2.1", wie="gemeente", aan="politie", wat="brp")
FIRST = (POLITIE, GEMEENTE)
SEEN, PROVEN = digest_of(b"effect"), digest_of(b"proeven")
DAY = 24 * 3600 * 1000
START = 1_790_000_000_000


@dataclass
class Kring:
    """All private keys, and a list in the given mode."""

    modus: str = "demo"
    identities: dict[str, PrivateKey] = field(default_factory=lambda: {kind: PrivateKey.generate() for kind in KINDS})
    people: dict[str, PrivateKey] = field(default_factory=lambda: {name: PrivateKey.generate() for name in PEOPLE})

    def __post_init__(self) -> None:
        self.lijst = self._list()

    def oin(self, kind: str) -> str:
        """The organisation of this kind."""
        return f"000000990000{KINDS.index(kind) + 1:04d}0000"

    def _list(self) -> Deelnemerslijst:
        applications = [
            ceremony.apply(key, oin=self.oin(kind), naam=f"Test {kind}", soort=kind)
            for kind, key in self.identities.items()
        ]
        officers = [
            {"id": name, "oin": self.oin(kind), "functie": functie, "sleutel": self.people[name].public.to_json()}
            for name, (kind, functie) in PEOPLE.items()
        ]
        fields = {
            "modus": self.modus,
            "versie": 1,
            "gemaakt": START,
            "drempel": 3,
            "functionarissen": officers,
            "beheerder": {"oin": "00000099000000990000", "antwoordsleutel": HttpPrivateKey.generate().public.to_json()},
            "getuigen": [],
            "tlog_policy_sha256": "ab" * 32,
        }
        body = ceremony.draft(fields, applications)
        signed = [ceremony.sign(body, self.oin(kind), key) for kind, key in self.identities.items()]
        return Deelnemerslijst.parse(ceremony.assemble(body, signed))

    def release(
        self,
        *people: str,
        rows: Iterable[str] = FIRST,
        after: Release | None = None,
        author: str = "opsteller-1",
        **changes: Any,
    ) -> Release:
        """A release over `after`, signed by these people."""
        files = files_with(rows)
        given: dict[str, Any] = {"opsteller": author}
        if after is not None:
            given |= {"vorige": after.digest, "effect": SEEN, "proeven": PROVEN}
        release = Release(make_manifest(files, **{**given, **changes}), files)
        return self.signed(release, *people)

    def signed(self, release: Release, *people: str) -> Release:
        """The release with the signatures of these people."""
        return release.signed_by(tuple(sign_release(release.manifest, name, self.people[name]) for name in people))

    def old(self, *people: str, rows: Iterable[str] = FIRST) -> Release:
        """A release of version 1."""
        files = files_with(rows)
        new = Release(make_manifest(files, opsteller="opsteller-1"), files).data
        data = {name: new[name] for name in ("bestanden", "in_werking", "vorige", "opsteller")}
        manifest = encode({**data, "v": 1, "motor": {"beleid": new["motor"]["beleid"], "pycasbin": "2.8.0"}})
        return self.signed(Release(manifest, files), *people)


class Stam:
    """A stamlog with releases and the table beside it, as chain and gateway see them."""

    def __init__(self, kring: Kring, *releases: Release) -> None:
        self.kring = kring
        self.entries: list[StamEntry] = []
        self.table: dict[str, bytes] = {}
        for release in releases:
            self.log(release)

    def log(self, release: Release, tijd: int | None = None) -> None:
        """Append an entry and its bundle."""
        moment = START + len(self.entries) * DAY if tijd is None else tijd
        entry = {"v": 1, "soort": "vrijgave", "digest": release.digest, "tijd": moment}
        self.entries.append(StamEntry(len(self.entries), entry))
        self.table[release.digest] = jcs.encode(release.to_json())

    def chain(self) -> ReleaseChain:
        """The chain after all entries."""
        chain = ReleaseChain(self.kring.lijst, lambda _vocabulary: ())
        chain.extend(self.entries, self.table.get)
        return chain


ADOPTED = Vaststelling("stuurgroep-landelijk", "2026-11-20")
BOTH = ("jurist-politie", "jurist-gemeente")
