// Interactive maps. Every map is first a drawing made by the server; a button loads the rest and takes
// its place. Without JavaScript the drawing stays. Only the modules « carte*.js » know Leaflet.
//   data-carte      frame (see templates/territoires/cadre_carte.html)
//   data-contours   GeoJSON of outline and communes, « {bande} » = 0, 1 or 2 by zoom
//   data-fond       land and towns of the national ground
//   data-acteurs    address of the directory: its tiles and pages are under it
//   data-filtres    query string of the actors shown
//   data-liste      this map answers the list beside it: view in the address, frame in the list
//   data-tuiles     background tiles, only when the platform's operators chose some
//   [data-acteur="ref"]   rows of the list that answers the map
import { avec, filtresDe, lireVue } from "./carte-adresse.js";

let chargement = null;
let ouverte = null; // { plan, cadre } of the list's map

function charger(cadre) {
  chargement ??= Promise.all([chargerLeaflet(cadre), import("./carte-plan.js")]).catch((erreur) => {
    chargement = null;
    throw erreur;
  });
  return chargement;
}

function chargerLeaflet(cadre) {
  return new Promise((reussir, echouer) => {
    if (window.L) { reussir(window.L); return; }
    const feuille = document.createElement("link");
    feuille.rel = "stylesheet";
    feuille.href = cadre.dataset.leafletCss;
    // Before our own sheet, which sets the inks.
    document.head.insertBefore(feuille, document.head.querySelector('link[rel="stylesheet"]'));
    const script = document.createElement("script");
    script.src = cadre.dataset.leaflet;
    script.onload = () => reussir(window.L);
    script.onerror = () => { script.remove(); echouer(new Error("leaflet")); };
    document.head.append(script);
  });
}

function prevenir(cadre, texte) {
  cadre.querySelector("[data-carte-erreur]")?.remove();
  if (!texte) return;
  const note = document.createElement("p");
  note.className = "t-note est-erreur m-2";
  note.dataset.carteErreur = "";
  note.setAttribute("role", "alert");
  note.textContent = texte;
  cadre.append(note);
}

function preparer(cadre) {
  const bouton = cadre.querySelector("[data-carte-ouvrir]");
  if (!bouton || bouton.dataset.pret) return;
  bouton.dataset.pret = "1";
  bouton.hidden = false;
  const libelle = bouton.lastChild;
  const liste = "liste" in cadre.dataset;
  cadre.dataset.filtres = filtresDe(cadre.dataset.filtres ?? "");

  async function ouvrir({ focus }) {
    if (bouton.getAttribute("aria-busy")) return;
    bouton.setAttribute("aria-busy", "true");
    libelle.textContent = " Ouverture…";
    prevenir(cadre, "");
    let plan = null;
    try {
      const [L, { Plan }] = await charger(cadre);
      if (!cadre.isConnected) return;
      plan = new Plan(cadre, L, { liste: liste || null });
      if (liste) ouverte = { plan, bouton };
      await plan.ouvrir();
      bouton.hidden = true;
      if (focus) plan.plan.focus({ preventScroll: true });
    } catch (erreur) {
      plan?.fermer();
      if (ouverte?.plan === plan) ouverte = null;
      bouton.hidden = false;
      console.warn("carte", erreur);
      prevenir(cadre, "La carte interactive n’a pas pu s’ouvrir. Le dessin et la liste disent la même chose ; réessayez quand le réseau revient.");
    } finally {
      libelle.textContent = " Explorer la carte";
      bouton.removeAttribute("aria-busy");
    }
    if (!liste) cadre.addEventListener("carte:fermer", () => { plan.fermer(); bouton.hidden = false; bouton.focus(); }, { once: true });
  }
  bouton.addEventListener("click", () => ouvrir({ focus: true }));
  if (liste && lireVue() && !ouverte) ouvrir({ focus: false });
}

function preparerTout(racine) {
  for (const cadre of racine.querySelectorAll("[data-carte]")) preparer(cadre);
}

// ── The list's map survives the exchanges of the list ───────────────────────
let focus = null;

document.addEventListener("carte:fermer", ({ target }) => {
  if (!ouverte || target !== ouverte.plan.cadre) return;
  ouverte.plan.fermer();
  ouverte = null;
  history.replaceState(history.state, "", location.pathname + avec({ vue: null }));
  const bouton = target.querySelector("[data-carte-ouvrir]");
  if (bouton) { bouton.hidden = false; bouton.focus(); }
});

// Lists asked for by the map and by the filters: an answer that comes after a later one is dropped.
const ordres = new WeakMap();
let demandes = 0;
let affichee = 0;
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (detail.target?.id === "resultats") ordres.set(detail.xhr, demandes += 1);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const ordre = ordres.get(detail.xhr) ?? Infinity;
  if (ordre < affichee) { detail.shouldSwap = false; return; }
  if (ordre !== Infinity) {
    affichee = ordre;
    // What it was to replace was replaced meanwhile: take the place of what stands there now.
    if (!detail.target.isConnected) detail.target = document.getElementById("resultats") ?? detail.target;
  }
  if (!ouverte) return;
  const actif = document.activeElement;
  focus = actif && (ouverte.plan.plan.contains(actif) || ouverte.plan.outils?.barre.contains(actif)) ? actif : null;
});

document.addEventListener("htmx:afterSwap", (evenement) => {
  const racine = evenement.detail.elt.parentElement ?? document;
  if (ouverte && !ouverte.plan.cadre.isConnected && ouverte.plan.carte) reprendre(evenement);
  preparerTout(racine);
});

function reprendre({ detail }) {
  const resultats = document.getElementById("resultats");
  let cadre = resultats?.querySelector("[data-carte][data-liste]");
  if (!cadre) { // nobody answers: the map stays, so that one can go and look elsewhere
    cadre = ouverte.plan.cadre;
    cadre.dataset.filtres = new URL(detail.xhr.responseURL || location.href).search;
    const figure = cadre.closest("figure");
    figure.querySelector("figcaption")?.remove();
    const vue = document.createElement("div");
    vue.className = "t-vue";
    const vide = resultats?.querySelector(".t-vide");
    vide?.classList.add("t-vueliste");
    vue.append(figure, ...(vide ? [vide] : []));
    resultats?.append(vue);
  }
  const bouton = cadre.querySelector("[data-carte-ouvrir]");
  if (bouton && !bouton.dataset.pret) preparer(cadre);
  cadre.dataset.filtres = filtresDe(cadre.dataset.filtres ?? "");
  ouverte.plan.rejoindre(cadre);
  focus?.focus({ preventScroll: true });
  focus = null;
  ouverte.plan.auRepos();
}

// The filters' form keeps the frame the map asks for, unless the territory changes.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!ouverte?.plan.outils || !detail.elt.matches("form[data-envoi-auto]")) return;
  const territoire = new URLSearchParams(location.search).get("territoire") ?? "";
  const memeTerritoire = (detail.formData.get("territoire") ?? "") === territoire;
  const cadre = memeTerritoire ? ouverte.plan.outils.cadreVoulu : null;
  detail.formData.delete("cadre");
  if (cadre) detail.formData.set("cadre", cadre);
});

// Links that change the list (pages, filters to remove) keep the view.
document.addEventListener("click", ({ target }) => {
  const lien = target.closest?.("a[href]");
  if (!ouverte || !lien || lien.origin !== location.origin || lien.pathname !== location.pathname || !lien.closest("main")) return;
  const vue = new URLSearchParams(location.search).get("vue");
  if (vue && !lien.hash) lien.search = avec({ vue }, lien.search);
}, { capture: true });

preparerTout(document);
