# SPDX-License-Identifier: EUPL-1.2
"""The part of `verifieer` about decisions: that what was done was allowed, on rows and facts as they stood.

Invariants:
- What an event must rest on is demanded, never taken as it comes: a supply has an allowed decision for each recipient, a read
  has one for its reader, and none of them is about another party, record, category or day.
- A cited statement says that fact, held then, is about this case and record, and comes from a body that the vocabulary of the
  release names. It does not weigh rows again, nor find the one newer statement that says otherwise: `BEWIJST_NIET`.

Norm: docs/adr/0021-evidence-bundle.md; design.md 2 and 4. The standard library only, and nothing of ours but `vormen`.
"""

from typing import Any

from audit.bundel.los.vormen import Fout, Nalopen, dag, eis, jcs, sha

SPELING = 60_000  # ms that clocks may differ
VERSTREKT, GELEZEN = "backbone:verstrekking:opgenomen", "backbone:verstrekking:gelezen"
PERSOONLIJK = ("aangewezen", "gescreend", "op-casus")
TOEGEVOEGD, TOEVOEGEN_GEWEIGERD = "backbone:toekenning:toegevoegd", "backbone:toekenning:geweigerd"
GEWEIGERD = ("backbone:verstrekking:geweigerd", "backbone:lezing:geweigerd", TOEVOEGEN_GEWEIGERD)
# Events of the operator's own commands, that no partner signs; a refused read of the log is one too.
EIGEN = ("beheer:", "backbone:vrijgave:", "backbone:aanmelding:", "backbone:lezing:geweigerd")


