# SPDX-License-Identifier: EUPL-1.2
"""Attachments from one gateway to another over HTTP: sealed, sent in parts, broken off, gone on with, opened, refused."""

from __future__ import annotations

import json
import os
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from adapters.gateway.bijlagen import soort
from adapters.gateway.bijlagen.soort import SoortError, look
from adapters.gateway.gateway import Gateway
from adapters.gateway.proposal import Bestand
from core.contract.bijlagen import DEEL, TOEGESTAAN, TYPEN
from core.contract.exitcodes import ExitCode
from core.keychain.kem import KemPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from tests.adapters.gateway.ring import UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, supply
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.proposal import Voorstel

CANARY = b"KANARIE-999990019-Annelies-Tuinhek"
PDF = b"%PDF-1.7\n" + CANARY + b"\n"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and five partners, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie and om."""
    return case_with(ring, "politie", "om")


def pdf(folder: Path, size: int, name: str = "Annelies Tuinhek.pdf") -> Path:
    """A file that is a PDF as far as anybody looks, with a canary inside and in its name."""
    path = folder / name
    path.write_bytes(PDF + os.urandom(size - len(PDF)))
    return path


def attached(ring: Ring, casus: str, *files: Path) -> Voorstel:
    """A proposal with these files, for the gemeente."""
    return proposal(ring, casus, "gemeente", bijlagen=[Bestand(path, path.name) for path in files])


def sealed_files(gateway: Gateway) -> list[str]:
    """What lies in the store of attachments of a gateway."""
    folder = gateway.partner.folder / "bijlagen"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def opened(ring: Ring, record: str) -> dict[str, Any]:
    """What the gemeente wrote of a record."""
    text = (ring.partners["gemeente"].folder / "geopend" / f"{record}.json").read_text("utf-8")
    return dict(json.loads(text))


class Broken(httpx.HTTPTransport):
    """A network that goes away after so many requests of one kind."""

    def __init__(self, kind: tuple[str, str], left: int) -> None:
        super().__init__()
        self.kind, self.left, self.seen = kind, left, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or break off."""
        if request.method == self.kind[0] and self.kind[1] in request.url.path:
            if self.seen >= self.left:
                raise httpx.ConnectError("de lijn is weg", request=request)
            self.seen += 1
        return super().handle_request(request)


def over(ring: Ring, soort: str, network: Broken) -> Gateway:
    """The gateway of a partner over another network; it shares the folder of the usual one."""
    return Gateway(ring.partners[soort], ring.url, clock=ring.clock.now, transport=network)


def test_files_go_under_the_seal_and_open_as_they_were(ring: Ring, casus: str, tmp_path: Path) -> None:
    """Two files of one record open at the reader byte for byte; the operator has neither their content nor their names."""
    files = [pdf(tmp_path, 2 * DEEL + 5), tmp_path / "lijst.csv"]
    files[1].write_bytes(b"naam;bsn\n" + CANARY + b";999990019\n")
    uitslag = supply(ring["politie"], attached(ring, casus, *files))
    assert ring["politie"].drain().exit_code is ExitCode.DONE
    assert sealed_files(ring["politie"]) == []
    ring.sync("gemeente")
    assert uitslag.records[0] in ring["gemeente"].fetch(ring.people["gemeente"]).geopend
    shown = opened(ring, uitslag.records[0])
    assert [(item["naam"], item["type"]) for item in shown["bijlagen"]] == [
        (files[0].name, "application/pdf"),
        ("lijst.csv", "text/csv"),
    ]
    folder = ring.partners["gemeente"].folder
    for item, file in zip(shown["bijlagen"], files, strict=True):
        written = folder / "geopend" / item["bestand"]
        assert written.read_bytes() == file.read_bytes()
        assert written.stat().st_mode & 0o077 == 0
    assert sealed_files(ring["gemeente"]) == []
    for path in (ring.root / "backbone").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert CANARY not in data
        assert b"Tuinhek.pdf" not in data


def test_upload_goes_on_where_it_broke_off(ring: Ring, casus: str, tmp_path: Path) -> None:
    """After a break half-way only the parts that were missing are sent, by a gateway that starts anew."""
    uitslag = supply(ring["politie"], attached(ring, casus, pdf(tmp_path, 5 * DEEL)))
    first, second = Broken(("PUT", "/delen/"), 3), Broken(("PUT", "/delen/"), 99)
    with over(ring, "politie", first) as gateway:
        assert gateway.drain().exit_code is ExitCode.UNREACHABLE
    assert len(sealed_files(ring["politie"])) == 1
    ring.stop()
    ring.start()
    ring["politie"].outbox.again(uitslag.outbox or 0, ring.clock.now())
    with over(ring, "politie", second) as gateway:
        assert gateway.drain().exit_code is ExitCode.DONE
    assert (first.seen, second.seen) == (3, 3)  # five whole parts of plain bytes are a little more when sealed


