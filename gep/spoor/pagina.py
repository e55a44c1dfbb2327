# SPDX-License-Identifier: EUPL-1.2
"""A trail as one page: what needs an eye first, then a picture over time, then every line with its why.

Invariants:
- One file: no script, nothing from outside; everything from the record is escaped by the template engine.
- The picture has a name, a summary in words and a table with the same figures.

Norm: WCAG 2.2 AA; peers-and-style 3.4.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gep.periode import moment_in_words
from gep.spoor.beeld import BREED, HOOG, LAGEN, LINKS, ONDER, layer_of, picture
from gep.spoor.vorm import attention, meaning, who
from policies.verslag.html import page_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from audit.spoor.signalen import Signaal
    from audit.spoor.values import Plaats
    from core.exchange.spoor import Spoorregel
    from gep.spoor.vorm import Kop


def as_html(kop: Kop, items: Sequence[Spoorregel], signalen: Sequence[Signaal], verlopen: Sequence[str] = ()) -> str:
    """Return the page.

    Args:
        kop: what is said of the trail as a whole.
        items: its lines in order of time.
        signalen: the signals over them.
        verlopen: sentences on authorisations that were not confirmed in time.
    """
    aandacht = attention(signalen)
    people = {item.regel.plaats: who(item) for item in items}
    return _template().render(
        kop=kop,
        gemaakt=moment_in_words(kop.gemaakt),
        regels=[_row(item, kop, aandacht) for item in items],
        onverklaard=[_row(item, kop, aandacht) for item in items if _loose(item, aandacht)],
        signalen=[_signal(signaal, kop, people) for signaal in signalen],
        verlopen=verlopen,
        beeld=picture(items),
        lagen=LAGEN,
        maat={"breed": BREED, "hoog": HOOG, "links": LINKS, "onder": ONDER},
    )


def _loose(item: Spoorregel, aandacht: dict[str, list[str]]) -> bool:
    """Whether a read has neither an explanation nor a signal."""
    return item.regel.leest and not item.uitleg.verklaard and str(item.regel.plaats) not in aandacht


def _signal(signaal: Signaal, kop: Kop, people: dict[Plaats, str]) -> dict[str, object]:
    return {
        "soort": signaal.soort.value.replace("-", " ").capitalize(),
        "tijd": moment_in_words(signaal.tijd),
        "organisatie": kop.naam(signaal.oin),
        "wie": f"persoon {people.get(signaal.regels[0], '-')}",
        "zin": signaal.zin,
        "casus": signaal.casus,
        "regels": signaal.regels,
    }


def _row(item: Spoorregel, kop: Kop, aandacht: dict[str, list[str]]) -> dict[str, object]:
    regel, uitleg = item.regel, item.uitleg
    borg = [f"{feit} ({kop.naam(oin)})" if oin else feit for feit, _, oin in uitleg.borg]
    return {
        "id": f"r-{regel.plaats.shard}-{regel.plaats.volgnr}",
        "plaats": str(regel.plaats),
        "tijd": moment_in_words(regel.tijd),
        "organisatie": kop.naam(regel.oin),
        "eenheid": regel.eenheid,
        "wie": who(item),
        "wat": meaning(regel.gebeurtenis),
        "casus": regel.casus,
        "record": regel.record,
        "uitkomst": regel.uitkomst,
        "rijen": regel.rijen,
        "reden": regel.reden,
        "zin": uitleg.zin,
        "laag": layer_of(item),
        "bewijs": uitleg.bewijs,
        "borg": list(dict.fromkeys(borg)),
        "aandacht": aandacht.get(str(regel.plaats), []),
    }


@cache
def _template() -> Template:
    return page_environment("gep").get_template("spoor.html.jinja")
