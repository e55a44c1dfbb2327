# SPDX-License-Identifier: EUPL-1.2
"""Bundles for the tests of both verifiers: real ones of a witnessed backbone, and what a forger would make of them."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from audit import bundel
from audit.bundel.los.vormen import pak_in
from audit.bundel.steekproef import draw
from audit.proof import jcs, tlog_policy
from audit.reader import LogReader
from core.exchange import bewijs
from server.api.app import create_app
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.test_toekennen import delegate, wrapping
from tests.kit import REGIO, Backbone, Levering
from tests.server.conftest import Caller, listening, serve

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOORTEN = ("politie", "gemeente", "belastingdienst", "om", "toeslagen", "nvwa")
GELDIG, CONSISTENT, ONGELDIG = "geldig", "alleen intern consistent", "ongeldig"
# Parts that nothing outside the bundle vouches for; the verifiers say so, and so does the page in each bundle.
UNPROVEN = {"LEESMIJ.txt", "verifieer.py"}


@dataclass(frozen=True)
class Geval:
    """One bundle, the anchors that its reader has, and what both verifiers must say of it."""

    naam: str
    data: bytes = field(repr=False)
    ankers: tuple[str | None, str | None]
    uitslag: str = ONGELDIG


class Bron:
    """A backbone with a short story: two supplies, a read, a refusal.

    Each came over HTTP with the signature of its organisation, the read with that of a person too. The real one (`echt`) has
    witnesses.
    """

    def __init__(self, folder: Path, *, echt: bool = True) -> None:
        self.knooppunt = Backbone(folder, soorten=SOORTEN, getuigen=3 if echt else 0)
        self.bron = bewijs.Bron(
            self.knooppunt.world, self.knooppunt.policy_text.encode(), bewijs.witnessed_in(folder / "log")
        )
        zaak = Zaak(self.knooppunt)
        zaak.phase("verrijking-gesloten")
        supplies = [zaak.supply("politie", "wpg-8", "gemeente", "om") for _ in range(2)]
        self.records = [supply.record for supply in supplies]
        served = serve(self.knooppunt)
        with listening(create_app(served)) as address, httpx.Client(base_url=address, trust_env=False) as client:
            for supply in supplies:
                assert self._send(client, "politie", "/v1/leveringen", supply) < 300
            assert self._send(client, "gemeente", f"/v1/verstrekkingen/{self.records[0]}/inzagen") < 300
            assert (
                self._send(client, "toeslagen", "/v1/leveringen", zaak.supply("toeslagen", "toeslagen", "gemeente"))
                == 403
            )
            # What no organisation signed, as an operator would write it who makes an act up: through the log, with its own keys.
            zaak.done(self.knooppunt.exchange.read(self.knooppunt["gemeente"].caller(persoon=True), self.records[1]))
            self._add_later(client, zaak)
        served.close()
        self.shard = next(name for name in self.knooppunt.world.log.shards() if name.startswith(REGIO))
        if echt:
            self.knooppunt.witness()

    def _add_later(self, client: httpx.Client, zaak: Zaak) -> None:
        """Let a holder add a recipient with the supplier's delegation, and let that one read."""
        left = delegate(zaak, self.records[0], "gemeente", "belastingdienst")
        act = wrapping(zaak, "gemeente", self.records[0], "belastingdienst", delegatie=left)
        sender = Caller(client, self.knooppunt, self.knooppunt["gemeente"], persoon=True)
        path = f"/v1/verstrekkingen/{self.records[0]}/toekenningen"
        assert sender.send("POST", path, act.body, key=act.caller.verzoek).status_code < 300
        assert self._send(client, "belastingdienst", f"/v1/verstrekkingen/{self.records[0]}/inzagen") < 300

    def _send(self, client: httpx.Client, who: str, path: str, supply: Levering | None = None) -> int:
        sender = Caller(client, self.knooppunt, self.knooppunt[who], persoon=supply is None)
        body, key = (supply.body, supply.caller.verzoek) if supply else ({}, None)
        return int(sender.send("POST", path, body, key=key).status_code)

    @property
    def ankers(self) -> tuple[str, str]:
        """The fingerprints that a partner would give."""
        return self.knooppunt.lijst.fingerprint, hashlib.sha256(self.knooppunt.policy_text.encode()).hexdigest()

    def places(self, event: str) -> list[tuple[str, int]]:
        """Return where lines of this event stand, in every act shard."""
        log = self.knooppunt.world.log
        shards = [name for name in log.shards() if name != "stam"]
        found = [line for shard in shards for line in LogReader(log.engine, log.kluis).lines(shard)]
        return [(line.shard, line.index) for line in found if line.feit and line.feit["gebeurtenis"] == event]

    def make(self, event: str, nth: int = 0, **more: Any) -> bytes:
        """Return the bundle of the n-th line of an event."""
        place, delen = bewijs.gather(self.bron, *self.places(event)[nth], **more)
        return bundel.make(place, delen)

    def sampled(self, *, drawn_line: bool = True) -> bytes:
        """Return a bundle of a line that was drawn, or with the same sample one of a line that was not."""
        signed = self.bron.getuigd(self.shard)
        assert signed is not None
        _, index = self.places(READ)[0]
        policy = tlog_policy.parse(self.bron.policy)
        tries = (draw(f"zaad van de inspecteur {number}", 3, signed, policy) for number in range(1000))
        drawn = next(one for one in tries if (index in one.indexen) is drawn_line)
        place, delen = bewijs.gather(self.bron, self.shard, index, signed=signed)
        return bundel.make(place, {**delen, "steekproef.json": drawn.encode()})


