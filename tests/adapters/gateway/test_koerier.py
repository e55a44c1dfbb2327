# SPDX-License-Identifier: EUPL-1.2
"""Courier mode: a supplier and a reader without any line, and every way in which a file on its way can be wrong."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from adapters.gateway.errors import VerificationError
from adapters.gateway.gateway import Gateway
from adapters.gateway.koerier import uit
from adapters.gateway.koerier.binnen import Uitpakker
from adapters.gateway.proposal import Bestand
from audit import bundel
from audit.bundel.los.verifieer import Verifieerder
from audit.bundel.los.vormen import Fout
from audit.proof import jcs
from audit.verify.opened import Said
from core.contract import koerier
from core.contract.bijlagen import DEEL
from core.contract.koerier import KoerierError, Koeriersbestand
from core.exchange import bewijs
from core.exchange.bijlagen import READ_MS
from server.koerier import openbaar
from server.koerier.verwerk import process
from server.koerier.verzoeken import MAX_REQUEST
from server.samenhang.kennis import Kennis
from server.samenhang.uittreksel import BEVINDING, Uittreksel
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import proposal, supply
from tests.kit import TestClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Cut(httpx.BaseTransport):
    """No network at all."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Break off at once."""
        raise httpx.ConnectError("er is geen lijn", request=request)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and five partners, of which politie and gemeente lose their lines."""
    made = Ring(tmp_path_factory.mktemp("ring"), clock=TestClock())
    casus = case_with(made, "politie")
    made.casus = casus  # type: ignore[attr-defined]
    for soort in ("politie", "gemeente"):
        made.gateways[soort].close()
        made.gateways[soort] = Gateway(made.partners[soort], made.url, clock=made.clock.now, transport=Cut())
    yield made
    made.close()


def packed(ring: Ring, soort: str, path: Path, person: str | None = None, days: int = 14) -> dict[str, int]:
    """Pack what waits at a partner."""
    return ring[soort].packer(days).pack(path, person).to_json()


def trip(ring: Ring, soort: str, folder: Path, *, person: str | None = None, days: int = 0) -> dict[str, Any]:
    """Out, through the backbone after so many days, and in again."""
    number = len(list(folder.glob("*.verzoek")))
    out, back = folder / f"{soort}-{number}.verzoek", folder / f"{soort}-{number}.antwoord"
    packed(ring, soort, out, person)
    ring.clock.shift += days * koerier.DAY_MS  # type: ignore[attr-defined]
    process(ring.backbone, out, back)
    return Uitpakker(ring[soort]).unpack(back)


def lines(ring: Ring) -> int:
    """How many lines the log has, over all shards."""
    world = ring.backbone.exchange.world
    return sum(sum(1 for _ in world.reader.lines(shard)) for shard in world.log.shards())


def supplied(ring: Ring, folder: Path, *, size: int = 0) -> tuple[str, bytes]:
    """Let the police seal a record for the gemeente, with an attachment when there is a size; it waits in the outbox."""
    data = b"%PDF-1.7\nKANARIE-999990019" + os.urandom(size)
    files = []
    if size:
        (folder / "stuk.pdf").write_bytes(data)
        files = [Bestand(folder / "stuk.pdf", "stuk.pdf")]
    uitslag = supply(ring["politie"], proposal(ring, ring.casus, "gemeente", bijlagen=files))  # type: ignore[attr-defined]
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    return uitslag.records[0], data


def test_supply_and_read_by_courier_with_the_same_proofs(ring: Ring, tmp_path: Path) -> None:
    """A push goes by file and is proven, its reader is told by file, asks by file, and opens content and attachment."""
    record, data = supplied(ring, tmp_path, size=DEEL + 10)
    done = trip(ring, "politie", tmp_path, days=3)
    assert done["verzonden"]["klaar"], done
    assert ring["politie"].store.receipt("verstrekking", record) is not None
    reader = ring.people["gemeente"]
    told = trip(ring, "gemeente", tmp_path, person=reader)
    assert record not in told["gelezen"]["geopend"]
    done = trip(ring, "gemeente", tmp_path, person=reader)
    assert record in done["gelezen"]["geopend"], done
    folder = ring.partners["gemeente"].folder / "geopend"
    shown = json.loads((folder / f"{record}.json").read_text("utf-8"))
    assert (folder / shown["bijlagen"][0]["bestand"]).read_bytes() == data
    for path in tmp_path.glob("*.antwoord"):
        assert b"KANARIE" not in path.read_bytes()
    assert ring["politie"].alarms() == []
    assert ring["gemeente"].alarms() == []


def test_line_says_that_it_was_carried(ring: Ring, tmp_path: Path) -> None:
    """The line of a carried act keeps the letter, and the receipt shows it to who sent it."""
    record, _ = supplied(ring, tmp_path)
    trip(ring, "politie", tmp_path, days=1)
    shown = ring["politie"].store.receipt("verstrekking", record)
    assert shown is not None
    letter = shown["feit"]["koerier"]["brief"]
    assert (letter["oin"], letter["verzoek"]) == (ring.oin("politie"), shown["feit"]["verzoek"])
    with ring.backbone.exchange.world.reading() as connection:
        kennis = Kennis(connection, ring.backbone.exchange.world.lijsten)
        take = Uittreksel.of(kennis)
        said = Said("s|0", b"{}", shown["feit"], shown["persoon"], persoon_gone=False)
        assert findings(take, said) == set()
        for spoiled in (spoil(shown["feit"], tot=letter["tot"] + 1), spoil(shown["feit"], sleutel="0" * 64)):
            assert findings(take, said._replace(feit=spoiled)) == {
                "De brief waarmee dit verzoek is meegegeven klopt niet."
            }
        without = {name: item for name, item in shown["feit"].items() if name != "koerier"}
        (text,) = findings(take, said._replace(feit=without))
        assert "ander moment" in text
    assert judged(ring, shown) == "geldig"
    assert judged(ring, shown, tot=letter["tot"] + 1) == "ongeldig"


def judged(ring: Ring, receipt: dict[str, Any], **changes: Any) -> str:
    """The verdict of the standalone verifier over the evidence bundle of a line, its letter spoiled when asked."""
    world, policy = ring.backbone.exchange.world, ring.policy_text.encode()
    source = bewijs.Bron(world, policy, bewijs.witnessed_in(ring.settings.publication / "log"))
    gathered = bewijs.gather(source, receipt["log"].rpartition("/")[2], receipt["index"])
    checker = Verifieerder(bundel.make(*gathered))
    verdict = checker.loop_na(world.lijst.fingerprint, hashlib.sha256(policy).hexdigest())
    if not changes:
        assert verdict["uitslag"] == "geldig", verdict
        return str(verdict["uitslag"])
    checker.feit = spoil(checker.feit, **changes)
    with pytest.raises(Fout, match="brief"):
        checker.getekend()
    return "ongeldig"


def findings(take: Uittreksel, said: Said) -> set[str]:
    """What is wrong with the signatures that a line keeps."""
    return {content for soort, _, content in take(said) if soort == BEVINDING}


def spoil(feit: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The line with another letter."""
    kept = feit["koerier"]
    return {**feit, "koerier": {**kept, "brief": {**kept["brief"], **changes}}}


