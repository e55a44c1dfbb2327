# SPDX-License-Identifier: EUPL-1.2
"""Drawing up a release: the rules proven, their effect worked out, and all of it named in an unsigned manifest.

Purpose: what people sign is what was proven and what they could read: three documents that name each other by hash.

Invariants:
    * rules that do not pass every check give no draft, but all their problems;
    * the manifest names the impact report and the proofs that lie beside it, and no others (`differing`);
    * the report is worked out again from both releases before it is signed: whoever wrote it needs no trust;
    * a first release has no impact report: there is nothing it changes.

Norm: issue of the policy layer (`beleid vrijgeven`). Does not: sign, read files, or know who must sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.bewijzen import CONTROLES, Controle, impact, prove_all
from policies.findings import ReleaseError
from policies.manifest import Vaststelling, digest_of, make_manifest
from policies.release import Release


class UnprovenError(ReleaseError):
    """The rules do not pass every check; `problemen` names each one that fails."""

    def __init__(self, problemen: tuple[str, ...]) -> None:
        super().__init__("\n".join(("De regels zijn niet bewezen, dus er is geen vrijgave:", *problemen)))
        self.problemen = problemen


@dataclass(frozen=True, slots=True)
class Ontwerp:
    """A release that nobody signed yet, with the documents that its manifest names."""

    release: Release
    proeven: bytes = field(repr=False)
    effect: bytes | None = field(repr=False)


def draw_up(
    files: Mapping[str, bytes],
    previous: Release | None,
    *,
    opsteller: str,
    in_werking: str | None = None,
    vastgesteld: Vaststelling | None = None,
    controles: Mapping[str, Controle] = CONTROLES,
) -> Ontwerp:
    """Prove the rules and return the draft.

    Args:
        files: contents by name, as `loader.read_folder` gives them.
        previous: the release that the backbone took in last, or None for a first one.
        opsteller: who draws it up; that person never counts as a signer.
        in_werking: the day from which it is in force, or None for the day on which it is logged.
        vastgesteld: its adoption, or None.
        controles: what must be proven.

    Raises:
        UnprovenError: with every problem.
        ReleaseError: what the manifest would say has another form.
    """
    bewijs = prove_all(files, None if previous is None else previous.rule_files, controles)
    if bewijs.problemen:
        raise UnprovenError(bewijs.problemen)
    manifest = make_manifest(
        files,
        in_werking=in_werking,
        vorige=None if previous is None else previous.digest,
        opsteller=opsteller,
        effect=None if bewijs.effect is None else digest_of(bewijs.effect),
        proeven=bewijs.digest,
        vastgesteld=vastgesteld,
    )
    return Ontwerp(Release(manifest, files), bewijs.samenvatting, bewijs.effect)


def differing(release: Release, proeven: bytes, effect: bytes | None, vorige: Release | None = None) -> tuple[str, ...]:
    """Return which of these documents is not the one that the manifest names, or is not true; a signer asks before signing.

    Args:
        release: what is to be signed.
        proeven: the summary of the proofs that lies beside it.
        effect: the impact report that lies beside it, None when there is none.
        vorige: the release before it, None when there is none.
    """
    named = release.data
    found = []
    if named["proeven"] != digest_of(proeven):
        found.append("Het bestand met de proeven is niet het bestand dat het manifest noemt.")
    if named["effect"] != (None if effect is None else digest_of(effect)):
        found.append("Het effectrapport is niet het rapport dat het manifest noemt.")
    if named["vorige"] != (None if vorige is None else vorige.digest):
        found.append("De vorige vrijgave is niet die welke het manifest noemt.")
    elif effect != impact(release.files, None if vorige is None else vorige.rule_files):
        found.append("Het effectrapport zegt iets anders dan wat deze vrijgave verandert.")
    return tuple(found)
