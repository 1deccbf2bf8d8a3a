// After « @ » in a comment, propose the names of those who may read it; they are the boxes of the same form,
// which do the same without this file.
import { annoncer } from "./echanges.js";

const MOTIF = /(?:^|\s)@([\p{L}\p{M}'’ -]{0,40})$/u;
const sansAccents = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let liste = null;
let champ = null;

function fermer() {
  liste?.remove();
  champ?.removeAttribute("aria-controls");
  champ?.removeAttribute("aria-activedescendant");
  liste = null;
  champ = null;
}

function proposer(zone) {
  const debut = zone.value.slice(0, zone.selectionStart).match(MOTIF);
  if (!debut) return fermer();
  const cherche = sansAccents(debut[1]);
  const noms = [...(zone.form?.querySelectorAll("[data-nom]") ?? [])].map((e) => e.dataset.nom);
  const trouves = noms.filter((nom) => sansAccents(nom).split(/\s+/).some((mot, i, mots) => mots.slice(i).join(" ").startsWith(cherche))).slice(0, 6);
  if (!trouves.length || (trouves.length === 1 && sansAccents(trouves[0]) === cherche.trim())) return fermer();
  const neuve = liste === null || champ !== zone;
  if (neuve) fermer();
  champ = zone;
  liste ??= Object.assign(document.createElement("ul"), { className: "e-noms", id: `${zone.id}-noms` });
  liste.setAttribute("role", "listbox");
  liste.setAttribute("aria-label", "Personnes à mentionner");
  liste.replaceChildren(...trouves.map((nom, rang) => {
    const choix = Object.assign(document.createElement("li"), { id: `${zone.id}-nom-${rang}`, textContent: nom });
    choix.setAttribute("role", "option");
    return choix;
  }));
  zone.after(liste);
  zone.setAttribute("aria-controls", liste.id);
  choisir(0);
  if (neuve) annoncer(`${trouves.length} nom${trouves.length > 1 ? "s" : ""} proposé${trouves.length > 1 ? "s" : ""}, flèches pour choisir, Entrée pour insérer.`);
  return undefined;
}

function choisir(rang) {
  const choix = [...liste.children];
  const suivant = choix[(rang + choix.length) % choix.length];
  for (const c of choix) c.setAttribute("aria-selected", String(c === suivant));
  champ.setAttribute("aria-activedescendant", suivant.id);
}

function inserer(nom) {
  const zone = champ;
  const avant = zone.value.slice(0, zone.selectionStart);
  const debut = avant.lastIndexOf("@");
  zone.setRangeText(`@${nom} `, debut, zone.selectionStart, "end");
  fermer();
  zone.focus();
}

document.addEventListener("input", (evenement) => {
  if (evenement.target.matches?.("textarea[data-mentions]")) proposer(evenement.target);
});
document.addEventListener("keydown", (evenement) => {
  if (!liste || evenement.target !== champ) return;
  const rang = [...liste.children].findIndex((c) => c.getAttribute("aria-selected") === "true");
  if (evenement.key === "ArrowDown" || evenement.key === "ArrowUp") choisir(rang + (evenement.key === "ArrowDown" ? 1 : -1));
  else if (evenement.key === "Enter" || evenement.key === "Tab") inserer(liste.children[rang].textContent);
  else if (evenement.key === "Escape") fermer();
  else return;
  evenement.preventDefault();
});
document.addEventListener("pointerdown", (evenement) => {
  const choix = evenement.target.closest?.(".e-noms [role=option]");
  if (!choix) return;
  evenement.preventDefault();
  inserer(choix.textContent);
});
document.addEventListener("focusout", (evenement) => {
  if (evenement.target === champ) fermer();
});
