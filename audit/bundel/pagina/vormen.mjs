// SPDX-License-Identifier: EUPL-1.2
// Bytes, canonical JSON, the zip, notes, tlog-policy and proofs: the first half of the second verifier.
// Written from docs/adr/0021-evidence-bundle.md and the C2SP texts; it must judge as verifieer.py does.
import { ed25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as noble256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ml_dsa44, ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";

export const ED = 1;
export const ED_MEDE = 4;
export const ML44 = 6;
const LENGTES = new Map([[ED, 32], [ED_MEDE, 32], [ML44, 1312]]);

export class Fout extends Error {}

export function eis(goed, tekst) {
  if (!goed) throw new Fout(tekst);
}

/** A whole number that is one: no text, no truth value. */
export function heel(waarde) {
  eis(typeof waarde === "number" && Number.isSafeInteger(waarde), "geen geheel getal");
  return waarde;
}

export const utf8 = utf8ToBytes;
export const hex = bytesToHex;
export const samen = (...delen) => concatBytes(...delen);
export const sha256 = (data) => noble256(data);
export const sha = (data) => hex(noble256(data));
export const binding = (sleutel, data) => hmac(noble256, sleutel, data);
export const gelijk = (een, ander) => een.length === ander.length && een.every((byte, plek) => byte === ander[plek]);
export const tekst = (data) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);

export function ascii(data) {
  eis(data.every((byte) => byte < 128), "geen ASCII");
  return tekst(data);
}

export function naarB64(data) {
  let ruw = "";
  for (const byte of data) ruw += String.fromCharCode(byte);
  return btoa(ruw);
}

/** Bytes of padded canonical base64, of exactly `lengte` bytes when given. */
export function b64(waarde, lengte = null) {
  eis(typeof waarde === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(waarde), "geen base64");
  const ruw = atob(waarde);
  eis(btoa(ruw) === waarde && (lengte === null || ruw.length === lengte), "base64 niet in de ene geldige vorm");
  return Uint8Array.from(ruw, (teken) => teken.charCodeAt(0));
}

/** RFC 8785 for our subset: ASCII keys, safe integers, no floats, no lone surrogates. */
export function jcsTekst(waarde) {
  if (waarde === null || typeof waarde === "boolean") return JSON.stringify(waarde);
  if (typeof waarde === "number") {
    eis(Number.isSafeInteger(waarde), "getal te groot of met een komma");
    return String(waarde);
  }
  if (typeof waarde === "string") {
    eis(waarde.isWellFormed(), "los surrogaatteken");
    return JSON.stringify(waarde);
  }
  eis(typeof waarde === "object", "een onderdeel ontbreekt");
  if (Array.isArray(waarde)) return `[${waarde.map(jcsTekst).join(",")}]`;
  const namen = Object.keys(waarde).sort();
  // eslint-disable-next-line no-control-regex
  eis(namen.every((naam) => /^[\x00-\x7f]*$/.test(naam)), "sleutel is geen ASCII");
  return `{${namen.map((naam) => `${JSON.stringify(naam)}:${jcsTekst(waarde[naam])}`).join(",")}}`;
}

export const jcs = (waarde) => utf8(jcsTekst(waarde));
export const hetzelfde = (een, ander) => jcsTekst(een) === jcsTekst(ander);

export function leesJson(data) {
  const gelezen = tekst(data);
  const waarde = JSON.parse(gelezen);
  eis(jcsTekst(waarde) === gelezen, "JSON niet in de ene geldige vorm");
  return waarde;
}

export function velden(waarde, ...namen) {
  eis(waarde !== null && typeof waarde === "object" && !Array.isArray(waarde), "geen object");
  eis(hetzelfde(Object.keys(waarde).sort(), namen.sort()), "een onderdeel heeft andere velden");
  return waarde;
}

// --- the zip: one form, built again and compared

