// The MOFF matrix without reloading: forms and links of #atelier are sent in the background, the page asks
// every two seconds whether something changed (304 when not), and only what changed is swapped, so that
// focus, typed text, scroll and the open panel stay where they are. Without this file everything still works.
import { annoncer } from "./echanges.js";
import { suivreLesGestes } from "./moff-ranger.js";

const PERIODE_MS = 2000;
const PERIODE_PANNE_MS = 8000;
const VOLETS_EN_SAISIE = new Set(["modifier", "preuve", "fusion"]);
const etat = { tour: 0, occupe: 0, pannes: 0, minuterie: 0 };
const signatures = new WeakMap();

const atelier = () => document.getElementById("atelier");
const panneau = () => document.getElementById("panneau");
const signature = (zone) => zone.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
const zones = (racine) => racine.querySelectorAll("[data-zone], .t-quad h2[id]");

for (const zone of zones(atelier())) signatures.set(zone, signature(zone));

// ── Swapping ────────────────────────────────────────────────────────────────
function lireAtelier(html) {
  return new DOMParser().parseFromString(html, "text/html").getElementById("atelier");
}

function rangDuFocus(zone) {
  return [...zone.querySelectorAll("a, button, select, summary")].indexOf(document.activeElement);
}

function aGarder(place, neuve, forcer) {
  if (place.id === "filtres") return place.contains(document.activeElement);
  if (place.id !== "panneau" || forcer) return false;
  const saisie = place.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  return saisie || VOLETS_EN_SAISIE.has(place.dataset.volet) || place.dataset.reference !== neuve.dataset.reference;
}

function echanger(neuf, { forcerPanneau = false } = {}) {
  const courant = atelier();
  for (const nom of ["data-etag", "data-rangeable", "data-ecriture"]) {
    if (neuf.hasAttribute(nom)) courant.setAttribute(nom, neuf.getAttribute(nom));
    else courant.removeAttribute(nom);
  }
  const connus = new Set([...courant.querySelectorAll(".t-item")].map((li) => li.id));
  const focus = document.activeElement;
  const repere = focus.closest?.(".t-item, .d-ajout") ?? [...courant.querySelectorAll(".t-item")].find((li) => li.getBoundingClientRect().bottom > 0);
  const hauteur = repere?.getBoundingClientRect().top;
  for (const neuve of [...zones(neuf)]) {
    const place = document.getElementById(neuve.id);
    const marque = signature(neuve);
    if (!place || signatures.get(place) === marque || aGarder(place, neuve, forcerPanneau)) continue;
    remplacer(place, neuve);
    signatures.set(neuve, marque);
  }
  if (!document.contains(focus) && focus.id) document.getElementById(focus.id)?.focus({ preventScroll: true });
  const suite = repere?.id && document.getElementById(repere.id);
  if (suite && !forcerPanneau) scrollBy({ top: suite.getBoundingClientRect().top - hauteur, behavior: "instant" });
  const nouveaux = [...courant.querySelectorAll(".t-item")].filter((li) => !connus.has(li.id));
  for (const li of nouveaux) li.classList.add("est-neuf");
  return nouveaux;
}

function remplacer(place, neuve) {
  const rang = rangDuFocus(place);
  const { scrollTop } = place;
  const depliees = [...place.querySelectorAll("details")].map((d) => d.open);
  place.replaceWith(neuve);
  neuve.scrollTop = place.dataset.reference === neuve.dataset.reference ? scrollTop : 0;
  [...neuve.querySelectorAll("details")].forEach((d, i) => { d.open = depliees[i] ?? d.open; });
  if (rang >= 0 && !document.getElementById(document.activeElement?.id)) {
    neuve.querySelectorAll("a, button, select, summary")[rang]?.focus({ preventScroll: true });
  }
}

