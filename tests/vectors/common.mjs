// SPDX-License-Identifier: EUPL-1.2
// Canonical JSON, base64, hashes and signature checks: what record.mjs and receipt.mjs share.
// Written from the wire page (docs/naslag/contract.md), without looking at the Python code.
import { createHash, createHmac, createPublicKey, verify as nodeVerify } from "node:crypto";
import { ml_dsa44, ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";

export class Refused extends Error {}

export function demand(condition, reason) {
  if (!condition) throw new Refused(reason);
}

export const utf8 = (text) => new TextEncoder().encode(text);
export const ascii = (text) => Buffer.from(text, "ascii");
export const concat = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
export const sha256 = (data) => createHash("sha256").update(data).digest();
export const sha256hex = (data) => sha256(data).toString("hex");
export const hmac = (key, data) => createHmac("sha256", key).update(data).digest();

/** RFC 8785 for the subset of the contract: ASCII keys, safe integers, no floats. */
export function jcs(value) {
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    demand(Number.isSafeInteger(value), "getal");
    return String(value);
  }
  if (typeof value === "string") {
    demand(value.isWellFormed(), "surrogaat");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(",")}}`;
}

export const jcsBytes = (value) => Buffer.from(jcs(value), "utf8");

/** Bytes of padded canonical base64, of exactly `length` bytes when given. */
export function unb64(text, length = null) {
  demand(typeof text === "string", "base64");
  const data = Buffer.from(text, "base64");
  demand(data.toString("base64") === text, "base64");
  demand(length === null || data.length === length, "lengte");
  return data;
}

/** Demand exactly these fields, and perhaps the optional ones. */
export function fields(value, required, optional = []) {
  demand(value !== null && typeof value === "object" && !Array.isArray(value), "geen object");
  const names = Object.keys(value);
  demand(required.every((name) => names.includes(name)), "veld ontbreekt");
  demand(names.every((name) => required.includes(name) || optional.includes(name)), "veld onbekend");
  return value;
}

export function matches(value, pattern, what) {
  demand(typeof value === "string" && pattern.test(value), what);
}

export const HEX = /^[0-9a-f]{64}$/;
export const OIN = /^[0-9]{20}$/;
export const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const RELEASE = /^sha256:[0-9a-f]{64}$/;
export const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function isTime(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

export function ed25519Verify(raw, message, signature) {
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  return signature.length === 64 && nodeVerify(null, message, key, signature);
}

/** Both signatures of suite 1 over the message, bound to the domain. */
export function hybridVerify(publicKey, domain, message, signature) {
  fields(signature, ["ed25519", "ml-dsa-65"]);
  const classic = unb64(signature.ed25519, 64);
  const quantum = unb64(signature["ml-dsa-65"], 3309);
  const ed = unb64(publicKey.ed25519, 32);
  const ml = unb64(publicKey["ml-dsa-65"], 1952);
  demand(ed25519Verify(ed, concat(ascii(domain), [0], message), classic), "Ed25519");
  demand(ml_dsa65.verify(quantum, message, ml, { context: ascii(domain) }), "ML-DSA-65");
}

export function mldsa44Verify(publicKey, message, signature) {
  demand(signature.length === 2420 && ml_dsa44.verify(signature, message, publicKey), "ML-DSA-44");
}