const CRC = Uint32Array.from({ length: 256 }, (_, begin) => {
  let rest = begin;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

function crc32(data) {
  let rest = 0xffffffff;
  for (const byte of data) rest = CRC[(rest ^ byte) & 255] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

function getallen(...paren) {
  const uit = new DataView(new ArrayBuffer(paren.reduce((som, [breedte]) => som + breedte, 0)));
  let plek = 0;
  for (const [breedte, waarde] of paren) {
    if (breedte === 2) uit.setUint16(plek, waarde, true);
    else uit.setUint32(plek, waarde, true);
    plek += breedte;
  }
  return new Uint8Array(uit.buffer);
}

export function pakIn(delen) {
  const lijf = [];
  const register = [];
  let plek = 0;
  let breedte = 0;
  for (const [naam, data] of delen) {
    const kern = getallen([2, 20], [2, 0], [2, 0], [2, 0], [2, 33], [4, crc32(data)], [4, data.length], [4, data.length], [2, naam.length], [2, 0]);
    const rij = [getallen([4, 0x02014b50], [2, 20]), kern, getallen([2, 0], [2, 0], [2, 0], [4, 0], [4, plek]), utf8(naam)];
    register.push(...rij);
    breedte += rij.reduce((som, deel) => som + deel.length, 0);
    const stuk = [getallen([4, 0x04034b50]), kern, utf8(naam), data];
    lijf.push(...stuk);
    plek += stuk.reduce((som, deel) => som + deel.length, 0);
  }
  const slot = getallen([4, 0x06054b50], [2, 0], [2, 0], [2, delen.size], [2, delen.size], [4, breedte], [4, plek], [2, 0]);
  return samen(...lijf, ...register, slot);
}

export function pakUit(data) {
  const zicht = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const delen = new Map();
  let plek = 0;
  while (plek + 4 <= data.length && zicht.getUint32(plek, true) === 0x04034b50) {
    const lengte = zicht.getUint32(plek + 18, true);
    const naamlengte = zicht.getUint16(plek + 26, true);
    const naam = ascii(data.subarray(plek + 30, plek + 30 + naamlengte));
    eis(!delen.has(naam), "een bestand staat er twee keer in");
    plek += 30 + naamlengte;
    delen.set(naam, data.subarray(plek, plek + lengte));
    plek += lengte;
  }
  const namen = [...delen.keys()];
  eis(namen.length < 65536, "te veel bestanden");
  const rest = namen.slice(2);
  eis(namen[0] === "mimetype" && namen[1] === "inhoud.json" && hetzelfde(rest, [...rest].sort()), "de bestanden staan niet in orde");
  eis(gelijk(pakIn(delen), data), "de zip heeft niet de ene geldige vorm");
  return delen;
}

// --- signatures

export function ed25519Klopt(publiek, bericht, handtekening) {
  try {
    return ed25519.verify(handtekening, bericht, publiek, { zip215: false });
  } catch {
    return false;
  }
}

const mldsa = (soort) => (publiek, bericht, handtekening, context) => {
  try {
    return soort.verify(handtekening, bericht, publiek, context === undefined ? {} : { context });
  } catch {
    return false;
  }
};
export const mldsa44Klopt = mldsa(ml_dsa44);
export const mldsa65Klopt = mldsa(ml_dsa65);

// --- notes, tlog-policy, proofs (C2SP)

export const sleutelId = (naam, soort, publiek) => hex(sha256(samen(utf8(`${naam}\n`), Uint8Array.of(soort), publiek)).subarray(0, 4));
export const naamVan = (sleutel) => `${sleutel.naam} ${sleutel.soort} ${hex(sleutel.publiek)}`;

export function vkey(waarde) {
  const [naam, kenmerk, ...rest] = waarde.split("+");
  const data = b64(rest.join("+"));
  eis(naam && LENGTES.get(data[0]) === data.length - 1, "onbekende soort sleutel");
  const publiek = data.subarray(1);
  eis(sleutelId(naam, data[0], publiek) === kenmerk, "sleutel-id past niet");
  return { naam, soort: data[0], publiek };
}

export const familie = (origin) => origin.slice(0, Math.max(0, origin.lastIndexOf("/")));

export class Policy {
  constructor(bron) {
    this.logs = [];
    this.getuigen = new Map();
    this.groepen = new Map();
    this.quorum = "";
    const gebruikt = new Set();
    for (const regel of bron.split("\n")) {
      const [soort = "#", ...woorden] = regel.replaceAll("\t", " ").split(" ").filter(Boolean);
      if (soort.startsWith("#")) continue;
      if (soort === "log" && woorden.length) this.logs.push(vkey(woorden[0]));
      else if (soort === "witness" && woorden.length >= 2 && !this.kent(woorden[0])) this.getuigen.set(woorden[0], vkey(woorden[1]));
      else if (soort === "group" && woorden.length >= 3 && !this.kent(woorden[0])) this.groep(woorden, gebruikt);
      else if (soort === "quorum" && woorden.length === 1 && !this.quorum && this.kent(woorden[0])) this.quorum = woorden[0];
      else throw new Fout("een regel van de tlog-policy klopt niet");
    }
    const sleutels = [...this.getuigen.values()].map((een) => hex(een.publiek));
    eis(this.quorum && new Set(sleutels).size === sleutels.length, "de tlog-policy is niet heel");
  }

  kent(naam) {
    return naam === "none" || this.getuigen.has(naam) || this.groepen.has(naam);
  }

  groep([naam, drempel, ...leden], gebruikt) {
    eis(leden.every((lid) => lid !== "none" && this.kent(lid) && !gebruikt.has(lid)), "groep klopt niet");
    eis(new Set(leden).size === leden.length, "groep klopt niet");
    leden.forEach((lid) => gebruikt.add(lid));
    eis(/^(any|all|[1-9][0-9]{0,3})$/.test(drempel), "drempel klopt niet");
    const aantal = drempel === "any" ? 1 : drempel === "all" ? leden.length : Number(drempel);
    eis(aantal >= 1 && aantal <= leden.length, "drempel klopt niet");
    this.groepen.set(naam, { aantal, leden });
  }

  vanLog(origin) {
    const eigen = this.logs.filter((een) => een.naam === origin);
    if (eigen.length || !familie(origin)) return eigen;
    const verwant = this.logs.filter((een) => familie(een.naam) === familie(origin));
    return [...new Map(verwant.map((een) => [hex(een.publiek), { ...een, naam: origin }])).values()];
  }

  genoeg(tekenden, naam = this.quorum) {
    const getuige = this.getuigen.get(naam);
    if (getuige) return getuige.soort === ML44 && tekenden.has(naamVan(getuige));
    const { aantal, leden } = this.groepen.get(naam);
    return leden.filter((lid) => this.genoeg(tekenden, lid)).length >= aantal;
  }
}

/** The root to which an inclusion proof leads (RFC 9162, 2.1.3.2); sizes stay below 2**53, so BigInt does the bits. */
export function wortelVan(index, omvang, blad, bewijs) {
  eis(Number.isSafeInteger(index) && index >= 0 && index < omvang, "bewijs heeft niet de juiste lengte");
  const verschil = BigInt(index) ^ BigInt(omvang - 1);
  const binnen = verschil === 0n ? 0 : verschil.toString(2).length;
  const rest = BigInt(index) >> BigInt(binnen);
  eis(bewijs.length === binnen + [...rest.toString(2)].filter((bit) => bit === "1").length, "bewijs heeft niet de juiste lengte");
  let knoop = blad;
  bewijs.forEach((ander, hoogte) => {
    const rechts = hoogte >= binnen || (BigInt(index) >> BigInt(hoogte)) & 1n;
    knoop = sha256(rechts ? samen(Uint8Array.of(1), ander, knoop) : samen(Uint8Array.of(1), knoop, ander));
  });
  return knoop;
}

/** Which lines seed and checkpoint text select; the same drawing as `loting` in verifieer.py. */
export function loting(zaad, aantal, checkpoint) {
  const omvang = Number(checkpoint.split("\n")[1]);
  eis(Number.isSafeInteger(aantal) && aantal > 0 && aantal <= Math.min(omvang, 10_000) && zaad, "aantal of zaad klopt niet");
  const alles = 2n ** 64n;
  const grens = alles - (alles % BigInt(omvang));
  const gekozen = new Set();
  for (let teller = 0n; gekozen.size < aantal; teller += 1n) {
    const nummer = new DataView(new ArrayBuffer(8));
    nummer.setBigUint64(0, teller);
    const bericht = samen(utf8("knooppunt/v1/steekproef\0"), new Uint8Array(nummer.buffer), utf8(checkpoint));
    const trekking = BigInt(`0x${hex(binding(utf8(zaad), bericht).subarray(0, 8))}`);
    if (trekking < grens) gekozen.add(Number(trekking % BigInt(omvang)));
  }
  return [...gekozen];
}
