// SPDX-License-Identifier: EUPL-1.2
// Verifies a receipt: openings against the blind leaf, inclusion in the tree, both signatures of the log.
import { HEX, ascii, concat, demand, ed25519Verify, fields, hmac, jcs, jcsBytes, matches, mldsa44Verify, sha256, unb64, utf8 } from "./common.mjs";

const FIELDS = ["log", "index", "blad", "feit", "feit_sleutel", "persoon", "persoon_sleutel", "bewijs", "staat"];

/** The keys of a tlog-policy: lines `log <vkey>`; no witnesses here. */
export function readPolicy(text) {
  const keys = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("log ")) continue;
    const vkey = line.slice(4).split(" ")[0];
    const [name, id] = vkey.split("+", 2);
    const data = unb64(vkey.slice(name.length + id.length + 2));
    const key = { name, type: data[0], raw: data.subarray(1) };
    demand(keyId(name, data).toString("hex") === id, "vkey");
    keys.push(key);
  }
  return keys;
}

function keyId(name, typed) {
  return sha256(concat(utf8(name), ascii("\n"), typed)).subarray(0, 4);
}

/** Shards sign with the keys of their family, under their own origin. */
function keysOf(origin, keys) {
  const family = (name) => name.slice(0, name.lastIndexOf("/"));
  return keys.filter((key) => family(key.name) === family(origin)).map((key) => ({ ...key, name: origin }));
}

function parseProof(text) {
  const split = text.indexOf("\n\n");
  demand(split > 0, "tlog-proof");
  const lines = text.slice(0, split).split("\n");
  demand(lines.shift() === "c2sp.org/tlog-proof@v1", "tlog-proof");
  const index = lines.shift();
  demand(/^index (0|[1-9][0-9]{0,15})$/.test(index), "index");
  return { index: Number(index.slice(6)), hashes: lines.map((line) => unb64(line, 32)), checkpoint: text.slice(split + 2) };
}

function parseCheckpoint(note) {
  const split = note.lastIndexOf("\n\n");
  demand(split > 0 && note.endsWith("\n"), "checkpoint");
  const text = note.slice(0, split + 1);
  const lines = text.split("\n");
  demand(lines.length === 4 && lines[0] !== "" && /^(0|[1-9][0-9]{0,15})$/.test(lines[1]), "checkpoint");
  const signatures = note.slice(split + 2, -1).split("\n").map((line) => {
    demand(line.startsWith("\u2014 "), "handtekeningregel");
    const [name, encoded, ...rest] = line.slice(2).split(" ");
    const data = unb64(encoded ?? "");
    demand(rest.length === 0 && data.length > 4, "handtekeningregel");
    return { name, id: data.subarray(0, 4), signature: data.subarray(4) };
  });
  return { text, origin: lines[0], size: Number(lines[1]), root: unb64(lines[2], 32), signatures };
}

function verifyCheckpoint(head, keys) {
  const good = new Set();
  for (const key of keysOf(head.origin, keys)) {
    const id = keyId(key.name, concat([key.type], key.raw));
    for (const line of head.signatures.filter((item) => item.name === key.name && item.id.equals(id))) {
      if (key.type === 1) demand(ed25519Verify(key.raw, utf8(head.text), line.signature), "Ed25519 van het log");
      else mldsa44Verify(key.raw, cosigned(head, key.name, line.signature), line.signature.subarray(8));
      good.add(key.type);
    }
  }
  demand(good.has(1) && good.has(6), "het checkpoint mist een handtekening");
}

function cosigned(head, name, signature) {
  const time = signature.subarray(0, 8);
  demand(time.readBigUInt64BE() > 0n, "tijd");
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(head.size));
  const vector = (text) => concat([utf8(text).length], utf8(text));
  return concat(ascii("subtree/v1\n\0"), vector(name), time, vector(head.origin), Buffer.alloc(8), size, head.root);
}

/** RFC 9162 2.1.3.2. */
function verifyInclusion(index, size, leaf, proof, root) {
  demand(index < size, "index");
  let [node, fn, sn] = [leaf, index, size - 1];
  for (const sibling of proof) {
    demand(sn > 0, "bewijs te lang");
    if (fn % 2 === 1 || fn === sn) {
      node = sha256(concat([1], sibling, node));
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else node = sha256(concat([1], node, sibling));
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  demand(sn === 0 && node.equals(root), "het bewijs leidt niet naar de wortel");
}

function checkOpening(receipt, name, commitment) {
  const [value, key] = [receipt[name], receipt[`${name}_sleutel`]];
  demand((value === null) === (key === null), "opening zonder sleutel");
  if (value === null) return;
  demand(hmac(unb64(key, 32), jcsBytes(value)).toString("hex") === commitment, `opening ${name}`);
}

export function verifyReceipt(receipt, policy) {
  fields(receipt, FIELDS);
  demand(receipt.staat === "opgenomen", "staat");
  const proof = parseProof(receipt.bewijs);
  const head = parseCheckpoint(proof.checkpoint);
  demand(head.origin === receipt.log && proof.index === receipt.index, "andere regel");
  verifyInclusion(proof.index, head.size, sha256(concat([0], jcsBytes(receipt.blad))), proof.hashes, head.root);
  verifyCheckpoint(head, policy);
  if (receipt.log.endsWith("/stam")) {
    demand(["feit", "feit_sleutel", "persoon", "persoon_sleutel"].every((name) => receipt[name] === null), "stam");
    return;
  }
  fields(receipt.blad, ["v", "c_feit", "c_persoon"]);
  matches(receipt.blad.c_feit, HEX, "blad");
  matches(receipt.blad.c_persoon, HEX, "blad");
  demand(jcs(receipt.blad.v) === "1", "blad");
  checkOpening(receipt, "feit", receipt.blad.c_feit);
  checkOpening(receipt, "persoon", receipt.blad.c_persoon);
}
