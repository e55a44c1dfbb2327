# SPDX-License-Identifier: EUPL-1.2
"""A release: the manifest, exactly the files it names, and the signatures over it.

Purpose: gateway and backbone decide with the same bytes, and a decision of years ago can be repeated.

Invariants:
    * every file of the manifest is there with its hash, and no other; else nothing loads;
    * the manifest is canonical; its SHA-256 is the digest that decisions cite (`vrijgave`);
    * the engine that made it is one that this code still is.

Norm: design.md 6; reference/policy-engine.md 4c (signed release).
Does not: verify signatures. Who may sign stands in the deelnemerslijst, so `core.keychain` does, and
a serving backbone or gateway calls it before `rules`.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from policies.findings import ReleaseError
from policies.loader import read_folder
from policies.manifest import Vaststelling, digest_of, make_manifest
from policies.manifestvorm import read_manifest
from policies.ruleset import RuleSet
from policies.versie1 import as_read_then


@dataclass(frozen=True, slots=True)
class Release:
    """Manifest bytes, files by name, and signatures as JSON objects (opaque here).

    Raises:
        ReleaseError: when the files are not exactly those of the manifest.
    """

    manifest: bytes
    files: Mapping[str, bytes] = field(repr=False)
    signatures: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))
        object.__setattr__(self, "signatures", tuple(self.signatures))
        _check_files(read_manifest(self.manifest), self.files)

    @property
    def digest(self) -> str:
        """`sha256:…` of the manifest; what decisions, grants and log lines name."""
        return digest_of(self.manifest)

    @property
    def data(self) -> Mapping[str, Any]:
        """The manifest as data."""
        return MappingProxyType(read_manifest(self.manifest))

    @property
    def rule_files(self) -> Mapping[str, bytes]:
        """The files as the program of the time of this release read them: what to load or to compare."""
        return as_read_then(self.files) if self.data["v"] == 1 else self.files

    def rules(self, omgeving: str) -> RuleSet:
        """The sealed rule set; check the signatures first.

        Raises:
            RuleSetError: with every finding.
        """
        return RuleSet.of_files(self.rule_files, omgeving, self.digest)

    def signed_by(self, signatures: tuple[Mapping[str, Any], ...]) -> "Release":
        """The same release with these signatures."""
        return Release(self.manifest, self.files, signatures)

    def to_json(self) -> dict[str, Any]:
        """The bundle as JSON: bytes in standard padded base64."""
        return {
            "manifest": _b64(self.manifest),
            "bestanden": {name: _b64(data) for name, data in sorted(self.files.items())},
            "handtekeningen": [dict(signature) for signature in self.signatures],
        }

    @classmethod
    def from_json(cls, value: Any) -> "Release":
        """Read a bundle.

        Raises:
            ReleaseError: when it is no whole and unaltered release.
        """
        if not isinstance(value, dict) or set(value) != {"manifest", "bestanden", "handtekeningen"}:
            raise ReleaseError("Dit is geen vrijgave: manifest, bestanden en handtekeningen horen erin.")
        files, signatures = value["bestanden"], value["handtekeningen"]
        if not isinstance(files, dict) or not isinstance(signatures, list):
            raise ReleaseError("Dit is geen vrijgave: bestanden of handtekeningen hebben een verkeerde vorm.")
        if not all(isinstance(signature, dict) for signature in signatures):
            raise ReleaseError("Dit is geen vrijgave: een handtekening heeft een verkeerde vorm.")
        content = {str(name): _unb64(data) for name, data in files.items()}
        return cls(_unb64(value["manifest"]), content, tuple(signatures))


def make_release(
    folder: Path,
    *,
    in_werking: str | None = None,
    vorige: str | None = None,
    opsteller: str | None = None,
    effect: str | None = None,
    proeven: str | None = None,
    vastgesteld: Vaststelling | None = None,
) -> Release:
    """An unsigned release of a folder, after checking all its rules; the arguments are those of `make_manifest`.

    Raises:
        RuleSetError: when the rules have mistakes.
        ReleaseError: when what the manifest would say has another form.
    """
    files = read_folder(folder)
    manifest = make_manifest(
        files,
        in_werking=in_werking,
        vorige=vorige,
        opsteller=opsteller,
        effect=effect,
        proeven=proeven,
        vastgesteld=vastgesteld,
    )
    release = Release(manifest, files)
    release.rules("productie")
    return release


def _check_files(data: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    expected: Mapping[str, str] = data["bestanden"]
    missing = sorted(set(expected) - set(files))
    extra = sorted(set(files) - set(expected))
    changed = sorted(n for n in set(expected) & set(files) if hashlib.sha256(files[n]).hexdigest() != expected[n])
    problems = [
        f"{label}: {', '.join(names)}"
        for label, names in (("ontbreekt", missing), ("hoort er niet bij", extra), ("is gewijzigd", changed))
        if names
    ]
    if problems:
        raise ReleaseError(f"De vrijgave is niet heel; {'; '.join(problems)}.")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: Any) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise ReleaseError("De vrijgave bevat bytes die geen base64 zijn.") from error
    if _b64(data) != text:
        raise ReleaseError("De vrijgave bevat base64 in een afwijkende vorm.")
    return data