ADDED = "backbone:toekenning:toegevoegd"
READ, SUPPLIED, REFUSED = (
    "backbone:verstrekking:gelezen",
    "backbone:verstrekking:opgenomen",
    "backbone:verstrekking:geweigerd",
)


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None], *, regel: Any = None) -> bytes:
    """Return the bundle after a change of its parts by someone who mends `inhoud.json` afterwards."""
    delen = bundel.parts(data)
    inhoud = json.loads(delen["inhoud.json"])
    change(delen)
    fixed = {name: delen[name] for name in ("mimetype", "inhoud.json")}
    rest = {name: delen[name] for name in sorted(delen) if name not in fixed}
    inhoud["bestanden"] = {name: hashlib.sha256(part).hexdigest() for name, part in rest.items()}
    inhoud["regel"] = regel or inhoud["regel"]
    return pak_in({**fixed, "inhoud.json": jcs.encode(inhoud), **rest})


def edited(data: bytes, name: str, change: Callable[[Any], Any]) -> bytes:
    """Return the bundle with one JSON part changed, everything around it mended."""

    def edit(delen: dict[str, bytes]) -> None:
        value = json.loads(delen[name])
        delen[name] = jcs.encode(change(value) or value)

    return repacked(data, edit)


def names(data: bytes, prefix: str) -> list[str]:
    """Return the parts whose names begin so."""
    return [name for name in bundel.parts(data) if name.startswith(prefix)]


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    """Return the bytes with one bit turned."""
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def flips(data: bytes, seed: int, sample: int) -> list[int]:
    """Return places to turn a bit: one in every file, all of the zip's own structures of the first and last, a sample."""
    chance = random.Random(seed)
    places = list(range(40)) + list(range(len(data) - 40, len(data)))
    at = 0
    for name, part in bundel.parts(data).items():
        at += 30 + len(name)
        places += [at - 1, at - 30 + 14, at + chance.randrange(len(part))]
        at += len(part)
    return places + [chance.randrange(len(data)) for _ in range(sample)]


def _set(path: str, value: Any) -> Callable[[Any], None]:
    """Return a change that puts a value at a path of keys, separated by slashes."""

    def change(found: Any) -> None:
        *way, last = path.split("/")
        for key in way:
            found = found[int(key) if isinstance(found, list) else key]
        found[int(last) if isinstance(found, list) else last] = value(found[last]) if callable(value) else value

    return change


def _drop(path: str) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        *way, last = path.split("/")
        for key in way:
            found = found[int(key) if isinstance(found, list) else key]
        del found[int(last) if isinstance(found, list) else last]

    return change


def good(bron: Bron) -> list[Geval]:
    """Return bundles that hold, and with fewer or other anchors what is then said of them."""
    lijst, policy = bron.ankers
    read = bron.make(READ, persoon_van=bron.knooppunt["gemeente"].oin)
    stamped = repacked(read, lambda delen: delen.update({"tijdstempel.tsr": b"een token"}))
    return [
        Geval("lezing met persoon", read, (lijst, policy), GELDIG),
        Geval("verstrekking", bron.make(SUPPLIED), (lijst, policy), GELDIG),
        Geval("weigering", bron.make(REFUSED), (lijst, policy), GELDIG),
        Geval("later toegevoegd", bron.make(ADDED), (lijst, policy), GELDIG),
        Geval("lezing van wie later kwam", bron.make(READ, -1), (lijst, policy), GELDIG),
        Geval("hele stamlog", bron.make(SUPPLIED, heel=True), (lijst, policy), GELDIG),
        Geval("geloot", bron.sampled(), (lijst, policy), GELDIG),
        Geval("met tijdstempel", stamped, (lijst, policy), GELDIG),
        Geval("zonder ankers", read, (None, None), CONSISTENT),
        Geval("alleen de lijst", read, (lijst, None), CONSISTENT),
        Geval("alleen het policy", read, (None, policy), CONSISTENT),
        Geval("andere lijst", read, (policy, policy), ONGELDIG),
        Geval("ander policy", read, (lijst, lijst), ONGELDIG),
        Geval("ander policy, geen lijst", read, (None, lijst), ONGELDIG),
    ]


