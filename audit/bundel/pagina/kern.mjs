// SPDX-License-Identifier: EUPL-1.2
// Walks through one bundle in the same steps as verifieer.py; the two must judge alike, and a test holds them to it.
import { Beslissen, EIGEN, GELEZEN, SPELING, TOEGEVOEGD, VERSTREKT, lijst, uit } from "./beslissen.mjs";
import {
  ED, ED_MEDE, Fout, ML44, Policy, ascii, b64, binding, ed25519Klopt, eis, familie, gelijk, heel, hetzelfde, hex, jcs, leesJson, loting,
  mldsa44Klopt, mldsa65Klopt, naamVan, naarB64, pakUit, samen, sha, sha256, sleutelId, tekst, utf8, velden, vkey, wortelVan,
} from "./vormen.mjs";

export const BEWIJST_NIET = /* BEWIJST_NIET */ [];
const ZWAK = "Alleen opgenomen: niet overal tekenden genoeg getuigen, dus niet vast staat dat iedereen hetzelfde log ziet.";
const MIMETYPE = "application/vnd.knooppunt.bewijsbundel+zip";
const VAST = ["LEESMIJ.txt", "deelnemerslijst.json", "tlog-policy", "verifieer.py"];
const NAAM = /^(?:regels\/[a-z0-9-]+\/[0-9]+\.json|stam\/[0-9]+\.json|rijen\/[a-z_]+\/[0-9a-z-]+\.json|steekproef\.json|tijdstempel\.tsr)$/;
const ONTVANGST = ["log", "index", "blad", "feit", "feit_sleutel", "persoon", "persoon_sleutel", "bewijs", "staat"];
const VENSTER = 300_000;
const STAPPEN = ["vorm", "lijst", "policy", "log", "stam", "rijen", "handeling", "vrijgaven", "feiten", "beslissingen", "verstrekkingen", "verzoek", "steekproef"];
const TELLINGEN = ["bestanden", "handtekeningen", "regels", "stamregels", "sleutels", "rijen", "vrijgaven", "feitbundels", "feiten", "beslissingen", "regelrijen"];

const zonder = (waarde, ...namen) => Object.fromEntries(Object.entries(waarde).filter(([naam]) => !namen.includes(naam)));
const isObject = (waarde) => waarde !== null && typeof waarde === "object" && !Array.isArray(waarde);
const laatste = (origin) => origin.slice(origin.lastIndexOf("/") + 1);
class Verifieerder extends Beslissen {
  constructor(data) {
    super();
    this.data = data;
    this.tellingen = Object.fromEntries(TELLINGEN.map((naam) => [naam, 0]));
    this.koppen = new Map();
    this.regels = new Map();
    this.sleutels = new Map();
    this.rijen = new Map();
    this.gezegd = [];
  }

  loopNa(lijstAnker, policyAnker) {
    try {
      for (this.stap of STAPPEN) this[`stap_${this.stap}`]();
      this.stap = "anker";
      eis(!lijstAnker || lijstAnker === this.vingerafdruk, "de bundel hoort bij een andere deelnemerslijst dan u opgaf");
      eis(!policyAnker || policyAnker === sha(this.delen.get("tlog-policy")), "de bundel hoort bij een ander tlog-policy dan u opgaf");
    } catch (fout) {
      const uitleg = fout instanceof Fout ? fout.message : "een onderdeel ontbreekt of heeft een andere vorm";
      return { uitslag: "ongeldig", stap: this.stap, fout: uitleg, tellingen: this.tellingen };
    }
    const uitslag = lijstAnker && policyAnker ? "geldig" : "alleen intern consistent";
    return { uitslag, stap: "", fout: "", tellingen: this.tellingen, staat: this.staat };
  }

  ed25519(publiek, bericht, handtekening, wat) {
    eis(ed25519Klopt(publiek, bericht, handtekening), `de handtekening klopt niet (Ed25519): ${wat}`);
    this.tellingen.handtekeningen += 1;
  }

  beide(sleutel, domein, waarde, getekend, wat) {
    velden(sleutel, "ed25519", "ml-dsa-65");
    velden(getekend, "ed25519", "ml-dsa-65");
    const bericht = waarde instanceof Uint8Array ? waarde : jcs(waarde);
    const context = utf8(domein);
    this.ed25519(b64(sleutel.ed25519, 32), samen(context, Uint8Array.of(0), bericht), b64(getekend.ed25519, 64), wat);
    const goed = mldsa65Klopt(b64(sleutel["ml-dsa-65"], 1952), bericht, b64(getekend["ml-dsa-65"], 3309), context);
    eis(goed, `de handtekening klopt niet (ML-DSA-65): ${wat}`);
    this.tellingen.handtekeningen += 1;
  }

