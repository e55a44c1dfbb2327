// SPDX-License-Identifier: EUPL-1.2
// Opens the verifying page in headless Chromium with the network off, and lets it judge files; one JSON object to stdout.
//
// usage: node verificateur.mjs CHROMIUM PROFILE PAGE CASES.json [PICTURE.png]
//
// CASES is a list of {bestand, lijst, policy}. The first case is also done as a person would: choose, paste, press.
// Talks the DevTools protocol over a pipe, so the policy of the page stays in force.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [chromium, profile, page, list, picture] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(list, "utf8"));
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--remote-debugging-pipe", `--user-data-dir=${profile}`,
];
const browser = spawn(chromium, [...FLAGS, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const seen = [];
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
      continue;
    }
    if (message.method === "Network.requestWillBeSent") seen.push(message.params.request.url);
    listeners.filter((one) => one.method === message.method).forEach((one) => one.resolve(message.params));
  }
});

function send(method, params = {}, sessionId = undefined) {
  const id = ++number;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

const event = (method) => new Promise((resolve) => listeners.push({ method, resolve }));

try {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const evaluate = async (expression) => {
    const answer = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? "evaluation failed");
    return answer.result.value;
  };
  await send("Page.enable", {}, sessionId);
  await send("Network.enable", {}, sessionId);
  await send("Emulation.setDeviceMetricsOverride", { width: 900, height: 1400, deviceScaleFactor: 1, mobile: false }, sessionId);
  const loaded = event("Page.loadEventFired");
  await send("Page.navigate", { url: pathToFileURL(page).href }, sessionId);
  await loaded;
  await send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 }, sessionId);
  await send("DOM.enable", {}, sessionId);
  const { root } = await send("DOM.getDocument", {}, sessionId);
  const { nodeId } = await send("DOM.querySelector", { nodeId: root.nodeId, selector: "#bundel" }, sessionId);

  const [first] = cases;
  await send("DOM.setFileInputFiles", { nodeId, files: [first.bestand] }, sessionId);
  const shown = await evaluate(`new Promise((klaar) => {
    document.getElementById("lijst").value = ${JSON.stringify(first.lijst ?? "")};
    document.getElementById("policy").value = ${JSON.stringify(first.policy ?? "")};
    new MutationObserver(() => klaar({ oordeel: document.getElementById("oordeel").textContent,
      toelichting: document.getElementById("toelichting").textContent,
      niet: document.querySelectorAll("#niet li").length,
    })).observe(document.getElementById("uitslag"), { attributes: true, attributeFilter: ["hidden"] });
    document.getElementById("reken").click();
  })`);
  if (picture) writeFileSync(picture, Buffer.from((await send("Page.captureScreenshot", {}, sessionId)).data, "base64"));
  const reached = await evaluate(`fetch("https://example.org/").then(() => true, () => false)`);

  await evaluate(`document.getElementById("bundel").multiple = true; 0`);
  await send("DOM.setFileInputFiles", { nodeId, files: cases.map((one) => one.bestand) }, sessionId);
  const ankers = cases.map((one) => [one.lijst, one.policy]);
  const results = await evaluate(`(async () => {
    const uit = [];
    const bestanden = [...document.getElementById("bundel").files];
    for (const [plek, [lijst, policy]] of ${JSON.stringify(ankers)}.entries()) {
      const { gezegd, ...rest } = knooppunt.rekenNa(new Uint8Array(await bestanden[plek].arrayBuffer()), lijst, policy);
      uit.push(rest);
    }
    return uit;
  })()`);
  console.log(JSON.stringify({ shown, reached, requests: seen, results }));
} finally {
  browser.kill();
}
