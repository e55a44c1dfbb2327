# SPDX-License-Identifier: EUPL-1.2
"""`editie.json` holds one edition together: whatever is missing, added or altered is named, all at once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.contract import editie

if TYPE_CHECKING:
    from pathlib import Path

KENMERKEN = editie.Kenmerken(
    regio="limburg",
    periode="2026-01-01..2026-12-31",
    gemaakt=1_790_000_000_000,
    vrijgave="sha256:ab",
    checkpoints=({"origin": "log.test/limburg-2026", "size": 3, "root": "AA=="},),
    blauwdruk="cd",
    mensen=None,
    modus="demo",
)
FILES = {name: f"inhoud van {name}".encode() for name in editie.BESTANDEN}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound edition."""
    for name, data in {**FILES, editie.NAAM: editie.make(KENMERKEN, FILES)}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def rewrite(folder: Path, **changed: Any) -> None:
    """Change `editie.json` and let its hash fit again, as a forger would."""
    said = {**json.loads((folder / editie.NAAM).read_bytes()), **changed}
    said["editie"] = jcs.digest({name: value for name, value in said.items() if name != "editie"})
    (folder / editie.NAAM).write_text(json.dumps(said), "utf-8")


def refused(folder: Path) -> tuple[str, ...]:
    with pytest.raises(editie.EditieError) as caught:
        editie.verify(folder)
    return caught.value.bevindingen


def test_a_whole_edition_gives_its_features_files_and_hash(folder) -> None:
    """What was put in comes out, and the hash covers everything but itself."""
    found = editie.verify(folder)
    said = json.loads((folder / editie.NAAM).read_bytes())
    assert found.kenmerken == KENMERKEN
    assert found.bestanden == FILES
    assert found.hash == said.pop("editie") == jcs.digest(said)
    assert editie.make(KENMERKEN, FILES) == (folder / editie.NAAM).read_bytes()


def test_another_feature_or_file_gives_another_hash() -> None:
    """Every feature and every byte of a file counts for the hash that people sign."""
    changes: list[dict[str, Any]] = [
        {"regio": None},
        {"periode": "2025-01-01..2025-12-31"},
        {"gemaakt": 1},
        {"vrijgave": "sha256:ff"},
        {"checkpoints": ()},
        {"blauwdruk": None},
        {"mensen": "ee"},
        {"modus": "productie"},
    ]
    made = [editie.make(replace(KENMERKEN, **change), FILES) for change in changes]
    made += [editie.make(KENMERKEN, {**FILES, name: b"iets anders"}) for name in FILES]
    made += [editie.make(KENMERKEN, {**FILES, "mensen.toml": b""}), editie.make(KENMERKEN, FILES)]
    hashes = {json.loads(data)["editie"] for data in made}
    assert len(hashes) == len(changes) + len(FILES) + 2


def test_an_edition_without_one_of_its_files_is_not_made() -> None:
    """Every file that is missing is named before anything is hashed."""
    with pytest.raises(editie.EditieError) as caught:
        editie.make(KENMERKEN, {editie.PAGINA: b""})
    assert [name for name in editie.BESTANDEN if any(name in told for told in caught.value.bevindingen)] == [
        *editie.BESTANDEN[1:]
    ]


def test_missing_altered_and_extra_files_are_told_at_once(folder) -> None:
    """One file gone, one changed, one replaced by a folder and one laid beside: four findings, each with its name."""
    (folder / editie.PDF).unlink()
    (folder / editie.PAGINA).write_bytes(b"iets anders")
    (folder / "extra.txt").write_bytes(b"")
    (folder / editie.FORMULIER).unlink()
    (folder / editie.FORMULIER).mkdir()
    assert refused(folder) == (
        "Het bestand geb.pdf ontbreekt.",
        "Het bestand extra.txt hoort niet bij deze editie.",
        "Het bestand geb.html is anders dan toen de editie werd gemaakt.",
        "Het bestand geb.json is niet te lezen.",
    )


def test_swapped_files_are_found(folder) -> None:
    """Two files of the edition under each other's name are both altered."""
    for name, other in ((editie.PAGINA, editie.PDF), (editie.PDF, editie.PAGINA)):
        (folder / name).write_bytes(FILES[other])
    assert [told for told in refused(folder) if "is anders dan" in told] == list(refused(folder))
    assert len(refused(folder)) == 2


def test_a_changed_feature_without_a_new_hash_is_found(folder) -> None:
    """Who changes the period in `editie.json` must make the hash anew, and that is another edition."""
    said = json.loads((folder / editie.NAAM).read_bytes())
    (folder / editie.NAAM).write_text(json.dumps({**said, "periode": "2020-01-01..2020-12-31"}), "utf-8")
    assert refused(folder) == ("De hash in editie.json hoort niet bij wat er verder in staat.",)
    rewrite(folder, periode="2020-01-01..2020-12-31")
    assert editie.verify(folder).hash != said["editie"]


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 2},
        {"meer": 1},
        {"periode": 2026},
        {"regio": 7},
        {"gemaakt": True},
        {"checkpoints": {}},
        {"checkpoints": [{"origin": "x", "size": "1", "root": ""}]},
        {"checkpoints": [{"origin": "x"}]},
        {"bestanden": {"../geb.html": "00"}},
        {"bestanden": {"editie.json": "00"}},
        {"bestanden": {"geb.html": 1}},
        {"bestanden": []},
    ],
)
def test_another_form_is_no_edition(folder, changed) -> None:
    """A field too many, of another kind, or a name that leads out of the folder is refused even with a fitting hash."""
    rewrite(folder, **changed)
    assert refused(folder) == ("Het bestand editie.json heeft niet de vorm van een editie.",)


def test_no_edition_at_all(tmp_path: Path) -> None:
    """An empty folder and a file that is no JSON are told in a sentence."""
    assert refused(tmp_path) == ("Het bestand editie.json ontbreekt of is niet te lezen.",)
    (tmp_path / editie.NAAM).write_bytes(b"{")
    assert refused(tmp_path) == ("Het bestand editie.json is geen geldige JSON.",)
    (tmp_path / editie.NAAM).write_bytes(b"[]")
    assert refused(tmp_path) == ("Het bestand editie.json heeft niet de vorm van een editie.",)


def test_a_file_that_every_edition_has_cannot_be_left_out(folder) -> None:
    """A list of files without the PDF, with a fitting hash, is no whole edition."""
    rest = {name: digest for name, digest in editie.read(folder)["bestanden"].items() if name != editie.PDF}
    rewrite(folder, bestanden=rest)
    (folder / editie.PDF).unlink()
    assert refused(folder) == ("Het bestand geb.pdf ontbreekt.",)