  jsonIn(map) {
    return [...this.delen].filter(([naam]) => naam.startsWith(map)).map(([naam, data]) => [naam, leesJson(data)]);
  }

  stap_vorm() {
    this.delen = pakUit(this.data);
    const inhoud = leesJson(this.delen.get("inhoud.json"));
    eis(tekst(this.delen.get("mimetype")) === MIMETYPE, "dit is geen bewijsbundel");
    velden(inhoud, "v", "soort", "regel", "bestanden");
    eis(heel(inhoud.v) === 1 && inhoud.soort === "knooppunt-bewijsbundel", "onbekende versie of soort");
    const rest = [...this.delen].filter(([naam]) => !["mimetype", "inhoud.json"].includes(naam));
    eis(hetzelfde(inhoud.bestanden, Object.fromEntries(rest.map(([naam, data]) => [naam, sha(data)]))), "een bestand is niet dat van inhoud.json");
    eis(VAST.every((naam) => this.delen.has(naam)), "een vast onderdeel ontbreekt");
    eis(rest.every(([naam]) => VAST.includes(naam) || NAAM.test(naam)), "een bestand hoort er niet in");
    this.onderwerp = velden(inhoud.regel, "log", "index");
    heel(this.onderwerp.index);
    this.tellingen.bestanden = this.delen.size;
  }

  stap_lijst() {
    const bestand = leesJson(this.delen.get("deelnemerslijst.json"));
    this.lijst_ = bestand.lijst;
    this.vingerafdruk = sha(jcs(bestand.lijst));
    this.deelnemers = new Map(lijst(bestand.lijst.deelnemers).map((een) => [een.oin, een]));
    this.functionarissen = new Map(lijst(bestand.lijst.functionarissen).map((een) => [een.id, een]));
    const aantal = this.deelnemers.size;
    const { drempel } = bestand.lijst;
    eis(aantal === bestand.lijst.deelnemers.length, "een organisatie staat twee keer in de lijst");
    eis(Number.isSafeInteger(drempel) && drempel >= Math.max(2, Math.floor(aantal / 2) + 1) && drempel <= aantal, "de drempel van de lijst is te laag");
    for (const een of lijst(bestand.handtekeningen)) {
      this.beide(uit(this.deelnemers, een.oin).identiteit, "knooppunt/v1/deelnemerslijst", bestand.lijst, zonder(een, "oin"), "deelnemerslijst");
    }
    const wie = bestand.handtekeningen.map((een) => een.oin);
    eis(new Set(wie).size === wie.length && wie.length >= drempel, "te weinig organisaties tekenden de lijst");
    this.gezegd.push(`${wie.length} van ${aantal} organisaties tekenden de deelnemerslijst (${bestand.lijst.modus}).`);
  }

  stap_policy() {
    eis(this.lijst_.tlog_policy_sha256 === sha(this.delen.get("tlog-policy")), "de lijst noemt een ander tlog-policy");
    this.beleid = new Policy(tekst(this.delen.get("tlog-policy")));
  }

