# SPDX-License-Identifier: EUPL-1.2
"""Going on from an earlier count gives the figures of a whole count, and anything that does not fit is thrown away."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit import openings
from audit.proof import jcs
from gep.bron import Bron, stands
from gep.cijfers import gather, hergebruik, telstand
from gep.cijfers.hergebruik import Bewaarder
from gep.periode import Periode
from gep.voortgang import Onderbroken
from tests.gep.cijfers.conftest import CASES
from tests.gep.cijfers.regels import LANDELIJK, mixed, moment, write
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.cijfers import Cijfers
    from tests.kit import Backbone

YEAR = Periode.parse("2027-01-01..2027-12-31")
NOON = moment("2027-01-05T12:00:00")
KEY = b"k" * 32
OPENED = {"gebeurtenis": "backbone:casus:geopend", "oin": "0", "rijen": []}


class Lezer:
    """Counts a log with and without what was kept, and tells how many lines were read."""

    def __init__(self, knooppunt: Backbone, folder: Path, key: bytes = KEY) -> None:
        self.knooppunt, self.folder, self.key = knooppunt, folder, key
        self.bron = Bron.of_world(knooppunt.world)
        self.read = 0

    def count(self, regio: str | None = None, periode: Periode = YEAR) -> Cijfers:
        """Return the figures by way of what was kept, which are those of a whole count."""
        told: list[tuple[int, int]] = [(0, 0)]
        bewaarder = Bewaarder(self.knooppunt.world.log, self.folder, self.key)
        bron = replace(self.bron, standen=stands(self.knooppunt.world), bewaarder=bewaarder)
        found = gather(bron, periode, regio, lambda *both: told.append(both))
        whole = gather(replace(bron, bewaarder=None), periode, regio)
        assert (found.tellingen, found.regels, found.gewist) == (whole.tellingen, whole.regels, whole.gewist)
        self.read = told[-1][0]
        return found

    def write(self, lines: list[tuple[str, dict[str, Any]]]) -> None:
        """Write lines a moment after the ones before."""
        write(self.knooppunt, self.knooppunt.clock.now() + 1, lines)

    def file(self) -> Path:
        """Return the one file that is there."""
        (found,) = self.folder.iterdir()
        return found


@pytest.fixture(scope="module")
def gedeeld(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A log with lines of cases in three regions; tests write more in it, none erases."""
    with backbone(tmp_path_factory.mktemp("telstand")) as made:
        write(made, NOON, mixed(1, 80, CASES))
        yield made


@pytest.fixture
def lezer(gedeeld: Backbone, tmp_path: Path) -> Lezer:
    """That log, of which Limburg was counted once."""
    found = Lezer(gedeeld, tmp_path / "standen")
    found.count("limburg")
    return found


@pytest.fixture
def eigen(leeg: Backbone, tmp_path: Path) -> Lezer:
    """A log of the test's own, of which Limburg was counted once."""
    write(leeg, NOON, mixed(1, 80, CASES))
    found = Lezer(leeg, tmp_path / "standen")
    found.count("limburg")
    return found


def test_a_remake_reads_only_new_lines(lezer) -> None:
    """Counted again nothing is read; after three lines more three are, and the figures are those of a whole count."""
    before = lezer.count("limburg").total("casussen")
    assert lezer.read == 0
    lezer.write([("limburg", OPENED)] * 3)
    assert lezer.count("limburg").total("casussen") == before + 3
    assert lezer.read == 3


def test_growing_in_any_steps_gives_the_figures_of_one_count(leeg, tmp_path) -> None:
    """Over random growth, and counts at random moments for regions and country, every remake equals the whole count."""
    rng = random.Random(20261122)
    reader = Lezer(leeg, tmp_path / "standen")
    tijd = NOON
    for step in range(7):
        tijd += rng.randint(1, 80 * 24 * 3_600_000)  # a shard of the next year begins on the way
        write(leeg, tijd, mixed(step, rng.randint(1, 60), CASES))
        for regio in rng.sample([None, "limburg", "noord-nederland"], 2):
            reader.count(regio, rng.choice([YEAR, Periode.parse("2027-02-01..2028-03-31")]))
    assert len(list(reader.folder.iterdir())) > 3


