# SPDX-License-Identifier: EUPL-1.2
"""Our pages in a real browser: axe-core finds nothing wrong, wide and narrow, and a page that is wrong is found out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from audit import bundel
from audit.spoor.signalen import Signaal, Soort
from gep.bron import Bron
from gep.document.blokken import Sectie as Deel
from gep.document.blokken import Tabel as Tabel_
from gep.document.document import Document
from gep.document.onderdrukken import explanation, suppress
from gep.document.pagina import as_html as account_page
from gep.knelpunten import kaart
from gep.periode import Periode
from gep.rechten import verslag as rechten
from gep.register.lezen import Lezer
from gep.register.openbaar import Openbaar
from gep.spoor import as_html as trail_page
from policies import FOLDER
from policies.loader import read_folder
from policies.verslag import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag, as_html
from server.commandline.beleid import app
from tests.adapters.gateway.brieven import full
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import edition, happen
from tests.gep.document.conftest import pictures, whole
from tests.gep.spoor import test_vormen as trail
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
PLACE = HERE.parents[1] / "var" / "node" / "toegankelijk"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (1280, 320)


@pytest.fixture(scope="module")
def program() -> Path:
    """The runner with its locked packages, in `var/`."""
    for name in ("npm", "node"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is hier niet aanwezig")
    if CHROMIUM is None:
        pytest.skip("chromium is hier niet aanwezig")
    PLACE.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    if not (PLACE / "node_modules").is_dir() or (PLACE / "package-lock.json").read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PLACE / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=PLACE, check=True, capture_output=True, timeout=240)
    return Path(shutil.copy(HERE / "axe.mjs", PLACE / f"axe-{os.getpid()}.mjs"))


def check(program: Path, folder: Path, **pages: str) -> list[dict[str, Any]]:
    """Run axe on these pages and return what it found, per page and width."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    files = [str(folder / f"{name}.html") for name in pages]
    command = ["node", program.name, str(CHROMIUM), str(folder / "profiel"), *files]
    done = subprocess.run(command, cwd=program.parent, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)["results"]
    return results


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The pages of a GEB, a map of refusals, the account of rights, a letter and the public register, over a backbone on which something happened."""
    with backbone(tmp_path_factory.mktemp("knooppunt")) as made:
        happen(Zaak(made))
        bron = Bron.of_world(made.world)
        openbaar = Openbaar(Lezer(bron.register, bron.ruleset, bron.lijst, made.world.bewaartermijnen))
        yield {
            "geb": edition(made).pagina,
            "knelpunten": account_page(kaart.make(bron, Periode.year_of(bron.gemaakt)).document),
            "rechten": account_page(rechten.make(bron, Periode.year_of(bron.gemaakt)).document),
            "brief": as_html(full(made.lijst, made.world.ruleset.vocabulary)),
            "verwerking": account_page(openbaar.page(openbaar.find("oc-verstrekken", None))),
        }


@pytest.fixture(scope="module")
def geb(accounts: dict[str, str]) -> str:
    """The page of the GEB."""
    return accounts["geb"]


def of_blocks() -> str:
    """A report with every kind of block, and a cell that is longer than a narrow screen."""
    cells = (("R-01.1", 3), ("lang" * 40, 4))

    def blocks(n: int) -> tuple[Blok, ...]:
        full = Tabel(f"Twee regels van deel {n}", ("Regel", "Aantal"), cells)
        return Alinea("Een zin."), Lijst(("een", "twee")), LetOp("Let hier op."), full

    empty = Tabel("Niets", ("Regel", "Aantal"), ())
    sections = (*(Sectie(f"Deel {n}", blocks(n)) for n in range(3)), Sectie("Leeg", (empty,)))
    return as_html(Verslag("Alle blokken", "Een verslag om te toetsen.", (("Naam", "w" * 90),), sections))


def of_a_trail() -> str:
    """The trail of an officer with signals, unexplained reads, a picture and an authorisation that is due."""
    lines = [trail.item(number, verklaard=number % 4 > 0) for number in range(30)]
    signal = Signaal(
        Soort.BREEDTE, "Las in veel casussen.", trail.OIN, None, trail.START, (lines[1].regel.plaats,), "c"
    )
    return trail_page(trail.KOP, lines, [signal], ["De bevoegdheid fg moest zijn bevestigd."])


def without_small_counts() -> Document:
    """A document with pictures as it may leave the circle of officers."""
    figures = (*pictures(), Tabel_("klein", "Klein", ("Partner", "Aantal"), (("Politie", 3), ("OM", 9)), ("log-b",)))
    return Document(
        "Onderdrukt", "Zonder kleine aantallen", (), (explanation(),), (Deel("1", "Cijfers", suppress(figures)),), ""
    )


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Our rules without one row: something to compare with."""
    for name, data in read_folder(FOLDER).items():
        kept = b"\n".join(line for line in data.split(b"\n") if b"R-01.1" not in line or not name.endswith(".csv"))
        (tmp_path / "oud" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "oud" / name).write_bytes(kept)
    return tmp_path / "oud"


