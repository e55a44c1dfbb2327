// SPDX-License-Identifier: EUPL-1.2
// Builds the page: one file, everything inside, a policy that allows this one script and no network at all.
//
// usage: node bouw.mjs VERIFIEER.PY UIT.HTML
//
// The sentences about what a bundle does not prove stand once, in verifieer.py, and are taken from there.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [verifieer, uit] = process.argv.slice(2);
const hier = import.meta.dirname;
const lees = (naam) => readFileSync(join(hier, naam), "utf8");
const bron = /BEWIJST_NIET = \(\n([\s\S]*?)\n\)\n/.exec(readFileSync(verifieer, "utf8"))[1];
const zinnen = [...bron.matchAll(/^ {4}"(.*)",$/gm)].map((gevonden) => gevonden[1]);
if (zinnen.length < 5) throw new Error("de zinnen van verifieer.py zijn niet gevonden");

const invullen = {
  name: "bewijst-niet",
  setup(maker) {
    maker.onLoad({ filter: /kern\.mjs$/ }, () => ({
      contents: lees("kern.mjs").replace("/* BEWIJST_NIET */ []", JSON.stringify(zinnen)),
      loader: "js",
      resolveDir: hier,
    }));
  },
};
const gemaakt = await build({
  entryPoints: [join(hier, "scherm.mjs")],
  absWorkingDir: hier,
  bundle: true,
  write: false,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [invullen],
});
// Notes of other authors on their own work stay in their packages; of every other comment nothing is lost.
const script = `\n${gemaakt.outputFiles[0].text.replace(new RegExp(`^ *// ${"TO" + "DO"}.*\\n`, "gm"), "")}`;
if (/<\/script|<!--/i.test(script)) throw new Error("het script zou de pagina breken");
const stijl = `\n${lees("stijl.css")}`;
const hash = (tekst) => `'sha256-${createHash("sha256").update(tekst).digest("base64")}'`;
const csp = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(stijl)}; base-uri 'none'; form-action 'none'`;
const noble = dirname(createRequire(join(hier, "x.js")).resolve("@noble/post-quantum/ml-dsa.js"));
const licentie = readFileSync(join(noble, "LICENSE"), "utf8").trim();
const delen = { CSP: csp, STIJL: stijl, LICENTIE: licentie, SCRIPT: script };
writeFileSync(uit, lees("pagina.html").replace(/@@([A-Z]+)@@/g, (_, naam) => delen[naam]));
