// What a popup says: one actor, actors of one place, or a group to look into. DOM only, never HTML text.
import { ecrireCadre } from "./carte-adresse.js";
import { boiteDe } from "./carte-marques.js";

const NOMS_MAX = 12;
const FAMILLES_MAX = 5;
const chiffres = new Intl.NumberFormat("fr-FR");
export const nombre = (n) => chiffres.format(n);
export const acteurs = (n) => `${nombre(n)}\u00a0acteur${n > 1 ? "s" : ""}`;

function element(nom, proprietes = {}, ...enfants) {
  const cree = Object.assign(document.createElement(nom), proprietes);
  cree.append(...enfants.filter((e) => e !== null && e !== ""));
  return cree;
}

// outils: { base, forme(code), libelle(code), approcher(marque), lister(marque) or null, peutApprocher }
export function bulle(marque, outils) {
  const connus = marque.points.length === marque.n;
  const corps = element("div", { className: "te-bulle" });
  if (connus && marque.n === 1) corps.append(ligne(marque.points[0], outils, "p"));
  else corps.append(element("p", { className: "te-bulle-titre" }, acteurs(marque.n), outils.lieu ? ` vers ${outils.lieu}` : ""));
  if (connus && marque.n > 1 && marque.n <= NOMS_MAX) {
    corps.append(element("ul", { className: "t-liste te-bulle-noms" }, ...marque.points.map((p) => ligne(p, outils, "li"))));
  } else if (!connus || marque.n > 1) corps.append(familles(marque, outils));
  const gestes = element("div", { className: "te-bulle-gestes" });
  if (!(connus && marque.n === 1) && outils.peutApprocher(marque)) gestes.append(bouton("Agrandir ici", () => outils.approcher(marque)));
  if (!(connus && marque.n === 1)) {
    // The frame asked for is exact for one cell; several cells share theirs with their neighbours.
    const exact = marque.parts === 1 && marque.n > 1;
    const texte = exact ? `Voir ces ${acteurs(marque.n)} dans la liste` : "Voir cette zone dans la liste";
    gestes.append(outils.lister
      ? bouton(texte, () => outils.lister(boiteDe(marque)))
      : element("a", { href: `${outils.base}?cadre=${ecrireCadre(boiteDe(marque))}` }, texte));
  }
  if (gestes.childElementCount) corps.append(gestes);
  return corps;
}

function ligne(point, outils, balise) {
  const lien = element("a", { href: `${outils.base}${encodeURIComponent(point.reference)}/`, textContent: point.nom });
  const details = [point.type || outils.libelle(point.famille), point.lieu, point.approche ? "position approchée" : ""].filter(Boolean).join(" · ");
  return element(balise, { className: "te-bulle-acteur" }, outils.forme(point.famille), element("span", {}, lien, element("span", { className: "te-bulle-detail" }, details)));
}

function familles(marque, outils) {
  const triees = Object.entries(marque.familles).sort((a, b) => b[1] - a[1]);
  const liste = element("ul", { className: "te-bulle-familles" });
  for (const [code, n] of triees.slice(0, FAMILLES_MAX)) {
    const texte = marque.sur ? `${outils.libelle(code)} : ${nombre(n)}` : outils.libelle(code);
    liste.append(element("li", {}, outils.forme(code), texte));
  }
  const reste = triees.slice(FAMILLES_MAX).reduce((somme, [, n]) => somme + n, 0);
  if (reste && marque.sur) liste.append(element("li", { className: "t-petit" }, `Autres familles : ${nombre(reste)}`));
  return element("div", {}, marque.sur ? "" : element("p", { className: "t-petit mb-1" }, "Surtout :"), liste);
}

function bouton(texte, agir) {
  const cree = element("button", { type: "button", className: "btn btn-sm btn-outline-primary" }, texte);
  cree.addEventListener("click", agir);
  return cree;
}

// The spoken name of a mark.
export function nommer(marque, libelle, lieu = "") {
  const ou = lieu ? ` vers ${lieu}` : "";
  if (marque.n === 1) {
    const [point] = marque.points;
    if (!point) return `1\u00a0acteur${ou}, ${libelle(marque.famille)}`;
    return [point.nom, libelle(point.famille), point.lieu, point.approche ? "position approchée" : ""].filter(Boolean).join(", ");
  }
  if (marque.points.length === marque.n && marque.n <= 4) return `${acteurs(marque.n)} : ${marque.points.map((p) => p.nom).join(", ")}`;
  const [code, combien] = Object.entries(marque.familles).sort((a, b) => b[1] - a[1])[0];
  return `${acteurs(marque.n)}${ou}, surtout : ${libelle(code)}${marque.sur && combien < marque.n ? ` (${nombre(combien)})` : ""}`;
}
