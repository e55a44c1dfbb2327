# SPDX-License-Identifier: EUPL-1.2
"""Row `naspelen`: a million logged decisions against a candidate release, beside only parsing the same records.

The log is made up on the real rules, as bytes like the ledger holds them: 20 000 different questions that come back in
a mixed order, since real logs repeat. The candidate leaves one deny out, changes one allow and adds a deny.
*Floor*: parsing the JSON of every record, nothing done with it. *Ours*, the ratio: the incremental replay from the same
bytes to its counts, in turns of 100 000. In the detail: the seconds for all of them, incremental and full, and the rate
of both when no equal question is remembered (a log without any repetition; on one turn). Full and incremental must
give the same report to the byte.
"""

from __future__ import annotations

import json
import random
import time
import uuid
from typing import TYPE_CHECKING, Any

from bench.measure import number, result
from core.exchange import beslissingen
from policies.manifest import encode
from policies.naspelen import Naspeler, Versie
from tests.policies.world import p_row, random_question, real_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.measure import Effort, Result
    from policies import Vraag

SEED = 20261122
Row = tuple[str, str, str, bytes]


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    old, new = _versions()
    made = _records(old, effort.count(20_000, 40))
    rng = random.Random(SEED)
    parts = [rng.choices(made, k=effort.count(100_000, 40)) for _ in range(effort.count(10, 3))]
    quick, full = Naspeler(new, lambda _: old), Naspeler(new, lambda _: old, volledig=True)
    floor, fast, whole = [], [], []
    for part in parts:
        floor.append(_timed(_parse, part))
        fast.append(_timed(_replay, quick, part))
        whole.append(_timed(_replay, full, part))
    report = quick.effect("alles")
    assert encode(report.to_json()) == encode(full.effect("alles").to_json())
    bare = [
        _timed(_replay, Naspeler(new, lambda _: old, volledig=all_of_it, onthoud=0), parts[0])
        for all_of_it in (False, True)
    ]
    detail = {
        "decisions": report.beslissingen,
        "different": len(made),
        "rules": len(old.regels.rows),
        "changed": report.omgeslagen,
        "incremental_total_seconds": number(sum(fast)),
        "full_total_seconds": number(sum(whole)),
        "incremental_per_second": number(report.beslissingen / sum(fast)),
        "full_per_second": number(report.beslissingen / sum(whole)),
        "incremental_per_second_nothing_remembered": number(len(parts[0]) / bare[0]),
        "full_per_second_nothing_remembered": number(len(parts[0]) / bare[1]),
        "decided_incremental": quick.beslist,
        "decided_full": full.beslist,
    }
    return {"naspelen": result(fast, floor, "seconds", **detail)}


def _versions() -> tuple[Versie, Versie]:
    files = real_files()
    lines = files["regels/belastingdienst.csv"].split(b"\n")
    changed = [
        line.replace(b"verzoek+convenant-geldig+noodzaak", b"verzoek+noodzaak                 ")
        for line in lines
        if b"R-07.1" not in line
    ]
    candidate = {**files, "regels/belastingdienst.csv": b"\n".join(changed)}
    candidate["regels/voorstellen.csv"] += p_row(wie="ind", wat="vreemdelingen", id="R-900.1").encode() + b"\n"
    return Versie.of_files(files, "demo"), Versie.of_files(candidate, "demo")


def _records(old: Versie, count: int) -> list[Row]:
    """Rows of the table `beslissing` with different questions."""
    rng = random.Random(SEED)
    return [_record(old, random_question(old.regels, rng, rng.choice(old.regels.rows)), rng) for _ in range(count)]


def _record(old: Versie, vraag: Vraag, rng: random.Random) -> Row:
    answer = old.regels.decide(vraag).to_json()
    request = {
        "subject": {"type": "partner", "id": "00000099000000001000", "properties": {"soort": vraag.wie}},
        "action": {"name": vraag.handeling, "properties": {"processing_activity_id": "urn:knooppunt:verwerking:oc"}},
        "resource": {
            "type": "gegevens",
            "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "properties": {"categorie": vraag.wat, "ontvanger": vraag.aan, "ontvanger_id": "00000099000000002000"},
        },
        "context": {
            "doel": vraag.doel,
            "fase": vraag.fase,
            "peildatum": vraag.datum.isoformat(),
            "feiten": sorted(vraag.feiten),
        },
    }
    digest = old.regels.digest
    information = {token: [f"{rng.getrandbits(256):064x}"] for token in sorted(vraag.feiten)[:8]}
    adl = {
        "trace_id": f"{rng.getrandbits(128):032x}",
        "span_id": f"{rng.getrandbits(64):016x}",
        "event_name": "adl.access_evaluation",
        "timestamp": 1_795_000_000_000,
        "attributes": {"adl.core.policies": {"knooppunt": digest}, "adl.core.information": information},
        "body": {"adl.core.request": request, "adl.core.response": answer},
    }
    key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    data = json.dumps(adl, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return key, answer["uitkomst"], digest, data


def _parse(part: list[Row]) -> None:
    decode = json.JSONDecoder().decode
    for _, _, _, data in part:
        decode(data.decode())


def _replay(replay: Naspeler, part: list[Row]) -> None:
    """From bytes to counts."""
    replay.add_all(beslissingen.read(*row) for row in part)


def _timed(work: Callable[..., None], *arguments: Any) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start
