// SPDX-License-Identifier: EUPL-1.2
// The decisions of a line, as beslissen.py checks them: what an event must rest on is demanded, never taken as it comes.
import { eis, heel, hetzelfde, jcs, sha } from "./vormen.mjs";

export const SPELING = 60_000;
export const VERSTREKT = "backbone:verstrekking:opgenomen";
export const GELEZEN = "backbone:verstrekking:gelezen";
const PERSOONLIJK = ["aangewezen", "gescreend", "op-casus"];
export const TOEGEVOEGD = "backbone:toekenning:toegevoegd";
const TOEVOEGEN_GEWEIGERD = "backbone:toekenning:geweigerd";
const GEWEIGERD = ["backbone:verstrekking:geweigerd", "backbone:lezing:geweigerd", TOEVOEGEN_GEWEIGERD];
// Events of the operator's own commands, that no partner signs; a refused read of the log is one too.
export const EIGEN = ["beheer:", "backbone:vrijgave:", "backbone:aanmelding:", "backbone:lezing:geweigerd"];

/** A list that must be one: what is missing is refused, as it is in Python. */
export function lijst(waarde) {
  eis(Array.isArray(waarde), "geen lijst");
  return waarde;
}

/** A value by key that must be there. */
export function uit(map, naam) {
  const gevonden = map instanceof Map ? map.get(naam) : Object.hasOwn(map, naam) ? map[naam] : undefined;
  eis(gevonden !== undefined, "een onderdeel ontbreekt of heeft een andere vorm");
  return gevonden;
}

const is = (waarde) => waarde !== null && waarde !== undefined;

/** The dates that a moment (ms) can have in Amsterdam, which is one or two hours ahead. */
const dagen = (tijd) => [1, 2].map((uren) => new Date(tijd + uren * 3_600_000).toISOString().slice(0, 10));

export class Beslissen {
  inStam(soort, wat) {
    return this.stam_.filter((een) => een.soort === soort && Object.entries(wat).every(([naam, waarde]) => een[naam] === waarde));
  }

  stap_beslissingen() {
    const geweigerd = this.feit.gebeurtenis.endsWith(":geweigerd");
    const beslist = Object.hasOwn(this.feit, "beslissingen") ? lijst(this.feit.beslissingen) : [];
    this.uitkomst(beslist);
    let nietErbij = 0;
    for (const een of beslist) {
      const { rij, open } = uit(this.rijen, `beslissing ${een.id}`);
      const vraag = open.adl.body["adl.core.request"];
      const antwoord = open.adl.body["adl.core.response"];
      eis(rij.handeling === this.feit.handeling, "een beslissing hoort bij een andere handeling");
      eis(rij.uitkomst === antwoord.uitkomst && rij.uitkomst === een.uitkomst, "een beslissing heeft een andere uitkomst");
      eis(rij.vrijgave === antwoord.vrijgave && rij.vrijgave === een.vrijgave, "een beslissing rust op een andere vrijgave");
      eis(hetzelfde(Beslissen.vraag(vraag), een.vraag), "een beslissing antwoordt op een andere vraag");
      eis(hetzelfde(antwoord.regels.map((regel) => regel.id), een.regels), "een beslissing noemt andere regels");
      const [inWerking, rijen] = uit(this.regelrijen, een.vrijgave);
      eis(inWerking === null || inWerking <= een.vraag.datum, "de vrijgave gold nog niet");
      eis(dagen(this.tijd).includes(een.vraag.datum), "een beslissing is van een andere dag");
      this.partijen(vraag);
      const mag = antwoord.regels.length > 0 && antwoord.regels.every((regel) => regel.effect === "allow");
      eis(een.uitkomst !== "toegestaan" || mag, "geen regel staat dit toe");
      const eerste = Math.min(...this.inStam("vrijgave", { digest: een.vrijgave }).map((item) => heel(item.tijd)));
      eis(eerste <= this.tijd + SPELING, "de vrijgave is van later");
      for (const regel of antwoord.regels) {
        const toen = uit(rijen, regel.id);
        eis(toen[10] === regel.effect, "een regel luidde toen anders");
        this.gezegd.push(`${een.uitkomst} op ${regel.id}: ${toen.slice(1).join(", ")}`);
        this.tellingen.regelrijen += 1;
      }
      const gesteld = Object.fromEntries(Object.entries(een.feiten).filter(([, hashes]) => lijst(hashes).length));
      eis(hetzelfde(open.adl.attributes["adl.core.information"].feitverklaringen, gesteld), "een beslissing noemt andere feiten");
      // In the order of Python, which reads the keys of canonical JSON as they stand: sorted.
      const genoemd = Object.keys(een.feiten).sort().flatMap((token) => een.feiten[token].map((kenmerk) => [token, kenmerk]));
      // One statement may carry a fact about a person and, through a mandate, that the organisation is involved.
      const persoonlijk = new Set(
        genoemd.filter(([token]) => PERSOONLIJK.includes(token.replace(/^niet-/, ""))).map(([, kenmerk]) => kenmerk),
      );
      for (const [token, kenmerk] of genoemd) {
        // What came along with a supply that was refused is not kept: then only its hash is known.
        // Statements that name a person stay out when that person may not be shown: the verdict says how many.
        const weg = persoonlijk.has(kenmerk);
        eis(this.verklaringen.has(kenmerk) || geweigerd || weg, "een genoemde feitverklaring ontbreekt");
        if (!this.verklaringen.has(kenmerk)) {
          nietErbij += 1;
          continue;
        }
        this.genoemd(token, this.verklaringen.get(kenmerk), uit(this.mogen, een.vrijgave));
        this.tellingen.feiten += 1;
      }
      this.tellingen.beslissingen += 1;
    }
    if (nietErbij) this.gezegd.push(`Niet nagerekend: ${nietErbij} genoemde feitverklaringen zitten er alleen als hash in.`);
  }

