# SPDX-License-Identifier: EUPL-1.2
"""The people of the demo: the same each time, nobody, and as hairy as Dutch persons are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.contract.nummers import elfproef
from server.demo.personen import read_people, write_generated

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 120


def test_the_same_seed_gives_the_same_people(tmp_path: Path) -> None:
    """Two files with one seed are equal byte for byte, and another seed gives other people."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_generated(tmp_path / name, COUNT, seed)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() != (tmp_path / "c").read_bytes()


def test_nobody_exists_and_every_number_passes_the_eleven_test(tmp_path: Path) -> None:
    """Every BSN starts with 9999, which is never given out, is there once, and passes the eleven test."""
    write_generated(tmp_path / "p", COUNT)
    people = read_people(tmp_path / "p")
    assert len(people) == COUNT
    assert all(person.bsn.startswith("9999") and elfproef(person.bsn) for person in people)


def test_people_are_hairy(tmp_path: Path) -> None:
    """Among them are prefixes, diacritics, double names, no first names, and incomplete and unknown dates of birth."""
    write_generated(tmp_path / "p", COUNT)
    people = read_people(tmp_path / "p")
    assert any(person.voorvoegsel for person in people)
    assert any(not person.voornamen for person in people)
    assert any("-" in person.geslachtsnaam for person in people)
    assert any(not person.geslachtsnaam.isascii() for person in people)
    assert any(person.geboortedatum == "00000000" for person in people)
    assert any(person.geboortedatum.endswith("0000") and person.geboortedatum != "00000000" for person in people)


def test_the_official_file_is_read_the_same_way(shared_data: Path) -> None:
    """The file of the GBA-V test environment gives its persons with a BSN, each BSN once."""
    people = read_people(shared_data / "gbav" / "persoonslijsten.csv")
    assert len(people) == 409


def test_people_never_show(tmp_path: Path) -> None:
    """No field of a person stands in its `repr`."""
    write_generated(tmp_path / "p", 3)
    for person in read_people(tmp_path / "p"):
        assert not any(secret in repr(person) for secret in person.secrets)