def test_download_goes_on_under_the_read_that_was_logged(ring: Ring, casus: str, tmp_path: Path) -> None:
    """After a break nothing is written; the next round fetches what is missing, with the proof of the same read."""
    file = pdf(tmp_path, 4 * DEEL)
    record = supply(ring["politie"], attached(ring, casus, file)).records[0]
    ring["politie"].drain()
    ring.sync("gemeente")
    first, second = Broken(("GET", "/delen/"), 2), Broken(("GET", "/delen/"), 99)
    with over(ring, "gemeente", first) as gateway:
        assert gateway.fetch(ring.people["gemeente"], record).onbereikbaar == [record]
    assert not (ring.partners["gemeente"].folder / "geopend" / f"{record}.json").exists()
    with over(ring, "gemeente", second) as gateway:
        assert gateway.fetch(ring.people["gemeente"], record).geopend == [record]
    assert (first.seen, second.seen) == (2, 3)
    written = ring.partners["gemeente"].folder / "geopend" / opened(ring, record)["bijlagen"][0]["bestand"]
    assert written.read_bytes() == file.read_bytes()


def test_spoiled_part_is_told_and_not_opened(ring: Ring, casus: str, tmp_path: Path) -> None:
    """Bytes that are not those that were signed open nothing: a deviation, no file, no JSON."""
    record = supply(ring["politie"], attached(ring, casus, pdf(tmp_path, DEEL))).records[0]
    ring["politie"].drain()
    ring.sync("gemeente")
    with over(ring, "gemeente", Broken(("GET", "/delen/"), 1)) as gateway:
        gateway.fetch(ring.people["gemeente"], record)
    (part,) = (ring.partners["gemeente"].folder / "bijlagen").glob("*.binnen")
    data = bytearray(part.read_bytes())
    data[100] ^= 1
    part.write_bytes(data)
    result = ring["gemeente"].fetch(ring.people["gemeente"], record)
    assert list(result.afwijkend) == [record], result.to_json()
    folder = ring.partners["gemeente"].folder / "geopend"
    assert not (folder / f"{record}.json").exists()
    assert list((folder / record).iterdir()) == []
    assert sealed_files(ring["gemeente"]) == []


def test_stale_key_seals_attachments_again(ring: Ring, casus: str, tmp_path: Path) -> None:
    """When a recipient has a new key before the push arrives, record and attachment are sealed again under new ids."""
    ring["politie"].drain()
    ring.sync("gemeente")
    ring["gemeente"].fetch(ring.people["gemeente"])
    file = pdf(tmp_path, DEEL)
    uitslag = supply(ring["politie"], attached(ring, casus, file))
    ring.partners["gemeente"].keys.add(StoredKey(Bestandsrol.KEM, ring.oin("gemeente"), KemPrivateKey.generate(), UNIT))
    ring["gemeente"].publish_keys()
    sent = ring["politie"].drain()
    assert sent.exit_code is ExitCode.DONE
    assert len(sent.vervangen) == 1
    assert sealed_files(ring["politie"]) == []
    ring.sync("gemeente")
    (record,) = ring["gemeente"].fetch(ring.people["gemeente"]).geopend
    assert record != uitslag.records[0]
    written = ring.partners["gemeente"].folder / "geopend" / opened(ring, record)["bijlagen"][0]["bestand"]
    assert written.read_bytes() == file.read_bytes()


