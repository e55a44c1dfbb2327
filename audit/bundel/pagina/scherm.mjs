// SPDX-License-Identifier: EUPL-1.2
// The page around the verifier: takes a file and two fingerprints, shows the verdict. Nothing is sent anywhere.
import { BEWIJST_NIET, rekenNa } from "./kern.mjs";

const bij = (naam) => document.getElementById(naam);
const ANKER = /^[0-9a-f]{64}$/;

function lijst(plek, regels) {
  bij(plek).replaceChildren(...regels.map((tekst) => Object.assign(document.createElement("li"), { textContent: tekst })));
}

function anker(naam) {
  const waarde = bij(naam).value.trim().toLowerCase();
  const goed = waarde === "" || ANKER.test(waarde);
  bij(naam).setAttribute("aria-invalid", String(!goed));
  bij(`${naam}-fout`).textContent = goed ? "" : "Een vingerafdruk is 64 tekens: de cijfers 0 tot en met 9 en de letters a tot en met f.";
  return goed ? waarde : undefined;
}

function toon(uitkomst) {
  const koppen = { geldig: "Geldig", ongeldig: "Ongeldig", "alleen intern consistent": "Alleen intern consistent" };
  bij("uitslag").dataset.soort = uitkomst.uitslag;
  const zwak = uitkomst.uitslag === "geldig" && uitkomst.staat !== "getuigd";
  bij("oordeel").textContent = koppen[uitkomst.uitslag] + (zwak ? ", maar alleen opgenomen" : "");
  bij("toelichting").textContent = {
    geldig: `Alles klopt, en het hoort bij de vingerafdrukken die u opgaf. De regel is ${uitkomst.staat}.`,
    ongeldig: `Er klopt iets niet (bij ${uitkomst.stap}): ${uitkomst.fout}.`,
    "alleen intern consistent": "De onderdelen passen bij elkaar, maar iedereen kan zo'n bundel maken. Geef beide vingerafdrukken op.",
  }[uitkomst.uitslag];
  lijst("gezegd", uitkomst.uitslag === "ongeldig" ? [] : uitkomst.gezegd);
  lijst("tellingen", Object.entries(uitkomst.tellingen).map(([naam, aantal]) => `${naam}: ${aantal}`));
  bij("uitslag").hidden = false;
}

// An earlier verdict never stays beside another file or other fingerprints.
function wis() {
  if (!bij("uitslag").hidden) bij("uitslag").hidden = true;
}

async function bekijk(bestand) {
  wis();
  const [lijstAnker, policyAnker] = [anker("lijst"), anker("policy")];
  if (lijstAnker === undefined || policyAnker === undefined) return;
  bij("melding").textContent = bestand ? "Bezig met narekenen." : "Kies eerst een bundel.";
  if (!bestand) return;
  await new Promise((klaar) => setTimeout(klaar, 20)); // let the message be seen first
  try {
    toon(rekenNa(new Uint8Array(await bestand.arrayBuffer()), lijstAnker, policyAnker));
    bij("melding").textContent = `Klaar met ${bestand.name}.`;
  } catch {
    bij("melding").textContent = `${bestand.name} is niet te lezen. Er is niets nagerekend.`;
  }
}

lijst("niet", BEWIJST_NIET);
for (const naam of ["bundel", "lijst", "policy"]) bij(naam).addEventListener("input", wis);
bij("reken").addEventListener("click", () => bekijk(bij("bundel").files[0]));
document.addEventListener("dragover", (gebeurtenis) => gebeurtenis.preventDefault());
document.addEventListener("drop", (gebeurtenis) => {
  gebeurtenis.preventDefault();
  bij("bundel").files = gebeurtenis.dataTransfer.files;
  bekijk(gebeurtenis.dataTransfer.files[0]);
});
globalThis.knooppunt = { rekenNa };
