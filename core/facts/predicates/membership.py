# SPDX-License-Identifier: EUPL-1.2
"""Predicates on who takes part, who was designated, and for whom the bureau works.

Invariants:
- Taking part follows from the case record alone; nobody can state it.
- A person counts only through its own partner. For a person of the RIEC bureau a partner that takes part in the case
  must have given the mandate *and* designated the person, both in the region of the case.
- The LIEC takes part in nothing.

Norm: law.md R-12, R-22, R-23, R-53, R-60, R-79; Bpg 4:3(7); GHARL:2022:1322. A person is an opaque id here.
"""

from __future__ import annotations

from core.casus.state import within
from core.facts.context import JA, NEE, ONBEKEND, Context, Oordeel, Zoek
from core.facts.predicates.registry import predicate
from core.facts.state import BUREAU, WERKERS, Partij

LEVEREND = frozenset({"verstrekken", "doorverstrekken", "exporteren", "ontvangen"})


def _involved(ctx: Context, partij: Partij, persoon: str | None) -> Oordeel:
    if partij.soort == BUREAU:
        return ctx.by_mandate(partij, persoon)
    return JA if partij.soort not in WERKERS and ctx.takes_part(partij.oin) else NEE


def _speakers(ctx: Context) -> set[str]:
    """Return whose word counts about the people of the acting partner."""
    givers = ctx.mandate_givers(ctx.vraag.wie.oin) if ctx.vraag.wie.soort == BUREAU else []
    return {ctx.vraag.wie.oin, *(oin for oin, _ in givers)}


@predicate("betrokken")
def takes_part(ctx: Context) -> Oordeel:
    """The acting partner takes part in this case.

    Source: case record; for the bureau mandate and designation. Rules: R-05, R-53.
    """
    return _involved(ctx, ctx.vraag.wie, ctx.vraag.persoon)


@predicate("ontvanger-betrokken")
def recipient_takes_part(ctx: Context) -> Oordeel:
    """The recipient takes part in it.

    Source: case record; for the bureau mandate and a designated person. Rule: R-53.
    """
    return _involved(ctx, ctx.vraag.ontvanger, None) if ctx.vraag.ontvanger else NEE


@predicate("aan-mij-verstrekt")
def supplied_to_me(ctx: Context) -> Oordeel:
    """The item was supplied to, or by, this partner.

    Source: ledger; for the case itself: taking part in it. Rule: R-79.
    """
    record, oin = ctx.stand.record, ctx.vraag.wie.oin
    if record is None:
        return takes_part(ctx) if ctx.vraag.categorie == "casus" else NEE
    return JA if oin == record.verstrekker or oin in record.ontvangers else NEE


@predicate("op-casus")
def on_case(ctx: Context) -> Oordeel:
    """The user is on the case.

    Source: case record (put there by the own partner), or its statement. A statement of the own partner that the
    user is *not* on the case goes before the record. Rules: R-53, R-60.
    """
    vraag, casus = ctx.vraag, ctx.stand.casus
    if vraag.persoon is None or casus is None:
        return NEE
    speakers = _speakers(ctx)
    stated = ctx.stated("op-casus", Zoek({vraag.wie.oin}, persoon=vraag.persoon, uitgevers=speakers))
    if stated.waarde is not None or stated.beslist:
        return stated
    entry = casus.personen.get(vraag.persoon)
    own = entry is not None and entry.oin == vraag.wie.oin and entry.door in speakers
    return JA if own and entry and within(entry.van, entry.tot, vraag.tijd) else ONBEKEND


@predicate("aangewezen")
def designated(ctx: Context) -> Oordeel:
    """Read: the user is the designated representative of its partner; supply: the recipient has one in this region.

    Source: statement of the own partner; for the bureau of a partner that takes part and gave the mandate. Rules:
    R-12, R-22, R-79.
    """
    vraag = ctx.vraag
    if vraag.handeling in LEVEREND and vraag.ontvanger is not None:
        partij, persoon = vraag.ontvanger, None
    elif vraag.persoon is not None:
        partij, persoon = vraag.wie, vraag.persoon
    else:
        return NEE
    return ctx.by_mandate(partij, persoon) if partij.soort == BUREAU else ctx.designated(partij, persoon, partij.oin)


@predicate("gescreend")
def screened(ctx: Context) -> Oordeel:
    """The user has a valid security screening.

    Source: statement of the own partner (`tot` is its expiry). Rules: R-23, R-60.
    """
    vraag = ctx.vraag
    if vraag.persoon is None:
        return NEE
    return ctx.stated("gescreend", Zoek({vraag.wie.oin}, persoon=vraag.persoon, uitgevers=_speakers(ctx)))


@predicate("mandaat")
def mandate(ctx: Context) -> Oordeel:
    """The bureau acts under a mandate of a partner that takes part.

    Source: statement of that partner. Rule: R-60.
    """
    if ctx.vraag.wie.soort != BUREAU:
        return NEE
    return ctx.any_of(oordeel for _, oordeel in ctx.mandate_givers(ctx.vraag.wie.oin))


@predicate("zelfde-regio")
def same_region(ctx: Context) -> Oordeel:
    """The recipient works in the region of the case.

    Source: deelnemerslijst; a national body must take part. Rule: R-62.
    """
    ontvanger = ctx.vraag.ontvanger
    if ontvanger is None or ctx.regio is None:
        return NEE
    if ontvanger.regios:
        return JA if ctx.regio in ontvanger.regios else NEE
    return JA if ctx.takes_part(ontvanger.oin) else NEE
