# SPDX-License-Identifier: EUPL-1.2
"""Rekent een bewijsbundel van Knooppunt na, zonder netwerk en zonder iets van Knooppunt zelf.

This file stands alone on purpose: the standard library and `cryptography` (50 or later), nothing of ours, so that a
stranger can read it in an hour and run it years from now. It is a second implementation, written from the formats.

Invariants:
- Trust comes from outside: the fingerprints of the deelnemerslijst and of the tlog-policy, given by who verifies. Without
  both nothing is proven about who made the bundle ("alleen intern consistent").
- The first thing that is wrong ends it. Exit 0 only with both anchors and everything right, 3 otherwise, 2 for wrong usage.
- Every byte of the bundle is covered: its form is rebuilt, each file has its hash, each statement its signature.

Norm: RFC 6962, RFC 8032, FIPS 204, RFC 8785, RFC 9421, C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and
tlog-policy. What it does not prove stands in `BEWIJST_NIET` and is always told. Take your own copy, not the one of the bundle.
"""

# ruff: noqa: T201 - a program on its own tells its result on the standard output

import argparse
import base64
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any

from audit.bundel.los.beslissen import EIGEN, GELEZEN, SPELING, TOEGEVOEGD, VERSTREKT, Beslissen
from audit.bundel.los.vormen import Fout, Policy, b64, eis, heel, jcs, lees_json, loting, pak_uit, sha, vkey

BEWIJST_NIET = (
    "dat de inhoud van het record waar is, of dat iemand haar heeft gelezen: inhoud en zouten zitten niet in een bundel;",
    "dat de regels tot deze uitkomst leiden: alleen welke rijen er zijn genoemd, en hoe die toen luidden;",
    "dat er niet méér is gebeurd: een bundel toont één regel, niet wat er verder in het log staat;",
    "dat een sleutel niet is ingetrokken, als niet de hele stamlog in de bundel zit: dat bewaken de partners;",
    "het juiste tijdstip, ook niet of het voor of na een intrekking viel: de tijd is die van de beheerder;",
    "dat er toen geen nieuwere vrijgave gold, of geen latere feitverklaring die het tegendeel zegt;",
    "dat een persoon was aangewezen, gescreend of op de casus gezet, als die verklaring er alleen als hash in zit;",
    "welke persoon handelde, als de bundel geen persoon toont die zelf tekende;",
    "bij een handeling van de beheerder zelf: dat zij is gedaan; daaronder staat alleen zijn eigen log;",
    "bij `opgenomen`: dat iedereen hetzelfde log ziet; dat staat pas vast als genoeg getuigen tekenden;",
    "dat de vingerafdrukken die u opgaf de juiste zijn: haal ze bij een partner, niet bij wie u de bundel gaf;",
    "dat LEESMIJ.txt, verifieer.py en tijdstempel.tsr in de bundel echt zijn: gebruik een eigen exemplaar.",
)
ZWAK = "niet overal tekenden genoeg getuigen, dus niet vast staat dat iedereen hetzelfde log ziet."
MIMETYPE = b"application/vnd.knooppunt.bewijsbundel+zip"
VAST = {"LEESMIJ.txt", "deelnemerslijst.json", "tlog-policy", "verifieer.py"}
NAAM = re.compile(
    r"regels/[a-z0-9-]+/[0-9]+\.json|stam/[0-9]+\.json|rijen/[a-z_]+/[0-9a-z-]+\.json|steekproef\.json|tijdstempel\.tsr"
)
HEX = re.compile(r"[0-9a-f]{64}")