  checkpoint(notitie) {
    if (this.koppen.has(notitie)) return this.koppen.get(notitie);
    const grens = notitie.lastIndexOf("\n\n");
    eis(grens >= 0, "geen geldig checkpoint");
    const [tekstje, staart] = [notitie.slice(0, grens), notitie.slice(grens + 2)];
    const delen = tekstje.split("\n");
    eis(delen.length === 3 && /^(?:0|[1-9][0-9]{0,14})$/.test(delen[1]) && staart.endsWith("\n"), "geen geldig checkpoint");
    const [origin, cijfers] = delen;
    const kop = { omvang: Number(cijfers), wortel: b64(delen[2], 32), bytes: utf8(`${tekstje}\n`) };
    const vanLog = this.beleid.vanLog(origin);
    eis(vanLog.length === 2 && vanLog.some((een) => een.soort === ED) && vanLog.some((een) => een.soort === ML44), "het log staat niet in de tlog-policy");
    const alle = [...vanLog, ...this.beleid.getuigen.values()];
    const bekend = new Map(alle.map((een) => [`${een.naam} ${sleutelId(een.naam, een.soort, een.publiek)}`, een]));
    const tekenden = new Map();
    for (const regel of staart.slice(0, -1).split("\n")) {
      const [streep, naam, waarde, meer] = regel.split(" ");
      eis(streep === "\u2014" && naam && waarde !== undefined && meer === undefined, "geen geldige regel van een handtekening");
      const ruw = b64(waarde);
      eis(ruw.length > 4, "geen geldige regel van een handtekening");
      const sleutel = bekend.get(`${naam} ${hex(ruw.subarray(0, 4))}`);
      if (sleutel) tekenden.set(naamVan(sleutel), this.notitieHandtekening(sleutel, origin, kop, ruw.subarray(4)));
    }
    eis(vanLog.every((een) => tekenden.has(naamVan(een))), "het checkpoint mist een handtekening van het log");
    const tijd = tekenden.get(naamVan(vanLog.find((een) => een.soort === ML44)));
    const getuigd = this.beleid.quorum !== "none" && this.beleid.genoeg(tekenden);
    this.koppen.set(notitie, { origin, ...kop, tijd, staat: getuigd ? "getuigd" : "opgenomen" });
    return this.koppen.get(notitie);
  }

  notitieHandtekening({ naam, soort, publiek }, origin, kop, ruw) {
    if (soort === ED) {
      this.ed25519(publiek, kop.bytes, ruw, "checkpoint");
      return 0;
    }
    eis(ruw.length > 8, "een medeondertekening zonder tijd");
    const tijd = Number(new DataView(ruw.buffer, ruw.byteOffset, 8).getBigUint64(0));
    eis(tijd > 0 && Number.isSafeInteger(tijd), "een medeondertekening zonder tijd");
    const handtekening = ruw.subarray(8);
    if (soort === ED_MEDE) {
      this.ed25519(publiek, samen(utf8(`cosignature/v1\ntime ${tijd}\n`), kop.bytes), handtekening, "getuige");
      return tijd;
    }
    const vector = (waarde) => samen(Uint8Array.of(utf8(waarde).length), utf8(waarde));
    const omvang = new DataView(new ArrayBuffer(8));
    omvang.setBigUint64(0, BigInt(kop.omvang));
    const bericht = samen(utf8("subtree/v1\n\0"), vector(naam), ruw.subarray(0, 8), vector(origin), new Uint8Array(8), new Uint8Array(omvang.buffer), kop.wortel);
    eis(mldsa44Klopt(publiek, bericht, handtekening), "de handtekening klopt niet (ML-DSA-44): checkpoint");
    this.tellingen.handtekeningen += 1;
    return tijd;
  }

  regel(bon) {
    velden(bon, ...ONTVANGST);
    const grens = bon.bewijs.indexOf("\n\n");
    eis(grens >= 0, "geen geldig tlog-proof");
    const [kop, plek, ...hashes] = bon.bewijs.slice(0, grens).split("\n");
    eis(kop === "c2sp.org/tlog-proof@v1" && plek === `index ${bon.index}`, "geen geldig tlog-proof");
    const punt = this.checkpoint(bon.bewijs.slice(grens + 2));
    const blad = sha256(samen(Uint8Array.of(0), jcs(bon.blad)));
    const wortel = wortelVan(bon.index, punt.omvang, blad, hashes.map((een) => b64(een, 32)));
    eis(gelijk(wortel, punt.wortel), "de regel staat niet in het log");
    eis(punt.origin === bon.log && punt.staat === bon.staat, "een ontvangstbewijs noemt een ander log of een andere staat");
    return { log: bon.log, index: bon.index, blad: bon.blad, tijd: punt.tijd, staat: punt.staat, punt };
  }