def forged(bron: Bron, other: Bron) -> list[Geval]:
    """Return a bundle of another list, other keys and another log: sound in itself, and worth nothing under our anchors."""
    fake = other.make(READ)
    return [
        Geval("vals, met de goede ankers", fake, bron.ankers, ONGELDIG),
        Geval("vals, zonder ankers", fake, (None, None), CONSISTENT),
        Geval("vals, met eigen policy", fake, (bron.ankers[0], other.ankers[1]), ONGELDIG),
    ]


def wrong(bron: Bron, other: Bron) -> list[Geval]:
    """Return what a forger without our keys can do to a good bundle, each with everything around it mended."""
    read = bron.make(READ, persoon_van=bron.knooppunt["gemeente"].oin)
    first, second = bron.make(SUPPLIED), bron.make(SUPPLIED, 1)
    refused, drawn, fake = bron.make(REFUSED), bron.sampled(), other.make(READ)
    line = f"regels/{bron.shard}/{bron.places(READ)[0][1]}.json"
    record, record2 = names(first, "rijen/verstrekking/")[0], names(second, "rijen/verstrekking/")[0]
    decision, release = names(read, "rijen/beslissing/")[0], names(read, "rijen/vrijgave/")[0]
    facts, act = names(read, "rijen/feitbundel/")[0], names(read, "rijen/handeling/")[0]
    keys = [name for name in names(first, "stam/") if b"sleutel-gepubliceerd" in bundel.parts(first)[name]]

    def swap(name: str, source: bytes, named: str | None = None) -> Callable[[dict[str, bytes]], None]:
        return lambda delen: delen.update({name: bundel.parts(source)[named or name]})

    def unsigned(proof: str) -> str:
        return "".join(part for part in proof.splitlines(keepends=True) if "getuige" not in part)

    def without_log(proof: str) -> str:
        lines = proof.splitlines(keepends=True)
        own = [part for part in lines if part.startswith("\u2014 knooppunt.example")]
        return "".join(part for part in lines if part != own[-1])

    changed = {
        "ander record zijn verklaring": edited(
            first, record, lambda rij: rij["open"].update(json.loads(bundel.parts(second)[record2])["open"])
        ),
        "rij van een ander record": repacked(first, swap(record, second, record2)),
        "feit gewijzigd": edited(read, line, _set("feit/record", bron.records[1])),
        "feit van sleutel gewisseld": edited(read, line, _set("feit_sleutel", jcs.b64(bytes(32)))),
        "persoon gewijzigd": edited(read, line, _set("persoon/persoon", "00000000-0000-4000-8000-000000000000")),
        "index gewijzigd": edited(read, line, _set("index", 0)),
        "staat te hoog": edited(read, line, lambda bon: bon.update(bewijs=unsigned(bon["bewijs"]))),
        "log tekende niet": edited(read, line, lambda bon: bon.update(bewijs=without_log(bon["bewijs"]))),
        "uitkomst gewijzigd": edited(read, decision, _set("open/adl/body/adl.core.response/uitkomst", "verboden")),
        "rij van beslissing gewijzigd": edited(read, decision, _set("rij/uitkomst", "verboden")),
        "handeling gewijzigd": edited(read, act, _set("rij/tijd", lambda tijd: tijd - 1)),
        "regelbestand gewijzigd": edited(read, release, _rule_file),
        "vrijgave met een jurist minder": edited(read, release, _drop("open/bundel/handtekeningen/0")),
        "feitverklaring omgekeerd": edited(read, facts, _set("open/bundel/verklaringen/0/waarde", False)),
        "feitbundel zonder ML-DSA": edited(read, facts, _drop("open/bundel/handtekening/ml-dsa-65")),
        "verklaring zonder Ed25519": edited(first, record, _drop("open/handtekening/ed25519")),
        "ontvanger erbij": edited(
            first,
            record,
            lambda rij: rij["open"]["toekenningen"]["lijst"].append(dict(rij["open"]["toekenningen"]["lijst"][0])),
        ),
        "lijst met een handtekening minder": edited(
            read, "deelnemerslijst.json", lambda lijst: lijst.update(handtekeningen=lijst["handtekeningen"][:3])
        ),
        "lijst zonder ML-DSA": edited(read, "deelnemerslijst.json", _drop("handtekeningen/0/ml-dsa-65")),
        "lijst met lagere drempel": edited(read, "deelnemerslijst.json", _set("lijst/drempel", 2)),
        "lijst van een ander": repacked(read, swap("deelnemerslijst.json", fake)),
        "policy zonder quorum": repacked(
            read, lambda delen: delen.update({"tlog-policy": _no_quorum(delen["tlog-policy"])})
        ),
        "policy van een ander": repacked(read, swap("tlog-policy", fake)),
        "sleutel van een ander": repacked(first, swap(keys[0], fake, names(fake, "stam/")[-1])),
        "sleutel te lang geldig": edited(first, keys[0], _set("blad/geldig_tot", lambda tot: tot + 1)),
        "andere regel als onderwerp": repacked(
            read,
            lambda _: None,
            regel={"log": json.loads(bundel.parts(fake)[names(fake, "regels/")[0]])["log"], "index": 999},
        ),
        "loting met ander zaad": edited(drawn, "steekproef.json", _set("zaad", "een ander zaad")),
        "loting van een andere soort": edited(drawn, "steekproef.json", _set("soort", "keuze")),
        "loting met een versie die geen getal is": edited(drawn, "steekproef.json", _set("v", value=True)),
        "loting met andere regels": edited(drawn, "steekproef.json", _set("indexen", [0, 1, 2])),
        "loting bij een andere regel": bron.sampled(drawn_line=False),
        "verzoek van een ander": edited(
            read, line, _set("feit/ondertekend/basis", lambda basis: basis.replace("POST", "PUT"))
        ),
        "onbekend bestand": repacked(refused, lambda delen: delen.update({"regels.csv": b"x"})),
        "leeg": b"",
        "geen zip": b"PK\x03\x04" + bytes(200),
        "staart erachter": read + b"\0",
        "kop ervoor": b"\0" + read,
        "helft": read[: len(read) // 2],
    }
    return [Geval(naam, data, bron.ankers) for naam, data in changed.items()]


def _rule_file(value: Any) -> None:
    files = value["open"]["bundel"]["bestanden"]
    files["regels/politie.csv"] = jcs.b64(jcs.unb64(files["regels/politie.csv"]).replace(b"allow", b"deny ", 1))


def _no_quorum(policy: bytes) -> bytes:
    return b"".join(
        b"quorum none\n" if line.startswith(b"quorum ") else line for line in policy.splitlines(keepends=True)
    )


def missing(bron: Bron) -> list[Geval]:
    """Return bundles that lack one part each, with `inhoud.json` mended: every second part, with `SOAK` every part."""
    read = bron.make(SUPPLIED)
    parts = [name for name in bundel.parts(read) if name not in ("mimetype", "inhoud.json")]
    parts = parts if os.environ.get("SOAK") else parts[::2]
    return [
        Geval(f"zonder {name}", repacked(read, lambda delen, name=name: delen.pop(name)), bron.ankers) for name in parts
    ]


def offline(words: list[str]) -> list[str]:
    """Return a command that runs these words without any network."""
    alone = ["unshare", "--net"]
    if shutil.which("unshare") and subprocess.run([*alone, "true"], check=False, capture_output=True).returncode == 0:
        return [*alone, *words]
    return words


def in_browser(cases: list[Geval], folder: Path) -> dict[str, Any]:
    """Let the page judge these cases in Chromium without any network; skips the test when there is no browser."""
    if shutil.which("node") is None or CHROMIUM is None:
        pytest.skip("node of chromium is hier niet aanwezig")
    page, listed = folder / "verificateur.html", []
    page.write_bytes(bundel.page())
    for number, case in enumerate(cases):
        file = folder / f"{number}.zip"
        file.write_bytes(case.data)
        listed.append({"bestand": str(file), "lijst": case.ankers[0], "policy": case.ankers[1]})
    (folder / "gevallen.json").write_text(json.dumps(listed), "utf-8")
    where = (
        str(CHROMIUM),
        str(folder / "profiel"),
        str(page),
        str(folder / "gevallen.json"),
        str(folder / "beeld.png"),
    )
    command = offline(["node", str(HERE / "verificateur.mjs"), *where])
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
