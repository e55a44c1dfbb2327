# SPDX-License-Identifier: EUPL-1.2
"""Row `invarianten`: seconds to prove every sentence of `invarianten.toml` over all requests and all facts.

The number of requests that a proof covers is in the detail: no sampling could come near it. Reading and checking the
rule files is measured apart, as the floor: a proof needs them anyway.
"""

from __future__ import annotations

import time
from math import prod
from statistics import median
from typing import TYPE_CHECKING

from bench.measure import Result, number
from policies.analyse.invarianten import BESTAND, prove, read_invariants
from policies.analyse.ruimte import VELDEN, Ruimte
from policies.loader import check, read_folder
from policies.ruleset import FOLDER

if TYPE_CHECKING:
    from bench.measure import Effort


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    files = read_folder(FOLDER)
    checked = check(files)
    sentences = read_invariants(files[BESTAND], checked)
    proving, loading = [], []
    for _ in range(effort.count(9, 1)):
        start = time.perf_counter()
        check(files)
        between = time.perf_counter()
        found = prove(checked, sentences)
        loading.append(between - start)
        proving.append(time.perf_counter() - between)
        assert all(one.geldt for one in found)
    space = Ruimte.of(checked)
    detail = {
        "sentences": len(sentences),
        "requests_covered": prod(len(space.codes_of_column(veld)) for veld in VELDEN),
        "candidate_sets": len(space.endpoints()),
        "fact_worlds": f"3^{len(checked.vocabulary.facts)} each",
        "loading_seconds": number(median(loading)),
    }
    return {"invarianten": Result(median(proving), detail)}