  stap_log() {
    for (const [naam, bon] of this.jsonIn("regels/")) {
      const gevonden = this.regel(bon);
      eis(naam === `regels/${laatste(bon.log)}/${bon.index}.json`, "een regel heet anders dan zij is");
      velden(bon.blad, "v", "c_feit", "c_persoon");
      eis(bon.blad.v === 1, "een blad heeft een andere vorm");
      for (const deel of ["feit", "persoon"]) {
        const [waarde, sleutel] = [bon[deel], bon[`${deel}_sleutel`]];
        eis((waarde === null) === (sleutel === null), "een opening zonder sleutel of omgekeerd");
        if (sleutel !== null) eis(hex(binding(b64(sleutel, 32), jcs(waarde))) === bon.blad[`c_${deel}`], `de opening \`${deel}\` past niet bij de regel`);
        eis(waarde === null || isObject(waarde), "een opening heeft een andere vorm");
        gevonden[deel] = waarde;
      }
      this.regels.set(`${bon.log} ${bon.index}`, gevonden);
      this.tellingen.regels += 1;
    }
    this.lijn = uit(this.regels, `${this.onderwerp.log} ${this.onderwerp.index}`);
    this.feit = this.lijn.feit;
    eis(this.feit !== null, "de regel waar het om gaat is niet geopend");
  }

  stap_stam() {
    this.stam_ = [];
    const koppen = new Map();
    const staten = new Set([...this.regels.values()].map((een) => een.staat));
    const bonnen = this.jsonIn("stam/").sort(([een], [ander]) => Number(een.slice(5, -5)) - Number(ander.slice(5, -5)));
    for (const [naam, bon] of bonnen) {
      const gevonden = this.regel(bon);
      eis(naam === `stam/${bon.index}.json` && bon.log === `${familie(this.onderwerp.log)}/stam`, "geen regel van de stamlog");
      this.stam_.push(bon.blad);
      staten.add(gevonden.staat);
      koppen.set(`${gevonden.punt.omvang} ${hex(gevonden.punt.wortel)}`, gevonden.punt.omvang);
      if (["sleutel-gepubliceerd", "sleutel-ingetrokken"].includes(bon.blad.soort)) this.sleutelgebeurtenis(bon.blad);
      this.tellingen.stamregels += 1;
    }
    this.staat = staten.size === 1 && staten.has("getuigd") ? "getuigd" : "opgenomen"; // as weak as the weakest that it rests on
    const helemaal = koppen.size === 1 && [...koppen.values()][0] === bonnen.length;
    eis(this.inStam("deelnemerslijst", { sha256: this.vingerafdruk }).length, "de stamlog noemt deze deelnemerslijst niet");
    for (const log of new Set([...this.regels.values()].map((een) => een.log))) {
      const geopend = this.inStam("shard-geopend", { origin: log }).flatMap((een) => lijst(een.vkeys).map(vkey));
      const plat = (sleutels) => [...new Set(sleutels.map((een) => `${een.soort} ${hex(een.publiek)}`))].sort();
      eis(hetzelfde(plat(geopend), plat(this.beleid.vanLog(log))), "de stamlog opent dit log niet met deze sleutels");
    }
    this.gezegd.push(`${this.tellingen.sleutels} sleutels van partners stonden in de stamlog; ${helemaal ? "de hele stamlog zit erbij" : "niet de hele stamlog zit erbij"}.`);
  }

  sleutelgebeurtenis(een) {
    const lijf = zonder(een, "handtekening");
    this.beide(uit(this.deelnemers, een.oin).identiteit, "knooppunt/v1/key-event", lijf, een.handtekening, "sleutelgebeurtenis");
    const plek = `${een.oin} ${een.rol} ${een.sleutel_id}`;
    if (een.soort === "sleutel-ingetrokken") {
      const vorige = uit(this.sleutels, plek); // the first one counts: a second takes nothing back
      vorige.ingetrokken = vorige.ingetrokken === null ? heel(een.tijd) : Math.min(vorige.ingetrokken, heel(een.tijd));
      return;
    }
    for (const naam of ["tijd", "geldig_van", "geldig_tot"]) heel(een[naam]);
    eis(!this.sleutels.has(plek), "een sleutel is twee keer gepubliceerd");
    const bericht = zonder(lijf, "bezit");
    const domein = "knooppunt/v1/key-possession";
    if (["kem", "herstel"].includes(een.rol)) eis(sha(b64(een.sleutel["x-wing"], 1216)) === een.sleutel_id, "sleutel met een ander kenmerk");
    else if (een.rol === "http") this.ed25519(b64(een.sleutel.ed25519, 32), samen(utf8(`${domein}\0`), jcs(bericht)), b64(een.bezit.ed25519), "bezit");
    else this.beide(een.sleutel, domein, bericht, een.bezit, "bezit van een sleutel");
    eis(["kem", "herstel"].includes(een.rol) || sha(jcs(een.sleutel)) === een.sleutel_id, "sleutel met een ander kenmerk");
    this.sleutels.set(plek, { ...een, ingetrokken: null });
    this.tellingen.sleutels += 1;
  }