  /** The outcomes are those of the event: what was done was allowed, to each and to nobody else. */
  uitkomst(beslist) {
    const wat = this.feit.gebeurtenis;
    const vragen = beslist.map((een) => uit(this.rijen, `beslissing ${een.id}`).open.adl.body["adl.core.request"]);
    if (![VERSTREKT, GELEZEN, TOEGEVOEGD].includes(wat)) {
      const mag = !beslist.length || !GEWEIGERD.includes(wat) || beslist.some((een) => een.uitkomst !== "toegestaan");
      eis(mag, "geweigerd, terwijl alles is toegestaan");
      return;
    }
    eis(beslist.every((een) => een.uitkomst === "toegestaan"), "gedaan, terwijl het niet is toegestaan");
    const soort = wat === GELEZEN ? "lezen" : "verstrekken";
    const over = (een) => een.action.name === soort && een.resource.id === this.feit.record && een.resource.properties.categorie === this.feit.categorie;
    eis(vragen.every(over), "een beslissing gaat over iets anders");
    const aan = vragen.map((een) => een.resource.properties.ontvanger_id ?? null).sort();
    const verwacht = wat === GELEZEN ? [null] : [...lijst(this.feit.ontvangers)].sort();
    eis(hetzelfde(aan, verwacht), "niet over elke ontvanger is beslist");
  }

  /** A question is about who acted, and each party is what the list says it is. */
  partijen({ subject, resource }) {
    // An officer at the operator is decided on by the own office; there it is the operator's word anyway.
    const klopt = this.feit.sleutel === "lokaal" || uit(this.deelnemers, subject.id).soort === subject.properties.soort;
    eis(klopt && subject.id === this.beslistOver(), "een beslissing gaat over een andere partij");
    if (!Object.hasOwn(resource.properties, "ontvanger_id")) return;
    const aan = this.deelnemers.get(resource.properties.ontvanger_id)?.soort ?? "onbekend";
    eis(aan === resource.properties.ontvanger, "een beslissing gaat over een andere ontvanger");
  }

  /** Who must have been decided on: who acted; of a recipient added later always the supplier of the record. */
  beslistOver() {
    if (![TOEGEVOEGD, TOEVOEGEN_GEWEIGERD].includes(this.feit.gebeurtenis)) return this.feit.oin;
    return uit(this.rijen, `verstrekking ${this.feit.record}`).open.kop.verstrekker;
  }