// ── Network ─────────────────────────────────────────────────────────────────
function direLaPanne(texte) {
  const zone = document.getElementById("messages");
  if (!zone || zone.querySelector("[data-reseau]")) return;
  const note = document.createElement("div");
  note.className = "t-note est-erreur d-reseau";
  note.setAttribute("role", "alert");
  note.dataset.reseau = "";
  note.textContent = texte;
  zone.append(note);
}
const oublierLaPanne = () => document.querySelector("#messages [data-reseau]")?.remove();

// Answers the new workshop and the address it stands for, or null after telling what went wrong.
async function demander(adresse, options = {}) {
  etat.tour += 1;
  etat.occupe += 1;
  try {
    const reponse = await fetch(adresse, { ...options, headers: { "HX-Request": "true", ...options.headers } });
    const neuf = lireAtelier(await reponse.text());
    if (neuf) {
      oublierLaPanne();
      return { neuf, adresse: new URL(reponse.url), reussi: reponse.ok };
    }
    if (reponse.ok) location.reload(); // signed out: the login page answered
    else if (reponse.status === 403) direLaPanne("Vous n’avez pas le droit de faire cela, ou votre session a expiré. Rechargez la page.");
    else if (reponse.status === 404) direLaPanne("Cet élément n’existe plus. Rechargez la page.");
    else direLaPanne("Une erreur s’est produite de notre côté. Votre saisie est gardée : réessayez dans un instant.");
  } catch {
    direLaPanne("La connexion est perdue. Votre saisie est gardée : réessayez quand le réseau revient.");
  } finally {
    etat.occupe -= 1;
  }
  return null;
}

async function sonder() {
  clearTimeout(etat.minuterie);
  if (!document.hidden && !etat.occupe) await demanderLEtat();
  if (!document.hidden) etat.minuterie = setTimeout(sonder, etat.pannes > 1 ? PERIODE_PANNE_MS : PERIODE_MS);
}

async function demanderLEtat() {
  const { tour } = etat;
  try {
    const reponse = await fetch(atelier().dataset.etat + location.search, {
      cache: "no-store", headers: { "HX-Request": "true", "If-None-Match": atelier().dataset.etag },
    });
    if (reponse.status !== 304) {
      const neuf = reponse.ok ? lireAtelier(await reponse.text()) : null;
      if (!neuf) throw new Error(`status ${reponse.status}`);
      if (tour === etat.tour && !etat.occupe) {
        const nouveaux = echanger(neuf);
        if (nouveaux.length === 1) annoncer(`Nouvel élément : ${nouveaux[0].querySelector("a").textContent}`);
        else if (nouveaux.length) annoncer(`${nouveaux.length} nouveaux éléments dans la matrice.`);
      }
    }
    if (etat.pannes) oublierLaPanne();
    etat.pannes = 0;
  } catch {
    etat.pannes += 1;
    if (etat.pannes > 1) direLaPanne("La connexion est perdue. Ce que vous écrivez reste à l’écran ; la matrice se mettra à jour quand le réseau reviendra.");
  }
}
document.addEventListener("visibilitychange", sonder);

// ── Forms and links ─────────────────────────────────────────────────────────
function noterLAdresse(adresse, { pousser }) {
  const propre = adresse.pathname + adresse.search;
  if (!adresse.search.includes("retire=") && propre !== location.pathname + location.search) {
    history[pousser ? "pushState" : "replaceState"](null, "", propre);
  }
}

function direLesNotes() {
  const note = document.querySelector("#notes .t-note");
  if (note) annoncer(note.textContent.trim().replace(/\s+/g, " "));
}

async function envoyer(formulaire, donnees) {
  const ajout = formulaire.classList.contains("d-ajout");
  const dansLePanneau = panneau()?.contains(formulaire);
  const resultat = await demander(formulaire.action, { method: "POST", body: new URLSearchParams(donnees) });
  if (!resultat) return;
  if (resultat.reussi) noterLAdresse(resultat.adresse, { pousser: false });
  const refait = ajout && resultat.neuf.querySelector(`#${formulaire.id}`)?.cloneNode(true);
  echanger(resultat.neuf, { forcerPanneau: dansLePanneau });
  if (refait) {
    formulaire.replaceWith(refait);
    refait.querySelector("input[name=texte]").focus({ preventScroll: true });
  } else if (dansLePanneau && !document.activeElement?.closest("#panneau")) {
    (panneau().querySelector(".is-invalid, [role=alert]") ?? panneau()).focus?.({ preventScroll: true });
  }
  direLesNotes();
}

