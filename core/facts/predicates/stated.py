# SPDX-License-Identifier: EUPL-1.2
"""Predicates that are one signed statement, weighed as `core.facts.context` says: nothing is added.

Invariants:
- The vocabulary says whose statement it is; the supplier is the one of the item, the acting partner the one of the
  question. `organisatie` in such a statement narrows it to a party of the act.

Norm: law.md G (rule rows per token in policy-vocabulary.md). Each docstring names meaning, article and source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.facts.predicates.registry import predicate

if TYPE_CHECKING:
    from core.facts.context import Context, Oordeel


@predicate("noodzaak")
def necessity(ctx: Context) -> Oordeel:
    """A written necessity, proportionality and subsidiarity test exists for this case.

    Source: statement of a partner that takes part. Rules: R-06, R-52.
    """
    return ctx.stated("noodzaak")


@predicate("relevant")
def relevant(ctx: Context) -> Oordeel:
    """The item is relevant for integrated enforcement against organised crime.

    Source: statement of the supplier. Rule: R-12.
    """
    return ctx.stated("relevant")


@predicate("om-toestemming")
def om_consent(ctx: Context) -> Oordeel:
    """The OM consented to the supply (Bpg 4:3(7)).

    Source: statement of the OM. Rules: R-13, R-14.
    """
    return ctx.stated("om-toestemming")


@predicate("functionaris-geraadpleegd")
def functionary_consulted(ctx: Context) -> Oordeel:
    """The functionary of Bpg 2:10 was consulted.

    Source: statement of the supplier. Rules: R-13, R-25.
    """
    return ctx.stated("functionaris-geraadpleegd")


@predicate("persoonscategorie-ok")
def person_category_allowed(ctx: Context) -> Oordeel:
    """The person is in a category of Mb 2013 art. 4(2).

    Source: statement of the supplier. Rule: R-24.
    """
    return ctx.stated("persoonscategorie-ok")


@predicate("besluit-19-20")
def decision_19_20(ctx: Context) -> Oordeel:
    """A decision under Wpg 19 or 20 is recorded.

    Source: statement of the supplier. Rule: R-25.
    """
    return ctx.stated("besluit-19-20")


@predicate("weigeringsgrond")
def refusal_ground(ctx: Context) -> Oordeel:
    """The supplier set a refusal ground (Mb 2013 art. 4).

    Source: statement of the supplier. Rule: R-26.
    """
    return ctx.stated("weigeringsgrond")


@predicate("uittreksel-volstaat")
def extract_suffices(ctx: Context) -> Oordeel:
    """An extract suffices for this full report.

    Source: statement of the supplier. Rule: R-27.
    """
    return ctx.stated("uittreksel-volstaat")


@predicate("label-opsporing")
def investigation_label(ctx: Context) -> Oordeel:
    """The label investigation or supervision is present (Bpg-BOD).

    Source: statement of the supplier. Rule: R-28.
    """
    return ctx.stated("label-opsporing")


@predicate("ovj-besluit")
def officer_decided(ctx: Context) -> Oordeel:
    """The officier van justitie decided (Wjsg 39f).

    Source: statement of the OM. Rule: R-29.
    """
    return ctx.stated("ovj-besluit")


@predicate("zwaarwegend-belang")
def weighty_interest(ctx: Context) -> Oordeel:
    """A weighty public interest is recorded (Wjsg 39f).

    Source: statement of the OM. Rules: R-29, R-30.
    """
    return ctx.stated("zwaarwegend-belang")


@predicate("geen-einduitspraak")
def no_final_decision(ctx: Context) -> Oordeel:
    """Dismissed, acquitted or no final decision (OM-Aanwijzing Wjsg).

    Source: statement of the OM. Rule: R-30.
    """
    return ctx.stated("geen-einduitspraak")


@predicate("brp-autorisatie")
def brp_authorisation(ctx: Context) -> Oordeel:
    """A BRP authorisation decree exists (Wet BRP 3.2).

    Source: statement of a jurist or FG. Rule: R-32.
    """
    return ctx.stated("brp-autorisatie")


@predicate("evenredig")
def proportionate(ctx: Context) -> Oordeel:
    """Needed for the recipient's task and not disproportionate (Vw 107).

    Source: statement of the supplier. Rule: R-38.
    """
    return ctx.stated("evenredig")


@predicate("herkomst-toeslagen")
def origin_toeslagen(ctx: Context) -> Oordeel:
    """The data originate from Toeslagen (Awir 39).

    Source: statement of the supplier. Rule: R-02.
    """
    return ctx.stated("herkomst-toeslagen")


@predicate("herkomst-lsi")
def origin_lsi(ctx: Context) -> Oordeel:
    """The data come from the LSI line (SUWI 64).

    Source: statement of the supplier. Rule: R-11.
    """
    return ctx.stated("herkomst-lsi")


@predicate("bibob-persoon")
def bibob_person(ctx: Context) -> Oordeel:
    """The person is within Bpg 4:3(1)(l).

    Source: statement of the supplier. Rule: R-19.
    """
    return ctx.stated("bibob-persoon")


@predicate("bibob-verlopen")
def bibob_too_old(ctx: Context) -> Oordeel:
    """The Bibob advice is too old (Bibob 29).

    Source: statement of the supplier. Rule: R-43.
    """
    return ctx.stated("bibob-verlopen")


@predicate("analyse-geregistreerd")
def analysis_registered(ctx: Context) -> Oordeel:
    """The analysis stands in the approved register.

    Source: statement of a jurist or FG. Rule: R-45.
    """
    return ctx.stated("analyse-geregistreerd")


@predicate("selectie-bijzonder")
def special_criterion(ctx: Context) -> Oordeel:
    """A special category is the criterion (UAVG 25; Wpg 5).

    Source: statement of the acting partner. Rule: R-46.
    """
    return ctx.stated("selectie-bijzonder")


@predicate("naast-strafrechtelijk")
def beside_criminal_data(ctx: Context) -> Oordeel:
    """In addition to criminal data and unavoidable (Wpg 5; UAVG 23(c)).

    Source: statement of the supplier. Rule: R-47.
    """
    return ctx.stated("naast-strafrechtelijk")


@predicate("objectieve-aanwijzing")
def objective_indication(ctx: Context) -> Oordeel:
    """A clear objective indication is recorded (BGS).

    Source: statement of a partner that takes part, or supplier. Rule: R-49.
    """
    return ctx.stated("objectieve-aanwijzing")


@predicate("label-volledig")
def labels_complete(ctx: Context) -> Oordeel:
    """Origin, fact or opinion and reliability labels are present (Wpg 3(5), 4).

    Source: statement of the supplier. Rule: R-54.
    """
    return ctx.stated("label-volledig")


@predicate("eigen-bevoegdheid")
def own_power(ctx: Context) -> Oordeel:
    """It is within the partner's own statutory power.

    Source: statement of the acting partner. Rule: R-59.
    """
    return ctx.stated("eigen-bevoegdheid")


@predicate("toestemming-verstrekker")
def supplier_consent(ctx: Context) -> Oordeel:
    """The supplier gave prior consent (Mb 2013 art. 6).

    Source: statement of the supplier of the item. Rules: R-62, R-63.
    """
    return ctx.stated("toestemming-verstrekker")


@predicate("verenigbaar")
def compatible(ctx: Context) -> Oordeel:
    """Legal duty or task, and compatible (Mb 2013 art. 6).

    Source: statement of the acting partner. Rules: R-63, R-64.
    """
    return ctx.stated("verenigbaar")


@predicate("anoniem-getoetst")
def anonymity_tested(ctx: Context) -> Oordeel:
    """A jurist tested that nobody can be re-identified (Mb 2013 art. 7(2)).

    Source: statement of a jurist. Rule: R-66.
    """
    return ctx.stated("anoniem-getoetst")


@predicate("selectielijst")
def retention_basis(ctx: Context) -> Oordeel:
    """A selectielijst or basis for destruction is recorded (Archiefwet 5).

    Source: statement of a jurist. Rules: R-73, R-74.
    """
    return ctx.stated("selectielijst")


@predicate("identiteit-vastgesteld")
def identity_verified(ctx: Context) -> Oordeel:
    """The identity of the citizen was verified (AVG 12).

    Source: statement of the acting partner. Rule: R-75.
    """
    return ctx.stated("identiteit-vastgesteld")


@predicate("grond-per-geval")
def ground_per_case(ctx: Context) -> Oordeel:
    """A ground with reason and end date exists for this one case (UAVG 41).

    Source: statement of the acting partner. Rule: R-76.
    """
    return ctx.stated("grond-per-geval")
