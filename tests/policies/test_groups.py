# SPDX-License-Identifier: EUPL-1.2
"""Groups: closed, complete, shallow, and what the vocabulary says they are."""

import pytest

from policies import RuleSet, RuleSetError
from tests.policies.world import real_files


def refused(name: str, text: str, *, without: str = "") -> list:
    """Findings after adding rows to a real file, or leaving out the row that reads `without`, spaces aside."""
    files = real_files()
    lines = files[name].decode().splitlines()
    kept = [line for line in lines if not without or line.replace(" ", "") != without.replace(" ", "")]
    assert len(lines) - len(kept) == bool(without)
    data = "\n".join(kept) + "\n" + text
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**files, name: data.encode()}, "demo")
    return [f for f in caught.value.findings if f.ernst == "fout"]


BAD = [
    ("kring", "g4, oc-hk, oc-hk-ib\ng4, oc-hk-ib, oc-hk\n", "kring"),
    ("onbekend lid", "g4, hkk, oc-hk\n", "onbekende-code"),
    ("onbekende groep", "g4, hk, oc-of-hk\n", "onbekende-groep"),
    ("blad als groep", "g4, hk, oc\n", "onbekende-groep"),
    ("dubbel", "g4, hk, oc-hk\n", "dubbel"),
    ("drie kolommen", "g4, hk, oc-hk, x\n", "kolommen"),
    ("regel in een groepenbestand", "p, hk, oc-hk\n", "soort-rij"),
    ("onbekende soort", "g6, hk, oc-hk\n", "soort-rij"),
    ("ster onder een andere naam", "g4, *, oc-hk\n", "te-ruim"),
    ("complement klopt niet", "g4, ib, niet-ib\n", "groep-klopt-niet"),
]


@pytest.mark.parametrize(("text", "soort"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_groups_are_refused(text, soort):
    """A group row that casbin would accept silently refuses the set (pitfalls 2, 13, 14)."""
    assert soort in {f.soort for f in refused("groepen/doelen.csv", text)}


def test_a_code_outside_the_star_group_is_refused():
    """A code that `*` forgets would escape every deny on `*`."""
    found = refused("groepen/categorieen.csv", "", without="g2, logboek, *")
    assert any(f.soort == "groep-klopt-niet" and "logboek" in f.tekst for f in found)


def test_a_range_with_a_gap_is_refused():
    """A range of phases that misses one is named with the phase."""
    found = refused("groepen/fasen.csv", "", without="g5, casusoverleg, gesloten-tm-advies")
    assert any("casusoverleg" in f.tekst for f in found)


def test_the_dash_belongs_to_the_star_group():
    """Without `-` in `*` a deny would not bite on an act without recipient."""
    assert refused("groepen/partijen.csv", "", without="g, -, *")


def test_a_deep_chain_is_refused():
    """A chain longer than eight links is refused; casbin answers "no" at ten without a word (pitfall 13)."""
    files = real_files()
    names = [f"diep-{i}" for i in range(10)]
    groups = "[groep.doel]\n" + "\n".join(f'{n} = {{ label = "{n}" }}' for n in names) + "\n"
    vocabulary = files["vocabulaire.toml"].decode().replace("[groep.doel]\n", groups)
    chain = "\n".join(f"g4, {a}, {b}" for a, b in zip(["oc", *names], names, strict=False)) + "\n"
    changed = {**files, "vocabulaire.toml": vocabulary.encode()}
    changed["groepen/doelen.csv"] += chain.encode()
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(changed, "demo")
    assert {f.soort for f in caught.value.findings if f.ernst == "fout"} == {"te-diep"}


def test_a_chain_or_web_of_any_size_comes_to_an_end():
    """Hundreds of links, or layers that each double the paths, are refused like nine links are: with findings, at once."""
    files = real_files()
    chain = [(f"k{i}", f"k{i + 1}") for i in range(400)]
    web = [(f"{a}{i}", f"{b}{i + 1}") for i in range(40) for a in "vw" for b in "vw"]
    for links in (chain, web):
        names = sorted({name for link in links for name in link})
        words = "[groep.doel]\n" + "".join(f'{name} = {{ label = "{name}" }}\n' for name in names)
        vocabulary = files["vocabulaire.toml"].decode().replace("[groep.doel]\n", words)
        rows = "".join(f"g4, {member}, {group}\n" for member, group in [("oc", links[0][0]), *links])
        changed = {**files, "vocabulaire.toml": vocabulary.encode()}
        changed["groepen/doelen.csv"] += rows.encode()
        with pytest.raises(RuleSetError) as caught:
            RuleSet.of_files(changed, "demo")
        assert "te-diep" in {f.soort for f in caught.value.findings}


def test_a_complement_of_nothing_is_refused():
    """The complement of a group that does not exist is not everything."""
    vocabulary = real_files()["vocabulaire.toml"].decode()
    changed = vocabulary.replace(
        "[groep.doel]\n", '[groep.doel]\nniet-x = { label = "x", complement = "bestaat-niet" }\n'
    )
    rows = real_files()["groepen/doelen.csv"].decode()
    every = "".join(
        f"g4, {code}, niet-x\n"
        for code in ("oc", "hk", "ib", "beeld", "stat", "beleidsadvisering", "controle", "rechten")
    )
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(
            {**real_files(), "vocabulaire.toml": changed.encode(), "groepen/doelen.csv": (rows + every).encode()},
            "demo",
        )
    assert any(f.soort == "groep-klopt-niet" and "niet-x" in f.tekst for f in caught.value.findings)


def test_an_empty_group_is_refused():
    """A group without members would make a deny on it a dead letter."""
    vocabulary = real_files()["vocabulaire.toml"].decode()
    changed = vocabulary.replace("[groep.doel]\n", '[groep.doel]\nleeg = { label = "leeg" }\n')
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**real_files(), "vocabulaire.toml": changed.encode()}, "demo")
    assert "lege-groep" in {f.soort for f in caught.value.findings}


def test_a_new_partner_kind_is_a_row_not_code():
    """A fourteenth partner is one line of vocabulary and one of groups; rules on partners then hold for it."""
    from tests.policies.world import question

    files = real_files()
    line = 'svb = { soort = "partner", label = "de SVB", uitleg = "Sociale Verzekeringsbank", bron = "test" }\n'
    files["vocabulaire.toml"] = files["vocabulaire.toml"].replace(b"[wie]\n", b"[wie]\n" + line.encode())
    files["groepen/partijen.csv"] += b"g, svb, convenantpartner\n"
    ruleset = RuleSet.of_files(files, "demo")
    facts = "aan-mij-verstrekt betrokken op-casus"
    assert ruleset.decide(question(wie="svb", aan="-", wat="casus", handeling="lezen", feiten=facts)).toegestaan
