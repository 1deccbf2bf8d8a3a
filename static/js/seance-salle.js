// A participant's phone: what is written goes to the queue first, then to the server; the page follows the
// session. Without this file the same forms work, one page at a time.
import { annoncer, poserCartes, remplacer, sonder } from "./seance-commun.js";
import { creerFile } from "./seance-file.js";

const salle = document.getElementById("salle");
const reseau = document.getElementById("reseau");
const connu = { e: salle.dataset.etape, r: salle.dataset.r, p: salle.dataset.p };
// Steps at which eyes are on the big screen: the phone asks less often.
const REGARDE = new Set(["revelation", "regroupement", "decision", "close"]);
const cleNeuve = () => (crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 14)}`);

function dire(texte) {
  reseau.hidden = !texte;
  reseau.querySelector("[data-texte]").textContent = texte;
}
const direLaPanne = () => dire("Pas de réseau pour l’instant. Ce que vous écrivez est gardé sur ce téléphone et partira tout seul.");

// ── What the server says ────────────────────────────────────────────────────
function recevoir(etat) {
  const nouvelleEtape = etat.e !== connu.e;
  Object.assign(connu, { e: etat.e, r: etat.r, p: etat.p });
  if (etat.entete !== undefined) remplacer(document.getElementById("entete"), etat.entete);
  if (etat.salle !== undefined) {
    const brouillon = document.getElementById("texte")?.value;
    salle.innerHTML = etat.salle;
    const champ = document.getElementById("texte");
    if (champ && brouillon) champ.value = brouillon;
    if (nouvelleEtape) scrollTo({ top: 0 });
    montrerAttente(enAttente);
  }
  if (nouvelleEtape) annoncer(`Nouvelle étape : ${document.querySelector(".s-etape")?.textContent ?? ""}`);
  if (etat.moi !== undefined) {
    const moi = document.getElementById("moi");
    if (moi && !moi.querySelector("details[open] :focus")) remplacer(moi, etat.moi);
  }
  if (etat.cartes) poserCartes(etat);
  if (etat.v) marquerMesVoix(etat.v);
}

function marquerMesVoix(numeros) {
  const soutenues = new Set(numeros.map(String));
  for (const bouton of document.querySelectorAll("#tableau .t-voix")) {
    const oui = soutenues.has(bouton.value);
    if (bouton.classList.contains("est-attendue")) continue;
    bouton.name = oui ? "reprendre" : "soutenir";
    bouton.setAttribute("aria-pressed", String(oui));
  }
}

// ── What waits ──────────────────────────────────────────────────────────────
let enAttente = [];
function montrerAttente(liste) {
  enAttente = liste;
  const zone = document.getElementById("attente");
  if (!zone) return;
  zone.replaceChildren(...liste.filter((e) => e.dit).map((envoi) => {
    const li = document.createElement("li");
    const texte = document.createElement("p");
    texte.textContent = envoi.dit;
    const etat = document.createElement("p");
    etat.className = "s-meta";
    const etiquette = document.createElement("span");
    etiquette.className = "t-etiq";
    etiquette.textContent = envoi.refus ? `Non envoyée : ${envoi.refus}` : "En attente d’envoi";
    etat.append(etiquette);
    if (envoi.refus) {
      for (const [mot, acte] of [["Renvoyer", () => file.renvoyer(envoi.id)], ["Oublier", () => file.oublier(envoi.id)]]) {
        const bouton = document.createElement("button");
        bouton.type = "button";
        bouton.className = "d-lien";
        bouton.textContent = mot;
        bouton.addEventListener("click", acte);
        etat.append(bouton);
      }
    }
    li.append(texte, etat);
    return li;
  }));
}

const file = creerFile({
  cle: salle.dataset.cle,
  jeton: () => salle.dataset.jeton,
  change: montrerAttente,
  envoye: {
    connu: () => connu,
    recu(etat, envoi, etag) {
      if (envoi.voix) document.querySelector(`#tableau .t-voix[value="${envoi.voix}"]`)?.classList.remove("est-attendue");
      dire("");
      recevoir(etat);
      sonde.connaitre(etag);
    },
    refuse(message, envoi) {
      if (envoi.voix) {
        const bouton = document.querySelector(`#tableau .t-voix[value="${envoi.voix}"]`);
        bouton?.classList.remove("est-attendue");
        file.oublier(envoi.id);
        dire(message);
        sonde.oublier();
        sonde.demander();
      }
      annoncer(message);
    },
  },
});

// ── Forms ───────────────────────────────────────────────────────────────────
document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  const genre = formulaire.dataset.file;
  if (!genre) return;
  evenement.preventDefault();
  const champs = Object.fromEntries(new FormData(formulaire, evenement.submitter));
  delete champs.csrfmiddlewaretoken;
  if (genre === "note") {
    if (!champs.texte.trim()) { formulaire.querySelector("textarea").focus(); return; }
    champs.cle = cleNeuve();
    file.ajouter({ url: formulaire.action, champs, note: true, dit: champs.texte.trim() });
    const zone = formulaire.querySelector("textarea");
    zone.value = "";
    zone.focus();
    annoncer("Note envoyée.");
  } else if (genre === "changement") {
    file.ajouter({ url: formulaire.action, champs, sujet: `note-${champs.numero}`, dit: champs.acte === "retirer" ? "" : champs.texte });
    formulaire.closest("details")?.removeAttribute("open");
  } else {
    const bouton = evenement.submitter;
    if (!bouton) return;
    const pour = bouton.name === "soutenir";
    bouton.setAttribute("aria-pressed", String(pour));
    bouton.name = pour ? "reprendre" : "soutenir";
    bouton.classList.add("est-attendue");
    file.ajouter({ url: formulaire.action, champs: { [pour ? "soutenir" : "reprendre"]: bouton.value }, sujet: `voix-${bouton.value}`, voix: bouton.value });
  }
});

const sonde = sonder({
  adresse: () => `${salle.dataset.etat}?${new URLSearchParams(connu)}`,
  periode: () => (REGARDE.has(connu.e) ? 5000 : 3000),
  connue: salle.dataset.etag,
  recevoir: (etat) => { recevoir(etat); },
  panne: direLaPanne,
  retour: () => { dire(""); file.vider(); },
});
addEventListener("offline", direLaPanne);
file.reprise();