  sleutel(oin, rol, kenmerk, tijd) {
    const een = this.sleutels.get(`${oin} ${rol} ${kenmerk}`);
    eis(een, "een gebruikte sleutel staat niet in de stamlog van de bundel");
    eis(een.tijd <= tijd + SPELING && een.geldig_van <= tijd && tijd < een.geldig_tot, "een sleutel gold toen niet");
    eis(een.ingetrokken === null || tijd < een.ingetrokken, "een sleutel was toen al ingetrokken");
    return een.sleutel;
  }

  stap_rijen() {
    const genoemd = new Map();
    for (const regel of this.regels.values()) {
      for (const een of regel.feit !== null && Object.hasOwn(regel.feit, "rijen") ? lijst(regel.feit.rijen) : []) {
        const plek = `${een.tabel} ${een.sleutel}`;
        eis((genoemd.get(plek) ?? [een.sha256])[0] === een.sha256, "twee regels noemen een rij verschillend");
        genoemd.set(plek, [een.sha256, regel.tijd]);
      }
    }
    for (const [naam, bestand] of this.jsonIn("rijen/")) {
      const { rij, open } = velden(bestand, "rij", "open");
      const plek = `${naam.split("/")[1]} ${rij.sleutel}`;
      eis(naam === `rijen/${naam.split("/")[1]}/${rij.sleutel.replaceAll(":", "-")}.json`, "een rij heet anders dan zij is");
      eis(Object.entries(open).every(([kolom, waarde]) => rij[kolom] === sha(jcs(waarde))), "een rij is een andere");
      const [digest, tijd] = genoemd.get(plek) ?? ["", 0];
      eis(digest === sha(jcs(rij)), "een rij is niet die van een regel in het log");
      eis(heel(rij.tijd) <= tijd * 1000 + SPELING, "een rij is van later dan haar checkpoint");
      this.rijen.set(plek, bestand);
      this.tellingen.rijen += 1;
    }
  }

  tabel(naam) {
    return [...this.rijen].filter(([plek]) => plek.startsWith(`${naam} `)).map(([, bestand]) => bestand);
  }

  stap_handeling() {
    const { rij } = uit(this.rijen, `handeling ${uit(this.feit, "handeling")}`);
    for (const naam of ["oin", "verzoek", "verzoek_sha256", "tijd"]) eis(uit(rij, naam) === this.feit[naam], "de handeling is van een ander verzoek");
    eis(rij.log === laatste(this.onderwerp.log), "de handeling staat in een ander log");
    const { index } = this.onderwerp;
    eis(heel(rij.regel) <= index && index < rij.regel + heel(rij.aantal), "de handeling heeft een andere regel");
    this.tijd = rij.tijd;
    this.gezegd.push(`Regel ${index} van ${this.onderwerp.log}: ${this.feit.gebeurtenis}, door ${this.feit.oin}.`);
  }

  stap_vrijgaven() {
    this.regelrijen = new Map();
    this.mogen = new Map();
    for (const { rij, open } of this.tabel("vrijgave")) {
      const manifest = b64(open.bundel.manifest);
      const bestanden = Object.entries(open.bundel.bestanden).map(([naam, data]) => [naam, b64(data)]);
      const gegevens = leesJson(manifest);
      eis(rij.sleutel === `sha256:${sha(manifest)}`, "een vrijgave heeft een andere hash");
      eis(hetzelfde(gegevens.bestanden, Object.fromEntries(bestanden.map(([naam, data]) => [naam, sha(data)]))), "een regelbestand is een ander");
      const tekenden = new Set();
      for (const een of lijst(open.bundel.handtekeningen)) {
        const wie = uit(this.functionarissen, een.functionaris);
        this.beide(wie.sleutel, "knooppunt/v1/vrijgave", manifest, een.handtekening, "vrijgave");
        tekenden.add(wie.id);
      }
      tekenden.delete(gegevens.opsteller);
      const functies = [...tekenden].map((een) => this.functionarissen.get(een).functie);
      const bevoegd = functies.every((functie) => ["jurist", "stuurgroep"].includes(functie));
      eis(tekenden.size >= 2 && functies.includes("jurist") && bevoegd, "te weinig bevoegden tekenden de vrijgave");
      eis(this.inStam("vrijgave", { digest: rij.sleutel }).length, "een vrijgave staat niet in de stamlog van de bundel");
      const regels = bestanden.filter(([naam]) => naam.startsWith("regels/")).flatMap(([, data]) => tekst(data).split("\n"));
      const gelezen = regels.filter((regel) => regel.startsWith("p,")).map((regel) => regel.split(",").map((veld) => veld.replace(/^ +| +$/g, "")));
      this.regelrijen.set(rij.sleutel, [gegevens.in_werking, new Map(gelezen.map((een) => [uit(een, 11), een]))]);
      const woorden = tekst(uit(new Map(bestanden), "vocabulaire.toml")).matchAll(/^([a-z0-9-]+) = \{ bevoegd = \[([^\]]*)\]/gm);
      this.mogen.set(rij.sleutel, new Map([...woorden].map(([, feit, wie]) => [feit, wie.match(/[a-z-]+/g) ?? []])));
      this.tellingen.vrijgaven += 1;
    }
  }

