# SPDX-License-Identifier: EUPL-1.2
"""Turns: bounded, fair between partners, and given back exactly once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from server.drukte.beurten import Beurten, VolError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


def run(story: Callable[[], Coroutine[object, object, None]]) -> None:
    asyncio.run(story())


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_no_partner_takes_all_places() -> None:
    """With free places left, who holds its share waits and another does not."""

    async def story() -> None:
        turns = Beurten(4, 3, 10, 10)
        held = [await turns.take("a") for _ in range(3)]
        fourth = asyncio.create_task(turns.take("a"))
        await settle()
        assert turns.waiting == 1
        await turns.take("b")
        held[0]()
        (await fourth)()
        assert turns.waiting == 0

    run(story)


def test_places_go_round_the_partners() -> None:
    """However many of one partner wait, another partner's first gets the next place."""

    async def story() -> None:
        turns, order = Beurten(1, 1, 100, 50), list[str]()

        async def act(who: str) -> None:
            give_back = await turns.take(who)
            order.append(who)
            await asyncio.sleep(0)
            give_back()

        many = [asyncio.create_task(act("a")) for _ in range(20)]
        await settle()
        others = [asyncio.create_task(act(who)) for who in ("b", "b", "c")]
        await asyncio.gather(*many, *others)
        assert {"b", "c"} <= set(order[:8])
        assert order.index("b") < order.index("c") < [at for at, who in enumerate(order) if who == "b"][1]
        assert sorted(order) == ["a"] * 20 + ["b"] * 2 + ["c"]

    run(story)


def test_the_queue_is_bounded_for_each_and_for_all() -> None:
    """Who does not fit is refused at once: beyond its own part, and beyond the whole."""

    async def story() -> None:
        turns = Beurten(1, 1, 3, 2)
        hold = await turns.take("a")
        waiting = [asyncio.create_task(turns.take(who)) for who in ("a", "a", "b")]
        await settle()
        for who in ("a", "b", "c"):
            with pytest.raises(VolError):
                await turns.take(who)
        hold()
        for task in asyncio.as_completed(waiting):
            (await task)()
        assert turns.waiting == 0

    run(story)


def test_who_leaves_the_queue_takes_no_place_with_it() -> None:
    """One that goes away while it waits, or at the moment it gets its turn, leaves the place for the next."""

    async def story() -> None:
        turns = Beurten(1, 1, 10, 10)
        hold = await turns.take("a")
        gone, lucky, last = (asyncio.create_task(turns.take(who)) for who in ("a", "b", "c"))
        await settle()
        gone.cancel()
        await settle()
        assert turns.waiting == 2
        hold()
        lucky.cancel()  # its turn is set, but it has not run yet
        await settle()
        give_back = await last
        give_back()
        give_back()
        again = await turns.take("a")
        full = asyncio.create_task(turns.take("b"))
        await settle()
        assert turns.waiting == 1
        full.cancel()
        again()

    run(story)


def test_one_that_left_just_before_its_turn_is_passed_over() -> None:
    """Cancelled and not yet told, it is not given the place."""

    async def story() -> None:
        turns = Beurten(1, 1, 10, 10)
        hold = await turns.take("a")
        gone, last = (asyncio.create_task(turns.take(who)) for who in ("b", "c"))
        await settle()
        gone.cancel()
        hold()
        await last
        assert gone.cancelled()
        assert turns.waiting == 0

    run(story)