def test_a_national_line_of_a_casus_that_opens_later_in_the_region_is_counted_then(lezer) -> None:
    """A refusal before the first line of its casus belongs to the region once that line is there: everything is counted."""
    asked = {"gebeurtenis": "backbone:onbekend:gevraagd", "oin": "0", "rijen": [], "casus": "nieuw", "reden": "x"}
    lezer.write([(LANDELIJK, asked)])
    before = lezer.count("limburg").total("onbekend", "0")
    lezer.write([("limburg", OPENED | {"casus": "nieuw"})])
    assert lezer.count("limburg").total("onbekend", "0") == before + 1
    lezer.write([(LANDELIJK, asked)])
    assert lezer.count("limburg").total("onbekend", "0") == before + 2
    assert lezer.read == 1


def counts_everything(lezer: Lezer) -> None:
    """Nothing of what was kept is used."""
    lezer.count("limburg")
    assert lezer.read > 0


def thrown_away(lezer: Lezer) -> None:
    """Everything is counted, what was kept is replaced, and the next count goes on from that."""
    counts_everything(lezer)
    lezer.count("limburg")
    assert lezer.read == 0


def test_a_file_that_was_altered_is_thrown_away(lezer) -> None:
    """One bit turned anywhere, a shorter file, an empty one, or text instead: nothing of it is believed."""
    data = lezer.file().read_bytes()
    rng = random.Random(7)
    for at in [0, telstand.NONCE, len(data) - 1, *rng.sample(range(len(data)), 5)]:
        lezer.file().write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        counts_everything(lezer)
    for other in (b"", data[:11], data[:-1], b'{"regels": 1}', data + b"x"):
        lezer.file().write_bytes(other)
        counts_everything(lezer)


def test_the_count_of_another_question_is_thrown_away(lezer) -> None:
    """Put in the place of the count of another region or period it does not open."""
    data = lezer.file().read_bytes()
    for regio, periode in (
        (None, YEAR),
        ("noord-nederland", YEAR),
        ("limburg", Periode.parse("2027-01-01..2027-01-31")),
    ):
        zegel = telstand.Zegel(KEY, periode, regio, {})
        (lezer.folder / zegel.naam).write_bytes(data)
        lezer.count(regio, periode)
        assert lezer.read > 0


def test_what_another_key_sealed_is_thrown_away(lezer) -> None:
    """Who has the folder but not the kluis makes no count that is believed."""
    lezer.key = b"a" * 32
    thrown_away(lezer)


def test_other_code_or_another_list_counts_everything(lezer, monkeypatch) -> None:
    """A count of an earlier version of the counting code is not gone on with, nor one with other kinds of organisation."""
    monkeypatch.setattr(telstand, "code", lambda: "0" * 64)
    thrown_away(lezer)
    monkeypatch.undo()
    thrown_away(lezer)
    with_other = telstand.Zegel(KEY, YEAR, "limburg", {"00000099000000001000": "om"})
    assert with_other.open(lezer.file().read_bytes()) is None


