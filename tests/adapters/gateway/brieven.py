# SPDX-License-Identifier: EUPL-1.2
"""A letter to a citizen with everything in it that a letter can hold."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from adapters.gateway.rechten.brief import Briefschrijver
from adapters.gateway.rechten.post import Opgehaald
from adapters.gateway.rechten.vraag import Vraag
from core.keychain import rechtenstuk
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from core.keychain.lijst import Deelnemerslijst
    from policies.verslag import Verslag
    from policies.vocabulary import Vocabulary

NOW = 1_790_000_000_000
WHO = Vraag(naam="A. Voorbeeld-Tuinhek", geboortedatum="1971-03-09", adres="Kooistraat 7, 9999 ZX Vogelzang")


def item(merk: str, *parties: str, **more: Any) -> dict[str, Any]:
    """Return one record as a controller tells it."""
    fixed = {"merk": merk, "categorie": "wpg-8", "doel": "oc", "richting": "verstrekt", "dag": "2026-08-01"}
    return {**fixed, "partijen": list(parties), "staat": "aanwezig", "gevonden": "nummer", **more}


def answer(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the opened answer of one controller."""
    return {"v": 1, "gegevens": list(items), "meer": 0, "beperkt": [], "toelichting": None, **more}


def letter(
    lijst: Deelnemerslijst, words: Vocabulary, answers: dict[str, dict[str, Any]], vraag: Vraag = WHO
) -> Verslag:
    """Return the letter from these answers; the last organisation of the list has no reading key."""
    oins = sorted(item.oin for item in lijst.deelnemers if item.soort != "riec-bureau")
    key = PrivateKey.generate()
    entries = [
        {"ontvanger": oin, "eenheid": "e", "sleutel": "0" * 64, "omhulsel_sha256": "0" * 64} for oin in oins[:-1]
    ]
    verzoek = str(uuid.uuid4())
    stuk = rechtenstuk.make(
        key, rechtenstuk.VERZOEK, oins[0], NOW, verzoek=verzoek, recht="inzage", regio=None, ontvangen=NOW - 5,
        identiteit="balie", eenheid="e", vraag_sha256="0" * 64, aan=entries, handmatig=[oins[-1]],
    )  # fmt: skip
    velden = {"verzoek": verzoek, "antwoord_sha256": "0" * 64, "aan": []}
    told = tuple((rechtenstuk.make(key, rechtenstuk.ANTWOORD, oin, NOW, **velden), NOW, None) for oin in answers)
    return Briefschrijver(lijst, words, NOW).letter(vraag, Opgehaald(stuk, NOW, None, None, told), answers)


def full(lijst: Deelnemerslijst, words: Vocabulary) -> Verslag:
    """Return a letter in which everything occurs once."""
    one, two, three = sorted(item.oin for item in lijst.deelnemers if item.soort != "riec-bureau")[:3]
    first = answer(
        item("a", two, three), item("b", categorie="bsn", dag="2020-02-03"), item("c", two, staat="ingetrokken"),
        item("d", two, staat="vernietigd"), meer=3, beperkt=["uavg-41-1-d"], toelichting="Bel ons gerust.",
    )  # fmt: skip
    return letter(lijst, words, {one: first, two: answer(item("a", one, richting="ontvangen"))})
