// SPDX-License-Identifier: EUPL-1.2
// Verifies and opens a sealed record of suite 1: statement, grants, wraps, body, attachments.
import { createDecipheriv, hkdfSync, createHmac } from "node:crypto";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { HEX, NAME, OIN, RELEASE, UUID4, Refused, ascii, concat, demand, fields, hybridVerify, isTime, jcs, jcsBytes, matches, sha256, sha256hex, unb64 } from "./common.mjs";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const CHUNK = 16384;
const KOP = ["v", "suite", "record", "casus", "levering", "verstrekker", "eenheid", "sleutel", "categorie", "doel", "fase", "verwerking", "vrijgave", "gemaakt", "bewaren_tot", "omvang"];
const STATEMENT = ["kop", "inhoud_sha256", "binding", "zout_sha256", "algoritmen", "bijlagen"];
const GRANT = ["v", "record", "kop_sha256", "ontvanger", "eenheid", "sleutel", "omhulsel_sha256", "vrijgave", "verzoek", "door", "tijd"];
const WRAP = ["ontvanger", "eenheid", "sleutel", "omhulsel"];

function checkKop(kop) {
  fields(kop, KOP, ["vorige"]);
  demand(kop.v === 1 && kop.suite === 1, "suite");
  for (const name of ["record", "casus", "levering"]) matches(kop[name], UUID4, name);
  if ("vorige" in kop) matches(kop.vorige, UUID4, "vorige");
  matches(kop.verstrekker, OIN, "verstrekker");
  for (const name of ["eenheid", "categorie", "doel", "fase"]) matches(kop[name], NAME, name);
  matches(kop.sleutel, HEX, "sleutel");
  matches(kop.verwerking, /^[a-z][a-z0-9+.-]{0,31}:[!-~]{1,480}$/, "verwerking");
  matches(kop.vrijgave, RELEASE, "vrijgave");
  demand(isTime(kop.gemaakt) && (kop.bewaren_tot === null || isTime(kop.bewaren_tot)), "tijd");
  demand(isTime(kop.omvang) && kop.omvang >= 256, "omvang");
}

const holder = (item) => `${item.ontvanger}/${item.eenheid}/${item.sleutel}`;

function checkGrants(record, kopHash, signer) {
  const { toekenningen, kop, omhulsels } = record;
  fields(toekenningen, ["lijst", "handtekening"]);
  const list = toekenningen.lijst;
  demand(Array.isArray(list) && list.length > 0, "toekenningen");
  hybridVerify(signer.openbaar, "knooppunt/v1/grant", jcsBytes(list), toekenningen.handtekening);
  const acts = new Set();
  const promised = new Map();
  for (const grant of list) {
    fields(grant, GRANT);
    demand(grant.v === 1 && grant.record === kop.record && grant.kop_sha256 === kopHash.toString("hex"), "toekenning");
    demand(grant.door === kop.verstrekker && isTime(grant.tijd) && grant.tijd >= kop.gemaakt, "toekenning");
    acts.add(`${grant.vrijgave}/${grant.verzoek}/${grant.door}/${grant.tijd}`);
    demand(!promised.has(holder(grant)), "toekenning dubbel");
    promised.set(holder(grant), grant.omhulsel_sha256);
  }
  demand(acts.size === 1, "toekenningen van meer handelingen");
  demand(list.some((grant) => grant.ontvanger === kop.verstrekker && grant.eenheid === kop.eenheid), "verstrekker ontbreekt");
  demand(Array.isArray(omhulsels), "omhulsels");
  const seen = new Set();
  for (const wrap of omhulsels) {
    fields(wrap, WRAP);
    demand(!seen.has(holder(wrap)), "omhulsel dubbel");
    seen.add(holder(wrap));
    demand(promised.get(holder(wrap)) === sha256hex(unb64(wrap.omhulsel, 1168)), "omhulsel");
  }
}

/** Everything that can be checked without a private key; returns the hash of the header. */
export function verifyRecord(record, signers) {
  fields(record, ["kop", "inhoud", "verklaring", "handtekening", "toekenningen", "omhulsels"], ["zout"]);
  const { kop, verklaring } = record;
  checkKop(kop);
  fields(verklaring, STATEMENT);
  demand(jcs(verklaring.kop) === jcs(kop), "kop");
  demand(jcs(verklaring.algoritmen) === '["Ed25519","ML-DSA-65"]', "algoritmen");
  const signer = signers.find((item) => item.oin === kop.verstrekker && item.id === kop.sleutel);
  demand(signer !== undefined, "ondertekenaar");
  demand(sha256hex(jcsBytes(signer.openbaar)) === signer.id, "sleutel");
  hybridVerify(signer.openbaar, "knooppunt/v1/stmt", jcsBytes(verklaring), record.handtekening);
  const body = unb64(record.inhoud);
  demand(sha256hex(body) === verklaring.inhoud_sha256, "inhoud");
  demand(body.length === 56 + kop.omvang + 16 * (Math.floor(kop.omvang / CHUNK) + 1), "omvang");
  demand(body.subarray(24, 56).toString("hex") === verklaring.binding, "binding");
  if ("zout" in record) demand(sha256hex(unb64(record.zout, 32)) === verklaring.zout_sha256, "zout");
  const kopHash = sha256(jcsBytes(kop));
  checkGrants(record, kopHash, signer);
  return kopHash;
}

