# SPDX-License-Identifier: EUPL-1.2
"""The evidence bundle before a stranger: two independent verifiers, one corpus, no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from audit import bundel
from audit.bundel.los.verifieer import Verifieerder, zichtbaar
from tests.end_to_end import bundels
from tests.end_to_end.beheerder import Beheerder
from tests.end_to_end.bundels import CONSISTENT, GELDIG, ONGELDIG, READ, SUPPLIED, UNPROVEN, Bron, Geval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def bron(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bron]:
    """A witnessed backbone with a story."""
    made = Bron(tmp_path_factory.mktemp("bron"))
    yield made
    made.knooppunt.close()


@pytest.fixture(scope="module")
def corpus(bron: Bron, tmp_path_factory: pytest.TempPathFactory) -> list[Geval]:
    """Every case: good ones, forged ones, what a forger does to good ones, and bundles that lack a part."""
    other = Bron(tmp_path_factory.mktemp("vervalser"), echt=False)
    liar = Beheerder(bron)
    try:
        return [
            *bundels.good(bron),
            *bundels.forged(bron, other),
            *bundels.wrong(bron, other),
            *bundels.missing(bron),
            *liar.honest(),
            *liar.lies(),
            *flips_for_both(bron),
        ]
    finally:
        other.knooppunt.close()


def flips_for_both(bron: Bron) -> list[Geval]:
    """Return one bit turned in the middle of every part of one bundle, and in three places of the zip itself."""
    data = bron.make(SUPPLIED)
    places = [14, len(data) - 5, len(data) - 30]
    at = 0
    for name, part in bundel.parts(data).items():
        at += 30 + len(name)
        places.append(at + len(part) // 2)
        at += len(part)
    return [Geval(f"bit {place}", bundels.flipped(data, place), bron.ankers) for place in places]


def for_the_browser(corpus: list[Geval]) -> list[Geval]:
    """Return a part of the corpus with every kind of case, and all of it when `SOAK` asks for the long form."""
    if os.environ.get("SOAK"):
        return corpus
    kept = {
        "lezing met persoon",
        "weigering",
        "later toegevoegd",
        "lezing van wie later kwam",
        "geloot",
        "zonder ankers",
        "andere lijst",
        "vals, met de goede ankers",
    }
    whole = [case for case in corpus if case.naam in kept]
    damaged = [case for case in corpus if case.uitslag == ONGELDIG and case.naam not in kept]
    return [*whole, *damaged[::5]]


def judged(case: Geval) -> dict[str, Any]:
    """Return what the Python verifier says."""
    return Verifieerder(case.data).loop_na(*case.ankers)


def test_who_came_later_rests_on_what_the_supplier_left(bron: Bron) -> None:
    """A read by a recipient that a holder added shows list and delegation; without either, or between others, it is nothing."""
    read = bron.make(bundels.READ, -1)
    (later,) = bundels.names(read, "rijen/toekenning_later/")

    def without(delen: dict[str, bytes]) -> None:
        del delen[later]

    lost = Verifieerder(bundels.repacked(read, without)).loop_na(*bron.ankers)
    assert (lost["uitslag"], lost["fout"]) == (ONGELDIG, "de lezer is geen ontvanger")
    walked = Verifieerder(read)
    assert walked.loop_na(*bron.ankers)["uitslag"] == "geldig"
    kop = walked.open["verstrekking", bron.records[0]]["kop"]
    rij, los = walked.tabel("toekenning_later")[0]
    nieuw = {bron.knooppunt["belastingdienst"].oin}
    cited = los["toekenningen"]["delegatie"]
    assert walked.mag_toekennen(rij, cited, nieuw, kop)
    for other in (
        (rij, None, nieuw, kop),
        (rij, cited, {bron.knooppunt["om"].oin}, kop),
        ({**rij, "door": bron.knooppunt["om"].oin}, cited, nieuw, kop),
        ({**rij, "tijd": rij["tijd"] + 400 * 24 * 3600 * 1000}, cited, nieuw, kop),
        (rij, cited, nieuw, {**kop, "record": bron.records[1]}),
        (rij, cited, nieuw, {**kop, "verstrekker": bron.knooppunt["nvwa"].oin}),
    ):
        assert not walked.mag_toekennen(*other)


def test_every_case_gets_its_verdict(corpus: list[Geval]) -> None:
    """Good bundles hold, forged and changed ones do not, and without both anchors nothing is more than consistent."""
    assert {case.naam: judged(case)["uitslag"] for case in corpus} == {case.naam: case.uitslag for case in corpus}
    assert len(corpus) > 80
    assert {case.uitslag for case in corpus} == {GELDIG, CONSISTENT, ONGELDIG}


def test_one_bit_anywhere(bron: Bron) -> None:
    """One bit turned, in every file, in the structures of the zip and in a random sample of places, is found."""
    data = bron.make(READ)
    places = bundels.flips(data, seed=20261122, sample=60)
    assert len(places) > 200
    passed = [
        at for at in places if judged(Geval("", bundels.flipped(data, at, at % 8), bron.ankers))["uitslag"] != ONGELDIG
    ]
    assert passed == []


def test_a_forger_who_mends_the_hashes_is_still_found(bron: Bron) -> None:
    """A bit turned in any part with `inhoud.json` mended is found, but in the two parts that are said to prove nothing."""
    data = bron.make(SUPPLIED)
    for name, part in bundel.parts(data).items():
        if name in {"mimetype", "inhoud.json"}:
            continue
        changed = bundels.repacked(
            data, lambda delen, name=name, part=part: delen.update({name: bundels.flipped(part, len(part) // 3)})
        )
        expected = GELDIG if name in UNPROVEN else ONGELDIG
        assert judged(Geval(name, changed, bron.ankers))["uitslag"] == expected, name


def test_the_same_act_gives_the_same_bytes(bron: Bron) -> None:
    """A bundle is byte-canonical: made twice it is the same file, and its parts packed again give it back."""
    data = bron.make(READ)
    assert bron.make(READ) == data
    assert bundel.make((json.loads(bundel.parts(data)["inhoud.json"])["regel"]["log"], bron.places(READ)[0][1]), {
        name: part for name, part in bundel.parts(data).items() if name not in {"mimetype", "inhoud.json", *UNPROVEN}
    }) == data  # fmt: skip


def test_what_never_goes_in(bron: Bron) -> None:
    """No ciphertext, wrap or salt is in a bundle, and no person unless asked for by who may see that person."""
    knooppunt = bron.knooppunt
    data = bron.make(SUPPLIED, heel=True)
    with knooppunt.engine.connect() as connection:
        row = dict(connection.exec_driver_sql("SELECT inhoud, sleutel FROM verstrekking").mappings().first() or {})
        wraps = connection.exec_driver_sql("SELECT omhulsel FROM omhulsel").scalars().all()
    secrets = [row["inhoud"], *wraps, *(knooppunt.kluis.get("zout", record) for record in bron.records)]
    for secret in secrets:
        assert secret[:24] not in data
        assert bundels.jcs.b64(secret[:24])[:30].encode() not in data
    person = knooppunt["gemeente"].persoon.encode()
    people = [knooppunt[soort].persoon.encode() for soort in bundels.SOORTEN]
    for event in (READ, SUPPLIED, bundels.REFUSED):
        assert not [one for one in people if one in bron.make(event)], event
    shown = bron.make(READ, persoon_van=knooppunt["politie"].oin)
    assert [one for one in people if one in shown] == [person]
    assert b'"persoon":{' in bron.make(READ, persoon_van=knooppunt["gemeente"].oin)
    assert b'"persoon":{' in bron.make(READ, persoon_van=knooppunt["politie"].oin)  # its own record
    with pytest.raises(bundels.bewijs.BewijsError, match="eigen organisatie"):
        bron.make(READ, persoon_van=knooppunt["nvwa"].oin)


def test_the_verifier_alone_and_offline(bron: Bron, tmp_path: Path) -> None:
    """The program of the bundle runs by itself, without network and without our code; its exit code is 0, 3 or 2."""
    data = bron.make(READ)
    program, file = tmp_path / "verifieer.py", tmp_path / "bewijs.zip"
    program.write_bytes(bundel.parts(data)["verifieer.py"])
    file.write_bytes(data)
    lijst, policy = bron.ankers
    anchors = ["--deelnemerslijst-sha256", lijst, "--tlog-policy-sha256", policy]
    start = [sys.executable, "-I", str(program)]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            bundels.offline([*start, *words]), cwd=tmp_path, capture_output=True, text=True, check=False
        )

    good = run(str(file), *anchors, "--eis-getuigd")
    assert good.returncode == 0, good.stdout + good.stderr
    assert "UITSLAG: geldig (getuigd)" in good.stdout
    assert "Dit bewijst NIET:" in good.stdout
    assert "R-79.2: convenantpartner, -, wpg, lezen" in good.stdout
    without = run(str(file), "--json")
    assert without.returncode == 3
    assert json.loads(without.stdout)["uitslag"] == CONSISTENT
    assert json.loads(without.stdout)["bewijst_niet"]
    file.write_bytes(bundels.flipped(data, len(data) // 2))
    assert run(str(file), *anchors).returncode == 3
    assert run(str(file), "--tlog-policy-sha256", "kort").returncode == 2
    program.write_text(
        f"import sys\n{program.read_text()}".replace("sys.exit(main())", "main(); print(sorted(sys.modules))")
    )
    file.unlink()
    assert run(str(file), *anchors).returncode == 2
    file.write_bytes(data)
    loaded = run(str(file)).stdout.rsplit("\n", 2)[-2]
    assert not [name for name in ("audit", "core", "server", "policies", "sqlalchemy") if f"'{name}'" in loaded]


def test_what_a_bundle_says_steers_no_terminal() -> None:
    """Text of a bundle cannot overwrite the verdict above it: what moves, hides or turns text is shown as a mark."""
    assert zichtbaar("\x1b[2A\rUITSLAG: geldig\u202e") == "?[2A?UITSLAG: geldig?"
    assert zichtbaar("gewoon, met méér") == "gewoon, met méér"


def test_a_drawn_line_tells_what_to_compare(bron: Bron) -> None:
    """Seed, number, size and root of the checkpoint are told: the inspector compares them with what was kept before."""
    data = bron.sampled()
    work = Verifieerder(data)
    assert work.loop_na(*bron.ankers)["uitslag"] == GELDIG
    sample = json.loads(bundel.parts(data)["steekproef.json"])
    _, size, root, *_ = sample["checkpoint"].split("\n")
    told = " ".join(work.gezegd)
    assert f"zaad {sample['zaad']!r}, 3 van de {size} regels" in told
    assert f"wortel {root} van dat checkpoint" in told


def test_a_lie_of_the_operator_is_refused_for_its_lie(bron: Bron) -> None:
    """The real keys of the log and any line are not enough: each made-up act is refused where its lie is."""
    steps = {case.naam: judged(case) for case in Beheerder(bron).lies()}
    assert {outcome["uitslag"] for outcome in steps.values()} == {ONGELDIG}
    unsigned = ("lezing die niemand tekende", "lezing zonder handtekening", "lezing als lokale opdracht")
    assert {steps[name]["fout"] for name in unsigned} == {"de organisatie tekende dit verzoek niet"}
    assert steps["handtekening onder een andere lezing"]["fout"] == "er is om iets anders gevraagd"
    assert steps["tien minuten later"]["fout"] == "de handtekening onder het verzoek is van een ander moment"
    assert steps["verboden, toch gelezen"]["fout"] == "gedaan, terwijl het niet is toegestaan"
    assert steps["lezing zonder beslissing"]["fout"] == "niet over elke ontvanger is beslist"
    assert steps["verstrekt zonder beslissing over een ontvanger"]["fout"] == "niet over elke ontvanger is beslist"
    assert steps["beslissing over een ander"]["fout"] == "een beslissing gaat over een andere partij"
    assert steps["verstrekt onder een ander verzoek"]["fout"] == "de toekenningen horen bij een ander verzoek"
    assert steps["feit dat iets anders zegt"]["fout"] == "een feitverklaring zegt iets anders"
    assert (
        steps["feit van wie het niet mag verklaren"]["fout"] == "een feitverklaring is van wie dat niet mag verklaren"
    )


def test_a_checkpoint_without_witnesses_is_said_to_have_none(bron: Bron) -> None:
    """Cosignatures taken off honestly leave a valid bundle that says `opgenomen`; who asks for witnesses refuses it."""
    data = bron.make(READ)
    for name in [*bundels.names(data, "regels/"), *bundels.names(data, "stam/")]:
        data = bundels.edited(data, name, _unwitnessed)
        outcome = judged(Geval("", data, bron.ankers))
        # As weak as the weakest: one part without witnesses is enough to say so.
        assert (outcome["uitslag"], outcome["staat"]) == (GELDIG, "opgenomen"), name


def _unwitnessed(receipt: Any) -> None:
    lines = receipt["bewijs"].splitlines(keepends=True)
    receipt.update(bewijs="".join(line for line in lines if "getuige" not in line), staat="opgenomen")


def test_both_verifiers_agree_on_the_whole_corpus(bron: Bron, corpus: list[Geval], tmp_path: Path) -> None:
    """The page in Chromium, with the network off, gives the verdict, the place and the counts of the Python program.

    A fifth of the damaged bundles by default, all of them with `SOAK=1`.
    """
    corpus = for_the_browser(corpus)
    assert len(corpus) > 18
    told = bundels.in_browser(corpus, tmp_path)
    assert told["shown"]["oordeel"] == "Geldig"
    assert told["shown"]["niet"] >= 8
    assert told["reached"] is False
    assert {url.partition(":")[0] for url in told["requests"]} == {"file"}
    ours = [judged(case) for case in corpus]
    theirs = told["results"]
    differing = [
        (case.naam, one, two)
        for case, one, two in zip(corpus, ours, theirs, strict=True)
        if any(one.get(part) != two.get(part) for part in ("uitslag", "stap", "tellingen", "staat"))
    ]
    assert differing == []
