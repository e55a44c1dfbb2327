# SPDX-License-Identifier: EUPL-1.2
"""Helpers of the replay tests: logged decisions made by deciding, and small edits of rule files."""

import random
import uuid
from collections.abc import Iterable, Mapping

from policies import Vraag
from policies.naspelen import Vastgelegd, Versie
from tests.policies.world import files_with, p_row, random_question, random_rows


def version(*rows: str, omgeving: str = "demo") -> Versie:
    """A version of only these rows."""
    return Versie.of_files(files_with(rows), omgeving)


def record(versie: Versie, vraag: Vraag, seed: int = 0) -> Vastgelegd:
    """What the exchange would have logged."""
    answer = versie.decide(vraag).to_json()
    return Vastgelegd(str(uuid.UUID(int=seed, version=4)), versie.regels.digest, vraag, answer)


def records(versie: Versie, vragen: Iterable[Vraag]) -> list[Vastgelegd]:
    """Each question as it would have been logged."""
    return [record(versie, vraag, seed) for seed, vraag in enumerate(vragen)]


def questions(versie: Versie, rng: random.Random, count: int) -> list[Vraag]:
    """Questions of which most concern a row; some are asked more than once."""
    rows = versie.regels.rows
    found = [random_question(versie.regels, rng, rng.choice(rows)) for _ in range(count)]
    return [*found, *rng.choices(found, k=count // 4)]


def edited(files: Mapping[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """The same set with some rows gone, some changed and some new."""
    lines = files["regels/test.csv"].decode().splitlines()
    kept = [line for line in lines if rng.random() < 0.85]
    changed = [line.replace("2020-04-01", "2026-11-22") if rng.random() < 0.2 else line for line in kept]
    base = Versie.of_files(files, "demo").regels
    fresh = [row.replace(", T-", ", N-") for row in random_rows(rng, base, rng.randint(0, 4))]
    body = changed + fresh or [p_row()]
    return {**files, "regels/test.csv": ("\n".join(body) + "\n").encode()}