  stap_feiten() {
    this.verklaringen = new Map();
    for (const { rij, open } of this.tabel("feitbundel")) {
      const { door, verklaringen, handtekening } = open.bundel;
      const sleutel = Object.hasOwn(door, "functionaris") ? this.vanFunctionaris(door) : this.sleutel(door.oin, "tekenen", door.sleutel, rij.tijd);
      this.beide(sleutel, "knooppunt/v1/feit", { door, verklaringen }, handtekening, "feitverklaring");
      const functie = Object.hasOwn(door, "functionaris") ? this.functionarissen.get(door.functionaris).functie : "";
      for (const een of lijst(verklaringen)) {
        heel(een.tijd);
        eis(een.tot === null || heel(een.tot) >= heel(een.van), "een feitverklaring heeft een andere vorm");
        this.verklaringen.set(sha(jcs(een)), { ...een, door: door.oin, functie });
      }
      this.tellingen.feitbundels += 1;
    }
  }

  vanFunctionaris(door) {
    const wie = uit(this.functionarissen, door.functionaris);
    eis(wie.oin === door.oin && sha(jcs(wie.sleutel)) === door.sleutel, "een functionaris met een andere sleutel");
    return wie.sleutel;
  }

  stap_verstrekkingen() {
    for (const { rij, open } of this.tabel("verstrekking")) this.verstrekking(rij, open);
    if (![VERSTREKT, GELEZEN, TOEGEVOEGD].includes(this.feit.gebeurtenis)) return;
    const { kop, toekenningen } = uit(this.rijen, `verstrekking ${this.feit.record}`).open;
    const van = kop.verstrekker;
    const aan = [...new Set(lijst(toekenningen.lijst).map((een) => een.ontvanger))].filter((oin) => oin !== van).sort();
    const later = this.later(kop);
    for (const naam of ["casus", "categorie"]) eis(uit(kop, naam) === this.feit[naam], "de regel gaat over iets anders");
    if (this.feit.gebeurtenis === GELEZEN) {
      eis(aan.includes(this.feit.oin) || later.has(this.feit.oin) || this.feit.oin === van, "de lezer is geen ontvanger");
      return;
    }
    if (this.feit.gebeurtenis === TOEGEVOEGD) {
      eis(hetzelfde(this.feit.ontvangers, this.toegevoegd()), "de regel noemt andere ontvangers");
      return;
    }
    eis(hetzelfde(this.feit.ontvangers, aan), "de regel noemt andere ontvangers");
    eis(this.feit.oin === van, "de regel noemt een andere verstrekker");
    eis(toekenningen.lijst.every((een) => uit(een, "verzoek") === this.feit.verzoek), "de toekenningen horen bij een ander verzoek");
  }

  toegevoegd() {
    const { rij, open } = uit(this.rijen, `toekenning_later ${this.feit.toekenningen_sha256}`);
    eis(rij.door === this.feit.oin, "een ander kende toe dan de regel zegt");
    const delen = lijst(open.toekenningen.lijst);
    eis(delen.every((een) => uit(een, "verzoek") === this.feit.verzoek), "de toekenningen horen bij een ander verzoek");
    return [...new Set(delen.map((een) => een.ontvanger))].sort();
  }

