# SPDX-License-Identifier: EUPL-1.2
"""Sections 4 and 8: how it works, with the parameters of the code that runs, what the operator sees, and where all lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.proof import leaf, note, tree
from core.contract.wire import Kop
from core.keychain.keys import Rol
from core.keychain.suites import SUITES
from gep.document.blokken import Alinea, Lijst, Tabel
from gep.geb.antwoorden import uit
from gep.geb.werk import capital

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

_DAG: Final = 24 * 3600 * 1000
_ROLLEN: Final = {Rol.TEKENEN: "Tekenen", Rol.HTTP: "Verbinding", Rol.KEM: "Lezen", Rol.HERSTEL: "Herstel"}


def technieken(werk: Werk) -> tuple[Blok, ...]:
    """Say how data are protected, with which algorithms and keys, and honestly what that does not hide."""
    blokken = (
        _list(werk, "techniek", "Hoe het knooppunt werkt."),
        _algorithms(werk),
        _rules(werk),
        werk.tekst("sleutels"),
        _keys(werk),
        Alinea("De beheerder houdt het knooppunt draaiende. Dit ziet hij nog wel:"),
        _list(werk, "ziet", "Wat de beheerder ondanks de versleuteling ziet."),
        Alinea("Dit ziet de beheerder niet:"),
        _list(werk, "ziet-niet", "Wat de beheerder niet ziet."),
        Alinea("Dit kan de beheerder wel en niet doen:"),
        _list(werk, "macht", "Wat de beheerder kan en niet kan."),
        *_witnesses(werk),
    )
    werk.antwoorden.answer("4", uit(*blokken))
    return blokken


def _list(werk: Werk, soort: str, uitleg: str) -> Lijst:
    rows, cited = werk.deel("techniek", uitleg, soort=soort)
    return Lijst(tuple(row["tekst"] for row in rows), (cited,))


def _algorithms(werk: Werk) -> Tabel:
    """The parameters come from the modules that seal and sign, so this table changes when they do."""
    accepted = Kop.model_fields["suite"].annotation
    rows = []
    for suite in SUITES.values():
        used = "in gebruik" if str(suite.number) in str(accepted) else "nog niet aangenomen"
        length = f"openbare sleutel {suite.public_length} bytes, omhulsel {suite.overhead} bytes extra"
        rows.append((f"Verzegelen, suite {suite.number}", ", ".join(suite.sealing), length, used))
        signed = f"hash van de sleutelafleiding {suite.hash().name.upper()}"
        rows.append((f"Ondertekenen, suite {suite.number}", " en ".join(suite.algorithms), signed, used))
    length = f"sleutel {note.KEY_SIZES[note.MLDSA44_COSIGNATURE]} bytes"
    rows.append(("Getuigen tekenen mee", "ML-DSA-44 en Ed25519", length, "in gebruik"))
    rows.append(("Blad van het log", "HMAC met SHA-256", f"sleutel {8 * leaf.KEY_SIZE} bits", "in gebruik"))
    rows.append(("Boom van het log", "SHA-256", f"hash {8 * tree.HASH_SIZE} bits", "in gebruik"))
    cited = werk.boek.uitgave("algoritmen", "De algoritmen van de code die draait.", [list(row) for row in rows])
    heads = ("Waarvoor", "Algoritmen", "Maten", "Stand")
    return Tabel("algoritmen", "Algoritmen met hun maten, uit de code die draait", heads, tuple(rows), (cited,))


def _rules(werk: Werk) -> Tabel:
    ruleset = werk.bron.ruleset
    allow = sum(row.eft == "allow" for row in ruleset.rows)
    rows = (("Regels die iets toestaan", allow), ("Regels die iets verbieden", len(ruleset.rows) - allow))
    cited = werk.boek.regels("aantal-regels", "De regels naar effect.", [list(row) for row in rows])
    return Tabel("aantal-regels", "Regels die bepalen wat mag", ("Soort", "Aantal"), rows, (cited,))


def _keys(werk: Werk) -> Tabel:
    """Per organisation the keys that count now; ages and terms are days, not counts of people, so they are words."""
    rows: list[tuple[str | int, ...]] = []
    for member in werk.bron.lijst.deelnemers:
        valid = [key for key in werk.sleutels.keys(member.oin) if key.valid_at(werk.bron.gemaakt)]
        counts = [sum(key.rol is rol for key in valid) for rol in _ROLLEN]
        ages = [(werk.bron.gemaakt - key.geldig_van) // _DAG for key in valid]
        terms = [(key.geldig_tot - key.geldig_van) // _DAG for key in valid if key.rol is not Rol.HERSTEL]
        rows.append((member.naam, *counts, _days(ages), _days(terms), "niet bekend"))
    value = [list(row) for row in rows]
    cited = werk.boek.sleutels("geldige-sleutels", "Geldige sleutels per organisatie, met leeftijd en termijn.", value)
    heads = ("Organisatie", *_ROLLEN.values(), "Oudste sleutel", "Langste termijn", "Bewaard in")
    return Tabel("sleutels", "Geldige sleutels per organisatie", heads, tuple(rows), (cited,))


def _days(found: list[int]) -> str:
    if not found:
        return "geen"
    return "1 dag" if max(found) == 1 else f"{max(found)} dagen"


def _witnesses(werk: Werk) -> tuple[Blok, ...]:
    count = len(werk.bron.lijst.getuigen)
    cited = werk.boek.lijst("getuigen", "Het aantal getuigen van het logboek.", count)
    table = Tabel(
        "getuigen", "Getuigen van het logboek", ("Waar", "Aantal"), (("Op de deelnemerslijst", count),), (cited,)
    )
    return (table,) if count else (table, Alinea("Nog niemand buiten de beheerder tekent het logboek mee.", (cited,)))


def locaties(werk: Werk) -> tuple[Blok, ...]:
    """Name each place where something is kept, with one sentence about trust."""
    stores, cited = werk.deel("opslag", "De bewaarplaatsen, met per plaats één zin over vertrouwen.")
    table = Tabel(
        "bewaarplaatsen",
        "Wat waar ligt, en of u die plaats moet vertrouwen",
        ("Plaats", "Wat er ligt", "Vertrouwen"),
        tuple((item["plaats"], capital(item["bevat"]), item["zin"]) for item in stores),
        (cited,),
    )
    werk.antwoorden.rows("8.1.1", ({"8.1.1.3": werk.blauwdruk.tekst("maatregel-locatie")} for _ in werk.verwerkingen))
    werk.antwoorden.answer("8.2", uit(table))
    return (table,)
