# SPDX-License-Identifier: EUPL-1.2
"""Predicates on statements about the bodies in the act: agreements, legal basis, authority, designation.

Invariants:
- The vocabulary says whose statement it is; the supplier is the one of the item, the acting partner the one of the
  question (`core.facts.context`).
- `organisatie` in a statement narrows it: to a party of the act, or to the side that the docstring names. What must
  hold for *each* body in the act (agreements, BSN basis) is asked for each.

Norm: law.md G (rule rows per token in policy-vocabulary.md). Docstrings name source and, where it is known, the article.
"""

from __future__ import annotations

from core.facts.context import Context, Oordeel, Zoek
from core.facts.predicates.registry import predicate
from core.facts.state import BUREAU, Partij


def _bodies(ctx: Context) -> list[Partij]:
    return [ctx.vraag.wie] + ([ctx.vraag.ontvanger] if ctx.vraag.ontvanger else [])


def _agreement(ctx: Context, feit: str) -> Oordeel:
    """Weigh an agreement for each body; the bureau is bound through a partner that gave it a mandate."""
    answers = []
    for partij in _bodies(ctx):
        givers = [oin for oin, _ in ctx.mandate_givers(partij.oin)] if partij.soort == BUREAU else []
        answers.append(ctx.any_of(ctx.stated(feit, Zoek({oin})) for oin in (partij.oin, *givers)))
    return ctx.all_of(answers)


@predicate("convenant-geldig")
def covenant_in_force(ctx: Context) -> Oordeel:
    """The convenant is in force for each of these bodies.

    Source: statement of a jurist or the stuurgroep. Rule: R-06.
    """
    return _agreement(ctx, "convenant-geldig")


@predicate("protocol-geldig")
def protocol_in_force(ctx: Context) -> Oordeel:
    """The written agreement is in force for each of these bodies.

    Source: statement of a jurist or the stuurgroep. Rule: R-12.
    """
    return _agreement(ctx, "protocol-geldig")


@predicate("bsn-grondslag")
def bsn_basis(ctx: Context) -> Oordeel:
    """A law provides BSN use for this act, for each body in it (UAVG 46).

    Source: statement of a jurist or FG. Rule: R-48.
    """
    return ctx.all_of(ctx.stated("bsn-grondslag", Zoek({partij.oin})) for partij in _bodies(ctx))


@predicate("wettelijke-plicht")
def statutory_basis(ctx: Context) -> Oordeel:
    """The acting partner has an explicit statutory basis (SUWI 73, 74).

    Source: statement of a jurist or FG. Rules: R-35, R-36, R-37.
    """
    return ctx.stated("wettelijke-plicht", Zoek({ctx.vraag.wie.oin}))


@predicate("bevoegdheid-ontvanger")
def authority_checked(ctx: Context) -> Oordeel:
    """The recipient's authority was checked (SUWI 74(3)).

    Source: statement of the supplier about the recipient. Rule: R-37.
    """
    return ctx.stated("bevoegdheid-ontvanger", Zoek(_recipient(ctx)))


@predicate("bibob-orgaan")
def bibob_body(ctx: Context) -> Oordeel:
    """The recipient is competent under the Wet Bibob.

    Source: statement of a jurist or FG about the recipient. Rules: R-19, R-41.
    """
    return ctx.stated("bibob-orgaan", Zoek(_recipient(ctx)))


@predicate("genoemd-in-advies")
def named_in_advice(ctx: Context) -> Oordeel:
    """The acting partner is named in the advice.

    Source: statement of the supplier of the advice. Rule: R-58.
    """
    return ctx.stated("genoemd-in-advies", Zoek({ctx.vraag.wie.oin}))


@predicate("hkp-aangewezen")
def designated_problem(ctx: Context) -> Oordeel:
    """The stuurgroep of the region designated the handhavingsknelpunt.

    Source: its statement about the case, or about the sealed designation that the case names. Rule: R-51.
    """
    casus = ctx.stand.casus
    about_case = ctx.stated("hkp-aangewezen", Zoek(verplicht=("casus",)))
    if about_case.waarde is not None or about_case.beslist or casus is None or casus.hkp is None:
        return about_case
    return ctx.stated("hkp-aangewezen", Zoek(verplicht=("regio", "record"), record=casus.hkp))


def _recipient(ctx: Context) -> set[str]:
    return {ctx.vraag.ontvanger.oin} if ctx.vraag.ontvanger else set()
