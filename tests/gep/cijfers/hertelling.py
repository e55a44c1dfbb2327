# SPDX-License-Identifier: EUPL-1.2
"""Every figure counted once more, in another way: one plain expression per figure over opened lines, nothing of `gep`.

Lines come from `audit.reader`, whole and as dictionaries; the month is worked out per line. Slow and short on purpose.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit.events import Event
from audit.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from audit.kluis import Kluis

NL = ZoneInfo("Europe/Amsterdam")
Feit = dict[str, Any]
OPGENOMEN = {"backbone:verstrekking:opgenomen", "backbone:oordeel:toegevoegd"}
GELEZEN = {"backbone:verstrekking:gelezen"}
LEVENSLOOP = {
    "backbone:verstrekking:ingetrokken": "ingetrokken",
    "backbone:verstrekking:vervangen": "vervangen",
    "backbone:ontvanger:verwijderd": "ontvanger verwijderd",
    "backbone:verstrekking:vrijgegeven": "vrijgegeven",
    "backbone:verstrekking:bevestigd": "bevestigd",
}
CASUS = {"geopend": "geopend", "fase-gezet": "fase gezet", "gesloten": "gesloten"}
LOG = {"gelezen": "gelezen", "geexporteerd": "als bestand gemaakt"}
RECHTEN = {
    "rechtenverzoek:ontvangen": "recht",
    "rechtenverzoek:gelezen": "recht",
    "rechtenverzoek:verlengd": "reden",
    "rechtenverzoek:beantwoord": "recht",
    "rechtenverzoek:afgerond": "besluit",
    "rechtenverzoek:geweigerd": "gevraagd",
    "rechten:beperkt": "grondslag",
    "betrokkene:informeren-besloten": "besluit",
}


def month(feit: Feit) -> str:
    return datetime.fromtimestamp(feit["tijd"] / 1000, tz=UTC).astimezone(NL).strftime("%Y-%m")


def allowed(feit: Feit) -> list[Feit]:
    return [item for item in feit.get("beslissingen", []) if item["uitkomst"] == "toegestaan"]


def rules(feit: Feit) -> list[tuple[str, Feit]]:
    return [(rule, item) for item in feit.get("beslissingen", []) for rule in item["regels"]]


class Hertelling:
    """The figures over opened lines."""

    def __init__(self, soorten: dict[str, str]) -> None:
        self.soorten = soorten

    def of(self, lines: list[tuple[str, Feit]]) -> dict[str, Counter[tuple[str, ...]]]:
        """Return every figure by name; a line comes with its region."""
        return {
            name: Counter(key for regio, feit in lines for key in count(regio, feit))
            for name, count in self.figures().items()
        }

    def refused(self, feit: Feit) -> Iterator[tuple[str, str, str, str, str, str, list[str]]]:
        """Give place, asker, act, category, recipient, outcome and rules of each refused question."""
        event = feit["gebeurtenis"]
        if event == "gateway:verstrekking:geweigerd":
            to = self.soorten.get(feit.get("gemeld_ontvanger", ""), "-")
            what = (feit["gemeld_handeling"], feit["gemeld_categorie"], to, feit["gemeld_uitkomst"])
            yield "gateway", feit["oin"], *what, feit["gemeld_regels"] or ["-"]
        if Event(event).resultaat != "geweigerd":  # type: ignore[call-arg]
            return
        for item in feit.get("beslissingen", []):
            if item["uitkomst"] != "toegestaan":
                ask = item["vraag"]
                what = (ask["handeling"], ask["wat"], ask["aan"], item["uitkomst"])
                yield "knooppunt", feit["oin"], *what, item["regels"] or ["-"]

    def figures(self) -> dict[str, Callable[[str, Feit], list[tuple[str, ...]]]]:
        """Return one expression per figure."""
        return {**general(), **supplies(), **reads(), **self.refusals(), **keeping(), **supervision()}

    def refusals(self) -> dict[str, Callable[[str, Feit], list[tuple[str, ...]]]]:
        refused = self.refused
        orders = ("bewaren:geweigerd", "vernietiging:geweigerd", "wissing:geweigerd", "feit:geweigerd",
                  "rechtenverzoek:geweigerd", "geb:geweigerd")  # fmt: skip
        return {
            "weigeringen": lambda _, f: [item[:6] for item in refused(f)],
            "weigeringen-per-regel": lambda _, f: [(rule, item[0]) for item in refused(f) for rule in item[6]],
            "knelpunten": lambda _, f: [(rule, *item[1:6]) for item in refused(f) for rule in item[6]],
            "maand-geweigerd-per-regel": lambda _, f: [(month(f), rule) for item in refused(f) for rule in item[6]],
            "maand-geweigerd-per-partner": lambda _, f: [(month(f), item[1]) for item in refused(f)],
            "geweigerde-bevelen": lambda _, f: [
                (f["gebeurtenis"], f["oin"], reason)
                for reason, count in (f.get("redenen") or ({f["reden"]: 1} if "reden" in f else {})).items()
                for _ in range(count)
                if f["gebeurtenis"].endswith(orders)
            ],
            "aanmeldingen-geweigerd": lambda _, f: [
                (f["organisatie"], reason)
                for reason, count in f.get("redenen", {}).items()
                for _ in range(count)
                if f["gebeurtenis"] == "backbone:aanmelding:geweigerd"
            ],
        }


Figures = "dict[str, Callable[[str, Feit], list[tuple[str, ...]]]]"


def when(names: set[str] | str, make: Callable[[Feit], list[tuple[str, ...]]]) -> Callable[[str, Feit], list[Any]]:
    wanted = {names} if isinstance(names, str) else names
    return lambda _, feit: make(feit) if feit["gebeurtenis"] in wanted else []


def written(feit: Feit, table: str) -> list[tuple[str, ...]]:
    return [(feit["oin"],) for row in feit["rijen"] if row["tabel"] == table]


def general() -> dict[str, Callable[[str, Feit], list[Any]]]:
    return {
        "handelingen": lambda _, f: [(f["gebeurtenis"],)],
        "deelnemers": lambda _, f: [(f["oin"],)],
        "verwerkingen": lambda _, f: [(f["verwerking"],)] if "verwerking" in f else [],
        "feiten": lambda _, f: written(f, "feitverklaring"),
        "bijlagen": lambda _, f: written(f, "bijlage"),
        "vrijgaven": lambda _, f: [(item["vrijgave"],) for item in f.get("beslissingen", [])],
        "vrijgaven-per-maand": lambda _, f: [(month(f), item["vrijgave"]) for item in f.get("beslissingen", [])],
        "gebruik": lambda _, f: [
            tuple(item["vraag"][name] for name in ("handeling", "wie", "aan", "wat", "doel", "fase"))
            for item in allowed(f)
        ],
        "regels-gebruikt": lambda _, f: [
            (rule, item["vraag"]["handeling"], item["uitkomst"]) for rule, item in rules(f)
        ],
        "casussen": lambda regio, f: [
            (regio, told) for name, told in CASUS.items() if f["gebeurtenis"] == f"backbone:casus:{name}"
        ],
    }


def supplies() -> dict[str, Callable[[str, Feit], list[Any]]]:
    def each(f: Feit) -> list[tuple[str, ...]]:
        return [(f["categorie"], f["oin"], to) for to in f["ontvangers"]]

    def once(f: Feit) -> list[tuple[str, ...]]:
        return [(f["categorie"], f["oin"])]

    return {
        "verstrekkingen": when(OPGENOMEN, each),
        "records": when(OPGENOMEN, once),
        "grondslagen": when(OPGENOMEN, lambda f: [(rule,) for rule, _ in rules(f)]),
        "grondslagen-in-detail": when(OPGENOMEN, lambda f: [
            (rule, f["categorie"], f["oin"], item["vraag"]["aan"], item["vraag"]["doel"]) for rule, item in rules(f)
        ]),
        "doelen": when(OPGENOMEN, lambda f: [(item["vraag"]["doel"],) for item in f["beslissingen"]]),
        "fasen": when(OPGENOMEN, lambda f: [(item["vraag"]["fase"],) for item in f["beslissingen"]]),
        "later-toegekend": when("backbone:toekenning:toegevoegd", each),
        "hersleuteld": when("backbone:toekenning:hersleuteld", once),
        "oordelen": when("backbone:oordeel:toegevoegd", once),
        "levensloop": when(set(LEVENSLOOP), lambda f: [(LEVENSLOOP[f["gebeurtenis"]], f["categorie"], f["oin"])]),
        "maand-verstrekt-per-regel": when(OPGENOMEN, lambda f: [(month(f), rule) for rule, _ in rules(f)]),
        "maand-verstrekt-per-partner": when(OPGENOMEN, lambda f: [(month(f), f["oin"])]),
    }  # fmt: skip


def reads() -> dict[str, Callable[[str, Feit], list[Any]]]:
    asked = {"backbone:uitvraag:gesteld": "gesteld", "backbone:uitvraag:beantwoord": "beantwoord of afgewezen"}
    reports = {"gateway:verstrekking:afwijking", "gateway:verstrekking:onopenbaar"}
    return {
        "lezingen": when(GELEZEN, lambda f: [(f["categorie"], f["oin"])]),
        "lezingen-in-detail": when(GELEZEN, lambda f: [
            (rule, f["categorie"], f["oin"], item["vraag"]["doel"]) for rule, item in rules(f)
        ]),
        "maand-gelezen-per-regel": when(GELEZEN, lambda f: [(month(f), rule) for rule, _ in rules(f)]),
        "maand-gelezen-per-partner": when(GELEZEN, lambda f: [(month(f), f["oin"])]),
        "lezingen-tegengehouden": when(
            "backbone:lezing:geweigerd", lambda f: [(f["reden"], f["oin"])] if "reden" in f and "doel" not in f else []
        ),
        "onbekend": when("backbone:onbekend:gevraagd", lambda f: [(f["oin"],)]),
        "uitvragen": when(set(asked), lambda f: [(asked[f["gebeurtenis"]], f["oin"])]),
        "hitvragen": when(set(asked), lambda f: [
            (asked[f["gebeurtenis"]], f["oin"])
        ] * any(item["vraag"]["wat"] == "hit" for item in f.get("beslissingen", []))),
        "merken-opgenomen": when("backbone:merken:opgenomen", lambda f: [(f["oin"],)] * f["merken"]),
        "merken-vergeleken": when("backbone:merken:vergeleken", lambda f: [
            (f["oin"], "met treffer" if f["treffers"] > 0 else "zonder treffer")
        ]),
        "treffers": when("backbone:merken:treffer", lambda f: [(f["oin"],)]),
        "afwijkingen": when(reports, lambda f: [(f["gebeurtenis"], f["oin"])]),
    }  # fmt: skip


def keeping() -> dict[str, Callable[[str, Feit], list[Any]]]:
    erased = "beheer:opening:gewist"
    done = "beheer:vernietiging:voltooid"
    return {
        "bewaarbesluiten": when(
            "backbone:bewaren:besloten", lambda f: [(f["soort"], f["oin"], f["grondslag"], f["reden"])]
        ),
        "vergrendeld": when("backbone:verstrekking:vergrendeld", lambda f: [(f["reden"], f["categorie"])]),
        "vernietigd": when(
            "backbone:verstrekking:vernietigd", lambda f: [(f["oin"], f["categorie"], f["grondslag"], f["reden"])]
        ),
        "vernietiging-herhaald": when(
            "beheer:vernietiging:herhaald", lambda f: [(f["zorgdrager"], f.get("categorie", "-"), f["reden"])]
        ),
        "vernietiging-voltooid": when(done, lambda f: [(f["oin"],)]),
        "records-vernietigd": when(done, lambda f: [(f["oin"],)] * f["aantal"]),
        "wisbevelen": when(erased, lambda f: [(f["opening"], f["grondslag"], f["reden"])]),
        "openingen-gewist": when(
            erased,
            lambda f: [(f["opening"], f["grondslag"], f["reden"]) for a, b in f["regels"] for _ in range(a, b)],
        ),
        "bewaartermijn-gedraaid": when("beheer:bewaartermijn:gedraaid", lambda f: [(f["oin"],)]),
    }


def supervision() -> dict[str, Callable[[str, Feit], list[Any]]]:
    log = {f"beheer:spoor:{name}": told for name, told in LOG.items()} | {
        "beheer:bundel:gemaakt": "bewijsbundel gemaakt"
    }

    def of_log(f: Feit) -> list[Feit]:
        return [item for item in f.get("beslissingen", []) if item["vraag"]["handeling"] == "logboek-lezen"]

    return {
        "logboek-gelezen": when(set(log), lambda f: [
            (log[f["gebeurtenis"]], item["vraag"]["wie"], item["vraag"]["doel"]) for item in of_log(f)
        ]),
        "logboek-redenen": when(set(log), lambda f: [(f["reden"], log[f["gebeurtenis"]])]),
        "logboek-geweigerd": when("backbone:lezing:geweigerd", lambda f: [
            (item["vraag"]["wie"], item["vraag"]["doel"], item["uitkomst"])
            for item in of_log(f) if item["uitkomst"] != "toegestaan"
        ]),
        "nood-beoordeeld": when("beheer:nood:beoordeeld", lambda f: [(f["besluit"], f["oin"])]),
        "bevoegdheden-herbevestigd": when("beheer:bevoegdheid:herbevestigd", lambda f: [(f["besluit"], f["oin"])]),
        "logcontroles": when("beheer:log:gecontroleerd", lambda f: [("klopt" if f["geldig"] else "klopt niet",)]),
        "sleutels": when(
            {"backbone:sleutel:gewijzigd", "backbone:sleutels:hersteld"}, lambda f: [(f["oin"], f["soort"], f["rol"])]
        ),
        "sleutels-gelekt": when("backbone:sleutel:gelekt", lambda f: [(f["oin"],)]),
        "vrijgaven-opgenomen": when("backbone:vrijgave:opgenomen", lambda f: [(f["vrijgave"],)]),
        "rechten": when({f"backbone:{name}" for name in RECHTEN}, lambda f: [
            (name, f.get(field, "-"), f["oin"])
            for name, field in RECHTEN.items() if f["gebeurtenis"] == f"backbone:{name}"
        ]),
        "geb-besluiten": when({f"backbone:geb:{name}" for name in ("vastgesteld", "geadviseerd", "geweigerd")}, lambda f: [
            (f["gebeurtenis"].split(":")[2], f.get("uitkomst", "-"), f["oin"])
        ]),
    }  # fmt: skip


def opened(engine: Engine, kluis: Kluis, shards: list[str]) -> list[tuple[str, Feit]]:
    """Return every line that still opens, with the region of its shard."""
    reader = LogReader(engine, kluis)
    found = [(shard[:-5], line.feit) for shard in shards for line in reader.lines(shard)]
    return [(regio, feit) for regio, feit in found if feit is not None]
