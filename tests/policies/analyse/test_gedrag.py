# SPDX-License-Identifier: EUPL-1.2
"""What rows do for all facts at once, held against trying every world one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.analyse.gedrag import Gedrag, antichain, consistent, worlds
from policies.decision import Uitkomst
from policies.rows import Row
from tests.policies.world import DEFAULTS

TOKENS = [sign + fact for fact in ("a", "b", "c", "d") for sign in ("", "niet-")]
demands = st.lists(st.sampled_from(TOKENS), max_size=3, unique=True).filter(lambda t: consistent(frozenset(t)))
rows = st.lists(st.tuples(st.sampled_from(["allow", "deny"]), demands), max_size=5)


def gedrag(*demanded: tuple[str, list[str]]) -> Gedrag:
    """A behaviour of rows with only an effect and a demand."""
    made = [
        Row(**{**DEFAULTS, "eft": eft, "eis": "+".join(tokens) or "-", "id": f"T-{i}.1"})
        for i, (eft, tokens) in enumerate(demanded)
    ]
    return Gedrag(tuple(made))


@settings(max_examples=300)
@given(rows)
def test_what_opens_is_exactly_what_opens(found):
    """A world is allowed exactly when it holds one of the smallest sets that open, and forbidden likewise."""
    one = gedrag(*found)
    for world in worlds("abcd"):
        uitkomst = one.uitkomst(world)
        assert (uitkomst is Uitkomst.TOEGESTAAN) == any(least <= world for least in one.opent)
        assert (uitkomst is Uitkomst.VERBODEN) == any(least <= world for least in one.verbiedt)


@settings(max_examples=300)
@given(rows, rows)
def test_sameness_is_sameness_in_every_world(left, right):
    """Two behaviours are called the same exactly when no world tells them apart."""
    one, other = gedrag(*left), gedrag(*right)
    told_apart = any(one.uitkomst(world) is not other.uitkomst(world) for world in worlds("abcd"))
    assert one.same_outcomes(other) is not told_apart


def test_smallest_sets_are_the_smallest():
    """A set that holds another falls away; the empty set takes all."""
    assert antichain([frozenset("ab"), frozenset("a"), frozenset("b")]) == {frozenset("a"), frozenset("b")}
    assert antichain([frozenset("ab"), frozenset()]) == {frozenset()}


def test_a_contradiction_opens_nothing():
    """An allow row whose demand a deny row can never leave alone does not open."""
    assert gedrag(("allow", ["a"]), ("deny", ["a"])).opent == frozenset()
    assert gedrag(("allow", ["a"]), ("deny", ["niet-a"])).opent == {frozenset({"a"})}


def test_duties_are_compared_with_effect_and_demand():
    """The same outcomes with another obligation are not the same duties."""
    one, other = gedrag(("allow", ["a"])), gedrag(("allow", ["a"]))
    bound = Gedrag(tuple(Row(**{**DEFAULTS, "eft": "allow", "eis": "a", "plicht": "archiefvlag"}) for _ in "x"))
    assert one.same_duties(other)
    assert not one.same_duties(bound)
    assert one.same_outcomes(bound)


def test_too_many_facts_to_try_count_as_different():
    """Beyond eight facts that only the unknown could tell apart, two behaviours are not called the same."""
    many = [f"f{i}" for i in range(9)]
    one = gedrag(("deny", ["x"]), ("allow", [*many, "niet-x"]))
    other = gedrag(("deny", ["x"]), ("allow", many))
    assert one.opent == other.opent
    assert not one.same_outcomes(other)