def page_of(folder: Path, command: str, *words: str) -> str:
    """The page that a command of `knooppunt beleid` writes; whether it found something wrong is all the same here."""
    page = folder / f"{command}.html"
    result = CliRunner().invoke(app, [command, *words, "--html", str(page)])
    assert page.is_file(), result.output
    return page.read_text("utf-8")


ASKED = ("--wie", "politie", "--handeling", "verstrekken", "--wat", "wpg-8", "--aan", "gemeente", "--doel", "oc")


def test_pages_have_no_accessibility_fault(
    program: Path, tmp_path: Path, accounts: dict[str, str], older: Path
) -> None:
    """Every page we make, wide and at 320 pixels: no violation of WCAG 2.2 A and AA or good practice, nothing sideways."""
    pages = {
        "blokken": of_blocks(),
        "controle": page_of(tmp_path, "controleer", "--vandaag", "2026-11-22"),
        "botsing": page_of(tmp_path, "controleer", "--regels", str(older)),
        "uitleg": page_of(tmp_path, "verklaar", *ASKED, "--fase", "weging", "--omgeving", "demo"),
        "matrix": page_of(tmp_path, "matrix", *ASKED[:4], "--doel", "oc"),
        "invarianten": page_of(tmp_path, "invarianten"),
        "verschil": page_of(tmp_path, "verschil", str(older)),
        "proef": page_of(tmp_path, "proef", "--geen-mutatie"),
        **accounts,
        "verificateur": bundel.page().decode(),
        "spoor": of_a_trail(),
        "document": account_page(whole()),
        "onderdrukt": account_page(without_small_counts()),
    }
    results = check(program, tmp_path, **pages)
    assert len(results) == len(pages) * len(WIDTHS)
    faults = [(Path(found["page"]).stem, found["width"], fault) for found in results for fault in found["violations"]]
    assert faults == []
    assert [(found["page"], found["width"]) for found in results if found["sideways"]] == []
    assert [(found["page"], found["cut"]) for found in results if found["cut"]] == []
    assert all(found["passes"] > 15 for found in results)


def test_a_faulty_page_is_found_out(program: Path, tmp_path: Path) -> None:
    """The same run does see faults: no language, grey on grey, an unnamed region, and text wider than the screen."""
    good = of_blocks()
    pages = {
        "taal": good.replace('<html lang="nl">', "<html>"),
        "contrast": good.replace("--inkt: #1b1f24", "--inkt: #bbbbbb"),
        "naam": re.sub(r'aria-labelledby="s-(\d+) t-', r'aria-labelledby="weg-\1 weg-', good),
        "breed": good.replace("<main ", '<main style="width: 900px" '),
    }
    results = check(program, tmp_path, **pages)
    seen = {(Path(found["page"]).stem, fault["id"]) for found in results for fault in found["violations"]}
    assert {("taal", "html-has-lang"), ("contrast", "color-contrast")} <= seen
    assert any(page == "naam" for page, _ in seen)
    assert [found["sideways"] for found in results if "breed" in found["page"]] == [False, True]
    assert [bool(found["cut"]) for found in results if "breed" in found["page"]] == [True, False]


def test_reports_and_geb_share_one_style(geb: str) -> None:
    """The stylesheet stands in one file and whole in every page; neither template has a second copy of it."""
    style = resources.files("policies.verslag").joinpath("templates/stijl.css").read_text("utf-8").rstrip("\n")
    assert style in of_blocks()
    assert style in geb
    for package in ("gep", "gep.document", "policies.verslag"):
        for template in resources.files(package).joinpath("templates").iterdir():
            if template.name.endswith(".html.jinja"):
                assert ":root" not in template.read_text("utf-8"), template.name
