// The recording screen: one question at a time, each answer saved as one types. When the network drops, the text stays
// in this browser and leaves when it is back; when somebody else wrote meanwhile, both texts are shown.
import { annoncer } from "./echanges.js";
import { Brouillons, nouvelleCle, retenirEtapes } from "./brouillons.js";

const PAUSE_MS = 700;
const REPRISES_MS = [2000, 4000, 8000, 15_000, 30_000];
const racine = document.querySelector("[data-mener]");
const brouillons = new Brouillons(racine.dataset.proprietaire, racine.dataset.entretien);
const champs = new Map();
const etat = { essais: 0, minuterie: 0, horsLigne: !navigator.onLine, derniere: "", sortie: "" };
const pluriel = (n, mot) => `${n}\u00a0${mot}${n > 1 ? "s" : ""}`;

// ── One field ───────────────────────────────────────────────────────────────
class Champ {
  constructor(bloc) {
    Object.assign(this, { bloc, version: Number(bloc.dataset.version), poste: brouillons.poste, rang: 0, enVol: false, conflit: null, refus: "", minuterie: 0 });
    this.texte = bloc.querySelector("[data-texte]");
    this.ligne = bloc.querySelector("[data-etat]");
    this.nom = `${bloc.dataset.cible}:${bloc.dataset.cle}`;
    this.enregistre = this.signature();
    champs.set(this.nom, this);
    bloc.addEventListener("input", () => this.saisir());
    bloc.addEventListener("change", () => this.saisir());
    bloc.querySelector("[data-saisie]").addEventListener("submit", (evenement) => {
      evenement.preventDefault();
      this.envoyer();
    });
  }

  lire() {
    const { dataset } = this.bloc;
    const lu = { texte: this.texte.value };
    if (dataset.cible === "verbatim") lu.question = dataset.question;
    else lu.valeur = this.bloc.querySelector("[data-valeur]:checked")?.value ?? "";
    for (const plus of this.bloc.querySelectorAll("[data-plus]")) lu[plus.dataset.plus] = plus.value;
    return lu;
  }

  ecrire(valeurs) {
    this.texte.value = valeurs.texte ?? "";
    for (const choix of this.bloc.querySelectorAll("[data-valeur]")) choix.checked = choix.value === (valeurs.valeur ?? "");
    for (const plus of this.bloc.querySelectorAll("[data-plus]")) if (valeurs[plus.dataset.plus]) plus.value = valeurs[plus.dataset.plus];
  }

  signature() { return JSON.stringify(this.lire()); }
  get sale() { return this.signature() !== this.enregistre; }
  get sansMots() { return this.bloc.dataset.cible === "verbatim" && !this.texte.value.trim(); }

  dire(texte, erreur = false) {
    this.ligne.textContent = texte;
    this.ligne.classList.toggle("t-erreur", erreur);
  }

  garder() {
    if (!this.sale || (this.sansMots && !this.version)) brouillons.oter(this.nom);
    else brouillons.poser(this.nom, { ...this.lire(), cible: this.bloc.dataset.cible, cle: this.bloc.dataset.cle, version: this.version, poste: this.poste, rang: this.rang });
  }

