# SPDX-License-Identifier: EUPL-1.2
"""Who must sign a release: two people, a jurist, never the author, and the jurists of the partners it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from audit.proof import jcs
from core.keychain.errors import ReleaseError
from core.keychain.release import check_release, sign_release
from core.keychain.signatures import PrivateKey
from policies.manifest import digest_of
from tests.core.keychain.vrijgaven import ADOPTED, BOTH, FIRST, GEMEENTE, POLITIE, PROVEN, SEEN, Kring
from tests.policies.world import p_row

if TYPE_CHECKING:
    from policies.release import Release


@pytest.fixture(scope="module")
def kring() -> Kring:
    """Organisations of four kinds, each with a jurist."""
    return Kring()


@pytest.fixture(scope="module")
def first(kring: Kring) -> Release:
    """A first release, signed by the jurists of both partners that its rows name."""
    return kring.release(*BOTH)


def problems(kring: Kring, release: Release, earlier: Release | None = None) -> tuple[str, ...]:
    """All that is wrong with a release."""
    with pytest.raises(ReleaseError) as caught:
        check_release(release, kring.lijst, earlier)
    return caught.value.bevindingen


def test_the_jurists_of_the_touched_partners_release(kring: Kring, first: Release) -> None:
    """Two jurists of the two partners whose supplies it is about: enough, and the result says who."""
    found = check_release(first, kring.lijst)
    assert (found.digest, found.ondertekenaars, found.opsteller) == (first.digest, BOTH, "opsteller-1")


def test_a_kind_without_an_organisation_is_not_waited_for(kring: Kring) -> None:
    """Rows of the FIOD, which is not on the list, ask for nobody; those of a group ask for each kind that is."""
    rows = (*FIRST, p_row(id="T-3.1", wie="fiod", aan="gemeente"))
    check_release(kring.release(*BOTH, rows=rows), kring.lijst)
    group = (*FIRST, p_row(id="T-3.1", wie="wpg-verstrekker", aan="gemeente"))
    (text,) = problems(kring, kring.release(*BOTH, rows=group))
    assert "jurist van kmar" in text
    assert "T-3.1" in text
    check_release(kring.release(*BOTH, "jurist-kmar", rows=group), kring.lijst)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((), ("2 personen", "een jurist.", "jurist van gemeente", "jurist van politie")),
        (("jurist-politie",), ("2 personen", "jurist van gemeente")),
        (("jurist-politie", "jurist-om"), ("jurist van gemeente",)),
        (("stuurgroep-a", "jurist-om"), ("jurist van gemeente", "jurist van politie")),
        (("stuurgroep-a",), ("2 personen", "een jurist.", "jurist van gemeente", "jurist van politie")),
        ((*BOTH, "fg-a"), ("fg fg-a",)),
        ((*BOTH, "regisseur-a"), ("casusregisseur regisseur-a",)),
    ],
)
def test_every_missing_signature_is_told_at_once(
    kring: Kring, people: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Nobody, one, the wrong partner, no jurist, a supervisor or an interested officer: all of it in one answer."""
    found = problems(kring, kring.release(*people))
    assert len(found) == len(expected)
    for text, part in zip(found, expected, strict=True):
        assert part in text


def test_general_rows_ask_for_two_people_of_whom_one_jurist(kring: Kring, first: Release) -> None:
    """A row on all partners is nobody's own: any jurist and a member of the stuurgroep suffice; two of the latter do not."""
    rows = (*FIRST, p_row(id="T-3.1", wie="convenantpartner", aan="gemeente"))
    check_release(kring.release("jurist-om", "stuurgroep-a", rows=rows, after=first), kring.lijst, first)
    assert len(problems(kring, kring.release("stuurgroep-a", rows=rows, after=first), first)) == 2


@pytest.mark.parametrize(
    "rows",
    [(POLITIE,), (POLITIE, GEMEENTE.replace("brp", "bsn")), (*FIRST, p_row(id="T-3.1", wie="gemeente", aan="om"))],
    ids=["removed", "changed", "added"],
)
def test_only_the_partner_whose_rows_changed_must_sign(kring: Kring, first: Release, rows: tuple[str, ...]) -> None:
    """Removing, changing or adding a row of the gemeente asks for its jurist, not for that of the police."""
    check_release(kring.release("jurist-om", "jurist-gemeente", rows=rows, after=first), kring.lijst, first)
    (text,) = problems(kring, kring.release("jurist-om", "jurist-politie", rows=rows, after=first), first)
    assert "jurist van gemeente" in text