class Beslissen(Nalopen):
    """Checks the decisions of a line; the rest of the walk stands in `Verifieerder`."""

    feit: dict[str, Any]
    tijd: int
    stam: list[dict[str, Any]]
    deelnemers: dict[str, dict[str, Any]]
    sleutels: dict[tuple[str, str, str], dict[str, Any]]
    rijen: dict[tuple[str, str], dict[str, Any]]
    open: dict[tuple[str, str], dict[str, Any]]
    regelrijen: dict[str, tuple[Any, dict[str, list[str]]]]
    mogen: dict[str, dict[str, set[str]]]
    verklaringen: dict[str, dict[str, Any]]
    gezegd: list[str]

    def tabel(self, naam: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return [(self.rijen[plek], self.open[plek]) for plek in self.rijen if plek[0] == naam]

    def sleutel(self, oin: str, rol: str, kenmerk: str, tijd: int) -> dict[str, Any]:
        """Return a key that was published before this moment (ms), counted then, and was not withdrawn before it."""
        een = self.sleutels.get((oin, rol, kenmerk))
        if een is None:
            raise Fout("een gebruikte sleutel staat niet in de stamlog van de bundel")
        eis(
            een["tijd"] <= tijd + SPELING and een["geldig_van"] <= tijd < een["geldig_tot"],
            "een sleutel gold toen niet",
        )
        eis(een["ingetrokken"] is None or tijd < een["ingetrokken"], "een sleutel was toen al ingetrokken")
        return dict(een["sleutel"])

    def in_stam(self, soort: str, **velden: Any) -> list[dict[str, Any]]:
        zelfde = [een for een in self.stam if een["soort"] == soort]
        return [een for een in zelfde if all(een[naam] == waarde for naam, waarde in velden.items())]

    def stap_beslissingen(self) -> None:
        geweigerd = self.feit["gebeurtenis"].endswith(":geweigerd")
        self.uitkomst()
        niet_erbij = 0
        for een in self.feit.get("beslissingen", ()):
            rij, adl = self.rijen["beslissing", een["id"]], self.open["beslissing", een["id"]]["adl"]
            vraag, antwoord = adl["body"]["adl.core.request"], adl["body"]["adl.core.response"]
            eis(rij["handeling"] == self.feit["handeling"], "een beslissing hoort bij een andere handeling")
            eis(rij["uitkomst"] == antwoord["uitkomst"] == een["uitkomst"], "een beslissing heeft een andere uitkomst")
            eis(
                rij["vrijgave"] == antwoord["vrijgave"] == een["vrijgave"], "een beslissing rust op een andere vrijgave"
            )
            eis(self.vraag(vraag) == een["vraag"], "een beslissing antwoordt op een andere vraag")
            eis([regel["id"] for regel in antwoord["regels"]] == een["regels"], "een beslissing noemt andere regels")
            in_werking, rijen = self.regelrijen[een["vrijgave"]]
            eis(in_werking is None or in_werking <= een["vraag"]["datum"], "de vrijgave gold nog niet")
            eis(een["vraag"]["datum"] in dag(self.tijd), "een beslissing is van een andere dag")
            self.partijen(vraag)
            effecten = [regel["effect"] for regel in antwoord["regels"]]
            eis(een["uitkomst"] != "toegestaan" or set(effecten) == {"allow"}, "geen regel staat dit toe")
            eis(
                min(item["tijd"] for item in self.in_stam("vrijgave", digest=een["vrijgave"])) <= self.tijd + SPELING,
                "de vrijgave is van later",
            )
            for regel in antwoord["regels"]:
                eis(rijen[regel["id"]][10] == regel["effect"], "een regel luidde toen anders")
                self.gezegd.append(f"{een['uitkomst']} op {regel['id']}: {', '.join(rijen[regel['id']][1:])}")
                self.tel("regelrijen")
            stelling = adl["attributes"]["adl.core.information"]["feitverklaringen"]
            eis(
                stelling == {token: hashes for token, hashes in een["feiten"].items() if hashes},
                "een beslissing noemt andere feiten",
            )
            # One statement may carry a fact about a person and, through a mandate, that the organisation is involved.
            persoonlijk = {
                kenmerk
                for token, hashes in een["feiten"].items()
                if token.removeprefix("niet-") in PERSOONLIJK
                for kenmerk in hashes
            }
            for token, kenmerk in [(token, kenmerk) for token, hashes in een["feiten"].items() for kenmerk in hashes]:
                # What came along with a supply that was refused is not kept: then only its hash is known.
                # Statements that name a person stay out when that person may not be shown: the verdict says how many.
                weg = kenmerk in persoonlijk
                eis(kenmerk in self.verklaringen or geweigerd or weg, "een genoemde feitverklaring ontbreekt")
                niet_erbij += int(kenmerk not in self.verklaringen)
                if kenmerk in self.verklaringen:
                    self.genoemd(token, self.verklaringen[kenmerk], self.mogen[een["vrijgave"]])
                    self.tel("feiten")
            self.tel("beslissingen")
        if niet_erbij:
            self.gezegd.append(f"Niet nagerekend: {niet_erbij} genoemde feitverklaringen zitten er alleen als hash in.")

    def uitkomst(self) -> None:
        """Demand that the outcomes are those of the event: what was done was allowed, to each and to nobody else."""
        wat, beslist = self.feit["gebeurtenis"], self.feit.get("beslissingen", [])
        vragen = [self.open["beslissing", een["id"]]["adl"]["body"]["adl.core.request"] for een in beslist]
        soort = {VERSTREKT: "verstrekken", TOEGEVOEGD: "verstrekken", GELEZEN: "lezen"}.get(wat)
        if soort is None:
            mag = not beslist or wat not in GEWEIGERD or any(een["uitkomst"] != "toegestaan" for een in beslist)
            eis(mag, "geweigerd, terwijl alles is toegestaan")
            return
        eis(all(een["uitkomst"] == "toegestaan" for een in beslist), "gedaan, terwijl het niet is toegestaan")
        over = {
            (een["action"]["name"], een["resource"]["id"], een["resource"]["properties"]["categorie"]) for een in vragen
        }
        eis(over <= {(soort, self.feit["record"], self.feit["categorie"])}, "een beslissing gaat over iets anders")
        aan = [een["resource"]["properties"].get("ontvanger_id") for een in vragen]
        verwacht = [None] if wat == GELEZEN else sorted(self.feit["ontvangers"])
        eis(aan == [None] == verwacht or sorted(aan) == verwacht, "niet over elke ontvanger is beslist")

    def partijen(self, vraag: dict[str, Any]) -> None:
        """Demand that a question is about who acted, and that each party is what the list says it is."""
        wie, eigen = vraag["subject"], vraag["resource"]["properties"]
        # An officer at the operator is decided on by the own office; there it is the operator's word anyway (`stap_verzoek`).
        lokaal = self.feit["sleutel"] == "lokaal"
        klopt = lokaal or self.deelnemers[wie["id"]]["soort"] == wie["properties"]["soort"]
        eis(klopt and wie["id"] == self.beslist_over(), "een beslissing gaat over een andere partij")
        aan = self.deelnemers.get(eigen.get("ontvanger_id"), {"soort": "onbekend"})["soort"]
        eis("ontvanger_id" not in eigen or aan == eigen["ontvanger"], "een beslissing gaat over een andere ontvanger")

    def beslist_over(self) -> str:
        """Return who must have been decided on: who acted; of a recipient added later always the supplier of the record."""
        if self.feit["gebeurtenis"] in (TOEGEVOEGD, TOEVOEGEN_GEWEIGERD):
            return str(self.open["verstrekking", self.feit["record"]]["kop"]["verstrekker"])
        return str(self.feit["oin"])

    def later(self, kop: dict[str, Any]) -> set[str]:
        """Check the grants made after the push of a record, in order, and return who got it by them."""
        houders: set[str] = set()
        lijsten = [
            (rij, los["toekenningen"]) for rij, los in self.tabel("toekenning_later") if rij["record"] == kop["record"]
        ]
        for rij, een in sorted(lijsten, key=lambda paar: (paar[0]["tijd"], paar[0]["sleutel"])):
            wat = {naam: een[naam] for naam in ("lijst", "sleutel", "delegatie")}
            inhoud = {"v": 1, "soort": "latere-toekenningen", **wat}
            eis(rij["sleutel"] == sha(jcs(inhoud)), "een latere toekenning is een andere")
            sleutel = self.sleutel(rij["door"], "tekenen", een["sleutel"], rij["tijd"])
            self.beide(sleutel, "knooppunt/v1/grant", inhoud, een["handtekening"], "latere toekenningen")
            for deel in een["lijst"]:
                zelfde = (deel["record"], deel["kop_sha256"], deel["door"]) == (
                    kop["record"],
                    sha(jcs(kop)),
                    rij["door"],
                )
                eis(zelfde, "een latere toekenning is van een ander record")
                self.sleutel(deel["ontvanger"], "kem", deel["sleutel"], rij["tijd"])
            nieuw = {deel["ontvanger"] for deel in een["lijst"]}
            eigen = nieuw == {rij["door"]} and een["delegatie"] is None
            eis(eigen or self.mag_toekennen(rij, een["delegatie"], nieuw, kop), "wie later toekende mocht dat niet")
            houders |= set() if eigen else nieuw
        return houders

    def mag_toekennen(self, rij: dict[str, Any], delegatie: Any, nieuw: set[str], kop: dict[str, Any]) -> bool:
        """Return whether the supplier added these, or left that to who did for these kinds, then."""
        if delegatie is None:
            return bool(rij["door"] == kop["verstrekker"] and rij["door"] not in nieuw)
        een = self.verklaringen[delegatie]
        over, soorten = een["over"], {self.deelnemers[oin]["soort"] for oin in nieuw}
        gaat_erover = (een["feit"], een["door"], een["functie"]) == ("toekenrecht", kop["verstrekker"], "")
        past = over.get("organisatie") == rij["door"] and over.get("record", kop["record"]) == kop["record"]
        past = past and over.get("casus", kop["casus"]) == kop["casus"] and rij["door"] not in nieuw
        toen = een["van"] <= rij["tijd"] and een["tot"] is not None and rij["tijd"] < een["tot"]
        return bool(gaat_erover and past and toen and soorten <= set(str(een["waarde"]).split("+")))

    def gold(self, een: dict[str, Any]) -> bool:
        """Return whether a statement held at the moment of the act."""
        return bool(een["van"] <= self.tijd and (een["tot"] is None or self.tijd < een["tot"]))

    def genoemd(self, token: str, een: dict[str, Any], mogen: dict[str, set[str]]) -> None:
        """Demand of a cited statement that it says this fact, then, of this case and record, by a body that may say so."""
        feit, waar = token.removeprefix("niet-"), not token.startswith("niet-")
        zegt = een["feit"] == "mandaat" or (een["feit"] == feit and een["waarde"] is waar)
        eis(zegt, "een feitverklaring zegt iets anders")
        eis(self.gold(een), "een feitverklaring gold toen niet")
        over = {naam: een["over"].get(naam) for naam in ("casus", "record")}
        eis(
            all(self.feit.get(naam) in (None, wat) for naam, wat in over.items() if wat),
            "een feitverklaring gaat over iets anders",
        )
        los = self.open.get(("verstrekking", str(self.feit.get("record"))))
        bron = los["kop"]["verstrekker"] if los else self.feit["oin"] if "record" in self.feit else een["door"]
        soort = self.deelnemers[een["door"]]["soort"]
        namens = {een["functie"], "om" if soort == "om" else "", "verstrekker" if een["door"] == bron else ""}
        namens |= (
            set() if een["functie"] in ("jurist", "stuurgroep", "fg") else {"eigen-partner", "ontvanger", "deelnemer"}
        )
        eis(namens & mogen[een["feit"]], "een feitverklaring is van wie dat niet mag verklaren")

    @staticmethod
    def vraag(vraag: dict[str, Any]) -> dict[str, Any]:
        eigen, context = vraag["resource"]["properties"], vraag["context"]
        codes = {"wie": vraag["subject"]["properties"]["soort"], "aan": eigen["ontvanger"], "wat": eigen["categorie"]}
        rest = {
            "datum": context["peildatum"],
            "doel": context["doel"],
            "fase": context["fase"],
            "feiten": context["feiten"],
        }
        return {**codes, "handeling": vraag["action"]["name"], **rest}