def test_the_code_that_counts_is_bound_in(tmp_path, monkeypatch) -> None:
    """A changed byte in any module of the figures gives another hash of the code."""
    before = telstand.code()
    changed = tmp_path / "periode.py"
    changed.write_bytes(telstand.Path(telstand.gep.periode.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(telstand.gep.periode, "__file__", str(changed))
    assert telstand.code() != before


@pytest.mark.parametrize(
    "change", [{"root": jcs.b64(b"r" * 32)}, {"origin": "ander/log"}, {"size": 10_000}, {"size": 0}]
)
def test_a_checkpoint_that_this_log_does_not_hold_counts_everything(lezer, change) -> None:
    """Another root at that size, another origin, or a size beyond the log: this is not the log that was counted."""
    altered(lezer, geteld=change)
    thrown_away(lezer)
    altered(lezer, landelijk=change)
    thrown_away(lezer)


def test_a_shard_that_is_not_there_counts_everything(lezer) -> None:
    """A count over a shard that this log does not have is of another log."""
    altered(lezer, geteld={"shard": "limburg-1999"})
    thrown_away(lezer)


def altered(lezer: Lezer, **changes: dict[str, Any]) -> None:
    """Change the first point of a kept count, and seal it rightly: what only the log itself can tell."""
    soorten = {deelnemer.oin: deelnemer.soort for deelnemer in lezer.knooppunt.lijst.deelnemers}
    zegel = telstand.Zegel(KEY, YEAR, "limburg", soorten)
    stand = zegel.open(lezer.file().read_bytes())
    assert stand is not None
    for name, change in changes.items():
        first, *rest = getattr(stand, name)
        fields = {field: getattr(first, field) for field in first.__struct_fields__} | change
        values = {field: getattr(stand, field) for field in stand.__struct_fields__}
        stand = telstand.Telstand(**values | {name: (telstand.Punt(**fields), *rest)})
    lezer.file().write_bytes(zegel.seal(stand))


def test_openings_that_were_erased_since_count_everything(eigen) -> None:
    """A line that was readable and no longer is makes the kept count wrong, also without an order in the log."""
    before = eigen.count("limburg")
    with eigen.knooppunt.engine.begin() as connection:
        openings.erase(connection, eigen.knooppunt.kluis, "limburg-2027", [0], openings.FEIT)
    after = eigen.count("limburg")
    assert eigen.read > 0
    assert (after.regels, after.gewist) == (before.regels - 1, before.gewist + 1)


def test_an_order_to_erase_counts_everything_also_before_it_is_carried_out(tmp_path) -> None:
    """Once the order is in the log nothing of before is trusted, in which national shard it may stand."""
    order = {"gebeurtenis": "beheer:opening:gewist", "oin": "0", "rijen": [], "regels": [[0, 1]]}
    with backbone(tmp_path) as made:
        write(made, NOON, mixed(1, 80, CASES))
        reader = Lezer(made, tmp_path / "standen")
        reader.count("limburg")
        write(made, moment("2028-02-01T12:00:00"), [(LANDELIJK, order)])  # of a year that is not counted
        thrown_away(reader)


def test_what_is_kept_tells_nothing_and_is_for_its_owner_only(lezer) -> None:
    """No casus, category or organisation can be read in the file; opened with the key the case is a hash still."""
    data, casus = lezer.file().read_bytes(), CASES["limburg"][0]
    assert casus.encode() not in data
    assert b"wpg-8" not in data
    assert lezer.file().stat().st_mode & 0o777 == 0o600
    soorten = {deelnemer.oin: deelnemer.soort for deelnemer in lezer.knooppunt.lijst.deelnemers}
    zegel = telstand.Zegel(KEY, YEAR, "limburg", soorten)
    stand = zegel.open(data)
    assert stand is not None
    assert zegel.casus(casus) in stand.casussen  # the case is in it, where it should be
    assert casus not in repr(stand)


def test_a_folder_that_cannot_be_written_gives_figures_all_the_same(lezer) -> None:
    """What is kept is a help: without it everything is counted."""
    lezer.folder = lezer.file() / "onder-een-bestand"
    lezer.count("limburg")
    assert lezer.read > 0


def test_a_count_that_is_interrupted_keeps_nothing(lezer) -> None:
    """Half a count is not kept, and the one before it stays as it was."""
    kept = lezer.file().read_bytes()
    lezer.write([("limburg", OPENED)])

    def stop(_done: int, _total: int) -> None:
        raise Onderbroken

    bron = Bron.of_world(lezer.knooppunt.world, Bewaarder(lezer.knooppunt.world.log, lezer.folder, KEY))
    with pytest.raises(Onderbroken):
        gather(bron, YEAR, "limburg", stop)
    assert lezer.file().read_bytes() == kept
    lezer.count("limburg")
    assert lezer.read == 1


def test_only_the_newest_counts_are_kept(lezer, monkeypatch) -> None:
    """The folder does not grow with every period that somebody asked for."""
    monkeypatch.setattr(hergebruik, "MOST", 3)
    for day in range(1, 6):
        lezer.count("limburg", Periode.parse(f"2027-01-01..2027-01-0{day}"))
    assert len(list(lezer.folder.iterdir())) == 3