  saisir() {
    this.refus = "";
    if (this.bloc.dataset.cle.startsWith("nouveau-")) nommer(this);
    this.garder();
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.envoyer(), PAUSE_MS);
    if (this.sale && !this.conflit) this.dire(etat.horsLigne ? "Hors connexion : gardé sur cet appareil" : "Pas encore enregistré");
    resumer();
  }

  async envoyer({ derniereChance = false } = {}) {
    clearTimeout(this.minuterie);
    if (this.enVol || this.conflit || this.refus || !this.sale || etat.sortie) return;
    if (this.sansMots) {
      if (this.version) this.dire("Sans mots : pour les supprimer, « Effacer ces mots ».", true);
      return;
    }
    if (!navigator.onLine) { perdre(); return; }
    const lu = this.lire();
    const envoyee = JSON.stringify(lu);
    this.rang = Math.max(this.rang + 1, Date.now());
    this.enVol = true;
    this.garder();
    this.dire("Enregistrement…");
    const { cible, cle } = this.bloc.dataset;
    try {
      const reponse = await fetch(racine.dataset.saisie, {
        method: "POST", redirect: "manual", keepalive: derniereChance, signal: AbortSignal.timeout(20_000), headers: { Accept: "application/json" },
        body: new URLSearchParams({ ...lu, cible, cle, version: this.version, poste: this.poste, rang: this.rang, csrfmiddlewaretoken: racine.querySelector("[name=csrfmiddlewaretoken]").value }),
      });
      this.enVol = false;
      await this.recevoir(reponse, envoyee);
    } catch {
      this.enVol = false;
      perdre();
    }
    resumer();
  }

  async recevoir(reponse, envoyee) {
    if (reponse.type === "opaqueredirect" || reponse.status === 401) { sortir("Votre session a expiré."); return; }
    if (reponse.status === 403) { sortir("Le serveur refuse l’enregistrement : votre session ou vos droits ont changé."); return; }
    if (reponse.status === 404) { sortir("Cet entretien ou cette question n’existe plus."); return; }
    if (reponse.status !== 200 && reponse.status !== 409 && reponse.status !== 422) throw new Error(`status ${reponse.status}`);
    const corps = await reponse.json();
    retrouver();
    if (reponse.status === 409) { this.opposer(corps.actuel); return; }
    if (reponse.status === 422) {
      this.refus = corps.message;
      this.dire(corps.message, true);
      return;
    }
    this.version = corps.version;
    this.poste = brouillons.poste;
    this.enregistre = envoyee;
    etat.derniere = corps.heure;
    this.garder();
    if (this.sale) this.envoyer();
    else this.dire(`Enregistré à ${corps.heure}`);
  }

  // Somebody else wrote here: both texts, and the choice.
  opposer(actuel) {
    this.conflit = actuel;
    const zone = this.bloc.querySelector("[data-conflit]");
    const panneau = document.getElementById("conflit-modele").content.cloneNode(true);
    panneau.querySelector("[data-qui]").textContent = `${actuel.par || "Quelqu’un"} a écrit ici à ${actuel.heure}.`;
    const dire = (v) => [v.valeur, v.texte].filter(Boolean).join("\n") || "(vide)";
    panneau.querySelector("[data-leur]").textContent = dire(actuel);
    panneau.querySelector("[data-mien]").textContent = dire(this.lire());
    const trancher = (texte) => () => {
      zone.hidden = true;
      zone.replaceChildren();
      this.conflit = null;
      this.version = actuel.version;
      this.poste = brouillons.poste;
      this.enregistre = JSON.stringify({ ...this.lire(), ...Object.fromEntries(Object.keys(this.lire()).map((nom) => [nom, actuel[nom] ?? this.lire()[nom]])) });
      if (texte !== null) this.texte.value = texte;
      else this.ecrire(actuel);
      this.garder();
      this.texte.focus();
      if (this.sale) this.envoyer();
      else this.dire(`Repris : enregistré à ${actuel.heure}`);
      resumer();
    };
    panneau.querySelector("[data-reunir]").addEventListener("click", () => trancher([actuel.texte, this.texte.value].filter(Boolean).join("\n\n"))());
    panneau.querySelector("[data-garder]").addEventListener("click", () => trancher(this.texte.value)());
    panneau.querySelector("[data-prendre]").addEventListener("click", trancher(null));
    zone.replaceChildren(panneau);
    zone.hidden = false;
    this.dire("Deux textes pour cette réponse : choisissez ci-dessous.", true);
    annoncer("Quelqu’un d’autre a écrit dans cette réponse. Les deux textes sont montrés.");
  }
}

// ── Network ─────────────────────────────────────────────────────────────────
function perdre() {
  etat.horsLigne = true;
  for (const champ of champs.values()) if (champ.sale && !champ.conflit && !champ.refus) champ.dire("Hors connexion : gardé sur cet appareil");
  clearTimeout(etat.minuterie);
  etat.minuterie = setTimeout(toutEnvoyer, REPRISES_MS[Math.min(etat.essais, REPRISES_MS.length - 1)]);
  etat.essais += 1;
  resumer();
}

function retrouver() {
  etat.horsLigne = false;
  etat.essais = 0;
}

