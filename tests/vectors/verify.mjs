// SPDX-License-Identifier: EUPL-1.2
// Opens and verifies the golden vectors of Knooppunt on its own: `npm ci && node verify.mjs`.
// Then flips one bit at a time, everywhere, and demands that each of those is refused.
// With `--zonder-bitfouten` that last part is left out.
// Prints one line of JSON with counts. Exit 0: all as it should be; exit 3: something is not.
import { readFileSync } from "node:fs";
import { Refused, demand, jcs, jcsBytes, sha256hex, unb64 } from "./common.mjs";
import { openRecord, paddedSize, verifyRecord } from "./record.mjs";
import { readPolicy, verifyReceipt } from "./receipt.mjs";

const load = (name) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
const flipBits = !process.argv.includes("--zonder-bitfouten");
const keys = load("sleutels");
const counts = { records: 0, geopend: 0, bijlagen: 0, bewijzen: 0, bitfouten: 0, geweigerd: 0 };
const faults = [];

/** Note a fault unless the attempt is refused; any other exception is a fault too. */
async function mustRefuse(name, attempt) {
  try {
    await attempt();
    faults.push(`niet geweigerd: ${name}`);
  } catch (error) {
    if (!(error instanceof Refused)) faults.push(`onverwachte fout bij ${name}: ${error}`);
  }
}

/** Copies of a JSON value, each with one bit flipped in one leaf or one field name. */
function* bitFaults(value, path = []) {
  if (!flipBits) return;
  if (Array.isArray(value) || (value !== null && typeof value === "object")) {
    for (const key of Object.keys(value)) {
      for (const [place, changed] of bitFaults(value[key], [...path, key])) {
        yield [place, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }];
      }
      if (Array.isArray(value)) continue;
      const { [key]: item, ...rest } = value;
      yield [`${[...path, key].join("/")} (naam)`, { ...rest, [flipChar(key, 0)]: item }];
    }
  } else for (const [at, changed] of leafFaults(value)) yield [`${path.join("/")} (${at})`, changed];
}

const flipChar = (text, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

function* leafFaults(value) {
  if (value === null) yield ["leeg", 0];
  else if (typeof value === "boolean") yield ["waarde", !value];
  else if (typeof value === "number") yield ["waarde", Number(BigInt(value) ^ 1n)];
  else {
    // In long text a sample of places, in short text each of them; in base64 also bits inside the bytes.
    const step = value.length > 200 ? Math.floor(value.length / 40) : value.length > 20 ? 7 : 1;
    for (let at = 0; at < value.length; at += step) yield [at, flipChar(value, at)];
    const data = Buffer.from(value, "base64");
    if (data.length < 32 || data.toString("base64") !== value) return;
    for (const at of [0, 24, data.length >> 1, data.length - 1]) {
      const changed = Buffer.from(data);
      changed[at] ^= 1 << at % 8;
      yield [`byte ${at}`, changed.toString("base64")];
    }
  }
}

async function checkRecord(vector) {
  verifyRecord(vector.record, keys.tekenen);
  counts.records += 1;
  for (const reader of vector.lezers) {
    const { content, attachment } = await openRecord(vector.record, keys.tekenen, reader, keys.kem);
    demand(sha256hex(content) === vector.inhoud_sha256, "inhoud");
    demand(content.equals(jcsBytes(vector.inhoud)), "de inhoud staat niet in de ene vorm");
    for (const name of ["record", "casus", "categorie", "doel", "fase"]) {
      demand(vector.inhoud.kop[name] === vector.record.kop[name], "labels");
    }
    for (const item of vector.bijlagen) {
      demand(attachment(item.bijlage, unb64(item.versleuteld)).equals(unb64(item.inhoud)), "bijlage");
      counts.bijlagen += 1;
    }
    counts.geopend += 1;
  }
  for (const other of vector.geen_lezers) {
    await mustRefuse(`${vector.naam}, lezer ${other.oin}`, () => openRecord(vector.record, keys.tekenen, other, keys.kem));
  }
  for (const [place, changed] of bitFaults(vector.record)) {
    counts.bitfouten += 1;
    await mustRefuse(`${vector.naam}: ${place}`, () => openRecord(changed, keys.tekenen, vector.lezers[0], keys.kem));
  }
}

async function checkReceipt(vector, policy) {
  verifyReceipt(vector.bewijs, policy);
  counts.bewijzen += 1;
  for (const [place, changed] of bitFaults(vector.bewijs)) {
    counts.bitfouten += 1;
    await mustRefuse(`${vector.naam}: ${place}`, () => verifyReceipt(changed, policy));
  }
}

async function attempt(name, work) {
  try {
    await work();
  } catch (error) {
    faults.push(`${name}: ${error.message}`);
  }
}

for (const [length, expected] of keys.opvulling) {
  await attempt("opvulling", () => demand(paddedSize(length) === expected, `lengte ${length}`));
}
for (const vector of load("records").records) await attempt(vector.naam, () => checkRecord(vector));
const receipts = load("bewijzen");
const policy = readPolicy(receipts.policy);
for (const vector of receipts.bewijzen) await attempt(vector.naam, () => checkReceipt(vector, policy));
for (const vector of load("weigeren").records) {
  counts.geweigerd += 1;
  await mustRefuse(vector.naam, () => openRecord(vector.record, keys.tekenen, vector.lezer, keys.kem));
}
console.log(jcs({ ...counts, fouten: faults }));
process.exitCode = faults.length === 0 ? 0 : 3;