@pytest.mark.parametrize("author", ["jurist-gemeente", "jurist-politie"])
def test_the_author_never_counts(kring: Kring, author: str) -> None:
    """An author who signs too is no second person, and does not speak for the own partner."""
    found = problems(kring, kring.release(*BOTH, author=author))
    assert len(found) == 2
    assert "nu 1" in found[0]
    assert f"jurist van {author.removeprefix('jurist-')}" in found[1]
    counted = check_release(kring.release(*BOTH, "jurist-om", author="jurist-om"), kring.lijst)
    assert counted.ondertekenaars == BOTH


@pytest.mark.parametrize("half", ["ed25519", "ml-dsa-65"])
def test_a_stripped_or_swapped_half_spoils_the_release(kring: Kring, first: Release, half: str) -> None:
    """Each signature needs both algorithms; with one of them gone or of another the release is refused."""
    one, other = (dict(item) for item in first.signatures)
    stripped = {name: value for name, value in one["handtekening"].items() if name != half}
    swapped = {**one["handtekening"], half: other["handtekening"][half]}
    for wrong in (stripped, swapped):
        bad = first.signed_by(({**one, "handtekening": wrong}, other))
        assert any("jurist-politie onder de vrijgave telt niet" in text for text in problems(kring, bad))


def test_strangers_and_repeats_spoil_it_beside_good_signatures(kring: Kring, first: Release) -> None:
    """An unknown person, an unknown key under a known name, a signature given twice, or one over something else."""
    extra = (
        sign_release(first.manifest, "jurist-z", PrivateKey.generate()),
        sign_release(first.manifest, "jurist-om", PrivateKey.generate()),
        first.signatures[0],
        sign_release(b"iets anders", "jurist-om", kring.people["jurist-om"]),
        {"functionaris": "jurist-om"},
    )
    for item in extra:
        assert len(problems(kring, first.signed_by((*first.signatures, item)))) == 1
    assert len(problems(kring, first.signed_by((*first.signatures, *extra)))) == len(extra)


def test_another_previous_release_is_refused(kring: Kring, first: Release) -> None:
    """The one before it is the one before it: not none, not another, and a first release names none."""
    loose = kring.release(*BOTH, after=first, vorige=digest_of(b"ander"))
    assert "een andere vorige" in problems(kring, loose, first)[0]
    assert any("een andere vorige" in text for text in problems(kring, first, first))
    assert "een andere vorige" in problems(kring, kring.release(*BOTH, vorige=digest_of(b"x")))[0]


def test_report_and_proofs_are_named_by_all_but_a_first_release(kring: Kring, first: Release) -> None:
    """What the signers saw and what was proven stand in the manifest, or nobody signed for them."""
    bare = kring.release(*BOTH, after=first, effect=None, proeven=None)
    assert [text.split(";")[0] for text in problems(kring, bare, first)] == [
        "De vrijgave noemt geen effectrapport",
        "De vrijgave noemt geen proeven",
    ]


def test_production_wants_adoption_and_proofs_from_the_first_release_on() -> None:
    """In `productie` a release is adopted by a body on a day; elsewhere it may be."""
    kring = Kring("productie")
    found = problems(kring, kring.release(*BOTH))
    assert [text.split(";")[0] for text in found] == [
        "De vrijgave is niet vastgesteld",
        "De vrijgave noemt geen proeven",
    ]
    check_release(kring.release(*BOTH, proeven=PROVEN, effect=SEEN, vastgesteld=ADOPTED), kring.lijst)


@pytest.mark.parametrize("people", [("jurist-om", "jurist-politie"), BOTH])
def test_version_1_is_judged_by_its_own_rule(kring: Kring, people: tuple[str, ...]) -> None:
    """Two jurists who did not write it: enough then, so enough for ever; and only as a first release."""
    check_release(kring.old(*people), kring.lijst)
    assert len(problems(kring, kring.old(people[0]))) == 1
    assert len(problems(kring, kring.old(people[0], "stuurgroep-a"))) == 1
    assert "versie 1" in problems(kring, kring.old(*people), kring.release(*BOTH))[0]


@pytest.mark.parametrize("version", [0, 3, True, "2", None])
def test_an_unknown_version_is_refused(kring: Kring, first: Release, version: object) -> None:
    """A manifest of a version that this program does not know says nothing that it may act on."""

    class Other:
        manifest = jcs.encode({**first.data, "v": version})
        files = first.files
        signatures = first.signatures

    assert problems(kring, Other()) == ("Het manifest van de vrijgave is van een versie die dit knooppunt niet kent.",)  # type: ignore[arg-type]
