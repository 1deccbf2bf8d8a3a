// The recording screen reloaded without network: this tab's own drafts, and room to go on. Everything goes through the
// drafts of brouillons.js, that the real screen finds again and sends; an answer that exists already is shown beside.
import { laisses, reecrire, proprietaireDici, etapesDe, nouvelleCle, enAttente } from "./brouillons.js";

const entretien = location.pathname.split("/").filter(Boolean).at(-2);
const proprietaire = proprietaireDici();
const liste = document.querySelector("[data-etapes]");
const modele = document.getElementById("etape-modele");
const poste = nouvelleCle();

function montrer(nom, libelle, entree, cle) {
  const bloc = modele.content.cloneNode(true).firstElementChild;
  const champ = bloc.querySelector("textarea");
  const etat = bloc.querySelector("[data-etat]");
  champ.id = `t-${nom.replace(/\W/g, "-")}`;
  bloc.querySelector("[data-libelle]").htmlFor = champ.id;
  bloc.querySelector("[data-libelle]").textContent = libelle;
  champ.value = entree.texte ?? "";
  if (champ.value) etat.textContent = "Gardé sur cet appareil";
  champ.addEventListener("input", () => {
    const garde = reecrire(proprietaire, entretien, cle, nom, { ...entree, texte: champ.value });
    etat.textContent = garde ? "Gardé sur cet appareil" : "Ce navigateur ne garde rien : copiez votre texte.";
    etat.classList.toggle("t-erreur", !garde);
  });
  liste.append(bloc);
}

if (proprietaire) {
  const vus = new Map();
  for (const [cle, nom, entree] of laisses(proprietaire, entretien)) if (!vus.has(nom)) vus.set(nom, [cle, entree]);
  for (const [question, libelle] of etapesDe(entretien)) {
    const nom = `reponse:${question}`;
    const [cle, entree] = vus.get(nom) ?? [poste, { cible: "reponse", cle: question, valeur: "", version: 0, poste, rang: 0 }];
    montrer(nom, libelle, entree, cle);
    for (const [autre, [sa, mots]] of vus) if (mots.cible === "verbatim" && mots.question === question) montrer(autre, "Mots exacts", mots, sa);
  }
} else document.querySelector("[data-ailleurs]").hidden = !enAttente();

addEventListener("online", () => {
  document.querySelector("[data-etat-texte]").textContent = "Le réseau est revenu : reprenez l’entretien, vos notes vous y attendent.";
  document.querySelector("[data-reprendre] a").className = "btn btn-primary";
});