  verstrekking(rij, { kop, verklaring, toekenningen, handtekening }) {
    const wat = { record: rij.sleutel, verklaring_sha256: sha(jcs(verklaring)), toekenningen_sha256: sha(jcs(toekenningen.lijst)) };
    const genoemd = [...this.regels.values()].some(({ feit }) => feit && Object.entries(wat).every(([naam, waarde]) => feit[naam] === waarde));
    eis(genoemd, "geen regel noemt deze verklaring");
    eis(hetzelfde(verklaring.kop, kop) && kop.record === rij.sleutel, "de verklaring gaat over een ander record");
    eis(hetzelfde(verklaring.algoritmen, ["Ed25519", "ML-DSA-65"]) && kop.verstrekker === rij.verstrekker, "de verklaring heeft een andere vorm");
    eis(verklaring.inhoud_sha256 === rij.inhoud, "de verklaring gaat over een andere inhoud");
    const sleutel = this.sleutel(kop.verstrekker, "tekenen", kop.sleutel, rij.tijd);
    this.beide(sleutel, "knooppunt/v1/stmt", verklaring, handtekening, "verklaring van de verstrekker");
    this.beide(sleutel, "knooppunt/v1/grant", toekenningen.lijst, toekenningen.handtekening, "toekenningen");
    for (const een of lijst(toekenningen.lijst)) {
      eis(een.record === rij.sleutel && een.kop_sha256 === sha(jcs(kop)), "een toekenning is van een ander record");
      eis(een.door === kop.verstrekker, "een toekenning is van een ander");
      this.sleutel(een.ontvanger, "kem", een.sleutel, rij.tijd);
    }
  }

  stap_verzoek() {
    const wie = this.lijn.persoon;
    const wat = this.feit.gebeurtenis;
    if (Object.hasOwn(this.feit, "ondertekend")) {
      const { oin, sleutel } = this.feit;
      const publiek = b64(this.sleutel(oin, "http", sleutel, this.tijd).ed25519, 32);
      const doel = this.bewaard(this.feit.ondertekend, publiek, `${oin}/${sleutel}`, "organisatie");
      const hoort = `/v1/verstrekkingen/${this.feit.record}/inzagen`;
      eis(wat !== GELEZEN || (doel.startsWith("POST ") && doel.endsWith(hoort)), "er is om iets anders gevraagd");
      this.gezegd.push(`De organisatie tekende dit verzoek: ${doel}.`);
    } else {
      eis(this.feit.sleutel === "lokaal" && EIGEN.some((begin) => wat.startsWith(begin)), "de organisatie tekende dit verzoek niet");
      this.gezegd.push("Geen organisatie tekende dit: dat het is gedaan, zegt alleen de beheerder.");
    }
    if (wie && Object.hasOwn(wie, "ondertekend")) {
      const eigen = [...this.verklaringen.values()].filter((een) => een.feit === "persoonssleutel" && een.door === wie.oin);
      const geldig = eigen.filter((een) => een.over.persoon === wie.persoon && this.gold(een));
      eis(geldig.length && wie.oin === this.feit.oin, "de sleutel van de persoon zit niet in de bundel");
      const nieuwste = geldig.reduce((een, ander) => (ander.van > een.van || (ander.van === een.van && ander.tijd > een.tijd) ? ander : een));
      this.bewaard(wie.ondertekend, b64(nieuwste.waarde, 32), `${wie.oin}/persoon/${wie.persoon}`, "persoon");
      this.gezegd.push("De handtekening van de persoon onder het verzoek klopt.");
    } else if (wie && Object.keys(wie).length) {
      eis(!Object.hasOwn(this.feit, "ondertekend"), "de persoon tekende dit verzoek niet");
      this.gezegd.push("De persoon tekende niet: dat zij het was, zegt alleen de beheerder.");
    }
  }

  // The time near which the request of this line was signed: its own, or that of the letter that carried it.
  getekend() {
    if (!Object.hasOwn(this.feit, "koerier")) return this.feit.tijd;
    const { brief, handtekening } = velden(this.feit.koerier, "brief", "handtekening");
    const { oin, verzoek, tijd } = this.feit;
    this.beide(this.sleutel(oin, "tekenen", brief.sleutel, tijd), "knooppunt/v1/koerier-verzoek", brief, handtekening, "brief");
    const gezet = sha(b64(this.feit.ondertekend.handtekening, 64));
    eis(brief.oin === oin && brief.verzoek === verzoek && brief.handtekening_sha256 === gezet, "de brief van de koerier hoort bij een ander verzoek");
    const gemaakt = heel(brief.gemaakt);
    const tot = heel(brief.tot);
    eis(gemaakt - 60_000 <= tijd && tijd <= tot && tot <= gemaakt + 30 * 86_400_000, "de termijn van de koerier klopt niet");
    return gemaakt;
  }

