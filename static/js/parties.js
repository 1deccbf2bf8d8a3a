// The stakeholder map: zoom, dragging between circles or on the grid, the same from the keyboard.
// Links and forms are htmx's; without this file everything still works through the panel's menus.
import { annoncer } from "./echanges.js";
import { installerLeZoom } from "./parties-zoom.js";
import { suivreLesNoms } from "./parties-glisser.js";

const carte = () => document.getElementById("carte");
const panneau = () => document.getElementById("panneau");
const choisie = () => new URLSearchParams(location.search).get("partie") ?? "";
let derniere = choisie();

function preparer() {
  installerLeZoom(carte());
  // One stop of the Tab key for the whole drawing; arrows go from name to name.
  const noms = [...carte().querySelectorAll("a.pp-nom")];
  const ici = noms.find((nom) => nom.hasAttribute("aria-current")) ?? noms[0];
  for (const nom of noms) nom.setAttribute("tabindex", nom === ici ? "0" : "-1");
}

function deplacer(nom, valeurs, dit) {
  const { id } = nom;
  window.htmx.ajax("POST", nom.dataset.deplacer + location.search, {
    source: carte(), target: "#carte", select: "#carte", swap: "outerHTML", values: valeurs,
  }).then(() => {
    // Only when the swap took the focus away: whoever went on to another name keeps it.
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
    if (dit && !carte().querySelector(".d-notes .est-erreur")) annoncer(dit);
  });
}

suivreLesNoms({ carte, deplacer });
preparer();

document.addEventListener("htmx:afterSettle", (evenement) => {
  if (evenement.detail.elt?.id !== "carte" && !evenement.detail.elt?.closest?.("#carte")) return;
  preparer();
  const nouvelle = choisie();
  const ouvert = panneau();
  if (ouvert && (nouvelle !== derniere || !carte().contains(document.activeElement))) ouvert.focus({ preventScroll: innerWidth < 992 });
  else if (!ouvert && derniere) (document.getElementById(`pp-${derniere}`) ?? document.getElementById(`l-${derniere}`))?.focus({ preventScroll: true });
  derniere = nouvelle;
  const note = carte().querySelector(".d-notes .t-note");
  if (note) annoncer(note.textContent.trim().replace(/\s+/g, " "));
});

document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape" || evenement.defaultPrevented || !panneau()?.contains(document.activeElement)) return;
  panneau().querySelector("[data-fermer]")?.click();
});

// ── Actors proposed while typing a name ─────────────────────────────────────
let attente = 0;
document.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  if (champ.name !== "nom" || !panneau()?.contains(champ)) return;
  clearTimeout(attente);
  attente = setTimeout(async () => {
    const reponse = await fetch(`${carte().dataset.suggestions}?q=${encodeURIComponent(champ.value)}`).catch(() => null);
    const liste = document.getElementById("acteurs-proposes");
    if (!reponse?.ok || !liste) return;
    const { acteurs } = await reponse.json();
    liste.replaceChildren(...acteurs.map(({ nom, lieu }) => new Option(lieu, nom)));
  }, 250);
});
