// SPDX-License-Identifier: EUPL-1.2
// Opens pages in headless Chromium and runs axe-core on each, wide and narrow; writes one JSON object to stdout.
//
// usage: node axe.mjs CHROMIUM PROFILE PAGE...
//
// Talks the DevTools protocol over a pipe: no port, no driver, and the policy of the page (no scripts at all) stays in force.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [chromium, profile, ...pages] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [1280, 320];
const PAPER = 672;  // 178 mm at 96 pixels an inch: A4 without the margins of our print style
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--remote-debugging-pipe", `--user-data-dir=${profile}`,
];

const browser = spawn(chromium, [...FLAGS, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const listeners = [];
let number = 0;
let rest = "";

browser.stdio[4].setEncoding("utf8");
browser.stdio[4].on("data", (chunk) => {
  const messages = (rest + chunk).split("\0");
  rest = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    if (message.id !== undefined) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? reject(new Error(message.error.message)) : resolve(message.result);
    } else {
      listeners.filter((one) => one.method === message.method).forEach((one) => one.resolve(message.params));
    }
  }
});

function send(method, params = {}, sessionId = undefined) {
  const id = ++number;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

const event = (method) => new Promise((resolve) => listeners.push({ method, resolve }));

async function evaluate(session, expression) {
  const answer = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, session);
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? "evaluation failed");
  return answer.result.value;
}

async function check(page, width) {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: false };
  await send("Emulation.setDeviceMetricsOverride", metrics, sessionId);
  await send("Page.enable", {}, sessionId);
  const loaded = event("Page.loadEventFired");
  await send("Page.navigate", { url: pathToFileURL(page).href }, sessionId);
  await loaded;
  await evaluate(sessionId, `${AXE};0`);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then((r) => ({
    passes: r.passes.length,
    violations: r.violations.map((v) => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => n.html) })),
    incomplete: r.incomplete.map((v) => v.id),
  }))`;
  const found = await evaluate(sessionId, run);
  const sideways = await evaluate(sessionId, "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  const cut = width === WIDTHS[0] ? await printed(sessionId, metrics) : [];
  await send("Target.closeTarget", { targetId });
  return { page, width, sideways, cut, ...found };
}

// What sticks out of an A4 sheet with our margins when the page is printed.
async function printed(sessionId, metrics) {
  await send("Emulation.setEmulatedMedia", { media: "print" }, sessionId);
  await send("Emulation.setDeviceMetricsOverride", { ...metrics, width: PAPER }, sessionId);
  return evaluate(sessionId, `[...document.querySelectorAll("body *")]
    .filter((node) => node.getClientRects().length && node.getBoundingClientRect().right > ${PAPER} + 1)
    .slice(0, 5).map((node) => node.outerHTML.slice(0, 200))`);
}

try {
  const results = [];
  for (const page of pages) for (const width of WIDTHS) results.push(await check(page, width));
  console.log(JSON.stringify({ axe: /v([0-9.]+)/.exec(AXE)[1], results }));
} finally {
  browser.kill();
}