def test_full_disk_leaves_nothing_half(ring: Ring, casus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When sealing cannot write, there is a clear error, no file, and no entry in the outbox."""
    before = len(ring["politie"].outbox.entries())
    monkeypatch.setattr("adapters.gateway.bijlagen.voorraad.os.fsync", _full)
    with pytest.raises(OSError, match="No space left"):
        supply(ring["politie"], attached(ring, casus, pdf(tmp_path, DEEL)))
    assert sealed_files(ring["politie"]) == []
    assert len(ring["politie"].outbox.entries()) == before


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_crash_left_goes_and_what_waits_stays(ring: Ring, casus: str, tmp_path: Path) -> None:
    """Sealed files of nobody and files in the making go after an hour; what waits or is coming in stays."""
    ring["politie"].drain()
    supply(ring["politie"], attached(ring, casus, pdf(tmp_path, 500)))
    (waiting,) = sealed_files(ring["politie"])
    folder = ring.partners["politie"].folder / "bijlagen"
    for name in ("los.verzegeld", "x.verzegeld.nieuw", "herverzegel-y", "z.binnen", "jong.verzegeld"):
        written(folder, name, b"x")
    for name in sealed_files(ring["politie"]):
        if not name.startswith("jong"):
            os.utime(folder / name, (0, 0))
    ring["politie"].voorraad.tidy()
    assert sealed_files(ring["politie"]) == sorted(["jong.verzegeld", "z.binnen", waiting])
    for name in ("jong.verzegeld", "z.binnen"):
        (folder / name).unlink()
    ring["politie"].drain()
    assert sealed_files(ring["politie"]) == []


def test_what_is_refused_is_told_per_file(ring: Ring, casus: str, tmp_path: Path) -> None:
    """All files of a proposal are looked at, and each that may not go is a finding of its own; nothing is sealed."""
    other = tmp_path / "verslag.pdf"
    other.write_bytes(b"MZ\x90\0" + bytes(200))
    good = pdf(tmp_path, 500)
    numbered = pdf(tmp_path, 500, "verslag 999990019.pdf")
    uitslag = supply(ring["politie"], attached(ring, casus, other, good, tmp_path / "weg.pdf", numbered))
    found = [(b.veld, b.reden) for b in uitslag.bevindingen]
    assert found == [
        ("bijlagen/0", "bijlagesoort-inhoud"),
        ("bijlagen/2", "bijlage-onleesbaar"),
        ("bijlagen/3", "bijlage-naam"),
    ]
    assert "verslag" not in str(uitslag.to_json())
    assert sealed_files(ring["politie"]) == []


def zipped(folder: Path, name: str, *names: str) -> Path:
    """A zip with these files in it."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for inner in names:
            archive.writestr(inner, "<x/>")
    return path


def written(folder: Path, name: str, data: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(data)
    return path


GOOD = {
    "a.pdf": b"%PDF-1.7\n1 0 obj",
    "a.PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(30),
    "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1" + bytes(50),
    "a.tif": b"II*\0" + bytes(40),
    "a.wav": b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0",
    "a.mp3": b"ID3\x03\0\0" + bytes(100),
    "a.mp4": b"\0\0\0\x18ftypmp42" + bytes(40),
    "a.txt": "Geen bijzonderheden, café.\n".encode(),
    "a.csv": b"a;b\n1;2\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_recognised_by_its_content(name: str, tmp_path: Path) -> None:
    """A file of each kind passes under its own name, and none of them under the name of another kind."""
    assert look(written(tmp_path, name, GOOD[name]), name, "wpg-8").lengte == len(GOOD[name])
    for other in {"x.pdf", "x.png", "x.mp4", "x.docx"} - {f"x.{name[2:].lower()}"}:
        with pytest.raises(SoortError) as refused:
            look(written(tmp_path, other, GOOD[name]), other, "wpg-8")
        assert refused.value.reden == "bijlagesoort-inhoud"


def test_office_files_are_looked_into(tmp_path: Path) -> None:
    """A zip passes only with what its kind holds, without macros, and with a table of contents of a sane size."""
    for name, inner in (("a.docx", "word/document.xml"), ("a.xlsx", "xl/workbook.xml"), ("a.odt", "content.xml")):
        kind = "fiscaal" if name == "a.xlsx" else "wpg-8"
        assert look(zipped(tmp_path, name, inner), name, kind).type in TYPEN
        for bad in (["iets.xml"], [inner, "word/vbaProject.bin"]):
            with pytest.raises(SoortError):
                look(zipped(tmp_path, name, *bad), name, kind)
    cut = zipped(tmp_path, "c.docx", "word/document.xml")
    cut.write_bytes(cut.read_bytes()[:-30])
    with pytest.raises(SoortError):
        look(cut, "c.docx", "wpg-8")


@pytest.mark.parametrize("zip64", [False, True])
def test_table_of_a_zip_is_read_up_to_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, zip64: bool
) -> None:
    """A table of contents beyond the limit is not read, also when only the second of two end records owns up to it."""
    path = zipped(tmp_path, "a.docx", "word/document.xml")
    if zip64:
        path.write_bytes(with_zip64_end(path.read_bytes()))
    assert look(path, "a.docx", "wpg-8").type in TYPEN
    monkeypatch.setattr(soort, "_TABLE", 50)
    with pytest.raises(SoortError):
        look(path, "a.docx", "wpg-8")


def with_zip64_end(data: bytes) -> bytes:
    """A zip that tells the length of its table in a zip64 record only; the old record says one byte."""
    body, (*start, size, place, comment) = data[:-22], struct.unpack("<4s4H2LH", data[-22:])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, start[3], start[4], size, place)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body), 1)
    return body + record + locator + struct.pack("<4s4H2LH", *start, 1, place, comment)


