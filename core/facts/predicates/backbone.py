# SPDX-License-Identifier: EUPL-1.2
"""Predicates that follow from the records of the backbone: the case, the ledger, the act itself.

Invariants:
- Nobody's word is needed, and where nobody is entitled nobody's word counts.
- "Will be written" facts (log line, BRP note, notice to recipients) hold because the exchange writes them in the
  transaction of the act; if that fails the act is rolled back.

Norm: law.md R-06, R-07, R-18, R-33, R-44, R-50, R-68, R-70, R-71, R-77, R-78; policy-vocabulary.md.
"""

from __future__ import annotations

from core.casus.lijsten import lijsten
from core.facts.context import JA, NEE, ONBEKEND, Context, Oordeel, Zoek
from core.facts.predicates.registry import predicate


@predicate("verzoek")
def prior_request(ctx: Context) -> Oordeel:
    """A prior request of this recipient exists for this category.

    Source: case record, or the recipient's statement. A request that was refused does not count; a recipient that
    states it has none (any more) goes before the record. Rules: R-06, R-07.
    """
    vraag = ctx.vraag
    if vraag.ontvanger is None:
        return NEE
    stated = ctx.stated("verzoek", Zoek({vraag.wie.oin, vraag.ontvanger.oin}))
    if stated.waarde is not None or stated.beslist:
        return stated
    asked = ctx.stand.casus.uitvragen.values() if ctx.stand.casus else ()
    found = any(
        uitvraag.van == vraag.ontvanger.oin
        and uitvraag.aan == vraag.wie.oin
        and uitvraag.categorie == vraag.categorie
        and uitvraag.status != "geweigerd"
        and uitvraag.tijd <= vraag.tijd
        for uitvraag in asked
    )
    return JA if found else ONBEKEND


@predicate("oorsprong-erkend")
def recognised_origin(ctx: Context) -> Oordeel:
    """The case has one of the three recognised origins.

    Source: opening event of the case. Rules: R-50, R-81.
    """
    casus = ctx.stand.casus
    return JA if casus is not None and lijsten().herkomsten[casus.herkomst].erkend else NEE


@predicate("thema-erkend")
def recognised_theme(ctx: Context) -> Oordeel:
    """The case has a national theme, or a form that the stuurgroep designated.

    Source: case record, or statement. Rule: R-78.
    """
    casus = ctx.stand.casus
    if casus is not None and any(lijsten().themas[thema].erkend for thema in casus.themas):
        return JA
    return ctx.stated("thema-erkend")


@predicate("herkomst-riec")
def obtained_in_case(ctx: Context) -> Oordeel:
    """The item was obtained in a RIEC case.

    Source: ledger; of a new item the supplier's statement. Rule: R-18.
    """
    record = ctx.stand.record
    if record is None or ctx.vraag.handeling == "verstrekken":
        return ctx.stated("herkomst-riec")
    return JA if record.casus is not None else NEE


@predicate("uitsluitend-geautomatiseerd")
def automated_only(ctx: Context) -> Oordeel:
    """Selection or outcome by automated means alone.

    Source: supply: the supplier states it per item; other acts: no, when a person signed the request. Rule: R-44.
    """
    if ctx.vraag.handeling == "verstrekken":
        return ctx.stated("uitsluitend-geautomatiseerd")
    return NEE if ctx.vraag.persoon is not None else ONBEKEND


@predicate("brp-aantekening")
def note_of_supply(ctx: Context) -> Oordeel:
    """The note of supply (Wet BRP 3.11) will be written.

    Source: the transaction of the act. Rule: R-33.
    """
    return JA if ctx.vraag.handeling in {"verstrekken", "doorverstrekken"} else NEE


@predicate("logregel")
def log_line(_: Context) -> Oordeel:
    """The log line will be written.

    Source: the transaction of the act. Rule: R-70.
    """
    return JA


@predicate("doel-vermeld")
def purpose_stated(ctx: Context) -> Oordeel:
    """The purpose of reading the log is stated.

    Source: the question, which the log line keeps. Rule: R-68.
    """
    return JA if ctx.vraag.doel else NEE


@predicate("eigen-gegeven")
def own_item(ctx: Context) -> Oordeel:
    """The item is the partner's own.

    Source: ledger; for the case itself: the partner takes part. Rules: R-71, R-72.
    """
    record, oin = ctx.stand.record, ctx.vraag.wie.oin
    if record is None:
        return JA if ctx.vraag.categorie == "casus" and ctx.takes_part(oin) else NEE
    return JA if record.verstrekker == oin else NEE


@predicate("ontvangers-ingelicht")
def recipients_told(ctx: Context) -> Oordeel:
    """Every recipient (for a case: participant) gets it in its feed.

    Source: the transaction of the act. Rule: R-71.
    """
    return JA if ctx.stand.record is not None or ctx.stand.casus is not None else NEE


@predicate("tweede-paar-ogen")
def second_pair_of_eyes(ctx: Context) -> Oordeel:
    """A second person signed too.

    Source: the signatures of the request. Rule: R-77.
    """
    vraag = ctx.vraag
    return JA if vraag.persoon and vraag.meetekenaar and vraag.meetekenaar != vraag.persoon else NEE