async function aller(adresse, { pousser = true, focus = null } = {}) {
  const resultat = await demander(adresse);
  if (!resultat) return;
  noterLAdresse(resultat.adresse, { pousser });
  echanger(resultat.neuf, { forcerPanneau: true });
  if (focus) document.getElementById(focus)?.focus({ preventScroll: focus === "panneau" });
}

document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (evenement.defaultPrevented || !formulaire.closest("#atelier")) return;
  evenement.preventDefault();
  const donnees = new FormData(formulaire, evenement.submitter);
  if (formulaire.method === "post") {
    if (!formulaire.noValidate && !formulaire.reportValidity()) return;
    envoyer(formulaire, donnees);
    return;
  }
  const adresse = new URL(formulaire.action);
  const element = new URLSearchParams(location.search).get("element");
  adresse.search = new URLSearchParams([...donnees, ...(element ? [["element", element]] : [])].filter(([, valeur]) => valeur !== ""));
  aller(adresse, { focus: document.activeElement?.id });
});

document.addEventListener("click", (evenement) => {
  const lien = evenement.target.closest("#atelier a");
  if (!lien || evenement.button || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
  const adresse = new URL(lien.href);
  if (adresse.pathname !== location.pathname || (adresse.search === location.search && !lien.closest(".t-item") && adresse.hash)) return;
  evenement.preventDefault();
  const ferme = "fermer" in lien.dataset ? `a-${panneau().dataset.reference}` : null;
  aller(adresse, { focus: ferme ?? (adresse.searchParams.has("element") ? "panneau" : lien.id) });
});

addEventListener("popstate", () => aller(location.href, { pousser: false }));
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape" || evenement.defaultPrevented || !evenement.target.closest("#panneau, .t-item")) return;
  panneau()?.querySelector("[data-fermer]")?.click();
});

// ── Actors proposed while typing ────────────────────────────────────────────
let attente = 0;
document.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  if (champ.name !== "acteur" || !champ.closest("#panneau")) return;
  clearTimeout(attente);
  attente = setTimeout(async () => {
    const reponse = await fetch(`${atelier().dataset.suggestions}?q=${encodeURIComponent(champ.value)}`).catch(() => null);
    const liste = document.getElementById("acteurs-proposes");
    if (!reponse?.ok || !liste) return;
    const { acteurs } = await reponse.json();
    liste.replaceChildren(...acteurs.map(({ nom, lieu }) => new Option(lieu, nom)));
  }, 250);
});

suivreLesGestes({
  atelier,
  suspendre: (oui) => { etat.occupe += oui ? 1 : -1; },
  async deplacer(element, donnees) {
    const jeton = atelier().querySelector("[name=csrfmiddlewaretoken]").value;
    const resultat = await demander(element.dataset.deplacer + location.search, {
      method: "POST", body: new URLSearchParams({ ...donnees, csrfmiddlewaretoken: jeton }),
    });
    if (!resultat) return;
    echanger(resultat.neuf, { forcerPanneau: !VOLETS_EN_SAISIE.has(panneau()?.dataset.volet) });
    const place = document.getElementById(element.id);
    if (!place) return;
    place.querySelector("a").focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest", behavior: "instant" });
    const liste = place.parentElement;
    annoncer(`${liste.dataset.libelle}, position ${[...liste.children].indexOf(place) + 1} sur ${liste.children.length}.`);
  },
});
etat.minuterie = setTimeout(sonder, PERIODE_MS);