def test_answer_keeps_its_term_while_the_clock_runs(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is made while milliseconds pass is good for exactly its term, and is taken in."""
    record, _ = supplied(ring, tmp_path)
    clock: Any = ring.clock
    now = clock.now

    def later() -> int:
        clock.shift += 3
        return int(now())

    monkeypatch.setattr(clock, "now", later)
    assert trip(ring, "politie", tmp_path)["verzonden"]["klaar"]
    assert ring["politie"].store.receipt("verstrekking", record) is not None


def test_file_that_comes_twice_does_nothing_twice(ring: Ring, tmp_path: Path) -> None:
    """The same push a second time gives the same receipts and no line; its answer is read once."""
    record, _ = supplied(ring, tmp_path)
    out, first, second = (tmp_path / name for name in ("a.verzoek", "a.antwoord", "b.antwoord"))
    packed(ring, "politie", out)
    done = process(ring.backbone, out, first)
    before = lines(ring)
    again = process(ring.backbone, out, second)
    assert lines(ring) == before
    assert again.statussen == {
        "201": done.statussen["201"],
        "401": 1,
    }  # the question for messages was no act: asked once is asked
    assert receipt_of(first, record) == receipt_of(second, record)
    assert Uitpakker(ring["politie"]).unpack(first)["verzonden"]["klaar"]
    for path in (first, second):
        with pytest.raises(VerificationError) as refused:
            Uitpakker(ring["politie"]).unpack(path)
        assert refused.value.reden == "koerier-herhaald"


def receipt_of(path: Path, record: str) -> Any:
    """The leaf of the receipt of a record in an answer."""
    with path.open("rb") as stream:
        file = Koeriersbestand(stream)
        names = [name for name in file.names("antwoord/") if name.endswith(".lichaam")]
        answers = [jcs.decode(file.part(name)) for name in names]
    found = [item for answer in answers for item in answer.get("verstrekkingen", ()) if item["record"] == record]
    return [(item["bewijs"]["log"], item["bewijs"]["index"], item["bewijs"]["blad"]) for item in found]


@pytest.fixture(scope="module")
def files(ring: Ring, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A request of the gemeente, and its answer that nobody read."""
    folder = tmp_path_factory.mktemp("reis")
    out, back = folder / "reis.verzoek", folder / "reis.antwoord"
    packed(ring, "gemeente", out, ring.people["gemeente"])
    process(ring.backbone, out, back)
    return out, back


def test_every_flipped_byte_is_met(ring: Ring, files: tuple[Path, Path], tmp_path: Path) -> None:
    """One byte otherwise, anywhere in request or answer, or a file cut off or grown: refused, and nothing was done."""
    before = lines(ring)
    for source, use in ((files[0], _process(ring, tmp_path)), (files[1], Uitpakker(ring["gemeente"]).unpack)):
        data = source.read_bytes()
        places = [*range(0, len(data), max(1, len(data) // 25)), len(data) - 1]
        spoiled = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in places]
        for wrong in (*spoiled, data[:-1], data + b"\0", b""):
            path = tmp_path / "bedorven"
            path.write_bytes(wrong)
            with pytest.raises((KoerierError, VerificationError)):
                use(path)
    assert lines(ring) == before


def _process(ring: Ring, folder: Path) -> Callable[[Path], Any]:
    return lambda path: process(ring.backbone, path, folder / "weg.antwoord")


def reason(use: Callable[[Path], Any], path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises((KoerierError, VerificationError)) as refused:
        use(path)
    assert isinstance(refused.value, KoerierError | VerificationError)
    return refused.value.reden


def test_another_party_does_not_read_it(ring: Ring, files: tuple[Path, Path], tmp_path: Path) -> None:
    """An answer for another organisation, a request in the place of an answer, and an answer to no trip are refused."""
    assert reason(Uitpakker(ring["politie"]).unpack, files[1]) == "koerier-ander"
    assert reason(Uitpakker(ring["gemeente"]).unpack, files[0]) == "koerier-soort"
    assert reason(_process(ring, tmp_path), files[1]) == "koerier-soort"
    strange = resigned(ring, files[1], tmp_path, bij="0" * 64)
    assert reason(Uitpakker(ring["gemeente"]).unpack, strange) == "koerier-onbekend"


def resigned(ring: Ring, source: Path, folder: Path, **changes: Any) -> Path:
    """The file with another manifest, rightly signed by who made it."""
    with source.open("rb") as stream:
        file = Koeriersbestand(stream)
        parts = {part.naam: file.part(part.naam) for part in file.manifest.onderdelen}
        manifest = replace(file.manifest, **changes)
    if manifest.soort == koerier.ANTWOORD:
        key = ring.backbone.answer_key.key
        signed: Any = {"ed25519": jcs.b64(key.sign(f"{koerier.DOMEIN}\0".encode() + manifest.encode()))}
    else:
        keys = ring.partners["gemeente"].keys
        signed = keys.signing(file.manifest.sleutel).sign(koerier.DOMEIN, manifest.encode()).to_json()
    path = folder / "anders"
    koerier.write_file(path, manifest, signed, parts)
    return path


@pytest.mark.parametrize(
    ("which", "changes", "reden"),
    [
        (0, {"lijst": "0" * 64}, "koerier-andere-lijst"),
        (1, {"lijst": "0" * 64}, "koerier-andere-lijst"),
        (0, {"aan": "0" * 20}, "koerier-ander"),
        (0, {"van": "0" * 20}, "koerier-ander"),
        (0, {"sleutel": "0" * 64}, "koerier-handtekening"),
        (0, {"tot": 1, "gemaakt": 0}, "koerier-verlopen"),
        (1, {"tot": 1, "gemaakt": 0}, "koerier-verlopen"),
        (0, {"tot": 2**50}, "koerier-termijn"),
        (1, {"gemaakt": 2**49, "tot": 2**49}, "koerier-termijn"),
    ],
)
def test_other_list_old_file_and_wrong_names_are_refused(
    ring: Ring, files: tuple[Path, Path], tmp_path: Path, which: int, changes: dict[str, Any], reden: str
) -> None:
    """Rightly signed and still not for here or now: each is refused with its own reason."""
    use = (_process(ring, tmp_path), Uitpakker(ring["gemeente"]).unpack)[which]
    assert reason(use, resigned(ring, files[which], tmp_path, **changes)) == reden


def test_signature_of_another_does_not_open_the_door(ring: Ring, files: tuple[Path, Path], tmp_path: Path) -> None:
    """A manifest signed by another partner, or an answer that the operator did not sign, is refused."""
    for which, use in ((0, _process(ring, tmp_path)), (1, Uitpakker(ring["gemeente"]).unpack)):
        with files[which].open("rb") as stream:
            file = Koeriersbestand(stream)
            parts = {part.naam: file.part(part.naam) for part in file.manifest.onderdelen}
        other = ring.partners["om"].keys.signing().sign(koerier.DOMEIN, file.manifest.encode()).to_json()
        path = tmp_path / f"vreemd-{which}"
        koerier.write_file(path, file.manifest, other, parts)
        assert reason(use, path) == "koerier-handtekening"


def rewritten(ring: Ring, source: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The file of the gemeente with other parts, rightly signed."""
    with source.open("rb") as stream:
        file = Koeriersbestand(stream)
        parts: dict[str, Any] = {part.naam: file.part(part.naam) for part in file.manifest.onderdelen}
    change(parts)
    manifest = replace(file.manifest, onderdelen=koerier.described(parts))
    signed = ring.partners["gemeente"].keys.signing(manifest.sleutel).sign(koerier.DOMEIN, manifest.encode()).to_json()
    path = folder / "herschreven"
    koerier.write_file(path, manifest, signed, parts)
    return path


def other_path(parts: dict[str, Any], pad: str) -> None:
    """Let the first request ask for another path."""
    parts["verzoek/00000.json"] = jcs.encode({**jcs.decode(parts["verzoek/00000.json"]), "pad": pad})


@pytest.mark.parametrize(
    ("change", "reden"),
    [
        (lambda parts: other_path(parts, "/v1/../metrics"), "koerier-onderdeel"),
        (lambda parts: other_path(parts, "/gezondheid"), "koerier-onderdeel"),
        (lambda parts: other_path(parts, "/v1/\x01"), "koerier-onderdeel"),
        (lambda parts: parts.update({"verzoek/99999.json": b"{}", "verzoek/99999.lichaam": b""}), "koerier-onderdeel"),
        (lambda parts: parts.update({"verzoek/00000.json": b" " * (MAX_REQUEST + 1)}), "koerier-te-groot"),
        (lambda parts: parts.update({"verzoek/00000.lichaam": bytes(16 * 1024 * 1024 + 1)}), "koerier-te-groot"),
        (lambda parts: parts.pop("verzoek/00000.lichaam"), "koerier-onderdeel"),
        (lambda parts: parts.update({"bijlage/../../x": b"x"}), "koerier-onderdeel"),
        (lambda parts: parts.update({f"verzoek/{n:05d}.json": b"" for n in range(5001)}), "koerier-te-veel"),
    ],
)  # fmt: skip
def test_one_wrong_request_refuses_the_whole_file(
    ring: Ring, files: tuple[Path, Path], tmp_path: Path, change: Callable[[dict[str, Any]], None], reden: str
) -> None:
    """What cannot be read, is too large or asks outside the interface is met before the first request is done."""
    path, before = rewritten(ring, files[0], tmp_path, change), lines(ring)
    assert reason(_process(ring, tmp_path), path) == reden
    assert lines(ring) == before
    assert not (tmp_path / "weg.antwoord").exists()


def test_attachments_come_only_with_an_own_read(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that looks like the read of a strange record brings no part of it; nor does a read after its day."""
    record, _ = supplied(ring, tmp_path, size=DEEL + 10)
    trip(ring, "politie", tmp_path)
    trip(ring, "gemeente", tmp_path)

    class Sly(int):
        def __format__(self, _spec: str) -> str:
            return f"1&x=/v1/verstrekkingen/{record}/inzagen"

    out, back = tmp_path / "sluw", tmp_path / "sluw.antwoord"
    with monkeypatch.context() as patch:
        patch.setattr(uit, "PAGE", Sly(1))
        packed(ring, "gemeente", out)
    done = process(ring.backbone, out, back)
    assert "200" in done.statussen
    assert attached(back) == []
    out = tmp_path / "gelezen"
    packed(ring, "gemeente", out, ring.people["gemeente"])
    process(ring.backbone, out, back)
    assert len(attached(back)) == 1
    ring.clock.shift += READ_MS + 1000  # type: ignore[attr-defined]
    done = process(ring.backbone, out, back)
    assert "201" in done.statussen
    assert attached(back) == []


def attached(path: Path) -> list[str]:
    """The attachments in an answer."""
    with path.open("rb") as stream:
        return Koeriersbestand(stream).names("bijlage/")


def test_logs_are_named_by_what_is_published(ring: Ring, tmp_path: Path) -> None:
    """A log name from outside never becomes a path: only what stands in the publication is gathered."""
    (tmp_path / "checkpoint").write_bytes(b"geheim")
    away = os.path.relpath(tmp_path, ring.settings.publication / "log")
    known = {"logs": dict.fromkeys(("stam", "..", ".", "", "x" * 5000, "a\x00b", away, str(tmp_path)), 0)}
    found = openbaar.gather(ring.backbone, known)
    assert {path.split("/")[2] for path in found if path.startswith("/log/")} == {"stam"}


def test_file_that_nobody_would_read_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More parts than a manifest holds are refused, and no half file is left."""
    monkeypatch.setattr(koerier, "MAX_PARTS", 1)
    parts: dict[str, Any] = {"a": b"1", "b": b"2"}
    made = koerier.Manifest("antwoord", "1", "2", "3", 0, 1, "", "", {}, koerier.described(parts))
    with pytest.raises(KoerierError) as refused:
        koerier.write_file(tmp_path / "vol", made, {}, parts)
    assert refused.value.reden == "koerier-te-groot"
    assert list(tmp_path.iterdir()) == []


def test_letter_stretches_one_request_only(ring: Ring, files: tuple[Path, Path], tmp_path: Path) -> None:
    """A letter beside another request, or past its own term, does not let that request in."""
    with files[0].open("rb") as stream:
        file = Koeriersbestand(stream)
        first, manifest = jcs.decode(file.part("verzoek/00000.json")), file.manifest
    key_of = first["koppen"]["Idempotency-Key"]
    second = {**first, "koppen": {**first["koppen"], "Idempotency-Key": "1" * 8 + key_of[8:]}}
    path = rewritten(ring, files[0], tmp_path, lambda parts: parts.update({"verzoek/00000.json": jcs.encode(second)}))
    assert reason(_process(ring, tmp_path), path) == "koerier-ander-verzoek"
    brief, key = first["brief"], ring.partners["gemeente"].keys.signing(manifest.sleutel).public
    named = {"oin": ring.oin("gemeente"), "verzoek": key_of}
    signature = koerier.org_signature(first["koppen"]["Signature"])
    good = brief["brief"]
    assert koerier.check_brief(brief, key, signature=signature, at=good["tot"], **named) == good
    with pytest.raises(KoerierError, match="voorbij"):
        koerier.check_brief(brief, key, signature=signature, at=good["tot"] + 1, **named)
    with pytest.raises(KoerierError, match="klopt niet"):
        koerier.check_brief(
            {**brief, "brief": {**good, "tot": good["tot"] + 1}}, key, signature=signature, at=0, **named
        )