/** HKDF-Expand (RFC 5869) with SHA-512. */
function expand512(key, info, length) {
  const blocks = [];
  let block = Buffer.alloc(0);
  for (let counter = 1; Buffer.concat(blocks).length < length; counter += 1) {
    block = createHmac("sha512", key).update(concat(block, info, [counter])).digest();
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** Cobblestone-256: c2sp.org/chunked-encryption with SHA-512 and AES-256-GCM. */
export function cobblestoneOpen(inputKey, context, data) {
  demand(data.length >= 56 + 16, "te kort");
  const salt = data.subarray(0, 24);
  const info = concat(ascii("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"), [0], salt, context);
  const derived = expand512(inputKey, info, 32 + 12 + 32);
  demand(derived.subarray(44).equals(data.subarray(24, 56)), "binding");
  const plain = [];
  let at = 56;
  for (let counter = 0; ; counter += 1) {
    const chunk = data.subarray(at, at + CHUNK + 16);
    demand(chunk.length >= 16, "afgekapt");
    demand(counter < 2 ** 32, "te lang"); // the standard allows 2 ** 38; these vectors need a few
    const nonce = Buffer.from(derived.subarray(32, 44));
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ counter) >>> 0, 8);
    const cipher = createDecipheriv("aes-256-gcm", derived.subarray(0, 32), nonce);
    cipher.setAuthTag(chunk.subarray(chunk.length - 16));
    try {
      plain.push(cipher.update(chunk.subarray(0, chunk.length - 16)), cipher.final());
    } catch {
      throw new Refused("ontsleuteling");
    }
    at += chunk.length;
    if (chunk.length < CHUNK + 16) break;
  }
  demand(at === data.length, "rest");
  return Buffer.concat(plain);
}

export function paddedSize(length) {
  const need = length + 1;
  for (const bucket of [256, 1024, 4096, 16384, 65536]) if (need <= bucket) return bucket;
  const exponent = Math.floor(Math.log2(need));
  const mask = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1)) - 1;
  return Math.ceil(need / (mask + 1)) * (mask + 1);
}

function unpad(padded) {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === 0) end -= 1;
  demand(end > 0 && padded[end - 1] === 0x80 && paddedSize(end - 1) === padded.length, "opvulling");
  return padded.subarray(0, end - 1);
}

const deriveKey = (secret, salt, info) => Buffer.from(hkdfSync("sha256", secret, salt, info, 32));

/** Verify and open for one reader: returns the content and a function that opens attachments. */
export async function openRecord(record, signers, reader, kemKeys) {
  const kopHash = verifyRecord(record, signers);
  demand("zout" in record, "zout");
  const salt = unb64(record.zout, 32);
  const own = kemKeys.find((key) => key.oin === reader.oin && key.eenheid === reader.eenheid);
  const keyId = sha256(unb64(own.openbaar["x-wing"], 1216));
  const wrap = record.omhulsels.find((item) => holder(item) === `${own.oin}/${own.eenheid}/${keyId.toString("hex")}`);
  demand(wrap !== undefined, "geen ontvanger");
  const sealed = unb64(wrap.omhulsel, 1168);
  let secret;
  try {
    const jwk = { kty: "AKP", alg: "X-Wing", priv: unb64(own.zaad["x-wing"], 32).toString("base64url"), key_ops: ["deriveBits"] };
    const recipientKey = await suite.kem.importKey("jwk", jwk, false);
    const info = concat(ascii("knooppunt/v1/wrap\0"), kopHash, keyId);
    const context = await suite.createRecipientContext({ recipientKey, enc: sealed.subarray(0, 1120), info });
    secret = Buffer.from(await context.open(sealed.subarray(1120)));
  } catch {
    throw new Refused("omhulsel");
  }
  const key = deriveKey(secret, salt, concat(ascii("knooppunt/v1/body\0"), kopHash));
  const padded = cobblestoneOpen(key, concat(ascii("knooppunt/v1/content\0"), kopHash), unb64(record.inhoud));
  demand(padded.length === record.kop.omvang, "omvang");
  const content = unpad(padded);
  const attachment = (name, data) => {
    const named = record.verklaring.bijlagen.find((item) => item.bijlage === name);
    demand(named !== undefined && named.lengte === data.length && named.sha256 === sha256hex(data), "bijlage");
    demand(named.binding === data.subarray(24, 56).toString("hex"), "bijlage");
    const context = concat(ascii("knooppunt/v1/attachment\0"), kopHash, ascii(name));
    return cobblestoneOpen(deriveKey(secret, salt, context), context, data);
  };
  return { content, attachment };
}