class Verifieerder(Beslissen):
    """Walks through one bundle in fixed steps; `tellingen` holds what was checked."""

    STAPPEN = (
        "vorm", "lijst", "policy", "log", "stam", "rijen", "handeling", "vrijgaven", "feiten", "beslissingen",
        "verstrekkingen", "verzoek", "steekproef",
    )  # fmt: skip

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data
        self.stap = ""
        self.regels: dict[tuple[str, int], dict[str, Any]] = {}
        self.sleutels: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.rijen: dict[tuple[str, str], dict[str, Any]] = {}
        self.open: dict[tuple[str, str], dict[str, Any]] = {}
        self.gezegd: list[str] = []

    def loop_na(self, lijst: str | None, policy: str | None) -> dict[str, Any]:
        """Return the verdict: `geldig`, `alleen intern consistent` or `ongeldig`, and why."""
        try:
            for stap in self.STAPPEN:
                self.stap = stap
                getattr(self, f"stap_{stap}")()
            self.stap = "anker"
            eis(lijst in (None, self.vingerafdruk), "de bundel hoort bij een andere deelnemerslijst dan u opgaf")
            eis(
                policy in (None, sha(self.delen["tlog-policy"])),
                "de bundel hoort bij een ander tlog-policy dan u opgaf",
            )
        except Fout as fout:
            return {"uitslag": "ongeldig", "stap": self.stap, "fout": str(fout), "tellingen": self.tellingen}
        except Exception:  # noqa: BLE001 - whatever a forger makes us stumble over, it is not valid
            tekst = "een onderdeel ontbreekt of heeft een andere vorm"
            return {"uitslag": "ongeldig", "stap": self.stap, "fout": tekst, "tellingen": self.tellingen}
        uitslag = "geldig" if lijst and policy else "alleen intern consistent"
        return {"uitslag": uitslag, "stap": "", "fout": "", "tellingen": self.tellingen, "staat": self.staat}

    def stap_vorm(self) -> None:
        self.delen = pak_uit(self.data)
        inhoud = lees_json(self.delen["inhoud.json"])
        eis(self.delen["mimetype"] == MIMETYPE, "dit is geen bewijsbundel")
        eis(set(inhoud) == {"v", "soort", "regel", "bestanden"} and heel(inhoud["v"]) == 1, "onbekende versie")
        eis(inhoud["soort"] == "knooppunt-bewijsbundel", "onbekende soort bundel")
        rest = {naam: sha(data) for naam, data in self.delen.items() if naam not in ("mimetype", "inhoud.json")}
        eis(inhoud["bestanden"] == rest, "een bestand is niet dat van inhoud.json")
        eis(set(rest) >= VAST, "een vast onderdeel ontbreekt")
        eis(all(naam in VAST or NAAM.fullmatch(naam) for naam in rest), "een bestand hoort er niet in")
        self.onderwerp = (inhoud["regel"]["log"], heel(inhoud["regel"]["index"]))
        eis(set(inhoud["regel"]) == {"log", "index"}, "het onderwerp heeft een andere vorm")
        self.tel("bestanden", len(self.delen))

    def json_in(self, map_: str) -> dict[str, Any]:
        return {naam: lees_json(data) for naam, data in self.delen.items() if naam.startswith(map_)}

    def stap_lijst(self) -> None:
        bestand = lees_json(self.delen["deelnemerslijst.json"])
        self.lijst = bestand["lijst"]
        self.vingerafdruk = sha(jcs(self.lijst))
        self.deelnemers = {een["oin"]: een for een in self.lijst["deelnemers"]}
        self.functionarissen = {een["id"]: een for een in self.lijst["functionarissen"]}
        aantal, drempel = len(self.deelnemers), self.lijst["drempel"]
        eis(aantal == len(self.lijst["deelnemers"]), "een organisatie staat twee keer in de lijst")
        eis(max(2, aantal // 2 + 1) <= drempel <= aantal, "de drempel van de lijst is te laag")
        for een in bestand["handtekeningen"]:
            getekend = {naam: een[naam] for naam in een if naam != "oin"}
            sleutel = self.deelnemers[een["oin"]]["identiteit"]
            self.beide(sleutel, "knooppunt/v1/deelnemerslijst", self.lijst, getekend, "deelnemerslijst")
        wie = [een["oin"] for een in bestand["handtekeningen"]]
        eis(len(set(wie)) == len(wie) >= drempel, "te weinig organisaties tekenden de lijst")
        self.gezegd.append(f"{len(wie)} van {aantal} organisaties tekenden de deelnemerslijst ({self.lijst['modus']}).")

    def stap_policy(self) -> None:
        eis(self.lijst["tlog_policy_sha256"] == sha(self.delen["tlog-policy"]), "de lijst noemt een ander tlog-policy")
        self.policy = Policy(self.delen["tlog-policy"].decode())

    def stap_log(self) -> None:
        for naam, bon in self.json_in("regels/").items():
            gevonden = self.regel(bon)
            eis(
                naam == f"regels/{bon['log'].rpartition('/')[2]}/{bon['index']}.json",
                "een regel heet anders dan zij is",
            )
            blad = bon["blad"]
            eis(set(blad) == {"v", "c_feit", "c_persoon"} and heel(blad["v"]) == 1, "een blad heeft een andere vorm")
            for deel in ("feit", "persoon"):
                waarde, sleutel = bon[deel], bon[f"{deel}_sleutel"]
                eis((waarde is None) == (sleutel is None), "een opening zonder sleutel of omgekeerd")
                if sleutel is not None:
                    binding = hmac.digest(b64(sleutel, 32), jcs(waarde), "sha256").hex()
                    eis(binding == blad[f"c_{deel}"], f"de opening `{deel}` past niet bij de regel")
                eis(waarde is None or isinstance(waarde, dict), "een opening heeft een andere vorm")
                gevonden[deel] = waarde
            self.regels[gevonden["log"], gevonden["index"]] = gevonden
            self.tel("regels")
        self.lijn = self.regels[self.onderwerp]
        self.feit = self.lijn["feit"]
        eis(isinstance(self.feit, dict), "de regel waar het om gaat is niet geopend")

    def stap_stam(self) -> None:
        familie = self.onderwerp[0].rpartition("/")[0]
        self.stam, geweest = [], {}
        staten = {regel["staat"] for regel in self.regels.values()}
        bonnen = self.json_in("stam/")
        for naam in sorted(bonnen, key=lambda naam: int(naam[5:-5])):
            gevonden = self.regel(bonnen[naam])
            eis(
                naam == f"stam/{gevonden['index']}.json" and gevonden["log"] == f"{familie}/stam",
                "geen regel van de stamlog",
            )
            self.stam.append(gevonden["blad"])
            staten.add(gevonden["staat"])
            geweest[gevonden["index"]] = gevonden["kop"]
            if gevonden["blad"]["soort"] in ("sleutel-gepubliceerd", "sleutel-ingetrokken"):
                self.sleutelgebeurtenis(gevonden["blad"])
            self.tel("stamregels")
        self.staat = "getuigd" if staten == {"getuigd"} else "opgenomen"  # as weak as the weakest that it rests on
        koppen = set(geweest.values())
        self.heel = len(koppen) == 1 and {omvang for _, omvang, _ in koppen} == {len(geweest)}
        eis(self.in_stam("deelnemerslijst", sha256=self.vingerafdruk), "de stamlog noemt deze deelnemerslijst niet")
        for log in {log for log, _ in self.regels}:
            geopend = self.in_stam("shard-geopend", origin=log)
            sleutels = {(vkey(tekst)[1], vkey(tekst)[2]) for een in geopend for tekst in een["vkeys"]}
            eis(
                {(s, p) for _, s, p in self.policy.van_log(log)} == sleutels,
                "de stamlog opent dit log niet met deze sleutels",
            )
        hoe = "de hele stamlog zit erbij" if self.heel else "niet de hele stamlog zit erbij"
        self.gezegd.append(f"{self.tellingen['sleutels']} sleutels van partners stonden in de stamlog; {hoe}.")

    def sleutelgebeurtenis(self, een: dict[str, Any]) -> None:
        lijf = {naam: een[naam] for naam in een if naam != "handtekening"}
        identiteit = self.deelnemers[een["oin"]]["identiteit"]
        self.beide(identiteit, "knooppunt/v1/key-event", lijf, een["handtekening"], "sleutelgebeurtenis")
        plek = (een["oin"], een["rol"], een["sleutel_id"])
        if een["soort"] == "sleutel-ingetrokken":
            eerder = self.sleutels[plek]["ingetrokken"]  # the first one counts: a second takes nothing back
            self.sleutels[plek]["ingetrokken"] = heel(een["tijd"]) if eerder is None else min(eerder, heel(een["tijd"]))
            return
        for naam in ("tijd", "geldig_van", "geldig_tot"):
            heel(een[naam])
        eis(plek not in self.sleutels, "een sleutel is twee keer gepubliceerd")
        bezit, bericht = een["bezit"], {naam: lijf[naam] for naam in lijf if naam != "bezit"}
        sleutel, domein = een["sleutel"], "knooppunt/v1/key-possession"
        if een["rol"] in ("kem", "herstel"):
            eis(sha(b64(sleutel["x-wing"], 1216)) == een["sleutel_id"], "sleutel met een ander kenmerk")
        elif een["rol"] == "http":
            self.ed25519(
                b64(sleutel["ed25519"], 32), domein.encode() + b"\0" + jcs(bericht), b64(bezit["ed25519"]), "bezit"
            )
        else:
            self.beide(sleutel, domein, bericht, bezit, "bezit van een sleutel")
        eis(een["rol"] in ("kem", "herstel") or sha(jcs(sleutel)) == een["sleutel_id"], "sleutel met een ander kenmerk")
        self.sleutels[plek] = {**een, "ingetrokken": None}
        self.tel("sleutels")

    def stap_rijen(self) -> None:
        genoemd: dict[tuple[str, str], tuple[str, int]] = {}
        for regel in self.regels.values():
            for een in (regel["feit"] or {}).get("rijen", ()):
                plek = (een["tabel"], een["sleutel"])
                eis(genoemd.get(plek, (een["sha256"],))[0] == een["sha256"], "twee regels noemen een rij verschillend")
                genoemd[plek] = (een["sha256"], regel["tijd"])
        for naam, bestand in self.json_in("rijen/").items():
            eis(set(bestand) == {"rij", "open"}, "een rij heeft een andere vorm")
            rij, plek = bestand["rij"], (naam.split("/")[1], bestand["rij"]["sleutel"])
            eis(naam == f"rijen/{plek[0]}/{plek[1].replace(':', '-')}.json", "een rij heet anders dan zij is")
            eis(
                all(rij[kolom] == sha(jcs(waarde)) for kolom, waarde in bestand["open"].items()),
                "een rij is een andere",
            )
            digest, tijd = genoemd.get(plek, ("", 0))
            eis(digest == sha(jcs(rij)), "een rij is niet die van een regel in het log")
            eis(heel(rij["tijd"]) <= tijd * 1000 + SPELING, "een rij is van later dan haar checkpoint")
            self.rijen[plek], self.open[plek] = rij, bestand["open"]
            self.tel("rijen")

    def stap_handeling(self) -> None:
        rij = self.rijen["handeling", self.feit["handeling"]]
        for naam in ("oin", "verzoek", "verzoek_sha256", "tijd"):
            eis(rij[naam] == self.feit[naam], "de handeling is van een ander verzoek")
        eis(rij["log"] == self.onderwerp[0].rpartition("/")[2], "de handeling staat in een ander log")
        eis(
            heel(rij["regel"]) <= self.onderwerp[1] < rij["regel"] + heel(rij["aantal"]),
            "de handeling heeft een andere regel",
        )
        self.tijd = rij["tijd"]
        self.gezegd.append(
            f"Regel {self.onderwerp[1]} van {self.onderwerp[0]}: {self.feit['gebeurtenis']}, door {self.feit['oin']}."
        )

    def stap_vrijgaven(self) -> None:
        self.regelrijen: dict[str, tuple[Any, dict[str, list[str]]]] = {}
        self.mogen: dict[str, dict[str, set[str]]] = {}
        for rij, los in self.tabel("vrijgave"):
            manifest = b64(los["bundel"]["manifest"])
            bestanden = {naam: b64(data) for naam, data in los["bundel"]["bestanden"].items()}
            gegevens = lees_json(manifest)
            eis(rij["sleutel"] == f"sha256:{sha(manifest)}", "een vrijgave heeft een andere hash")
            eis(
                gegevens["bestanden"] == {naam: sha(data) for naam, data in bestanden.items()},
                "een regelbestand is een ander",
            )
            tekenden = set()
            for een in los["bundel"]["handtekeningen"]:
                wie = self.functionarissen[een["functionaris"]]
                self.beide(wie["sleutel"], "knooppunt/v1/vrijgave", manifest, een["handtekening"], "vrijgave")
                tekenden.add(wie["id"])
            tekenden.discard(gegevens["opsteller"])
            functies = {self.functionarissen[een]["functie"] for een in tekenden}
            eis(
                len(tekenden) >= 2 and "jurist" in functies <= {"jurist", "stuurgroep"},
                "te weinig bevoegden tekenden de vrijgave",
            )
            eis(self.in_stam("vrijgave", digest=rij["sleutel"]), "een vrijgave staat niet in de stamlog van de bundel")
            rijen = [
                regel
                for naam in bestanden
                if naam.startswith("regels/")
                for regel in bestanden[naam].decode().split("\n")
            ]
            velden = [[veld.strip(" ") for veld in regel.split(",")] for regel in rijen if regel.startswith("p,")]
            self.regelrijen[rij["sleutel"]] = (gegevens["in_werking"], {een[11]: een for een in velden})
            woorden = re.findall(
                r"^([a-z0-9-]+) = \{ bevoegd = \[([^\]]*)\]", bestanden["vocabulaire.toml"].decode(), re.MULTILINE
            )
            self.mogen[rij["sleutel"]] = {feit: set(re.findall("[a-z-]+", wie)) for feit, wie in woorden}
            self.tel("vrijgaven")

    def stap_feiten(self) -> None:
        self.verklaringen: dict[str, dict[str, Any]] = {}
        for rij, los in self.tabel("feitbundel"):
            door, bundel = los["bundel"]["door"], los["bundel"]
            if "functionaris" in door:
                wie = self.functionarissen[door["functionaris"]]
                sleutel = wie["sleutel"]
                eis(
                    (wie["oin"], sha(jcs(sleutel))) == (door["oin"], door["sleutel"]),
                    "een functionaris met een andere sleutel",
                )
            else:
                sleutel = self.sleutel(door["oin"], "tekenen", door["sleutel"], rij["tijd"])
            inhoud = {"door": door, "verklaringen": bundel["verklaringen"]}
            self.beide(sleutel, "knooppunt/v1/feit", inhoud, bundel["handtekening"], "feitverklaring")
            functie = self.functionarissen[door["functionaris"]]["functie"] if "functionaris" in door else ""
            for een in bundel["verklaringen"]:
                eis(
                    een["tot"] is None or heel(een["tot"]) >= heel(een["van"]),
                    "een feitverklaring heeft een andere vorm",
                )
                self.verklaringen[sha(jcs(een))] = {**een, "door": door["oin"], "functie": functie}
            self.tel("feitbundels")

    def stap_verstrekkingen(self) -> None:
        for rij, los in self.tabel("verstrekking"):
            kop, verklaring, lijst = los["kop"], los["verklaring"], los["toekenningen"]["lijst"]
            wat = {
                "record": rij["sleutel"],
                "verklaring_sha256": sha(jcs(verklaring)),
                "toekenningen_sha256": sha(jcs(lijst)),
            }
            feiten = [een["feit"] for een in self.regels.values() if een["feit"]]
            eis(
                any(wat.items() <= {k: v for k, v in feit.items() if k in wat}.items() for feit in feiten),
                "geen regel noemt deze verklaring",
            )
            eis(
                verklaring["kop"] == kop and kop["record"] == rij["sleutel"], "de verklaring gaat over een ander record"
            )
            eis(
                verklaring["algoritmen"] == ["Ed25519", "ML-DSA-65"] and kop["verstrekker"] == rij["verstrekker"],
                "de verklaring heeft een andere vorm",
            )
            eis(verklaring["inhoud_sha256"] == rij["inhoud"], "de verklaring gaat over een andere inhoud")
            sleutel = self.sleutel(kop["verstrekker"], "tekenen", kop["sleutel"], rij["tijd"])
            self.beide(sleutel, "knooppunt/v1/stmt", verklaring, los["handtekening"], "verklaring van de verstrekker")
            self.beide(sleutel, "knooppunt/v1/grant", lijst, los["toekenningen"]["handtekening"], "toekenningen")
            for een in lijst:
                eis(
                    (een["record"], een["kop_sha256"]) == (rij["sleutel"], sha(jcs(kop))),
                    "een toekenning is van een ander record",
                )
                eis(een["door"] == kop["verstrekker"], "een toekenning is van een ander")
                self.sleutel(een["ontvanger"], "kem", een["sleutel"], rij["tijd"])
        if self.feit["gebeurtenis"] in (VERSTREKT, GELEZEN, TOEGEVOEGD):
            los = self.open["verstrekking", self.feit["record"]]
            kop, lijst = los["kop"], los["toekenningen"]["lijst"]
            aan, van = {een["ontvanger"] for een in lijst} - {kop["verstrekker"]}, kop["verstrekker"]
            later = self.later(kop)
            eis(all(kop[naam] == self.feit[naam] for naam in ("casus", "categorie")), "de regel gaat over iets anders")
            if self.feit["gebeurtenis"] == GELEZEN:
                eis(self.feit["oin"] in {*aan, *later, van}, "de lezer is geen ontvanger")
                return
            if self.feit["gebeurtenis"] == TOEGEVOEGD:
                eis(self.feit["ontvangers"] == sorted(self.toegevoegd()), "de regel noemt andere ontvangers")
                return
            eis(self.feit["ontvangers"] == sorted(aan), "de regel noemt andere ontvangers")
            eis(self.feit["oin"] == van, "de regel noemt een andere verstrekker")
            eis(
                all(een["verzoek"] == self.feit["verzoek"] for een in lijst),
                "de toekenningen horen bij een ander verzoek",
            )

    def toegevoegd(self) -> set[str]:
        rij = self.rijen["toekenning_later", self.feit["toekenningen_sha256"]]
        eis(rij["door"] == self.feit["oin"], "een ander kende toe dan de regel zegt")
        lijst = self.open["toekenning_later", rij["sleutel"]]["toekenningen"]["lijst"]
        eis(all(een["verzoek"] == self.feit["verzoek"] for een in lijst), "de toekenningen horen bij een ander verzoek")
        return {een["ontvanger"] for een in lijst}

    def stap_verzoek(self) -> None:
        wie, wat = self.lijn["persoon"], self.feit["gebeurtenis"]
        if "ondertekend" in self.feit:
            oin, kenmerk = self.feit["oin"], self.feit["sleutel"]
            publiek = b64(self.sleutel(oin, "http", kenmerk, self.tijd)["ed25519"], 32)
            doel = self.bewaard(self.getekend(), self.feit["ondertekend"], publiek, f"{oin}/{kenmerk}", "organisatie")
            hoort = f"POST /v1/verstrekkingen/{self.feit.get('record')}/inzagen"
            eis(wat != GELEZEN or (doel.endswith(hoort[5:]) and doel[:5] == hoort[:5]), "er is om iets anders gevraagd")
            self.gezegd.append(f"De organisatie tekende dit verzoek: {doel}.")
        else:
            eis(self.feit["sleutel"] == "lokaal" and wat.startswith(EIGEN), "de organisatie tekende dit verzoek niet")
            self.gezegd.append("Geen organisatie tekende dit: dat het is gedaan, zegt alleen de beheerder.")
        if wie and "ondertekend" in wie:
            eigen = [
                een
                for een in self.verklaringen.values()
                if een["feit"] == "persoonssleutel" and een["door"] == wie["oin"]
            ]
            geldig = [een for een in eigen if een["over"].get("persoon") == wie["persoon"] and self.gold(een)]
            eis(geldig and wie["oin"] == self.feit["oin"], "de sleutel van de persoon zit niet in de bundel")
            publiek = b64(max(geldig, key=lambda een: (een["van"], een["tijd"]))["waarde"], 32)
            self.bewaard(
                self.getekend(), wie["ondertekend"], publiek, f"{wie['oin']}/persoon/{wie['persoon']}", "persoon"
            )
            self.gezegd.append("De handtekening van de persoon onder het verzoek klopt.")
        elif wie:
            eis("ondertekend" not in self.feit, "de persoon tekende dit verzoek niet")
            self.gezegd.append("De persoon tekende niet: dat zij het was, zegt alleen de beheerder.")

    def getekend(self) -> dict[str, Any]:
        """Return the line with the time near which its request was signed: its own, or that of the letter that carried it."""
        if "koerier" not in self.feit:
            return self.feit
        eis(set(self.feit["koerier"]) == {"brief", "handtekening"}, "de brief van de koerier heeft andere velden")
        brief, tijd = self.feit["koerier"]["brief"], self.feit["tijd"]
        sleutel = self.sleutel(self.feit["oin"], "tekenen", brief["sleutel"], tijd)
        self.beide(sleutel, "knooppunt/v1/koerier-verzoek", brief, self.feit["koerier"]["handtekening"], "brief")
        gezet = sha(b64(self.feit["ondertekend"]["handtekening"], 64))
        passend = (brief["oin"], brief["verzoek"], brief["handtekening_sha256"])
        eis(
            passend == (self.feit["oin"], self.feit["verzoek"], gezet),
            "de brief van de koerier hoort bij een ander verzoek",
        )
        gemaakt, tot = heel(brief["gemaakt"]), heel(brief["tot"])
        eis(gemaakt - 60_000 <= tijd <= tot <= gemaakt + 30 * 86_400_000, "de termijn van de koerier klopt niet")
        return {**self.feit, "tijd": gemaakt}

    def stap_steekproef(self) -> None:
        if "steekproef.json" not in self.delen:
            return
        proef = lees_json(self.delen["steekproef.json"])
        eis(
            set(proef) == {"v", "soort", "zaad", "aantal", "checkpoint", "indexen"}
            and (heel(proef["v"]), proef["soort"]) == (1, "steekproef"),
            "de steekproef heeft een andere vorm",
        )
        heel(proef["aantal"])
        kop = self.checkpoint(proef["checkpoint"])[:3]
        gekozen = loting(proef["zaad"], proef["aantal"], proef["checkpoint"].rpartition("\n\n")[0] + "\n")
        eis(gekozen == proef["indexen"], "de loting geeft andere regels")
        eis(
            kop == self.lijn["kop"] and self.onderwerp[1] in gekozen,
            "deze regel is niet geloot, of uit een ander checkpoint",
        )
        wat = f"zaad {proef['zaad']!r}, {proef['aantal']} van de {kop[1]} regels van {kop[0]}"
        wortel = base64.b64encode(kop[2]).decode()
        self.gezegd.append(f"Deze regel is geloot met {wat}.")
        self.gezegd.append(
            f"Vergelijk dit met wat u zelf bewaarde: zaad, aantal, en wortel {wortel} van dat checkpoint."
        )


def zichtbaar(tekst: str) -> str:
    """Return a sentence that cannot steer a terminal: what the bundle says never overwrites what we say of it."""
    schoon = "".join(teken if teken.isprintable() else "?" for teken in tekst)
    code = sys.stdout.encoding or "utf-8"
    return schoon.encode(code, "replace").decode(code)


def main(woorden: list[str] | None = None) -> int:
    """Verify one bundle and tell it; return the exit code."""
    lezer = argparse.ArgumentParser(description="Rekent een bewijsbundel van Knooppunt na, zonder netwerk.")
    lezer.add_argument("bundel", type=Path)
    lezer.add_argument("--deelnemerslijst-sha256", help="vingerafdruk van de deelnemerslijst, van buiten de bundel")
    lezer.add_argument("--tlog-policy-sha256", help="vingerafdruk van het tlog-policy, van buiten de bundel")
    lezer.add_argument(
        "--eis-getuigd", action="store_true", help="neem alleen genoegen met een checkpoint met getuigen"
    )
    lezer.add_argument("--json", action="store_true", help="een JSON-object op de uitvoer")
    keuze = lezer.parse_args(woorden)
    ankers = keuze.deelnemerslijst_sha256, keuze.tlog_policy_sha256
    if any(anker is not None and not HEX.fullmatch(anker) for anker in ankers):
        lezer.error("een vingerafdruk is 64 kleine hexadecimale tekens")
    try:
        werk = Verifieerder(keuze.bundel.read_bytes())
    except OSError:
        lezer.error("de bundel is niet te lezen")
    uitslag = werk.loop_na(*ankers)
    if keuze.eis_getuigd and uitslag.get("staat") == "opgenomen":
        uitslag = {**uitslag, "uitslag": "ongeldig", "stap": "anker", "fout": "er tekenden niet genoeg getuigen"}
    if keuze.json:
        print(json.dumps({**uitslag, "bewijst_niet": BEWIJST_NIET}, ensure_ascii=False))
    else:
        gezegd = werk.gezegd if uitslag["uitslag"] != "ongeldig" else [f"Bij `{uitslag['stap']}`: {uitslag['fout']}."]
        if uitslag.get("staat") == "opgenomen":
            gezegd = [f"Alleen opgenomen: {ZWAK}", *gezegd]
        telling = ", ".join(f"{aantal} {naam}" for naam, aantal in werk.tellingen.items())
        kop = f"UITSLAG: {uitslag['uitslag']}" + (f" ({uitslag['staat']})" if "staat" in uitslag else "")
        regels = [kop, *gezegd, f"Nagerekend: {telling}.", "Dit bewijst NIET:", *(f"- {een}" for een in BEWIJST_NIET)]
        print("\n".join(zichtbaar(een) for een in regels))
    return 0 if uitslag["uitslag"] == "geldig" else 3


if __name__ == "__main__":
    sys.exit(main())