function sortir(raison) {
  etat.sortie = raison;
  resumer();
}

async function toutEnvoyer(options) {
  await Promise.all([...champs.values()].map((champ) => champ.envoyer(options)));
}

function resumer() {
  const sales = [...champs.values()].filter((c) => c.sale && !(c.sansMots && !c.version));
  const conflits = sales.filter((c) => c.conflit).length;
  const texte = racine.querySelector("[data-etat-texte]");
  const zone = racine.querySelector("[data-etat-global]");
  zone.classList.toggle("est-hors-ligne", Boolean(sales.length && (etat.horsLigne || etat.sortie)));
  let dit = etat.derniere ? `Tout est enregistré, à ${etat.derniere}.` : "Réservé aux membres qui mènent la démarche.";
  if (etat.sortie) dit = `${etat.sortie} ${brouillons.gardes ? "Ce que vous écrivez reste sur cet appareil : rechargez la page après vous être reconnecté." : "Copiez votre texte avant de quitter la page."}`;
  else if (conflits) dit = `${pluriel(conflits, "réponse")} à départager.`;
  else if (sales.length && etat.horsLigne) dit = `Hors connexion. ${pluriel(sales.length, "réponse")} à envoyer, ${brouillons.gardes ? "gardée" + (sales.length > 1 ? "s" : "") + " sur cet appareil." : "gardée sur cette page seulement : ne la fermez pas."}`;
  else if (etat.horsLigne) dit = "Hors connexion. Continuez : tout sera envoyé au retour du réseau.";
  else if (sales.length) dit = "Enregistrement…";
  if (texte.textContent !== dit) texte.textContent = dit;
}

addEventListener("online", () => { retrouver(); toutEnvoyer(); resumer(); });
addEventListener("offline", perdre);
document.addEventListener("visibilitychange", () => toutEnvoyer({ derniereChance: document.hidden }));
addEventListener("pagehide", () => toutEnvoyer({ derniereChance: true }));
addEventListener("beforeunload", (evenement) => {
  if (!brouillons.gardes && [...champs.values()].some((c) => c.sale)) evenement.preventDefault();
});

// ── Exact words ─────────────────────────────────────────────────────────────
const modeles = new Map();

function nommer(champ) {
  // The first letter typed: these words get their own name, so that sending twice never makes two.
  champs.delete(champ.nom);
  champ.bloc.dataset.cle = nouvelleCle();
  champ.nom = `verbatim:${champ.bloc.dataset.cle}`;
  champs.set(champ.nom, champ);
}

function nouveauxMots(etape, entree = null) {
  const cadre = etape.querySelector("[data-nouveau-verbatim]");
  const libre = [...cadre.querySelectorAll("[data-champ]")].map((b) => [...champs.values()].find((c) => c.bloc === b)).find((c) => c && !c.texte.value);
  if (libre && !entree) return libre;
  const bloc = modeles.get(etape).cloneNode(true);
  const numero = nouvelleCle();
  for (const noeud of bloc.querySelectorAll("[id]")) noeud.id += numero;
  for (const noeud of bloc.querySelectorAll("[for]")) noeud.htmlFor += numero;
  if (entree) bloc.dataset.cle = entree.cle;
  (entree ? etape.querySelector("[data-verbatims]") : cadre.lastElementChild).append(bloc);
  return new Champ(bloc);
}

const etapes = [...racine.querySelectorAll("[data-etape]")];
for (const etape of etapes) modeles.set(etape, etape.querySelector("[data-nouveau-verbatim] [data-champ]").cloneNode(true));
for (const bloc of racine.querySelectorAll("[data-champ]")) new Champ(bloc);
for (const etape of etapes) {
  const cadre = etape.querySelector("[data-nouveau-verbatim]");
  // "toggle" comes late: whoever already types there keeps their field, or their words would be cut in two.
  cadre.addEventListener("toggle", () => { if (cadre.open && !document.activeElement?.matches("[data-nouveau-verbatim] [data-texte]")) nouveauxMots(etape).texte.focus({ preventScroll: true }); });
  cadre.addEventListener("change", (evenement) => { if (evenement.target.matches("[data-texte]") && evenement.target.value.trim()) nouveauxMots(etape); });
}