  bewaard({ basis, handtekening }, publiek, naam, wie) {
    this.ed25519(publiek, utf8(basis), b64(handtekening, 64), "verzoek");
    ascii(utf8(basis));
    const regels = basis.split("\n");
    const velden_ = new Map(regels.map((een) => [een.slice(1, een.indexOf('": ')), een.slice(een.indexOf('": ') + 3)]));
    eis(velden_.size === regels.length, "de handtekening onder het verzoek heeft een andere vorm");
    const kop = uit(velden_, "@signature-params");
    eis(kop.includes(`;keyid="${naam}"`), "de handtekening onder het verzoek is van een ander");
    eis(kop.includes(`;tag="knooppunt-${wie}"`), "de handtekening onder het verzoek is voor iets anders gezet");
    const gemaakt = [...kop.matchAll(/;created=([0-9]{1,12})(?=;|$)/g)];
    eis(gemaakt.length === 1, "de handtekening onder het verzoek noemt geen tijd");
    const verschil = this.getekend() - Number(gemaakt[0][1]) * 1000;
    eis(Math.abs(verschil) <= VENSTER, "de handtekening onder het verzoek is van een ander moment");
    eis(uit(velden_, "traceparent").startsWith(`00-${this.feit.trace_id}-${this.feit.span_id}-`), "de handtekening hoort bij een andere trace");
    eis(uit(velden_, "idempotency-key") === this.feit.verzoek, "de handtekening hoort bij een ander verzoek");
    eis(uit(velden_, "content-digest").startsWith("sha-256=:"), "de handtekening noemt geen inhoud");
    const inhoud = hex(b64(velden_.get("content-digest").slice(9, -1), 32));
    const doel = uit(velden_, "@target-uri");
    const einden = [...doel].flatMap((teken, plek) => (teken === "/" ? [doel.slice(plek)] : []));
    const passend = einden.map((einde) => sha(utf8(`${uit(velden_, "@method")}\n${einde}\n${inhoud}`)));
    eis(passend.includes(this.feit.verzoek_sha256), "de handtekening hoort bij een ander adres of een andere inhoud");
    return `${uit(velden_, "@method")} ${doel}`;
  }

  stap_steekproef() {
    if (!this.delen.has("steekproef.json")) return;
    const proef = velden(leesJson(this.delen.get("steekproef.json")), "v", "soort", "zaad", "aantal", "checkpoint", "indexen");
    heel(proef.aantal);
    eis(heel(proef.v) === 1 && proef.soort === "steekproef", "de steekproef heeft een andere vorm");
    const punt = this.checkpoint(proef.checkpoint);
    const gekozen = loting(proef.zaad, proef.aantal, `${proef.checkpoint.slice(0, proef.checkpoint.lastIndexOf("\n\n"))}\n`);
    eis(hetzelfde(gekozen, proef.indexen), "de loting geeft andere regels");
    const eigen = this.lijn.punt;
    const zelfde = punt.origin === eigen.origin && punt.omvang === eigen.omvang && gelijk(punt.wortel, eigen.wortel);
    eis(zelfde && gekozen.includes(this.onderwerp.index), "deze regel is niet geloot, of uit een ander checkpoint");
    this.gezegd.push(`Deze regel is geloot met zaad '${proef.zaad}', ${proef.aantal} van de ${punt.omvang} regels van ${punt.origin}.`);
    this.gezegd.push(`Vergelijk dit met wat u zelf bewaarde: zaad, aantal, en wortel ${naarB64(punt.wortel)} van dat checkpoint.`);
  }
}

export function rekenNa(data, lijstAnker, policyAnker) {
  const werk = new Verifieerder(data);
  const uitslag = werk.loopNa(lijstAnker, policyAnker);
  const zwak = uitslag.staat === "opgenomen" ? [ZWAK] : [];
  // What the bundle says never steers how it is shown: no marks that turn or hide text.
  return { ...uitslag, gezegd: [...zwak, ...werk.gezegd.map((een) => een.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "?"))] };
}

export { naarB64 };