@pytest.mark.parametrize(
    ("name", "category", "stated", "data", "reden"),
    [
        ("a.exe", "wpg-8", None, b"x", "bijlagesoort-onbekend"),
        ("a", "wpg-8", None, b"x", "bijlagesoort-onbekend"),
        ("a.pdf", "wpg-8", "application/x-eigen", b"x", "bijlagesoort-onbekend"),
        ("a.pdf", "wpg-8", "text/plain", b"x", "bijlagesoort-naam"),
        ("a.mp4", "fiscaal", None, GOOD["a.mp4"], "bijlage-bij-categorie"),
        ("a.pdf", "bsn", None, GOOD["a.pdf"], "bijlage-bij-categorie"),
        ("a.pdf", "wpg-8", None, b"", "bijlage-omvang"),
        ("a.txt", "wpg-8", None, b"#!/bin/sh\n", "bijlagesoort-inhoud"),
        ("a.txt", "wpg-8", None, b"<html><body>", "bijlagesoort-inhoud"),
        ("a.txt", "wpg-8", None, b"tekst\0", "bijlagesoort-inhoud"),
        ("a.txt", "wpg-8", None, b"tekst \xff", "bijlagesoort-inhoud"),
        ("a.csv", "wpg-8", None, b"x" * soort._HEAD + b"\xc3", "bijlagesoort-inhoud"),
    ],
)
def test_what_may_not_go(name: str, category: str, stated: str | None, data: bytes, reden: str, tmp_path: Path) -> None:
    """Every reason to refuse a file is met, with its own code."""
    with pytest.raises(SoortError) as refused:
        look(written(tmp_path, "bestand", data), name, category, stated)
    assert refused.value.reden == reden


def test_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file of more than 2 GiB, of which nothing is on disk, is refused at once."""
    path = tmp_path / "groot.pdf"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3 + 1)
    with pytest.raises(SoortError) as refused:
        look(path, path.name, "wpg-8")
    assert refused.value.reden == "bijlage-omvang"


def test_list_of_kinds_is_closed() -> None:
    """No category of numbers alone, figures or biometrics takes attachments; every kind of a category is described."""
    assert not {"bsn", "hit", "anoniem", "vreemdelingen-biometrie", "casus", "brp"} & TOEGESTAAN.keys()
    assert {kind for kinds in TOEGESTAAN.values() for kind in kinds} == TYPEN.keys()


def test_page_of_the_courier_is_walked_through(ring: Ring, casus: str, tmp_path: Path) -> None:
    """The commands of the page, as they stand there: one trip supplies with an attachment, two trips read it."""
    page, env = Bladzijde("koerier"), {"KNOOPPUNT_SERVER_URL": ring.url}
    ring["politie"].drain()
    ring.sync("gemeente")
    ring["gemeente"].fetch(ring.people["gemeente"])
    file = pdf(tmp_path, DEEL)
    record = supply(ring["politie"], attached(ring, casus, file)).records[0]
    ring.stop()

    def walk(soort: str, number: int) -> None:
        folder = tmp_path / f"{soort}-{number}"
        folder.mkdir()
        partner = {**env, "KNOOPPUNT_PARTNER_DIR": str(ring.partners[soort].folder)}
        operator = {
            "KNOOPPUNT_DATA_DIR": str(ring.settings.data_dir),
            "KNOOPPUNT_PORT": str(ring.settings.port),
            "KNOOPPUNT_PUBLIC_URL": ring.url,
        }
        for start, settings in (("uit", partner), ("beheer", operator), ("in", partner)):
            command = "beheer koerier" if start == "beheer" else f"adapter gateway koerier {start}"
            with pytest.MonkeyPatch.context() as patch:
                for name, value in settings.items():
                    patch.setenv(name, value)
                done = page.run(command, folder, PERSOON=ring.people[soort])
            assert done.exit_code == 0, done.output

    try:
        for soort, number in (("politie", 1), ("gemeente", 1), ("gemeente", 2)):
            walk(soort, number)
    finally:
        ring.start()
    assert page.left == []
    written = ring.partners["gemeente"].folder / "geopend" / opened(ring, record)["bijlagen"][0]["bestand"]
    assert written.read_bytes() == file.read_bytes()