  /** The grants made after the push of a record, in order; gives who got it by them. */
  later(kop) {
    const houders = new Set();
    const lijsten = [...this.tabel("toekenning_later")].filter(({ rij }) => rij.record === kop.record);
    lijsten.sort((a, b) => a.rij.tijd - b.rij.tijd || (a.rij.sleutel < b.rij.sleutel ? -1 : 1));
    for (const { rij, open } of lijsten) {
      const een = uit(open, "toekenningen");
      const wat = { lijst: lijst(een.lijst), sleutel: uit(een, "sleutel"), delegatie: uit(een, "delegatie") };
      const inhoud = { v: 1, soort: "latere-toekenningen", ...wat };
      eis(rij.sleutel === sha(jcs(inhoud)), "een latere toekenning is een andere");
      const sleutel = this.sleutel(rij.door, "tekenen", een.sleutel, rij.tijd);
      this.beide(sleutel, "knooppunt/v1/grant", inhoud, een.handtekening, "latere toekenningen");
      for (const deel of een.lijst) {
        const zelfde = deel.record === kop.record && deel.kop_sha256 === sha(jcs(kop)) && deel.door === rij.door;
        eis(zelfde, "een latere toekenning is van een ander record");
        this.sleutel(deel.ontvanger, "kem", deel.sleutel, rij.tijd);
      }
      const nieuw = new Set(een.lijst.map((deel) => deel.ontvanger));
      const eigen = nieuw.size === 1 && nieuw.has(rij.door) && een.delegatie === null;
      eis(eigen || this.magToekennen(rij, een.delegatie, nieuw, kop), "wie later toekende mocht dat niet");
      if (!eigen) for (const oin of nieuw) houders.add(oin);
    }
    return houders;
  }

  /** Whether the supplier added these, or left that to who did for these kinds, then. */
  magToekennen(rij, delegatie, nieuw, kop) {
    if (delegatie === null) return rij.door === kop.verstrekker && !nieuw.has(rij.door);
    const een = uit(this.verklaringen, delegatie);
    const soorten = [...nieuw].map((oin) => uit(this.deelnemers, oin).soort);
    const erover = een.feit === "toekenrecht" && een.door === kop.verstrekker && een.functie === "";
    const past = een.over.organisatie === rij.door && (een.over.record ?? kop.record) === kop.record;
    const verder = (een.over.casus ?? kop.casus) === kop.casus && !nieuw.has(rij.door);
    const toen = een.van <= rij.tijd && een.tot !== null && rij.tijd < een.tot;
    const toegestaan = String(een.waarde).split("+");
    return erover && past && verder && toen && soorten.every((soort) => toegestaan.includes(soort));
  }

  /** Whether a statement held at the moment of the act. */
  gold(een) {
    return een.van <= this.tijd && (een.tot === null || this.tijd < een.tot);
  }

  /** A cited statement says this fact, then, of this case and record, by a body that may say so. */
  genoemd(token, een, mogen) {
    const waar = !token.startsWith("niet-");
    const feit = waar ? token : token.slice(5);
    eis(een.feit === "mandaat" || (een.feit === feit && een.waarde === waar), "een feitverklaring zegt iets anders");
    eis(this.gold(een), "een feitverklaring gold toen niet");
    for (const naam of ["casus", "record"]) {
      eis(!een.over[naam] || !is(this.feit[naam]) || this.feit[naam] === een.over[naam], "een feitverklaring gaat over iets anders");
    }
    const eigen = Object.hasOwn(this.feit, "record") ? this.feit.oin : een.door;
    const bron = this.rijen.get(`verstrekking ${this.feit.record}`)?.open.kop.verstrekker ?? eigen;
    const namens = [een.functie];
    if (uit(this.deelnemers, een.door).soort === "om") namens.push("om");
    if (een.door === bron) namens.push("verstrekker");
    if (!["jurist", "stuurgroep", "fg"].includes(een.functie)) namens.push("eigen-partner", "ontvanger", "deelnemer");
    eis(uit(mogen, een.feit).some((kind) => namens.includes(kind)), "een feitverklaring is van wie dat niet mag verklaren");
  }

  static vraag({ subject, action, resource, context }) {
    const { ontvanger: aan, categorie: wat } = resource.properties;
    const { peildatum: datum, doel, fase, feiten } = context;
    return { wie: subject.properties.soort, aan, wat, handeling: action.name, datum, doel, fase, feiten };
  }
}