// ── What a closed tab left behind ───────────────────────────────────────────
function reprendre() {
  const repris = [];
  for (const [nom, entree, oublier] of brouillons.orphelins()) {
    let champ = champs.get(nom);
    if (!champ && entree.cible === "verbatim") {
      const etape = etapes.find((e) => e.dataset.etape === entree.question) ?? etapes.at(-1);
      champ = nouveauxMots(etape, entree);
      champ.enregistre = JSON.stringify({ ...champ.lire(), texte: "" });
    }
    if (!champ || champ.sale) continue; // another draft of the same answer is being dealt with first
    champ.ecrire(entree);
    if (champ.sale) {
      Object.assign(champ, { version: entree.version, poste: entree.poste, rang: entree.rang });
      champ.garder();
      repris.push(champ);
    }
    oublier();
  }
  if (!repris.length) return;
  const zone = racine.querySelector("[data-reprise]");
  zone.className = "t-note est-alerte";
  zone.setAttribute("role", "status");
  zone.textContent = `${pluriel(repris.length, "réponse")} écrite${repris.length > 1 ? "s" : ""} sur cet appareil sans avoir été enregistrée${repris.length > 1 ? "s" : ""} : ${repris.length > 1 ? "elles sont reprises" : "elle est reprise"} ci-dessous.`;
  zone.hidden = false;
  const etape = repris[0].bloc.closest("[data-etape]");
  if (etape) montrer(etapes.indexOf(etape), { discret: true });
  toutEnvoyer();
}

// ── One question at a time ──────────────────────────────────────────────────
const pas = racine.querySelector("[data-pas]");
const aller = pas.querySelector("[data-aller]");
let rang = 0;

function montrer(nouveau, { discret = false } = {}) {
  rang = Math.max(0, Math.min(etapes.length - 1, nouveau));
  etapes.forEach((etape, i) => { etape.hidden = i !== rang; });
  aller.selectedIndex = rang;
  pas.querySelector("[data-precedente]").disabled = rang === 0;
  pas.querySelector("[data-suivante]").disabled = rang === etapes.length - 1;
  const adresse = new URL(location.href);
  adresse.searchParams.set("question", etapes[rang].dataset.etape);
  adresse.hash = "";
  history.replaceState(null, "", adresse);
  if (discret) return;
  racine.querySelector("[data-etat-global]").scrollIntoView({ block: "start", behavior: "instant" });
  etapes[rang].querySelector("[data-texte]").focus({ preventScroll: true });
}

racine.classList.add("est-vif");
pas.hidden = false;
pas.querySelector("[data-precedente]").addEventListener("click", () => montrer(rang - 1));
pas.querySelector("[data-suivante]").addEventListener("click", () => montrer(rang + 1));
aller.addEventListener("change", () => montrer(aller.selectedIndex));
montrer(etapes.findIndex((e) => e.dataset.etape === (racine.dataset.courante || location.hash.replace("#reponse-", ""))), { discret: true });
if (racine.querySelector("[data-focus]")) montrer(etapes.indexOf(racine.querySelector("[data-focus]").closest("[data-etape]")), { discret: true });
reprendre();
setInterval(reprendre, 5000);
resumer();

// ── Reloading without network ───────────────────────────────────────────────
retenirEtapes(racine.dataset.proprietaire, racine.dataset.entretien, etapes.map((e) => [e.dataset.etape, e.querySelector("h2").innerText.replace(/^\d+\s*/, "")]));
const reseau = racine.querySelector("[data-reseau-texte]");
try {
  const travail = await navigator.serviceWorker.register(racine.dataset.travailleur, { scope: location.pathname });
  await new Promise((pret, rate) => {
    if (travail.active) pret();
    const neuf = travail.installing ?? travail.waiting;
    neuf?.addEventListener("statechange", () => { if (neuf.state === "activated") pret(); else if (neuf.state === "redundant") rate(new Error("redundant")); });
  });
  reseau.textContent = "Cet écran se rouvre aussi sans réseau.";
} catch {
  reseau.textContent = "Sans réseau, continuez d’écrire mais ne rechargez pas cette page.";
}
